"""What the searches and late interaction say of all candidates, gathered before a word is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Scores
from pincite.search.candidates import Candidates
from pincite.search.features import Signals, named_signals
from pincite.search.late import Met, meet
from pincite.search.question import ParsedQuestion
from pincite.store.generation import Generation

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The signals of all candidates, in their order; ``met`` is None without token vectors.

    ``firsts`` says at which sentence each candidate begins. ``columns`` holds what
    `signal_features` gives for each candidate, a column a feature: of all at once, as most
    candidates are dropped for these numbers alone.
    """

    candidates: Candidates
    met: Met | None
    firsts: NDArray[np.int64]
    columns: Mapping[str, Column]

    def of(self, chosen: Sequence[int]) -> list[Signals]:
        """The signals of some candidates, by their places, in that order."""
        candidates, met = self.candidates, self.met
        cosines, bm25 = candidates.passage_cosine.tolist(), candidates.bm25.tolist()
        by_sentence = candidates.sentence_cosines.tolist()
        ends = (self.firsts + candidates.sentence_counts).tolist()
        within = [slice(start, end) for start, end in zip(self.firsts.tolist(), ends, strict=True)]
        if met is None:
            return [Signals(cosines[at], tuple(by_sentence[within[at]]), bm25[at]) for at in chosen]
        late, late_weighted = met.passage.tolist(), met.passage_weighted.tolist()
        sentence, sentence_weighted = met.sentence.tolist(), met.sentence_weighted.tolist()
        return [
            Signals(
                cosines[at],
                tuple(by_sentence[within[at]]),
                bm25[at],
                late[at],
                late_weighted[at],
                tuple(sentence[within[at]]),
                tuple(sentence_weighted[within[at]]),
                tuple(met.tokens[at].tolist()),
            )
            for at in chosen
        ]


def _column(values: Scores) -> Column:
    return values.astype(np.float64)


def gather(generation: Generation, question: ParsedQuestion, candidates: Candidates) -> Gathered:
    """The signals of candidates; with late interaction where the generation has token vectors."""
    counts = candidates.sentence_counts
    firsts = np.cumsum(counts) - counts
    stored = generation.tokens
    met = None
    if stored is not None:
        tokens = stored.project(question.tokens)
        met = meet(stored, tokens, question.token_weights, candidates.rows, counts)
    columns = named_signals(
        question,
        _column(candidates.passage_cosine),
        _best(candidates.sentence_cosines, firsts),
        _column(candidates.bm25),
        None
        if met is None
        else (
            _column(met.passage),
            _column(met.passage_weighted),
            _best(met.sentence, firsts),
            _best(met.sentence_weighted, firsts),
        ),
    )
    return Gathered(candidates, met, firsts, columns)


def _best(by_sentence: Scores, firsts: NDArray[np.int64]) -> Column:
    """The best sentence's value of each candidate."""
    if not len(firsts):
        return np.empty(0, np.float64)
    return _column(np.maximum.reduceat(by_sentence, firsts))

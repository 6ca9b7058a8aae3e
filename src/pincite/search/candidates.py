"""The passages worth scoring: the best of the dense and of the lexical search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores
from pincite.processors import processors
from pincite.search.question import ParsedQuestion
from pincite.store.generation import Generation

CANDIDATES = 24  # rows that are compared; more changed no figure of any question set
_FROM_EACH = 50  # rows that each search contributes
_MANY = 10_000  # sentences; more take longer to search than it takes to hand them to another thread

_aside = ThreadPoolExecutor(processors(), thread_name_prefix="search")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows to score, in no order that means anything, with what the searches said of each.

    ``passage_cosine`` is the inner product with the question's vector, ``sentence_cosines`` those
    of all the rows' sentences, one row's after the other's; ``sentence_counts`` says how many
    sentences each row has, one at least. ``bm25`` is the lexical score.
    """

    rows: Rows
    passage_cosine: Scores
    sentence_cosines: Scores
    sentence_counts: NDArray[np.int64]
    bm25: Scores


def find_candidates(
    generation: Generation, question: ParsedQuestion, count: int, within: range | None = None
) -> Candidates:
    """The first ``count`` rows of three searches (passages, sentences, terms), taken in turn.

    In turn, because a passage that one search puts first must be scored, whatever the others say
    of it. The order only decides what is scored; it has no part in the score.
    """
    offsets = generation.catalogue.sentence_offsets
    inside = (
        None if within is None else range(int(offsets[within.start]), int(offsets[within.stop]))
    )
    search = partial(generation.sentences.search, question.vector, _FROM_EACH, inside)
    searching = _aside.submit(search) if len(generation.sentences) > _MANY else None
    dense, _ = generation.passages.search(question.vector, _FROM_EACH, within)
    lexical, scores = generation.lexical.search(question.lexical_weights, _FROM_EACH, within)
    sentences, _ = search() if searching is None else searching.result()
    by_sentence = np.searchsorted(offsets, sentences, side="right") - 1
    best = _in_turn((dense.tolist(), _first_of_each(by_sentence).tolist(), lexical.tolist()), count)
    rows = np.array(best, np.int64)
    starts = offsets[rows]
    counts = offsets[rows + 1] - starts
    before = np.cumsum(counts) - counts
    sentence_rows = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return Candidates(
        rows=rows,
        passage_cosine=generation.passages.take(rows) @ question.vector,
        sentence_cosines=generation.sentences.take(sentence_rows) @ question.vector,
        sentence_counts=counts,
        bm25=(
            generation.lexical.scores(question.lexical_weights, rows)
            if len(lexical) == _FROM_EACH
            else _known(lexical, scores, rows)
        ),
    )


def _known(found: Rows, scores: Scores, rows: Rows) -> Scores:
    """The scores of rows after a search that found all that have one: the others have none."""
    held = dict(zip(found.tolist(), scores.tolist(), strict=True))
    return np.array([held.get(row, 0.0) for row in rows.tolist()], np.float32)


def _in_turn(rankings: tuple[list[int], ...], count: int) -> list[int]:
    """The firsts of all rankings, then the seconds, and so on, each row once."""
    taken: dict[int, None] = {}
    for row in chain.from_iterable(zip_longest(*rankings)):
        if row is not None:
            taken[row] = None
        if len(taken) == count:
            break
    return list(taken)


def _first_of_each(rows: Rows) -> Rows:
    """The rows without repeats, in the order of their first appearance."""
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)]

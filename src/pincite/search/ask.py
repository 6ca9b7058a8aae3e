"""Ask an index a question."""

from __future__ import annotations

from pincite.search.candidates import Candidates, find_candidates
from pincite.search.evidence import evidence_of
from pincite.search.features import (
    Signals,
    passage_features,
    sentence_features,
    signal_features,
)
from pincite.search.index import Index
from pincite.search.late import meet
from pincite.search.limits import DEFAULT_K, checked_k, checked_question
from pincite.search.question import ParsedQuestion, parse_question
from pincite.search.scored import Scored
from pincite.search.verdict import judge
from pincite.types import Answer, Hit

CANDIDATES = 48  # passages that the searches offer
SCORED = 16  # of them, scored in full
# Of log-odds: equal passages must be equal, and a matrix product's last digits depend on the row.
DECIMALS = 5
NEARLY_ALL = 0.9  # of two passages' stems in common: they say the same


def ask(index: Index, question: str, *, k: int = DEFAULT_K, document: str | None = None) -> Answer:
    """The k passages that bear most on a question, their evidence, and whether they answer it.

    ``document`` limits the search to one document, by key. Raises QuestionError for an empty or
    over-long question or a k out of range, NotFoundError for an unknown document.
    """
    checked_question(question)
    checked_k(k)
    within = None if document is None else index.generation.catalogue.rows_of(document)
    parsed = read(index, question)
    ranked = spread(_ranked(index, parsed, k, within))
    hits = tuple(
        Hit(
            passage=scored.analysed.passage,
            quote=scored.analysed.quote,
            rank=number,
            score=scored.score,
            highlights=evidence_of(index.scorer, scored.analysed.passage, scored.sentences),
        )
        for number, scored in enumerate(ranked[:k], start=1)
    )
    return Answer(question, judge(index.scorer, parsed, ranked), hits)


def spread(ranked: list[Scored]) -> list[Scored]:
    """The ranking with near-identical passages behind the rest: the first of them speaks for all.

    Near-identical are passages that share nine tenths of their stems.
    """
    first: list[Scored] = []
    repeats: list[Scored] = []
    for candidate in ranked:
        alike = any(_alike(candidate.analysed.stems, other.analysed.stems) for other in first)
        (repeats if alike else first).append(candidate)
    return first + repeats


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    return len(left & right) >= NEARLY_ALL * len(left | right)


def _ranked(index: Index, question: ParsedQuestion, k: int, within: range | None) -> list[Scored]:
    count = max(CANDIDATES, k)
    candidates = find_candidates(index.generation, question, count, within)
    return rank(index, question, candidates, max(SCORED, k))


def read(index: Index, question: str) -> ParsedQuestion:
    """A question as the index reads it, encoded."""
    vectors, tokens = index.encoder.encode_with_tokens([question])
    return parse_question(question, vectors[0], tokens[0], index.generation.lexical)


def rank(
    index: Index, question: ParsedQuestion, candidates: Candidates, count: int = SCORED
) -> list[Scored]:
    """The likeliest ``count`` candidates scored, best first; equal scores in the order of rows.

    Which are the likeliest the signals say, under the same weights: reading a passage's words for
    the other features costs ten times as much, and moves none of the rest to the top.
    """
    rows = candidates.rows.tolist()
    signals = _signals(index, question, candidates)
    line = index.scorer.passage
    likely = sorted(
        range(len(rows)),
        key=lambda at: (
            -round(line.partial(signal_features(question, signals[at])), DECIMALS),
            rows[at],
        ),
    )
    scored: list[Scored] = []
    for at in likely[:count]:
        analysed = index.analyser.row(rows[at])
        sentences = sentence_features(question, analysed, signals[at])
        features = passage_features(question, analysed, signals[at], sentences)
        score = round(line.score(features), DECIMALS)
        scored.append(Scored(rows[at], analysed, features, sentences, score, signals[at].met))
    scored.sort(key=lambda candidate: (-candidate.log_odds, candidate.row))
    return scored


def _signals(index: Index, question: ParsedQuestion, candidates: Candidates) -> list[Signals]:
    cosines = candidates.passage_cosine.tolist()
    by_sentence = [tuple(cosines.tolist()) for cosines in candidates.sentence_cosines]
    bm25 = candidates.bm25.tolist()
    stored = index.generation.tokens
    if stored is None:
        return [Signals(*three) for three in zip(cosines, by_sentence, bm25, strict=True)]
    met = meet(
        stored,
        stored.project(question.tokens),
        question.token_weights,
        candidates.rows,
        candidates.sentence_counts,
    )
    return [
        Signals(*values)
        for values in zip(
            cosines,
            by_sentence,
            bm25,
            met.passage.tolist(),
            met.passage_weighted.tolist(),
            (tuple(values.tolist()) for values in met.sentence),
            (tuple(values.tolist()) for values in met.sentence_weighted),
            map(tuple, met.tokens.tolist()),
            strict=True,
        )
    ]

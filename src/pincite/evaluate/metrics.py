"""Figures of one outcome: where the right passages came, whether the right words are marked.

A passage is right if its quote contains one of a gold passage's alternatives, white space collapsed
in both and otherwise verbatim. Each gold passage counts once, where it is first shown, so that
repetitions (overlapping windows, near-identical paragraphs) earn nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log2

from pincite.evaluate.outcome import DEPTH, Outcome
from pincite.types import Status

Ranks = tuple[int | None, ...]


def collapsed(text: str) -> str:
    """The text with its runs of white space made one space."""
    return " ".join(text.split())


def contains_any(text: str, strings: Iterable[str]) -> bool:
    """Whether one of the strings lies in the text, white space collapsed in both."""
    flat = collapsed(text)
    return any(collapsed(string) in flat for string in strings)


def gold_ranks(quotes: Sequence[str], gold: Sequence[Sequence[str]]) -> Ranks:
    """For each gold passage the rank, from 1, of the first of the quotes that is it, or None."""
    return tuple(
        next((r for r, quote in enumerate(quotes, 1) if contains_any(quote, alternatives)), None)
        for alternatives in gold
    )


def ranks_of(outcome: Outcome) -> Ranks:
    """`gold_ranks` of an outcome's first `DEPTH` passages; empty if it is unanswerable."""
    quotes = [shown.quote for shown in outcome.shown[:DEPTH]]
    return gold_ranks(quotes, outcome.question.gold)


def hit(ranks: Ranks, k: int) -> float:
    """1 if any gold passage is among the first k, else 0."""
    return float(any(rank is not None and rank <= k for rank in ranks))


def complete(ranks: Ranks, k: int) -> float:
    """1 if every gold passage is among the first k, else 0; as `hit` where one is needed."""
    return float(bool(ranks) and all(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks) -> float:
    """One over the rank of the first gold passage shown, 0 if none is; its mean is the MRR."""
    return max((1 / rank for rank in ranks if rank is not None), default=0.0)


def ndcg(ranks: Ranks, k: int = DEPTH) -> float:
    """Normalised discounted cumulative gain with binary relevance, in [0, 1].

    The discount is 1/log2(1 + rank) (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002); the ideal
    ranking holds the gold passages in its first places, two of them for a two-passage question. A
    single passage that holds two gold passages would gain more than the ideal and is held to 1.
    """
    if not ranks:
        return 0.0
    gain = sum(1 / log2(1 + rank) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / log2(1 + rank) for rank in range(1, min(len(ranks), k) + 1))
    return min(1.0, gain / ideal)


def evidence_marked(outcome: Outcome) -> float | None:
    """1 if the first passage's marked text contains any evidence string, else 0.

    None where it does not apply: no evidence is known, or the first passage is not a right one.
    """
    if not outcome.question.evidence or not hit(ranks_of(outcome), 1):
        return None
    return float(contains_any(outcome.shown[0].marked, outcome.question.evidence))


def marked_share(outcome: Outcome) -> float | None:
    """How much of the first passage is marked, in characters; None where `evidence_marked` is."""
    if evidence_marked(outcome) is None:
        return None
    first = outcome.shown[0]
    return len(collapsed(first.marked)) / len(collapsed(first.quote))


def confusion(outcomes: Iterable[Outcome]) -> dict[Status, tuple[int, int]]:
    """For each status, how many (answerable, unanswerable) questions were called so.

    Outcomes without a verdict are not counted.
    """
    counts = {status: [0, 0] for status in Status}
    for outcome in outcomes:
        if outcome.status is not None:
            counts[outcome.status][not outcome.question.answerable] += 1
    return {status: (yes, no) for status, (yes, no) in counts.items()}

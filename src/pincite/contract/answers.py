"""Answers as the contract has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pincite.contract.documents import IndexView, index_view
from pincite.contract.fields import told
from pincite.contract.passages import HitView, hit_view
from pincite.search.index import Index
from pincite.types import Answer


@dataclass(frozen=True, slots=True)
class VerdictView:
    status: Literal["found", "weak", "not_found"] = told(
        "whether the documents answer the question"
    )
    confidence: float = told("calibrated probability that they do, 0 to 1")
    missing_terms: tuple[str, ...] = told("words asked for that the best passages do not hold")


@dataclass(frozen=True, slots=True)
class AnswerView:
    question: str = told("as it was asked")
    verdict: VerdictView = told("whether the documents answer")
    passages: tuple[HitView, ...] = told("best first; nearest misses when the verdict is not_found")
    index: IndexView = told("what was searched")


def answer_view(index: Index, answer: Answer) -> AnswerView:
    """An answer as the contract has it."""
    verdict = answer.verdict
    return AnswerView(
        question=answer.question,
        verdict=VerdictView(
            verdict.status.value, round(verdict.confidence, 4), verdict.missing_terms
        ),
        passages=tuple(hit_view(index, hit) for hit in answer.hits),
        index=index_view(index),
    )

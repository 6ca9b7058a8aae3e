"""Invented questions and outcomes, short enough to work out by hand."""

from __future__ import annotations

from pincite.evaluate.outcome import Outcome, Shown
from pincite.evaluate.questions import Question
from pincite.types import Status


def question(
    *gold: str, id: str = "q1", kind: str = "direct", evidence: tuple[str, ...] = ()
) -> Question:
    """One gold passage for each string given; none makes it unanswerable."""
    return Question(
        id=id, text=f"Question {id}?", gold=tuple((g,) for g in gold), kind=kind, evidence=evidence
    )


def outcome(
    asked: Question,
    *quotes: str,
    status: Status | None = Status.FOUND,
    confidence: float = 0.9,
    marked: str = "",
    seconds: float = 0.01,
) -> Outcome:
    """The quotes in their order, ``marked`` being marked in the first."""
    shown = tuple(
        Shown(quote, marked if i == 0 else "", f"para. {i + 1}") for i, quote in enumerate(quotes)
    )
    return Outcome(asked, shown, status, confidence, seconds)

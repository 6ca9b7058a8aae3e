"""What a system showed for a question: the value that every figure is computed from."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.evaluate.questions import Question
from pincite.types import Status

DEPTH = 10  # how many passages of a ranking are judged


@dataclass(frozen=True, slots=True)
class Shown:
    """One passage as shown: its quote, the text marked in it, and how one would point at it."""

    quote: str
    marked: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and what came of it.

    ``shown`` is the ranking, best first, up to `DEPTH` passages. ``status`` is None for a system
    that gives no verdict. ``confidence`` says how surely the documents answer: a probability for a
    calibrated system, otherwise any score that is higher for the surer. ``seconds`` is the time
    that the question took.
    """

    question: Question
    shown: tuple[Shown, ...]
    status: Status | None
    confidence: float
    seconds: float


@dataclass(frozen=True, slots=True)
class System:
    """A named way of searching and its outcomes, one a question.

    ``calibrated`` says that its confidences are probabilities in [0, 1]; only then is their
    calibration measured. ``marks`` says that it marks evidence; only then is that judged.
    """

    name: str
    outcomes: tuple[Outcome, ...]
    calibrated: bool = True
    marks: bool = True

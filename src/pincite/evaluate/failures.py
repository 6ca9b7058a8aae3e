"""What a system got wrong, question by question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pincite.evaluate.metrics import complete, evidence_marked, hit, ranks_of
from pincite.evaluate.outcome import Outcome
from pincite.types import Status


class Fault(StrEnum):
    """How an outcome can be wrong, the worst first."""

    FALSE_FOUND = "called found though the documents do not answer"
    FALSE_NOT_FOUND = "called not_found though the documents answer"
    MISSED = "no right passage among those shown"
    NOT_FIRST = "another passage came first"
    INCOMPLETE = "not all passages needed are among the first five"
    UNMARKED = "the right words are not marked"


@dataclass(frozen=True, slots=True)
class Failure:
    """An outcome and what is wrong in it, the worst first; never empty."""

    outcome: Outcome
    faults: tuple[Fault, ...]


def faults_of(outcome: Outcome) -> tuple[Fault, ...]:
    """Everything wrong in one outcome, the worst first; empty if nothing is."""
    if not outcome.question.answerable:
        return (Fault.FALSE_FOUND,) if outcome.status is Status.FOUND else ()
    ranks = ranks_of(outcome)
    shown = any(rank is not None for rank in ranks)
    checks = {
        Fault.FALSE_NOT_FOUND: outcome.status is Status.NOT_FOUND,
        Fault.MISSED: not shown,
        Fault.NOT_FIRST: shown and not hit(ranks, 1),
        Fault.INCOMPLETE: len(ranks) > 1 and shown and not complete(ranks, 5),
        Fault.UNMARKED: evidence_marked(outcome) == 0,
    }
    return tuple(fault for fault, wrong in checks.items() if wrong)


def failures_of(outcomes: Iterable[Outcome]) -> tuple[Failure, ...]:
    """The failures, grouped by their worst fault; within one, in the order of the outcomes."""
    failures = [Failure(outcome, faults) for outcome in outcomes if (faults := faults_of(outcome))]
    order = list(Fault)
    return tuple(sorted(failures, key=lambda failure: order.index(failure.faults[0])))

from __future__ import annotations

import pytest

from evaluate.samples import outcome, question
from pincite.evaluate.failures import Fault, failures_of, faults_of
from pincite.evaluate.outcome import Outcome
from pincite.types import Status

ONE = question("gold", evidence=("gold",))
TWO = question("gold", "ore", kind="two-passage")
NONE = question(kind="unanswerable-near")


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        (outcome(ONE, "gold", marked="gold"), ()),
        (outcome(ONE, "gold", marked="gold", status=None), ()),
        (outcome(ONE, "gold", marked="gold", status=Status.WEAK), ()),
        (outcome(ONE, "gold", marked="gold", status=Status.NOT_FOUND), (Fault.FALSE_NOT_FOUND,)),
        (outcome(ONE, "no", "gold"), (Fault.NOT_FIRST,)),
        (outcome(ONE, "no"), (Fault.MISSED,)),
        (outcome(ONE), (Fault.MISSED,)),
        (outcome(ONE, "gold x", marked="x"), (Fault.UNMARKED,)),
        (
            outcome(ONE, "no", "gold", status=Status.NOT_FOUND),
            (Fault.FALSE_NOT_FOUND, Fault.NOT_FIRST),
        ),
        (outcome(TWO, "gold", "ore"), ()),
        (outcome(TWO, "ore", "x", "x", "x", "x", "gold"), (Fault.INCOMPLETE,)),
        (outcome(TWO, "x", "ore"), (Fault.NOT_FIRST, Fault.INCOMPLETE)),
        (outcome(TWO, "x"), (Fault.MISSED,)),
        (outcome(NONE, "x", status=Status.FOUND), (Fault.FALSE_FOUND,)),
        (outcome(NONE, "x", status=Status.WEAK), ()),
        (outcome(NONE, "x", status=Status.NOT_FOUND), ()),
        (outcome(NONE, "x", status=None), ()),
    ],
)
def test_faults_of_an_outcome(wrong: Outcome, faults: tuple[Fault, ...]) -> None:
    assert faults_of(wrong) == faults


def test_failures_are_grouped_by_their_worst_fault_and_right_ones_left_out() -> None:
    later = outcome(question("gold", id="q2"), "no", "gold")
    right = outcome(ONE, "gold", marked="gold")
    earlier = outcome(question("gold", id="q9"), "no", "gold")
    worst = outcome(question(id="u1"), "x")
    found = failures_of([later, right, earlier, worst])
    assert [failure.outcome for failure in found] == [worst, later, earlier]
    assert found[0].faults == (Fault.FALSE_FOUND,)

from __future__ import annotations

import pytest

from evaluate.samples import outcome, question
from pincite.evaluate.outcome import System
from pincite.evaluate.summary import FIGURES, MEANING, summarise
from pincite.types import Status

OUTCOMES = (
    outcome(question("gold", id="q1", evidence=("gold",)), "gold", marked="gold", seconds=0.001),
    outcome(
        question("gold", id="q2", kind="date"),
        "no",
        "gold",
        status=Status.NOT_FOUND,
        confidence=0.3,
        seconds=0.002,
    ),
    outcome(
        question(id="u1", kind="unanswerable-near"),
        "no",
        status=Status.WEAK,
        confidence=0.5,
        seconds=0.009,
    ),
)


def test_figures_worked_by_hand() -> None:
    summary = summarise(System("ours", OUTCOMES))
    values = {name: one.value for name, one in summary.overall.estimates.items()}
    assert values == {
        "hit@1": 0.5,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "all@5": 1.0,
        "MRR": 0.75,
        "nDCG@10": pytest.approx((1 + 0.6309) / 2, abs=1e-4),
        "evidence": 1.0,
        "marked share": 1.0,
        "answered": 0.5,
        "refused": 1.0,
        "ROC AUC": 0.5,
    }
    assert summary.overall.estimates["hit@1"].count == 2
    assert summary.overall.estimates["evidence"].count == 1
    assert (summary.overall.answerable, summary.overall.unanswerable) == (2, 1)
    assert (summary.latency.median, summary.latency.p95) == pytest.approx((2.0, 8.3))
    # Three bins of one: |0.3 - 1|, |0.5 - 0|, |0.9 - 1|.
    assert summary.calibration_error == pytest.approx(1.3 / 3)


def test_kinds_come_in_order_and_leave_out_what_does_not_apply() -> None:
    kinds = summarise(System("ours", OUTCOMES)).kinds
    assert list(kinds) == ["direct", "date", "unanswerable-near"]
    assert list(kinds["unanswerable-near"].estimates) == ["refused"]
    assert "evidence" not in kinds["date"].estimates
    assert kinds["date"].estimates["hit@1"].value == 0


def test_a_system_without_verdicts_has_neither_confusion_nor_calibration() -> None:
    silent = tuple(
        outcome(one.question, *(s.quote for s in one.shown), status=None, confidence=17.2 + i)
        for i, one in enumerate(OUTCOMES)
    )
    summary = summarise(System("BM25", silent, calibrated=False))
    assert summary.overall.confusion is None
    assert summary.calibration_error is None
    assert not {"answered", "refused"} & set(summary.overall.estimates)
    assert "ROC AUC" in summary.overall.estimates


def test_a_system_that_marks_nothing_is_not_judged_on_marking() -> None:
    estimates = summarise(System("windows", OUTCOMES, marks=False)).overall.estimates
    assert not {"evidence", "marked share"} & set(estimates)


def test_a_calibrated_system_must_give_probabilities() -> None:
    with pytest.raises(ValueError, match=r"outside \[0, 1\]"):
        summarise(System("ours", (outcome(question("gold"), "gold", confidence=3.0),)))


def test_no_outcomes_are_an_error() -> None:
    with pytest.raises(ValueError, match="ours: no outcomes"):
        summarise(System("ours", ()))


def test_every_figure_is_explained() -> None:
    assert set(MEANING) == {*FIGURES, "ECE"}

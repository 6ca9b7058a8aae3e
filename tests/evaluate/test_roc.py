from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from sklearn.metrics import auc as trapezoid
from sklearn.metrics import roc_auc_score
from sklearn.metrics import roc_curve as sklearn_curve

from pincite.evaluate.roc import RocPoint, roc_auc, roc_auc_estimate, roc_curve


@pytest.mark.parametrize(
    ("scores", "labels", "area"),
    [
        ([0.9, 0.1], [True, False], 1.0),
        ([0.1, 0.9], [True, False], 0.0),
        ([0.5, 0.5], [True, False], 0.5),  # a tie is half a win
        ([3, 2, 2, 1], [True, True, False, False], 3.5 / 4),
        ([0.9, 0.4, 0.6], [True, True, False], 0.5),
    ],
)
def test_area_worked_by_hand(scores: list[float], labels: list[bool], area: float) -> None:
    assert roc_auc(scores, labels) == pytest.approx(area)


@pytest.mark.parametrize("labels", [[True, True], [False, False]])
def test_there_is_no_area_without_both_kinds(labels: list[bool]) -> None:
    assert roc_auc([0.1, 0.2], labels) is None
    assert roc_auc_estimate([0.1, 0.2], labels) is None
    assert roc_curve([0.1, 0.2], labels) == ()


def sample(seed: int, tied: bool) -> tuple[list[float], list[bool]]:
    rng = np.random.default_rng(seed)
    labels = rng.random(80) < 0.6
    scores = rng.normal(size=80) + labels
    return list(np.round(scores, 0 if tied else 9)), [bool(label) for label in labels]


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_area_and_curve_agree_with_scikit_learn(seed: int, tied: bool) -> None:
    scores, labels = sample(seed, tied)
    assert roc_auc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))
    false_rate, true_rate, thresholds = sklearn_curve(labels, scores, drop_intermediate=False)
    points = roc_curve(scores, labels)
    assert [p.false_positive_rate for p in points] == pytest.approx(list(false_rate))
    assert [p.true_positive_rate for p in points] == pytest.approx(list(true_rate))
    assert [p.threshold for p in points] == pytest.approx(list(thresholds))
    assert trapezoid(false_rate, true_rate) == pytest.approx(roc_auc(scores, labels))


def test_curve_worked_by_hand() -> None:
    assert roc_curve([3, 2, 2, 1], [True, True, False, False]) == (
        RocPoint(inf, 0.0, 0.0),
        RocPoint(3, 0.0, 0.5),
        RocPoint(2, 0.5, 1.0),
        RocPoint(1, 1.0, 1.0),
    )


@pytest.mark.parametrize("tied", [True, False])
def test_interval_agrees_with_resampling_one_by_one(tied: bool) -> None:
    scores, labels = sample(9, tied)
    ours = roc_auc_estimate(scores, labels)
    values, positive = np.array(scores), np.array(labels)
    rng = np.random.default_rng(4)
    draws = []
    for _ in range(1000):
        yes = rng.choice(values[positive], positive.sum())
        no = rng.choice(values[~positive], (~positive).sum())
        truth = [1] * len(yes) + [0] * len(no)
        draws.append(roc_auc_score(truth, np.concatenate([yes, no])))
    low, high = np.quantile(draws, [0.025, 0.975])
    assert ours is not None
    assert ours.value == pytest.approx(roc_auc_score(labels, scores))
    assert ours.low == pytest.approx(low, abs=0.02)
    assert ours.high == pytest.approx(high, abs=0.02)
    assert ours == roc_auc_estimate(scores, labels)


def test_perfect_separation_has_no_width() -> None:
    estimate = roc_auc_estimate([1, 1, 0, 0], [True, True, False, False])
    assert estimate is not None
    assert (estimate.low, estimate.high) == (1.0, 1.0)


def test_scores_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        roc_auc([nan, 0.1], [True, False])
    with pytest.raises(ValueError, match=r"shape \(1,\), labels \(2,\)"):
        roc_auc([0.1], [True, False])

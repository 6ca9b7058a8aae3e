from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from pincite.evaluate.calibration import (
    ReliabilityBin,
    expected_calibration_error,
    reliability_bins,
)


def test_two_bins_worked_by_hand() -> None:
    bins = reliability_bins([0.9, 0.2, 0.7, 0.4], [True, False, False, False], bins=2)
    assert bins == (
        ReliabilityBin(0.2, 0.4, 2, pytest.approx(0.3), 0.0),
        ReliabilityBin(0.7, 0.9, 2, pytest.approx(0.8), 0.5),
    )
    assert expected_calibration_error(bins) == pytest.approx(0.3)


@pytest.mark.parametrize("seed", range(5))
def test_bins_agree_with_scikit_learns_quantile_strategy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    confidences = rng.random(101)
    labels = rng.random(101) < confidences**2
    ours = reliability_bins(list(confidences), list(labels))
    frequency, confidence = calibration_curve(labels, confidences, n_bins=10, strategy="quantile")
    assert [one.frequency for one in ours] == pytest.approx(list(frequency))
    assert [one.confidence for one in ours] == pytest.approx(list(confidence))
    assert {one.count for one in ours} <= {10, 11}


@pytest.mark.parametrize("seed", range(3))
def test_error_agrees_with_a_sum_over_sorted_tenths(seed: int) -> None:
    rng = np.random.default_rng(seed)
    confidences = rng.random(100)
    labels = rng.random(100) < 0.5
    order = np.argsort(confidences)
    tenths = order.reshape(10, 10)
    expected = np.mean([abs(confidences[t].mean() - labels[t].mean()) for t in tenths])
    bins = reliability_bins(list(confidences), list(labels))
    assert expected_calibration_error(bins) == pytest.approx(expected)


def test_equal_confidences_share_a_bin_so_that_order_has_no_say() -> None:
    confidences = [0.5] * 30 + [0.9] * 10
    labels = [True] * 15 + [False] * 15 + [True] * 10
    bins = reliability_bins(confidences, labels)
    assert [(one.count, one.frequency) for one in bins] == [(30, 0.5), (10, 1.0)]
    assert bins == reliability_bins(confidences[::-1], labels[::-1])
    assert expected_calibration_error(bins) == pytest.approx(10 * 0.1 / 40)


def test_no_questions_have_no_bins_and_no_error() -> None:
    assert reliability_bins([], []) == ()
    assert expected_calibration_error(()) is None


@pytest.mark.parametrize(
    ("confidences", "labels", "bins", "message"),
    [
        ([1.2], [True], 10, r"outside \[0, 1\]"),
        ([float("nan")], [True], 10, r"outside \[0, 1\]"),
        ([0.5], [True, False], 10, "labels"),
        ([0.5], [True], 0, "at least 1"),
    ],
)
def test_what_is_no_probability_is_refused(
    confidences: list[float], labels: list[bool], bins: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        reliability_bins(confidences, labels, bins)

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from pincite.evaluate.bootstrap import Estimate, draw_counts, mean_estimate, percentile_interval


def test_no_values_have_no_mean() -> None:
    assert mean_estimate([]) is None


def test_equal_values_leave_no_room_for_chance() -> None:
    assert mean_estimate([1.0] * 20) == Estimate(1.0, 1.0, 1.0, 20)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = list(np.random.default_rng(1).random(30))
    assert mean_estimate(values) == mean_estimate(values)
    assert mean_estimate(values) != mean_estimate(values, seed=2)


def test_the_interval_agrees_with_scipys_percentile_bootstrap() -> None:
    values = [1.0] * 52 + [0.0] * 13
    ours = mean_estimate(values, resamples=20_000)
    theirs = scipy_bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(3)
    ).confidence_interval
    assert ours is not None
    assert ours.value == pytest.approx(0.8)
    assert ours.low == pytest.approx(theirs.low, abs=0.016)  # one question in 65 is 0.0154
    assert ours.high == pytest.approx(theirs.high, abs=0.016)


def test_a_wider_level_gives_a_wider_interval() -> None:
    values = list(np.random.default_rng(1).random(30))
    narrow, wide = mean_estimate(values, level=0.5), mean_estimate(values, level=0.99)
    assert narrow is not None
    assert wide is not None
    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def test_each_resample_draws_as_many_as_there_are() -> None:
    counts = draw_counts(np.random.default_rng(0), 7, 50)
    assert counts.shape == (50, 7)
    assert (counts.sum(axis=1) == 7).all()


def test_percentiles_of_known_draws() -> None:
    assert percentile_interval(np.arange(101.0), level=0.9) == pytest.approx((5.0, 95.0))

"""Percentile intervals by the bootstrap, resampling questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20230808


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, the interval [low, high] about it, and over how many questions it was taken."""

    value: float
    low: float
    high: float
    count: int


def draw_counts(rng: np.random.Generator, n: int, resamples: int) -> NDArray[np.float64]:
    """How often each of n items is drawn in n draws with replacement; shape (resamples, n)."""
    return rng.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)


def percentile_interval(draws: NDArray[np.float64], level: float = LEVEL) -> tuple[float, float]:
    """The central interval that holds ``level`` of the draws.

    Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    tail = (1 - level) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)


def mean_estimate(
    values: Sequence[float],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Estimate | None:
    """The mean with its interval; None of no values. The same arguments give the same interval."""
    if not values:
        return None
    sample = np.asarray(values, dtype=np.float64)
    counts = draw_counts(np.random.default_rng(seed), len(sample), resamples)
    low, high = percentile_interval(counts @ sample / len(sample), level)
    return Estimate(float(sample.mean()), low, high, len(sample))

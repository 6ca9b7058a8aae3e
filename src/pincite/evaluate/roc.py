"""The receiver operating characteristic of a confidence that the question is answerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.evaluate.bootstrap import (
    LEVEL,
    RESAMPLES,
    SEED,
    Estimate,
    draw_counts,
    percentile_interval,
)


@dataclass(frozen=True, slots=True)
class RocPoint:
    """The rates when every score at or above the threshold is taken for a yes."""

    threshold: float
    false_positive_rate: float
    true_positive_rate: float


def roc_auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Area under the ROC curve by the rank formula, equal scores counted half.

    It is the chance that a random positive scores above a random negative (Hanley and McNeil,
    Radiology 143, 1982). None unless there are positives and negatives. ValueError for a score
    that is not a number.
    """
    values, positive = _checked(scores, labels)
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_rank[inverse][positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def roc_auc_estimate(
    scores: Sequence[float],
    labels: Sequence[bool],
    *,
    level: float = LEVEL,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Estimate | None:
    """`roc_auc` with its bootstrap interval.

    Positives and negatives are resampled apart, each to its own number, so that no resample lacks
    either. None unless there are both.
    """
    area = roc_auc(scores, labels)
    if area is None:
        return None
    values, positive = _checked(scores, labels)
    high, low = values[positive], values[~positive]
    wins = (high[:, None] > low).astype(np.float64) + (high[:, None] == low) / 2
    rng = np.random.default_rng(seed)
    drawn_high = draw_counts(rng, len(high), resamples)
    drawn_low = draw_counts(rng, len(low), resamples)
    draws = ((drawn_high @ wins) * drawn_low).sum(axis=1) / wins.size
    lower, upper = percentile_interval(draws, level)
    return Estimate(area, lower, upper, len(values))


def roc_curve(scores: Sequence[float], labels: Sequence[bool]) -> tuple[RocPoint, ...]:
    """The curve's points from (0, 0) to (1, 1), one for each distinct score.

    The first has the threshold infinity. Empty unless there are positives and negatives.
    """
    values, positive = _checked(scores, labels)
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return ()
    points = [RocPoint(float("inf"), 0.0, 0.0)]
    for threshold in np.unique(values)[::-1]:
        called = values >= threshold
        points.append(
            RocPoint(
                float(threshold),
                int((called & ~positive).sum()) / negatives,
                int((called & positive).sum()) / positives,
            )
        )
    return tuple(points)


def _checked(
    scores: Sequence[float], labels: Sequence[bool]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    values = np.asarray(scores, dtype=np.float64)
    positive = np.asarray(labels, dtype=np.bool_)
    if values.shape != positive.shape or values.ndim != 1:
        raise ValueError(f"scores have shape {values.shape}, labels {positive.shape}")
    if np.isnan(values).any():
        raise ValueError("a score is not a number; every outcome needs a confidence")
    return values, positive

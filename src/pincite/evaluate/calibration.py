"""Whether a confidence means what it says: reliability bins and the expected calibration error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Questions of like confidence: [low, high], their number, and their two means.

    ``confidence`` is what was claimed, ``frequency`` the share that was so.
    """

    low: float
    high: float
    count: int
    confidence: float
    frequency: float


def reliability_bins(
    confidences: Sequence[float], labels: Sequence[bool], bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """Equal-mass bins in the order of confidence; empty ones are left out.

    The borders are the quantiles of the confidences. Equal confidences always share a bin, so that
    the order of the questions has no say; bins may then be fewer or uneven. ValueError for a
    confidence outside [0, 1], for lengths that differ, or for fewer than one bin.
    """
    claimed = np.asarray(confidences, dtype=np.float64)
    true = np.asarray(labels, dtype=np.float64)
    if claimed.shape != true.shape or claimed.ndim != 1:
        raise ValueError(f"confidences have shape {claimed.shape}, labels {true.shape}")
    if bins < 1:
        raise ValueError(f"bins is {bins}; at least 1 is needed")
    if not claimed.size:
        return ()
    if not bool(((claimed >= 0) & (claimed <= 1)).all()):
        raise ValueError("a confidence lies outside [0, 1]; only probabilities can be calibrated")
    borders = np.quantile(claimed, np.arange(1, bins) / bins)
    place = np.searchsorted(borders, claimed)
    found = []
    for number in np.unique(place):
        here = place == number
        found.append(
            ReliabilityBin(
                low=float(claimed[here].min()),
                high=float(claimed[here].max()),
                count=int(here.sum()),
                confidence=float(claimed[here].mean()),
                frequency=float(true[here].mean()),
            )
        )
    return tuple(found)


def expected_calibration_error(bins: Sequence[ReliabilityBin]) -> float | None:
    """The mean over questions of |claimed - actual| of their bin, in [0, 1]; None of no bins.

    Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, ICML 2017, equation
    3, over equal-mass bins instead of their equal-width ones.
    """
    total = sum(one.count for one in bins)
    if not total:
        return None
    return sum(one.count * abs(one.confidence - one.frequency) for one in bins) / total

"""A candidate passage with everything that scoring found out about it."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.search.analysis import Analysed
from pincite.search.features import Features


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with everything that was found out about it; ``score`` in [0, 1]."""

    row: int
    analysed: Analysed
    features: Features
    sentences: tuple[Features, ...]
    score: float

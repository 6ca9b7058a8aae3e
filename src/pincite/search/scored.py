"""A candidate passage with everything that scoring found out about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.search.analysis import Analysed
from pincite.search.features import Features
from pincite.search.weights import logistic


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with everything that was found out about it; ``log_odds`` that it answers.

    ``met`` says how well it meets each token of the question (see `pincite.search.late`),
    ``readings`` what a reader said of its sentences, by their places.
    """

    row: int
    analysed: Analysed
    features: Features
    sentences: tuple[Features, ...]
    log_odds: float
    met: tuple[float, ...] = ()
    readings: Mapping[int, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """How likely the passage is to answer, 0 to 1."""
        return logistic(self.log_odds)

"""The fitted weights that score passages and judge answers: data, and how they were fitted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from pincite.errors import StoreError

SHIPPED = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model over named features: bias + sum of weight times feature."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        return self.bias + sum([weight * features[name] for name, weight in self.weights.items()])

    def partial(self, features: Mapping[str, NDArray[np.float64]], count: int) -> list[float]:
        """The scores of what is known so far of ``count`` passages, without the bias.

        Each feature has a column, shape (count,); features that are missing count as 0.
        """
        total = np.zeros(count)
        for name, values in features.items():
            total += self.weights.get(name, 0.0) * values
        return total.tolist()


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of a small decision tree: below or at the threshold go left, above it right."""

    feature: str
    threshold: float
    left: Branch | float
    right: Branch | float

    def value(self, features: Mapping[str, float]) -> float:
        node: Branch | float = self
        while isinstance(node, Branch):
            node = node.left if features[node.feature] <= node.threshold else node.right
        return node


@dataclass(frozen=True, slots=True)
class Boosted:
    """Gradient-boosted trees (Friedman 2001): bias + sum of the trees' values, as log-odds.

    Unlike a sum of features they can say that a missing name matters only where all else fits.
    """

    bias: float
    trees: tuple[Branch, ...]

    def score(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(tree.value(features) for tree in self.trees)


@dataclass(frozen=True, slots=True)
class Scorer:
    """What scores passages and sentences and judges answers; all scores are log-odds.

    ``found`` and ``weak`` are the confidences from which a verdict is given. ``density`` is
    how much likelihood a sentence beside the best one must have for its length to be marked too.
    """

    passage: Linear
    sentence: Linear
    verdict: Boosted
    density: float
    found: float
    weak: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A scorer for generations with token vectors, one for those without, and their record."""

    with_tokens: Scorer
    without_tokens: Scorer
    record: Mapping[str, Any]


def load_weights(path: Path | None = None) -> Weights:
    """Weights from a file, or those that Pincite ships. StoreError if the file is not right."""
    path = path or SHIPPED
    try:
        content = orjson.loads(path.read_bytes())
        return Weights(
            _scorer(content["with_tokens"]), _scorer(content["without_tokens"]), content["record"]
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"{path}: not usable as weights ({error!r}); fit them anew") from None


def _scorer(content: Mapping[str, Any]) -> Scorer:
    scorer = Scorer(
        passage=_linear(content["passage"]),
        sentence=_linear(content["sentence"]),
        verdict=_boosted(content["verdict"]),
        density=float(content["density"]),
        found=float(content["thresholds"]["found"]),
        weak=float(content["thresholds"]["weak"]),
    )
    if not 0 <= scorer.weak <= scorer.found <= 1:
        raise ValueError("thresholds must satisfy 0 <= weak <= found <= 1")
    return scorer


def _linear(content: Mapping[str, Any]) -> Linear:
    weights = {name: float(weight) for name, weight in sorted(content["weights"].items())}
    return Linear(float(content["bias"]), weights)


def _boosted(content: Mapping[str, Any]) -> Boosted:
    return Boosted(float(content["bias"]), tuple(_branch(tree) for tree in content["trees"]))


def _branch(content: Any) -> Branch:
    """``[feature, threshold, left, right]``, where a side is a number or another such list."""
    feature, threshold, left, right = content
    sides = [_branch(side) if isinstance(side, list) else float(side) for side in (left, right)]
    return Branch(str(feature), float(threshold), sides[0], sides[1])


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))

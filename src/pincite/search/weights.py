"""The fitted weights that score passages and judge answers: data, and how they were fitted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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


class Grove:
    """Trees as arrays, all walked at once: hundreds of them in a tenth of the time.

    A node is a row: the column of its feature, its threshold, where to go on either side, and its
    value. A leaf leads to itself on both sides.
    """

    def __init__(self, trees: Sequence[Branch]) -> None:
        self.names: list[str] = []
        self._nodes: list[tuple[int, float, int, int, float]] = []
        self._depth = 0
        self._roots = np.array([self._plant(tree, 0) for tree in trees], np.int64)
        columns = zip(*self._nodes, strict=True) if self._nodes else ((),) * 5
        column, threshold, left, right, value = columns
        self._column = np.array(column, np.int64)
        self._threshold = np.array(threshold, np.float64)
        self._left, self._right = np.array(left, np.int64), np.array(right, np.int64)
        self._value = np.array(value, np.float64)

    def _plant(self, node: Branch | float, depth: int) -> int:
        at = len(self._nodes)
        if not isinstance(node, Branch):
            self._nodes.append((0, math.inf, at, at, node))
            self._depth = max(self._depth, depth)
            return at
        if node.feature not in self.names:
            self.names.append(node.feature)
        self._nodes.append((0, 0.0, 0, 0, 0.0))  # its place; what follows it is not yet known
        left, right = self._plant(node.left, depth + 1), self._plant(node.right, depth + 1)
        column = self.names.index(node.feature)
        self._nodes[at] = (column, node.threshold, left, right, 0.0)
        return at

    def score(self, features: Mapping[str, float]) -> float:
        """The sum of the trees' values."""
        row = np.array([features[name] for name in self.names] or [0.0])
        at = self._roots
        for _ in range(self._depth):
            below = row[self._column[at]] <= self._threshold[at]
            at = np.where(below, self._left[at], self._right[at])
        return float(self._value[at].sum())


@dataclass(frozen=True)
class Boosted:
    """Gradient-boosted trees (Friedman 2001): bias + sum of the trees' values, as log-odds.

    Unlike a sum of features they can say that a missing name matters only where all else fits.
    """

    bias: float
    trees: tuple[Branch, ...]

    @cached_property
    def grove(self) -> Grove:
        return Grove(self.trees)

    def score(self, features: Mapping[str, float]) -> float:
        return self.bias + self.grove.score(features)


@dataclass(frozen=True, slots=True)
class ReadingWeights:
    """What is made of a reader's log-odds (see `pincite.search.close_reading`).

    ``passage`` and ``verdict`` give a passage's and an answer's log-odds anew; ``sentence`` is the
    weight of a reading beside a sentence's score, and ``density`` is a scorer's, after a reading.
    ``found`` and ``weak`` are a scorer's, for answers that were read where there was a doubt.
    Nothing is read where an answer's log-odds are at least ``clear_yes`` and the first passage's
    are ``clear_lead`` above the second's, nor where an answer's are ``clear_no`` at most.
    """

    passage: Linear
    sentence: float
    verdict: Linear
    density: float
    found: float
    weak: float
    clear_yes: float
    clear_lead: float
    clear_no: float


@dataclass(frozen=True, slots=True)
class Scorer:
    """What scores passages and sentences and judges answers; all scores are log-odds.

    ``found`` and ``weak`` are the confidences from which a verdict is given. ``least`` is about the
    lowest score of a first passage that any answerable question had; trees know nothing below it.
    Without weights for a ``reading`` nothing is read.
    ``density`` is how much likelihood a sentence beside the best one must have for its length to be
    marked too.
    """

    passage: Linear
    sentence: Linear
    verdict: Boosted
    reading: ReadingWeights | None
    density: float
    found: float
    weak: float
    least: float


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
        verdict=boosted(content["verdict"]),
        reading=_reading(content["reading"]) if "reading" in content else None,
        density=float(content["density"]),
        found=float(content["thresholds"]["found"]),
        weak=float(content["thresholds"]["weak"]),
        least=float(content["thresholds"]["least"]),
    )
    limits = [(scorer.weak, scorer.found)]
    if scorer.reading is not None:
        limits.append((scorer.reading.weak, scorer.reading.found))
    if not all(0 <= weak <= found <= 1 for weak, found in limits):
        raise ValueError("thresholds must satisfy 0 <= weak <= found <= 1")
    return scorer


def _reading(content: Mapping[str, Any]) -> ReadingWeights:
    return ReadingWeights(
        passage=_linear(content["passage"]),
        sentence=float(content["sentence"]),
        verdict=_linear(content["verdict"]),
        density=float(content["density"]),
        found=float(content["thresholds"]["found"]),
        weak=float(content["thresholds"]["weak"]),
        clear_yes=float(content["clear"]["yes"]),
        clear_lead=float(content["clear"]["lead"]),
        clear_no=float(content["clear"]["no"]),
    )


def _linear(content: Mapping[str, Any]) -> Linear:
    weights = {name: float(weight) for name, weight in sorted(content["weights"].items())}
    return Linear(float(content["bias"]), weights)


def boosted(content: Mapping[str, Any]) -> Boosted:
    """Trees as they are stored: a bias, and trees of `[feature, threshold, left, right]`."""
    return Boosted(float(content["bias"]), tuple(_branch(tree) for tree in content["trees"]))


def _branch(content: Any) -> Branch:
    """``[feature, threshold, left, right]``, where a side is a number or another such list."""
    feature, threshold, left, right = content
    sides = [_branch(side) if isinstance(side, list) else float(side) for side in (left, right)]
    return Branch(str(feature), float(threshold), sides[0], sides[1])


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))

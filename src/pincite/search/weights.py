"""The fitted weights that score passages and judge answers: data, with a record of their fitting."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from pincite.errors import StoreError

SHIPPED = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model over named features: bias + sum of weight times feature."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Weights:
    """What scores passages and sentences and judges answers, and how it came about.

    ``found`` and ``weak`` are the confidences from which a verdict is given.
    """

    passage: Linear
    sentence: Linear
    verdict: Linear
    found: float
    weak: float
    record: Mapping[str, Any]


def load_weights(path: Path | None = None) -> Weights:
    """Weights from a file, or those that Pincite ships. StoreError if the file is not right."""
    path = path or SHIPPED
    try:
        content = orjson.loads(path.read_bytes())
        weights = Weights(
            passage=_linear(content["passage"]),
            sentence=_linear(content["sentence"]),
            verdict=_linear(content["verdict"]),
            found=float(content["thresholds"]["found"]),
            weak=float(content["thresholds"]["weak"]),
            record=content["record"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path}: not usable as weights ({error!r}); fit them anew with `pincite fit`"
        ) from None
    if not 0 <= weights.weak <= weights.found <= 1:
        raise StoreError(f"{path}: thresholds must satisfy 0 <= weak <= found <= 1")
    return weights


def _linear(content: Mapping[str, Any]) -> Linear:
    return Linear(
        float(content["bias"]), {name: float(w) for name, w in sorted(content["weights"].items())}
    )


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))

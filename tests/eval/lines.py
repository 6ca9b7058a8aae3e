"""Linear models over named features, fitted by comparing what is right with what is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pincite.search.features import Features

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """bias + weights · features, as log-odds."""

    names: tuple[str, ...]
    weights: Floats
    bias: float

    def scores(self, rows: Sequence[Features]) -> Floats:
        scores: Floats = matrix_of(rows, self.names) @ self.weights + self.bias
        return scores

    def as_json(self) -> dict[str, Any]:
        pairs = zip(self.names, self.weights.tolist(), strict=True)
        return {"bias": round(self.bias, 4), "weights": {n: round(w, 4) for n, w in pairs}}


def matrix_of(rows: Sequence[Features], names: Sequence[str]) -> Floats:
    return np.array([[row[name] for name in names] for row in rows], float)


def fit_line(
    groups: Iterable[tuple[float, Sequence[Features], Sequence[bool]]],
    names: tuple[str, ...],
    c: float,
    *,
    scaled: bool,
) -> Line:
    """Pairwise, from groups of (weight, rows, which rows are right); perhaps scaled to log-odds."""
    differences, weights, rows, labels, shares = [], [], [], [], []
    for weight, group, right in groups:
        matrix, flags = matrix_of(group, names), np.array(right, bool)
        if flags.all() or not flags.any():
            continue
        for row in matrix[flags]:
            differences.append(row - matrix[~flags])
            weights.append(np.full(len(differences[-1]), weight))
        rows.append(matrix)
        labels.append(flags)
        shares.append(np.full(len(flags), weight))
    x, w = np.concatenate(differences), np.concatenate(weights)
    scale = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=c, fit_intercept=False, max_iter=5000)
    model.fit(
        np.concatenate([x, -x]) / scale,
        np.concatenate([np.ones(len(x)), np.zeros(len(x))]),
        sample_weight=np.concatenate([w, w]),
    )
    direction = model.coef_[0] / scale
    if not scaled:
        return Line(names, direction, 0.0)
    one = LogisticRegression(C=1e6, max_iter=5000)
    points = np.concatenate(rows) @ direction
    one.fit(points[:, None], np.concatenate(labels), sample_weight=np.concatenate(shares))
    slope = float(one.coef_[0, 0])
    return Line(names, direction * slope, float(one.intercept_[0]))

"""What a verdict rests on, as named numbers: the first passage, and how it stands among others.

A passage that answers is met by the question in every word, and stands out from the passages beside
it. One that is merely near is about as near as the next, and some word of the question is met
better elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.search.features import Features

_SAME = 1e-5  # passages whose features differ by no more are one, or copies of it


@dataclass(frozen=True, slots=True)
class Field:
    """The passages that the first is compared with, itself and copies of it among them.

    ``columns`` holds a feature of each of them, shape (passages,), by the feature's name;
    ``met``, shape (passages, tokens), how well each meets each token of the question, or None where
    there are no token vectors.
    """

    columns: Mapping[str, NDArray[np.float64]]
    met: NDArray[np.floating] | None


class Rated(Protocol):
    """A passage with its features, its log-odds, and how well it meets each token."""

    @property
    def features(self) -> Features: ...
    @property
    def log_odds(self) -> float: ...
    @property
    def met(self) -> tuple[float, ...]: ...


def verdict_features(
    kinds: Features,
    weights: NDArray[np.float32],
    ranked: Sequence[Rated],
    field: Field,
    lengths: Sequence[int],
) -> Features:
    """The evidence for or against an answer.

    ``kinds`` says what the question asks for and ``weights``, shape (tokens,) and 1 in all, how
    much each of its tokens counts (see `ParsedQuestion`). ``ranked`` are the passages, best first
    and at least one; ``lengths`` those of the first's sentences in code points.
    """
    first = ranked[0]
    features = {
        **first.features,
        **kinds,
        "score": first.log_odds,
        "margin": _margin(ranked, 1),
        "margin_third": _margin(ranked, 2),
        "sentences": float(len(lengths)),
        "length": math.log(max(1, sum(lengths))),
    }
    values = np.stack(list(field.columns.values()))
    own = np.array([first.features[name] for name in field.columns])
    others = values[:, np.abs(values - own[:, None]).max(axis=0) > _SAME]
    leads = own - others.mean(axis=1) if others.size else np.zeros(len(own))
    for name, lead, most in zip(
        field.columns, leads.tolist(), values.max(axis=1).tolist(), strict=True
    ):
        features[f"{name}_lead"] = lead
        features[f"{name}_most"] = most
    if field.met is not None:
        features.update(_tokens(weights, np.array(first.met, np.float64), field.met.max(axis=0)))
    return features


def _tokens(
    weights: NDArray[np.float32], here: NDArray[np.float64], most: NDArray[np.floating]
) -> Features:
    """How well the question's tokens are met here, and how much better elsewhere."""
    if not len(here):  # nothing is asked that could be left unmet
        here = most = np.ones(1)
        weights = np.ones(1, np.float32)
    meaningful = weights > 0
    ascending = np.sort(here[meaningful])
    better = np.maximum(most - here, 0.0)
    return {
        "elsewhere": float(weights @ better),
        "elsewhere_most": float(better[meaningful].max()),
        "met_second": float(ascending[min(1, len(ascending) - 1)]),
        "met_third": float(ascending[min(2, len(ascending) - 1)]),
        "met_least": float(here.min()),
    }


def _margin(ranked: Sequence[Rated], place: int) -> float:
    return ranked[0].log_odds - ranked[place].log_odds if len(ranked) > place else 0.0

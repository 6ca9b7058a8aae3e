"""What a verdict rests on, as named numbers: the first passage, and how it stands among others.

A passage that answers is met by the question in every word, and stands out from the passages beside
it. One that is merely near is about as near as the next, and some word of the question is met
better elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.search.features import Features

_COMPARED = (
    "cosine",
    "sentence_cosine",
    "bm25",
    "late",
    "late_weighted",
    "late_sentence",
    "late_weighted_sentence",
)


class Rated(Protocol):
    """A passage with its features, its log-odds, and how well it meets each token of the question.

    ``met`` is empty where there are no token vectors.
    """

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
    field: Sequence[Rated],
    lengths: Sequence[int],
) -> Features:
    """The evidence for or against an answer.

    ``kinds`` says what the question asks for and ``weights``, shape (tokens,) and 1 in all, how
    much each of its tokens counts (see `ParsedQuestion`). ``ranked`` are the passages, best first
    and at least one; ``field`` those that the first is compared with, itself among them;
    ``lengths`` those of the first's sentences in code points.
    """
    first = ranked[0]
    others = [passage for passage in field if passage is not first]
    scores = [passage.log_odds for passage in others]
    features = {
        **first.features,
        **kinds,
        "score": first.log_odds,
        "margin": _margin(ranked, 1),
        "margin_third": _margin(ranked, 2),
        "margin_mean": first.log_odds - _mean(scores, first.log_odds),
        "sentences": float(len(lengths)),
        "length": math.log(max(1, sum(lengths))),
    }
    for name in _COMPARED:
        if name in first.features:
            own = first.features[name]
            values = [passage.features[name] for passage in others]
            features[f"{name}_lead"] = own - _mean(values, own)
            features[f"{name}_most"] = max([own, *values])
    if "late" in first.features:
        features.update(_tokens(weights, first, field))
    return features


def _tokens(weights: NDArray[np.float32], first: Rated, field: Sequence[Rated]) -> Features:
    """How well the question's tokens are met here, and how much better elsewhere."""
    here = np.array(first.met, np.float64)
    most = np.array([passage.met for passage in field], np.float64).max(axis=0)
    if not len(here):  # nothing is asked that could be left unmet
        here = most = np.ones(1)
        weights = np.ones(1, np.float32)
    meaningful = weights > 0
    ascending = np.sort(here[meaningful])
    better = most - here
    return {
        "elsewhere": float(weights @ better),
        "elsewhere_most": float(better[meaningful].max()),
        "met_second": float(ascending[min(1, len(ascending) - 1)]),
        "met_third": float(ascending[min(2, len(ascending) - 1)]),
        "met_least": float(here.min()),
    }


def _margin(ranked: Sequence[Rated], place: int) -> float:
    return ranked[0].log_odds - ranked[place].log_odds if len(ranked) > place else 0.0


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise

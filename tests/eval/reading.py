"""Fit what is made of a reader's log-odds (see `pincite.search.close_reading`).

On examples that neither the first models nor the reader were fitted on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from examples import Candidate, Example
from lines import fit_line, matrix_of
from sklearn.linear_model import LogisticRegression

from pincite.ports import Reader
from pincite.processors import processors
from pincite.search.close_reading import (
    PASSAGES,
    SENTENCES,
    Read,
    Standing,
    after_reading,
    for_order,
    is_clear,
    likeliest,
    read_closely,
    reading_features,
)
from pincite.search.weights import Linear, ReadingWeights

# When nothing is read. With everything read, and two sentences of the first passage always, the
# ROC AUC over our own questions was 0.934 and not 0.920; but so, most questions take no reading.
CLEAR = {"yes": 1.5, "lead": 1.0, "no": -2.0}

Key = tuple[str, str, int]  # question, quote, sentence


@dataclass(frozen=True)
class Seen:
    """An example as the first models see it: its best candidates, and the log-odds of an answer.

    ``log_odds`` are the candidates', best first; ``sentences`` those of the sentences of the first
    `PASSAGES` candidates.
    """

    example: Example
    candidates: tuple[Candidate, ...]
    log_odds: tuple[float, ...]
    sentences: tuple[tuple[float, ...], ...]
    opinion: float

    @property
    def clear(self) -> bool:
        return is_clear(_unfitted(), self.opinion, self.log_odds)


class Readings:
    """What a reader says, each pair read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[Key, float] = {}

    def of(self, seen: Seen) -> Read:
        """The log-odds of sentences by the places of a candidate and of a sentence in it."""

        def one(place: int, at: int) -> float:
            candidate = seen.candidates[place]
            key = (seen.example.question, candidate.quote, at)
            if key not in self._known:
                sentence = (candidate.quote, candidate.spans[at])
                (self._known[key],) = self._reader.read(seen.example.question, [sentence])
            return self._known[key]

        return lambda places: [one(place, at) for place, at in places]

    def prefetch(self, examples: Iterable[Seen]) -> None:
        """Read what will be asked for, on all processors."""

        def fetch(seen: Seen) -> None:
            self.of(seen)(
                [(0, at) for at in likeliest(seen.sentences[0])[:SENTENCES]]
                + [(1, likeliest(scores)[0]) for scores in seen.sentences[1:PASSAGES]]
            )

        with ThreadPoolExecutor(processors()) as pool:
            for _ in pool.map(fetch, [seen for seen in examples if not seen.clear]):
                pass


def _unfitted() -> ReadingWeights:
    nothing = Linear(0.0, {})
    return ReadingWeights(
        nothing, 0.0, nothing, 0.0, 1.0, 0.0, CLEAR["yes"], CLEAR["lead"], CLEAR["no"]
    )


@dataclass(frozen=True)
class Reread:
    """An example after the reading, or as it was where all was clear.

    ``candidates`` are in their new order, ``sentences`` the log-odds of the first's.
    """

    seen: Seen
    candidates: tuple[Candidate, ...]
    sentences: list[float]
    log_odds: float  # of an answer
    read: bool


def reread(weights: ReadingWeights, readings: Readings, seen: Seen) -> Reread:
    """As a search does it."""
    if is_clear(weights, seen.opinion, seen.log_odds):
        return Reread(seen, seen.candidates, list(seen.sentences[0]), seen.opinion, read=False)
    standings = _standings(weights, readings, seen)
    first = standings[0]
    return Reread(
        seen,
        tuple(seen.candidates[standing.place] for standing in standings),
        after_reading(weights, seen.sentences[first.place], first.readings),
        weights.verdict.score(reading_features(seen.opinion, standings)),
        read=True,
    )


def _standings(weights: ReadingWeights, readings: Readings, seen: Seen) -> list[Standing]:
    return read_closely(weights, seen.log_odds, seen.sentences, readings.of(seen))


def fit_reading(examples: Sequence[Seen], readings: Readings, squad_share: float) -> dict[str, Any]:
    """The weights as they are stored, but for the density."""
    doubtful = [seen for seen in examples if not seen.clear]
    passage = fit_line(
        list(_passages(doubtful, readings)), ("log_odds", "reading"), 1.0, scaled=True
    ).as_json()
    line = fit_line(list(_sentences(doubtful, readings)), ("score", "reading"), 1.0, scaled=False)
    score, reading = line.weights.tolist()
    stored: dict[str, Any] = {
        "passage": passage,
        "sentence": round(reading / score, 4),
        "verdict": {"bias": 0.0, "weights": {}},
        "clear": CLEAR,
    }
    weights = stored_weights({**stored, "density": 1.0})
    rows = [
        reading_features(seen.opinion, _standings(weights, readings, seen)) for seen in doubtful
    ]
    names = tuple(rows[0])
    labels = np.array([seen.example.answerable for seen in doubtful])
    # The opinions stand for an even chance beforehand, so that what is in doubt is weighed as it
    # would be among as many answerable questions as others.
    share = np.array([1.0 if seen.example.ours else squad_share for seen in doubtful])
    for label in (True, False):
        every = sum(
            1.0 if seen.example.ours else squad_share
            for seen in examples
            if seen.example.answerable == label
        )
        share[labels == label] /= every
    model = LogisticRegression(C=1e3, max_iter=5000)
    model.fit(matrix_of(rows, names), labels, sample_weight=share / share.mean())
    pairs = zip(names, model.coef_[0].tolist(), strict=True)
    stored["verdict"] = {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {name: round(weight, 4) for name, weight in pairs},
    }
    return stored


def stored_weights(content: dict[str, Any]) -> ReadingWeights:
    """What is stored, as a search uses it."""

    def linear(part: dict[str, Any]) -> Linear:
        return Linear(part["bias"], part["weights"])

    clear = content["clear"]
    return ReadingWeights(
        linear(content["passage"]),
        content["sentence"],
        linear(content["verdict"]),
        content["density"],
        1.0,  # no verdict is given here
        0.0,
        clear["yes"],
        clear["lead"],
        clear["no"],
    )


Rows = tuple[float, list[dict[str, float]], list[bool]]


def _passages(examples: Sequence[Seen], readings: Readings) -> Iterator[Rows]:
    """The first passages of answerable questions, each with the reading of its best sentence."""
    for seen in examples:
        if seen.example.answerable:
            places = range(min(PASSAGES, len(seen.candidates)))
            read = readings.of(seen)(
                [(place, likeliest(seen.sentences[place])[0]) for place in places]
            )
            yield (
                1.0,
                [
                    {"log_odds": seen.log_odds[place], "reading": for_order(reading)}
                    for place, reading in zip(places, read, strict=True)
                ],
                [seen.candidates[place].right for place in places],
            )


def _sentences(examples: Sequence[Seen], readings: Readings) -> Iterator[Rows]:
    """The likeliest sentences of right passages that came first."""
    for seen in examples:
        if seen.example.answerable and seen.candidates[0].right:
            scores, marks = seen.sentences[0], seen.candidates[0].marks
            chosen = likeliest(scores)[:SENTENCES]
            read = readings.of(seen)([(0, at) for at in chosen])
            yield (
                1.0,
                [
                    {"score": scores[at], "reading": reading}
                    for at, reading in zip(chosen, read, strict=True)
                ],
                [marks[at] for at in chosen],
            )

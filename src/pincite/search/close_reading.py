"""Reading the likeliest sentences together with the question, where the rest leaves a doubt.

A reader tells better than anything else whether a sentence answers, and takes a question's time
twice over. So it reads two, both at once, and none where passage and verdict are clear without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pincite.search.features import Features
from pincite.search.weights import ReadingWeights

PASSAGES = 2  # first passages that are read in
SENTENCES = 2  # of the first passage's likeliest
# Log-odds. With 1 half a point more of our own questions had the right passage first, and a point
# fewer of Cranfield's.
_RATHER_SURE = 3.0

Place = tuple[int, int]  # of a passage, and of a sentence in it
Read = Callable[[Sequence[Place]], Sequence[float]]  # the log-odds of the sentences there


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage after the reading: its place before, its log-odds now, and what was read in it.

    ``readings`` maps the place of a sentence to the reader's log-odds.
    """

    place: int
    log_odds: float
    readings: Mapping[int, float]


def is_clear(weights: ReadingWeights, opinion: float, log_odds: Sequence[float]) -> bool:
    """Whether a reading could hardly change anything: neither the verdict nor the first passage.

    ``opinion`` is the log-odds that the first passage answers, ``log_odds`` the passages', best
    first.
    """
    lead = log_odds[0] - log_odds[1] if len(log_odds) > 1 else weights.clear_lead
    sure = opinion >= weights.clear_yes and lead >= weights.clear_lead
    return sure or opinion <= weights.clear_no


def worth_reading(log_odds: Sequence[float], sentences: Sequence[Sequence[float]]) -> list[Place]:
    """The likeliest sentence, and where the greater doubt is: which passage, or which sentence.

    ``log_odds`` are the passages', best first; ``sentences`` the log-odds of the sentences of at
    least the first `PASSAGES` of them.
    """
    scores = sentences[0]
    first = likeliest(scores)[:SENTENCES]
    ahead = log_odds[0] - log_odds[1] if len(log_odds) > 1 else math.inf
    within = scores[first[0]] - scores[first[1]] if len(first) > 1 else math.inf
    places = [(0, first[0])]
    if ahead < within:
        places.append((1, likeliest(sentences[1])[0]))
    elif len(first) > 1:
        places.append((0, first[1]))
    return places


def read_closely(
    weights: ReadingWeights,
    log_odds: Sequence[float],
    sentences: Sequence[Sequence[float]],
    read: Read,
) -> list[Standing]:
    """The passages in their new order, all of them; the arguments as for `worth_reading`.

    A passage in which nothing was read keeps its log-odds, but is no better than one that was. Only
    the first `PASSAGES` can change places.
    """
    places = worth_reading(log_odds, sentences)
    readings: list[dict[int, float]] = [{} for _ in log_odds]
    for (place, at), reading in zip(places, read(places), strict=True):
        readings[place][at] = reading
    # Of each passage one sentence counts here: the best of two would be better by being of two.
    now = [
        weights.passage.score(
            {"log_odds": before, "reading": for_order(next(iter(found.values())))}
        )
        for before, found in zip(log_odds, readings, strict=True)
        if found
    ]
    now += [min(before, *now, math.inf) for before in log_odds[len(now) :]]
    # The others keep their places: copies stand behind the rest, whatever their log-odds.
    within = range(min(PASSAGES, len(now)))
    order = [*sorted(within, key=lambda place: (-now[place], place)), *range(len(within), len(now))]
    return [Standing(place, now[place], readings[place]) for place in order]


def for_order(reading: float) -> float:
    """What of a reading counts in the order of passages: that it answers, rather surely.

    Of two sentences that hardly answer, neither makes its passage the better one: abstracts are
    found by what they are about as a whole.
    """
    return max(_RATHER_SURE, reading)


def likeliest(scores: Sequence[float]) -> list[int]:
    """The places of sentences by their log-odds, best first."""
    return sorted(range(len(scores)), key=lambda at: (-scores[at], at))


def after_reading(
    weights: ReadingWeights, scores: Sequence[float], readings: Mapping[int, float]
) -> list[float]:
    """The log-odds of a passage's sentences with what was read in it; the others count as worst."""
    if not readings:
        return list(scores)
    worst = min(readings.values())
    return [score + weights.sentence * readings.get(at, worst) for at, score in enumerate(scores)]


def reading_features(opinion: float, standings: Sequence[Standing]) -> Features:
    """What a verdict rests on after a reading."""
    first = max(standings[0].readings.values())
    others = [max(s.readings.values()) for s in standings[1:] if s.readings]
    return {
        "opinion": opinion,
        "reading": first,
        "lead": first - max(others) if others else 0.0,
    }

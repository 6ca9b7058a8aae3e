"""The evidence: the sentence, or sentences, of a passage that bear on the question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pincite.search.close_reading import after_reading
from pincite.search.features import Features
from pincite.search.weights import Scorer
from pincite.types import Passage, Span

# What the sentences beside one say of it, too.
_TOLD = ("cosine", "late", "late_weighted", "coverage")
_MOST = 3  # sentences; more would mark the passage and not the place in it


def evidence_of(
    scorer: Scorer,
    passage: Passage,
    sentences: Sequence[Features],
    readings: Mapping[int, float],
) -> tuple[Span, ...]:
    """Spans of the passage's quote, ascending, never touching; at least one.

    The likeliest sentence, and the next likeliest that are worth their length; never the whole of
    a passage of several sentences. ``readings`` is what a reader said, by the sentence's place.
    """
    scores, density = sentence_scores(scorer, sentences), scorer.density
    if scorer.reading is not None and readings:
        scores = after_reading(scorer.reading, scores, readings)
        density = scorer.reading.density
    chosen = choose(scores, [len(span) for span in passage.sentences], density)
    return tuple(passage.sentences[at] for at in chosen)


def sentence_scores(scorer: Scorer, sentences: Sequence[Features]) -> list[float]:
    """Log-odds of a passage's sentences, before any reading."""
    return [scorer.sentence.score(features) for features in beside(sentences)]


def beside(sentences: Sequence[Features]) -> list[Features]:
    """The features of a passage's sentences, each with some of those before and after it, or 0.

    A sentence that answers often stands beside the one that names what the question is about.
    """
    told = [{name: row[name] for name in _TOLD if name in row} for row in sentences]
    nothing = dict.fromkeys(told[0], 0.0)
    rows = []
    for row, previous, following in zip(
        sentences, [nothing, *told[:-1]], [*told[1:], nothing], strict=True
    ):
        features = dict(row)
        for name in nothing:
            features[f"previous_{name}"] = previous[name]
            features[f"next_{name}"] = following[name]
        rows.append(features)
    return rows


def choose(scores: Sequence[float], lengths: Sequence[int], density: float) -> list[int]:
    """Which sentences to mark, ascending, given their log-odds and their lengths.

    The scores become shares of one certainty (softmax); beside the best sentence another is marked
    if its share is at least ``density`` times its share of the passage's length.
    """
    best = max(scores)
    shares = [math.exp(score - best) for score in scores]
    total, length = sum(shares), sum(lengths)
    ranked = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    worth = [
        at for at in ranked[1:_MOST] if shares[at] / total >= density * lengths[at] / max(1, length)
    ]
    chosen = [ranked[0], *worth]
    return sorted(chosen) if len(chosen) < len(scores) else ranked[:1]

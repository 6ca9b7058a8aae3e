"""The evidence: the sentence, or sentences, of a passage that bear on the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pincite.search.features import Features
from pincite.search.weights import Scorer
from pincite.types import Passage, Span

_MOST = 3  # sentences; more would mark the passage and not the place in it


def evidence_of(
    scorer: Scorer, passage: Passage, sentences: Sequence[Features]
) -> tuple[Span, ...]:
    """Spans of the passage's quote, ascending, never touching; at least one.

    The likeliest sentence, and the next likeliest that are worth their length; never the whole of
    a passage of several sentences.
    """
    chosen = choose(
        [scorer.sentence.score(features) for features in sentences],
        [len(span) for span in passage.sentences],
        scorer.density,
    )
    return tuple(passage.sentences[at] for at in chosen)


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

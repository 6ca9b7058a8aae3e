"""The evidence: the sentence, or sentences, of a passage that bear on the question."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.search.features import Features
from pincite.search.weights import Scorer
from pincite.types import Passage, Span

_MOST = 2  # sentences; more would mark the passage and not the place in it


def evidence_of(
    scorer: Scorer, passage: Passage, sentences: Sequence[Features]
) -> tuple[Span, ...]:
    """Spans of the passage's quote, ascending, never touching; at least one."""
    scores = [scorer.sentence.score(features) for features in sentences]
    ranked = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    near = [i for i in ranked[:_MOST] if scores[ranked[0]] - scores[i] <= scorer.near]
    # Where marking them all would mark the whole passage, the best one says more.
    chosen = near if len(near) < len(scores) else ranked[:1]
    return tuple(passage.sentences[i] for i in sorted(chosen))

"""The evidence: the sentence, or sentences, of a passage that bear on the question."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.search.features import Features
from pincite.search.weights import Scorer
from pincite.types import Passage, Span

# A second sentence is marked only if it scores about as well as the first (difference of log-odds).
_NEAR = 0.25


def evidence_of(
    scorer: Scorer, passage: Passage, sentences: Sequence[Features]
) -> tuple[Span, ...]:
    """Spans of the passage's quote, ascending, never touching; at least one."""
    scores = [scorer.sentence.score(features) for features in sentences]
    best = max(range(len(scores)), key=lambda i: (scores[i], -i))
    chosen = [best]
    runner_up = max(
        (i for i in range(len(scores)) if i != best), key=lambda i: (scores[i], -i), default=None
    )
    if runner_up is not None and len(scores) > 2 and scores[best] - scores[runner_up] < _NEAR:
        chosen.append(runner_up)
    return tuple(passage.sentences[i] for i in sorted(chosen))

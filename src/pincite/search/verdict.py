"""Whether the documents answer: judged on evidence, never on ranks."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.search.features import Features, covered
from pincite.search.question import ParsedQuestion
from pincite.search.scored import Scored
from pincite.search.weights import Scorer, logistic
from pincite.types import Status, Verdict

_LOOKED_AT = 3  # passages whose words count as held when the missing ones are named


def verdict_features(ranked: Sequence[Scored]) -> Features:
    """The evidence that a verdict rests on: that of the first passage, and its lead."""
    first = ranked[0]
    return {
        **first.features,
        "margin": first.log_odds - ranked[1].log_odds if len(ranked) > 1 else 0.0,
    }


def judge(scorer: Scorer, question: ParsedQuestion, ranked: Sequence[Scored]) -> Verdict:
    """A status, a calibrated confidence and the words asked for that the best passages lack."""
    if not ranked:
        return Verdict(Status.NOT_FOUND, 0.0, _missing(question, ranked))
    confidence = logistic(scorer.verdict.score(verdict_features(ranked)))
    if confidence >= scorer.found:
        status = Status.FOUND
    elif confidence >= scorer.weak:
        status = Status.WEAK
    else:
        status = Status.NOT_FOUND
    return Verdict(status, confidence, _missing(question, ranked))


def _missing(question: ParsedQuestion, ranked: Sequence[Scored]) -> tuple[str, ...]:
    held = frozenset().union(*(scored.analysed.known for scored in ranked[:_LOOKED_AT]))
    surfaces = {term.stem: term.surface for term in reversed(question.terms)}
    return tuple(surfaces[stem] for stem in question.weights if not covered(question, stem, held))

"""Whether the documents answer: judged on evidence, never on ranks."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.search.candidates import CANDIDATES
from pincite.search.question import ParsedQuestion
from pincite.search.scored import Scored
from pincite.search.signals import Gathered
from pincite.search.verdict_features import Field, verdict_features
from pincite.search.weights import ReadingWeights, Scorer, logistic
from pincite.types import Status, Verdict

# A word met this well by another is there in another form: "come" by "came", "began" by "started".
_AS_GOOD_AS = 0.7
_REPEATED = 0.75  # of a question's words were said before; of real questions not even half are
LOOKED_AT = 3  # first passages; their words count as held when the missing ones are named


def opinion(
    scorer: Scorer, question: ParsedQuestion, ranked: Sequence[Scored], gathered: Gathered
) -> float:
    """Log-odds that the first passage answers, as far as can be seen without reading it.

    ``ranked`` are the passages, best first and at least one; the first is compared with those that
    were ``gathered``, but for what they hold because many were asked for.
    """
    lengths = [len(sentence) for sentence in ranked[0].analysed.passage.sentences]
    field = Field(
        {name: column[:CANDIDATES] for name, column in gathered.columns.items()},
        None if gathered.met is None else gathered.met.tokens[:CANDIDATES],
    )
    features = verdict_features(question.kinds, question.token_weights, ranked, field, lengths)
    return scorer.verdict.score(features)


def judge(
    scorer: Scorer,
    question: ParsedQuestion,
    ranked: Sequence[Scored],
    log_odds: float,
    limits: Scorer | ReadingWeights,
) -> Verdict:
    """A status, a calibrated confidence and the words asked for that the best passages lack.

    ``ranked`` are the passages, best first, with their log-odds before any reading; ``log_odds``
    those of an answer, and ``limits`` say from which confidence on it is found, and weak.
    """
    missing = _missing(question, ranked)
    if not ranked:
        return Verdict(Status.NOT_FOUND, 0.0, missing)
    confidence = logistic(log_odds)
    if question.unknown.issuperset(question.weights) or ranked[0].log_odds < scorer.least:
        # Not one of its words is known here, whatever the vectors say; or the best passage is worse
        # than that of any question that could be answered.
        confidence = min(confidence, limits.weak / 2)
    elif len(missing) == len(question.weights) or question.repeats > _REPEATED:
        # Not one is in the best passages, nor said in nearly the same word; or a few words are said
        # over and over, which asks nothing.
        confidence = min(confidence, (limits.weak + limits.found) / 2)
    if confidence >= limits.found:
        status = Status.FOUND
    elif confidence >= limits.weak:
        status = Status.WEAK
    else:
        status = Status.NOT_FOUND
    return Verdict(status, confidence, missing)


def _missing(question: ParsedQuestion, ranked: Sequence[Scored]) -> tuple[str, ...]:
    """The question's words that the best passages neither hold nor say in nearly the same word."""
    first = ranked[:LOOKED_AT]
    known = frozenset[str]().union(*(scored.analysed.known for scored in first))
    held = question.covered_by(known).stems
    met = frozenset[str]().union(*(_met(question, scored.met) for scored in first))
    surfaces = {term.stem: term.surface for term in reversed(question.terms)}
    return tuple(
        surfaces[stem]
        for stem in question.weights
        if stem not in held and (stem not in met or stem in question.names)
    )


def _met(question: ParsedQuestion, met: tuple[float, ...]) -> frozenset[str]:
    """The terms of which every token is met well."""
    least: dict[str, float] = {}
    for owner, value in zip(question.owners, met, strict=False):
        least[owner] = min(value, least.get(owner, value))
    return frozenset(owner for owner, value in least.items() if value >= _AS_GOOD_AS)

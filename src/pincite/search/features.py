"""What speaks for a passage and for each of its sentences, as named numbers.

Nothing here depends on the other candidates or on ranks: a passage's features are the same
whatever else the collection holds, but for the terms' document frequencies.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pincite.search.analysis import Analysed
from pincite.search.expectation import fulfilled
from pincite.search.question import ParsedQuestion
from pincite.store.lexical import K1
from pincite.text.agreement import bears_out
from pincite.text.figures import Figure, FigureKind
from pincite.types import BlockKind

Features = dict[str, float]

_DATES = frozenset({FigureKind.DATE, FigureKind.YEAR})
_AMOUNTS = frozenset({FigureKind.SUM, FigureKind.PERCENTAGE})
_COUNTS = frozenset({FigureKind.COUNT, FigureKind.ORDINAL})


@dataclass(frozen=True, slots=True)
class Signals:
    """What the vectors and the lexical index say of one candidate, before its words are read.

    The ``late`` ones are None where a generation has no token vectors (see `pincite.search.late`).
    """

    cosine: float
    sentence_cosines: tuple[float, ...]
    bm25: float
    late: float | None = None
    late_weighted: float | None = None
    late_sentences: tuple[float, ...] = ()
    late_weighted_sentences: tuple[float, ...] = ()
    met: tuple[float, ...] = ()  # how well each token of the question is met


def signal_features(question: ParsedQuestion, signals: Signals) -> Features:
    """The features of a passage that its signals alone decide."""
    features = {
        "cosine": signals.cosine,
        "sentence_cosine": max(signals.sentence_cosines),
        "bm25": signals.bm25 / (question.total_weight * (K1 + 1)) if question.total_weight else 0.0,
    }
    if signals.late is not None and signals.late_weighted is not None:
        features["late"] = signals.late
        features["late_weighted"] = signals.late_weighted
        features["late_sentence"] = max(signals.late_sentences)
        features["late_weighted_sentence"] = max(signals.late_weighted_sentences)
    return features


def covered(question: ParsedQuestion, stem: str, held: Collection[str]) -> bool:
    """Whether a term of the question, or a spelling that stands for it, is among the stems."""
    if stem not in question.alternatives:
        return stem in held
    return any(other in held for other in question.alternatives[stem])


def coverage(question: ParsedQuestion, held: Collection[str]) -> float:
    """The share of the question's weight that the stems cover, 0 to 1."""
    if not question.total_weight:
        return 0.0
    weight = sum(w for stem, w in question.weights.items() if covered(question, stem, held))
    return weight / question.total_weight


def sentence_features(
    question: ParsedQuestion, analysed: Analysed, signals: Signals
) -> tuple[Features, ...]:
    """The features of each sentence of a passage."""
    rows: list[Features] = []
    for at, (sentence, cosine) in enumerate(
        zip(analysed.sentences, signals.sentence_cosines, strict=True)
    ):
        features = {
            "cosine": cosine,
            "length": math.log(len(sentence.text)),
            "coverage": coverage(question, sentence.stems),
            "bigrams": _bigrams(question, sentence.pairs),
            "figures": _agreement(question.figures, sentence.figures),
            "fulfilled": fulfilled(
                question.expected, question.stems, question.figures, sentence.text, sentence.figures
            ),
        }
        if signals.late is not None:
            features["late"] = signals.late_sentences[at]
            features["late_weighted"] = signals.late_weighted_sentences[at]
        rows.append(features)
    return tuple(rows)


def passage_features(
    question: ParsedQuestion,
    analysed: Analysed,
    signals: Signals,
    sentences: Sequence[Features],
) -> Features:
    """The features of a passage, the best of its sentences among them."""
    whole = coverage(question, analysed.stems)
    known = analysed.known
    best = max(sentences, key=lambda s: (s.get("late_weighted", 0.0) + s["cosine"], s["coverage"]))
    features = {
        **signal_features(question, signals),
        "coverage": whole,
        "sentence_coverage": max(s["coverage"] for s in sentences),
        "best_coverage": best["coverage"],
        "context_coverage": coverage(question, known) - whole,
        "bigrams": max(s["bigrams"] for s in sentences),
        "figures": _agreement(question.figures, analysed.figures),
        "dates_missing": _missing(question.figures, analysed.figures, _DATES),
        "sums_missing": _missing(question.figures, analysed.figures, _AMOUNTS),
        "counts_missing": _missing(question.figures, analysed.figures, _COUNTS),
        "names_missing": _share_missing(question, question.names, known),
        "name_missing": float(any(not covered(question, stem, known) for stem in question.names)),
        "unknown": sum(question.weights[stem] for stem in question.unknown)
        / (question.total_weight or 1.0),
        "fulfilled": max(s["fulfilled"] for s in sentences),
        "best_fulfilled": best["fulfilled"],
        "caption": float(analysed.passage.kind is BlockKind.CAPTION),
    }
    if signals.late is not None:
        features.update(_term_matches(question, signals.met, known))
    return features


def _term_matches(
    question: ParsedQuestion, met: Sequence[float], held: Collection[str]
) -> Features:
    """How well the question's terms are met: the worst, the worst name, and the weighted mean.

    A term that is there counts as 1.
    """
    best: dict[str, float] = {}
    for owner, value in zip(question.owners, met, strict=True):
        if owner in question.weights:
            best[owner] = max(best.get(owner, -1.0), value)
    values = {stem: 1.0 if covered(question, stem, held) else value for stem, value in best.items()}
    total = sum(question.weights[stem] for stem in values)
    return {
        "late_least": min(values.values(), default=0.0),
        "late_least_name": min(
            (value for stem, value in values.items() if stem in question.names), default=1.0
        ),
        "late_soft": sum(question.weights[stem] * value for stem, value in values.items())
        / (total or 1.0),
    }


def _share_missing(
    question: ParsedQuestion, stems: Collection[str], held: Collection[str]
) -> float:
    """The share of the weight of these terms that is not among the stems held, 0 to 1."""
    total = sum(question.weights[stem] for stem in stems)
    missing = sum(question.weights[stem] for stem in stems if not covered(question, stem, held))
    return missing / total if total else 0.0


def _bigrams(question: ParsedQuestion, pairs: frozenset[tuple[str, str]]) -> float:
    """The share of the question's neighbouring terms that are neighbours here."""
    if not question.bigrams:
        return 0.0
    return len(question.bigrams & pairs) / len(question.bigrams)


def _agreement(asked: tuple[Figure, ...], held: Collection[Figure]) -> float:
    """The share of the figures asked about that are borne out; 0 if none is asked about."""
    if not asked:
        return 0.0
    return sum(any(bears_out(h, a) for h in held) for a in asked) / len(asked)


def _missing(
    asked: tuple[Figure, ...], held: Collection[Figure], kinds: frozenset[FigureKind]
) -> float:
    """1 if the question names a figure of these kinds that is not borne out, else 0."""
    return float(any(not any(bears_out(h, a) for h in held) for a in asked if a.kind in kinds))

"""What speaks for a passage and for each of its sentences, as named numbers.

Nothing here depends on the other candidates or on ranks: a passage's features are the same
whatever else the collection holds, but for the terms' document frequencies.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pincite.search.analysis import Analysed
from pincite.search.expectation import fulfilled
from pincite.search.question import ParsedQuestion
from pincite.store.lexical import K1
from pincite.text.agreement import bears_out
from pincite.text.figures import Figure, FigureKind
from pincite.types import BlockKind

Features = dict[str, float]

# One candidate's value, or the values of all of them.
N = TypeVar("N", float, NDArray[np.float64])

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
    late = None
    if signals.late is not None and signals.late_weighted is not None:
        late = (
            signals.late,
            signals.late_weighted,
            max(signals.late_sentences),
            max(signals.late_weighted_sentences),
        )
    best = max(signals.sentence_cosines)
    return named_signals(question, signals.cosine, best, signals.bm25, late)


def named_signals(
    question: ParsedQuestion,
    cosine: N,
    sentence_cosine: N,
    bm25: N,
    late: tuple[N, N, N, N] | None,
) -> dict[str, N]:
    """The signals under their features' names, of one candidate or of all at once.

    The sentences' values are those of the best sentence. ``late`` holds the passage's late
    interaction, plain and weighted, and the best sentence's, plain and weighted.
    """
    most = question.total_weight * (K1 + 1)
    features = {
        "cosine": cosine,
        "sentence_cosine": sentence_cosine,
        "bm25": bm25 / most if most else bm25 * 0.0,
    }
    if late is not None:
        names = ("late", "late_weighted", "late_sentence", "late_weighted_sentence")
        features.update(zip(names, late, strict=True))
    return features


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
            "coverage": question.covered_by(sentence.stems).share,
            "bigrams": _bigrams(question, sentence.pairs),
            "figures": _agreement(_borne_out(question, sentence.figures)),
            "fulfilled": fulfilled(
                question.expected, question.stems, question.figures, sentence.held
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
    whole = question.covered_by(analysed.stems).share
    known = question.covered_by(analysed.known)
    best = max(sentences, key=lambda s: (s.get("late_weighted", 0.0) + s["cosine"], s["coverage"]))
    borne_out = _borne_out(question, analysed.figures)
    features = {
        **signal_features(question, signals),
        "coverage": whole,
        "sentence_coverage": max([s["coverage"] for s in sentences]),
        "best_coverage": best["coverage"],
        "context_coverage": known.share - whole,
        "bigrams": max([s["bigrams"] for s in sentences]),
        "figures": _agreement(borne_out),
        "dates_missing": _missing(question, borne_out, _DATES),
        "sums_missing": _missing(question, borne_out, _AMOUNTS),
        "counts_missing": _missing(question, borne_out, _COUNTS),
        "names_missing": known.names_missing,
        "name_missing": float(known.name_missing),
        "unknown": question.unknown_share,
        "fulfilled": max([s["fulfilled"] for s in sentences]),
        "best_fulfilled": best["fulfilled"],
        "caption": float(analysed.passage.kind is BlockKind.CAPTION),
    }
    if signals.late is not None:
        features.update(_term_matches(question, signals.met, known.stems))
    return features


def _term_matches(
    question: ParsedQuestion, met: Sequence[float], held: Collection[str]
) -> Features:
    """How well the question's terms are met: the worst, the worst name, and the weighted mean.

    A term that is held counts as 1.
    """
    least, least_name, soft, total = math.inf, 1.0, 0.0, 0.0
    for stem, tokens in question.tokens_of.items():
        value = 1.0 if stem in held else max(-1.0, *[met[token] for token in tokens])
        weight = question.weights[stem]
        soft += weight * value
        total += weight
        least = min(least, value)
        if stem in question.names:
            least_name = min(least_name, value)
    return {
        "late_least": least if question.tokens_of else 0.0,
        "late_least_name": least_name,
        "late_soft": soft / (total or 1.0),
    }


def _bigrams(question: ParsedQuestion, pairs: frozenset[tuple[str, str]]) -> float:
    """The share of the question's neighbouring terms that are neighbours here."""
    if not question.bigrams:
        return 0.0
    return len(question.bigrams & pairs) / len(question.bigrams)


def _borne_out(question: ParsedQuestion, held: Collection[Figure]) -> list[bool]:
    """Which of the figures asked about the figures held bear out."""
    return [any(bears_out(h, a) for h in held) for a in question.figures]


def _agreement(borne_out: Sequence[bool]) -> float:
    """The share of the figures asked about that are borne out; 0 if none is asked about."""
    return sum(borne_out) / len(borne_out) if borne_out else 0.0


def _missing(
    question: ParsedQuestion, borne_out: Sequence[bool], kinds: frozenset[FigureKind]
) -> float:
    """1 if the question names a figure of these kinds that is not borne out, else 0."""
    if not borne_out:
        return 0.0
    asked = zip(question.figures, borne_out, strict=True)
    return float(any(not borne for figure, borne in asked if figure.kind in kinds))

"""What speaks for a passage and for each of its sentences, as named numbers.

Nothing here depends on the other candidates or on ranks: a passage's features are the same
whatever else the collection holds, but for the terms' document frequencies.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pincite.search.analysis import Analysed
from pincite.search.question import ParsedQuestion
from pincite.store.lexical import K1
from pincite.text.agreement import bears_out
from pincite.text.figures import Figure, FigureKind

Features = dict[str, float]


def covered(question: ParsedQuestion, stem: str, held: frozenset[str]) -> bool:
    """Whether a term of the question, or a spelling that stands for it, is among the stems."""
    return any(other in held for other in question.alternatives.get(stem, (stem,)))


def coverage(question: ParsedQuestion, held: frozenset[str]) -> float:
    """The share of the question's weight that the stems cover, 0 to 1."""
    if not question.total_weight:
        return 0.0
    weight = sum(w for stem, w in question.weights.items() if covered(question, stem, held))
    return weight / question.total_weight


def sentence_features(
    question: ParsedQuestion, analysed: Analysed, cosines: NDArray[np.float32]
) -> list[Features]:
    """The features of each sentence of a passage."""
    return [
        {
            "cosine": float(cosine),
            "coverage": coverage(question, sentence.stems),
            "bigrams": _bigrams(question, sentence.order),
            "figures": _agreement(question.figures, sentence.figures),
            "wanted": _wanted(question, sentence.figures),
        }
        for sentence, cosine in zip(analysed.sentences, cosines, strict=True)
    ]


def passage_features(
    question: ParsedQuestion,
    analysed: Analysed,
    passage_cosine: float,
    bm25: float,
    sentences: list[Features],
) -> Features:
    """The features of a passage, the best of its sentences among them."""
    whole = coverage(question, analysed.stems)
    return {
        "cosine": passage_cosine,
        "sentence_cosine": max(s["cosine"] for s in sentences),
        "bm25": bm25 / (question.total_weight * (K1 + 1)) if question.total_weight else 0.0,
        "coverage": whole,
        "sentence_coverage": max(s["coverage"] for s in sentences),
        "context_coverage": coverage(question, analysed.stems | analysed.context) - whole,
        "bigrams": max(s["bigrams"] for s in sentences),
        "figures": _agreement(question.figures, analysed.figures),
        "figures_missing": _missing_figures(question.figures, analysed.figures),
        "wanted": max(s["wanted"] for s in sentences),
        "caption": float(analysed.passage.kind == "caption"),
    }


def _bigrams(question: ParsedQuestion, order: tuple[str, ...]) -> float:
    """The share of the question's neighbouring terms that are neighbours here."""
    asked = [term.stem for term in question.terms]
    pairs = {
        pair
        for pair in zip(asked, asked[1:], strict=False)
        if pair[0] in question.weights and pair[1] in question.weights
    }
    if not pairs:
        return 0.0
    return len(pairs & set(zip(order, order[1:], strict=False))) / len(pairs)


def _agreement(asked: tuple[Figure, ...], held: Iterable[Figure]) -> float:
    held = tuple(held)
    if not asked:
        return 0.0
    return sum(any(bears_out(h, a) for h in held) for a in asked) / len(asked)


def _missing_figures(asked: tuple[Figure, ...], held: Iterable[Figure]) -> float:
    """1 if the question names a figure that the passage does not bear out, else 0."""
    held = tuple(held)
    return float(any(not any(bears_out(h, a) for h in held) for a in asked))


_DATES = {FigureKind.DATE, FigureKind.YEAR}


def _wanted(question: ParsedQuestion, held: tuple[Figure, ...]) -> float:
    """1 if the question asks for a kind of figure that is here, -1 if it is not, 0 if it asks for none."""
    if not question.wanted:
        return 0.0
    kinds = {figure.kind for figure in held}
    if kinds & _DATES:
        kinds |= _DATES
    return 1.0 if kinds & question.wanted else -1.0

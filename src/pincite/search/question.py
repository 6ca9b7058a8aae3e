"""What a question asks for, read off its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pincite.ports import LexicalIndex, Vectors
from pincite.search.spelling import correct
from pincite.text.expansion import Expander
from pincite.text.figures import Figure, FigureKind, find_figures
from pincite.text.terms import Term, terms

_WANTS = (
    (
        FigureKind.DATE,
        re.compile(
            r"\b(?:when|what (?:year|date|day|month)|which (?:year|date|day|month)|since when|how long ago|date of)\b",
            re.I,
        ),
    ),
    (
        FigureKind.SUM,
        re.compile(
            r"\b(?:how much|how large|how big|what (?:sum|amount|budget|value|volume)|budget|cost|contribut\w+ (?:how|what)|worth)\b",
            re.I,
        ),
    ),
    (
        FigureKind.PERCENTAGE,
        re.compile(
            r"\b(?:what (?:percentage|per cent|share|rate)|how (?:fast|quickly)|by how much|growth|percent(?:age)?)\b",
            re.I,
        ),
    ),
    (FigureKind.COUNT, re.compile(r"\b(?:how many|number of)\b", re.I)),
)


@dataclass(frozen=True)
class ParsedQuestion:
    """A question's words and what they ask for.

    ``weights`` maps each term that carries meaning to its weight, its inverse document frequency;
    ``alternatives`` maps a term that the collection lacks to the nearest spellings it has;
    ``wanted`` says which kinds of figure would answer it.
    """

    text: str
    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    alternatives: Mapping[str, tuple[str, ...]]
    figures: tuple[Figure, ...]
    wanted: frozenset[FigureKind]
    vector: Vectors

    @cached_property
    def lexical_weights(self) -> Mapping[str, float]:
        """Weights for the lexical index: every term once, spellings that the collection has for others."""
        weights: dict[str, float] = {}
        for stem in self.weights:
            for other in self.alternatives.get(stem, (stem,)):
                weights[other] = 1.0
        return weights

    @cached_property
    def total_weight(self) -> float:
        return sum(self.weights.values())


def parse_question(
    text: str, vector: Vectors, lexical: LexicalIndex, expander: Expander
) -> ParsedQuestion:
    """Read a question against a collection: ``vector`` is its vector, of unit length."""
    found = tuple(terms(text))
    meaningful = [term for term in found if not term.is_stop_word] or list(found)
    weights: dict[str, float] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    for term in meaningful:
        if term.stem in weights:
            continue
        weights[term.stem] = lexical.idf(term.stem)
        if lexical.document_frequency(term.stem) == 0:
            nearest = correct(term, lexical)
            if nearest:
                alternatives[term.stem] = nearest
                weights[term.stem] = max(lexical.idf(other) for other in nearest)
    return ParsedQuestion(
        text=text,
        terms=found,
        weights=weights,
        alternatives=alternatives,
        figures=find_figures(text),
        wanted=frozenset(kind for kind, pattern in _WANTS if pattern.search(text)),
        vector=vector,
    )

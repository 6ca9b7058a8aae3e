"""What kind of thing would answer a question, and whether a sentence holds one.

"When" is answered by a date, "how much" by a sum or a share, "how many" by a count, "where" by a
place, "who" by a name, "why" by a reason. What the question itself says does not count: a year that
is asked about is not the answer to "when". Places and names are told by capitals and reasons by the
words that join them on, which is rough but needs no model.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pincite.text.agreement import agree
from pincite.text.figures import Figure, FigureKind
from pincite.text.terms import stem


class Expected(StrEnum):
    """A kind of answer."""

    DATE = "date"
    AMOUNT = "amount"
    COUNT = "count"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"


_PATTERNS: tuple[tuple[Expected, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(patterns), re.IGNORECASE))
    for kind, patterns in (
        (
            Expected.DATE,
            (
                r"\bwhen (?:and where )?(?:did|do|does|was|were|is|are|will|has|have|had)\b",
                r"\b(?:what|which) (?:year|date|day|month|decade)\b",
                r"\bdate of\b",
            ),
        ),
        (
            Expected.AMOUNT,
            (
                r"\bhow (?:much|large|big|high)\b",
                r"\b(?:budget|cost|value|price|funding|worth)s? of\b",
                r"\b(?:what|which) (?:sum|amount|budget|value|volume|share|proportion|rate)\b",
                r"\b(?:what|which) (?:percentage|per cent|percent)\b",
            ),
        ),
        (Expected.COUNT, (r"\bhow many\b", r"\b(?:what|which) number\b", r"\bnumber of\b")),
        (
            Expected.PLACE,
            (
                r"\bwhere\b",
                r"\b(?:in|at) (?:which|what) (?:city|town|country|place|capital|venue)\b",
                r"\b(?:which|what) (?:city|town|country|place|capital) (?:hosts?|hosted|is|was)\b",
            ),
        ),
        (Expected.NAME, (r"\b(?-i:[Ww]ho)\b", r"\bwhom\b", r"\bby whose\b")),  # not the WHO
        (
            Expected.REASON,
            (
                r"\bwhy\b",
                r"\bhow come\b",
                r"\b(?:what|which) (?:(?:is|are|was|were) the )?(?:\w+ )?reasons?\b",
                r"\breasons? (?:for|why|behind)\b",
            ),
        ),
    )
)
_KINDS = {
    Expected.DATE: {FigureKind.DATE, FigureKind.YEAR},
    Expected.AMOUNT: {FigureKind.SUM, FigureKind.PERCENTAGE},
    Expected.COUNT: {FigureKind.COUNT, FigureKind.PERCENTAGE},
}
_PLACE = re.compile(r"\b(?:in|at|near|from|to|under)\s+(?:the\s+)?([A-Z][^\W\d_]+)")
# A word with a capital: two of them in a row, or one that neither begins the sentence nor follows
# a preposition of place.
_NAME = re.compile(
    r"\b([A-Z][^\W\d_]*[a-z][^\W\d_]*)[ -](?:of (?:the )?|and )?([A-Z][^\W\d_]+)"
    r"|(?<!^)(?<![.!?“\"] )(?<!\bin )(?<!\bat )(?<!\bto )(?<!\bfrom )(?<!\bthe )"
    r"\b([A-Z][a-z][^\W\d_]+)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|in order to|so (?:that|as to)|as a result|given that"
    r"|in (?:view|light) of|on account of|caused? by|led to|reasons?)\b",
    re.IGNORECASE,
)


def expectations(question: str) -> frozenset[Expected]:
    """The kinds of answer that a question asks for; empty where its words do not tell."""
    if question.isupper():
        question = question.lower()  # capitals tell nothing where all are
    return frozenset(kind for kind, pattern in _PATTERNS if pattern.search(question))


@dataclass(frozen=True)
class Held:
    """What a sentence holds that could answer; places and names are looked for when first asked."""

    sentence: str
    figures: tuple[Figure, ...]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The stems of what is named as a place."""
        return tuple(
            stem(match[1])
            for match in _PLACE.finditer(self.sentence)
            if not self._in_figure(match.start(1))
        )

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The stems of the words of each name."""
        return tuple(
            tuple(stem(word) for word in match.groups() if word)
            for match in _NAME.finditer(self.sentence)
            if not self._in_figure(match.start())
        )

    def _in_figure(self, position: int) -> bool:
        """Whether a word is part of a figure: "in July 1991" is no place."""
        return any(figure.span.start <= position < figure.span.end for figure in self.figures)


def fulfilled(
    expected: frozenset[Expected],
    asked: Collection[str],
    asked_figures: Collection[Figure],
    held: Held,
) -> float:
    """1 if the sentence holds a thing of an expected kind, -1 if not, 0 if none is expected.

    ``asked`` are the stems of the question and ``asked_figures`` its figures, which do not count.
    """
    if not expected:
        return 0.0
    return 1.0 if any(_holds(kind, asked, asked_figures, held) for kind in expected) else -1.0


def _holds(
    kind: Expected,
    asked: Collection[str],
    asked_figures: Collection[Figure],
    held: Held,
) -> bool:
    if kind in _KINDS:
        new = (f for f in held.figures if f.kind in _KINDS[kind])
        return any(not any(agree(f, a) for a in asked_figures) for f in new)
    if kind is Expected.PLACE:
        return any(place not in asked for place in held.places)
    if kind is Expected.REASON:
        return _REASON.search(held.sentence) is not None
    return any(all(word not in asked for word in name) for name in held.names)

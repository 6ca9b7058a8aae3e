"""The divisions of a legal text that a section lies in: Article 5 of Annex II, told by headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.structure.headings import division_of

Section = tuple[str, ...]
_WORDS = {"art.": "article", "sec.": "section", "§": "section"}
# Divisions with a few paragraphs each, which are cited by the division's number.
_SMALL = frozenset({"section", "article", "rule", "regulation", "clause", "principle"})
_COUNTED = _SMALL | {"annex", "appendix", "schedule", "protocol"}


def division_path(section: Section) -> Section:
    """The headings down to the innermost division; empty where there is none."""
    depth = next((d for d in range(len(section), 0, -1) if division_of(section[d - 1])), 0)
    return section[:depth]


def division_names(section: Section) -> list[str]:
    """The divisions that a section lies in, from the innermost out: Article 5, ANNEX II."""
    names = (division_of(heading) for heading in reversed(section))
    return [name for name in names if name is not None]


@dataclass(frozen=True, slots=True)
class Label:
    """A division as a locator has it: "article", "5", "Article 5"."""

    unit: str
    number: str
    display: str


def label_of(path: Section) -> Label:
    """The label of the division whose headings these are."""
    display = division_of(path[-1]) or path[-1]
    word, _, number = display.rpartition(" ")
    shown = word.capitalize() if word.isupper() else word
    return Label(_WORDS.get(word.lower(), word.lower()), number, f"{shown} {number}")


class Divisions:
    """How many paragraphs the divisions of one document have, and whether their numbers help.

    ``paragraphs`` are the sections of a document's paragraphs in order, each with whether a number
    is printed before it.
    """

    def __init__(self, paragraphs: Sequence[tuple[Section, bool]]) -> None:
        self._numbered: set[Section] = set()
        self._held: Counter[Section] = Counter()  # with what lies in divisions below
        self._paths: dict[Section, Section] = {}
        for section, numbered in paragraphs:
            path = self.path(section)
            if numbered:
                self._numbered.add(path)
            self._held.update(path[:depth] for depth in range(1, len(path) + 1))

    def path(self, section: Section) -> Section:
        """`division_path`, remembered."""
        if section not in self._paths:
            self._paths[section] = division_path(section)
        return self._paths[section]

    def counts(self, section: Section) -> bool:
        """Whether the paragraphs of its division are counted: it is none of the great ones, in
        which one would count for long, and prints no numbers.
        """
        path = self.path(section)
        if not path or path in self._numbered:
            return False
        return label_of(path).unit in _COUNTED

    def alone(self, section: Section) -> bool:
        """Whether its article has one paragraph, which the article's own number points at."""
        path = self.path(section)
        return self._held[path] == 1 and label_of(path).unit in _SMALL


def begins_anew(numbers: Sequence[tuple[Section, int]]) -> bool:
    """Whether the numbers of a document begin anew in its divisions, or sections, as a rule.

    ``numbers`` are those printed before its paragraphs, each with the section it stands in. An
    annex with a list of its own does not make it so: at least half of the sections begin at a
    number that the one before has reached.
    """
    starts: list[bool] = []
    before: tuple[Section, int] | None = None
    paths: dict[Section, Section] = {}
    for section, number in numbers:
        if section not in paths:
            paths[section] = division_path(section) or section
        here = paths[section]
        if before is not None and here != before[0]:
            starts.append(number <= before[1])
        before = here, number
    return any(starts) and 2 * sum(starts) >= len(starts)

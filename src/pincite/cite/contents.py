"""Which passages lie in which divisions of a document: its contents, told by its headings.

A heading that opens with a unit and a number ("Article 5 Joint Commission") is that division, and
all passages below it lie in it. A heading with a number alone ("3. Costs") is a section where the
document has none that say so. Where no heading names a division, a label printed at the beginning
of a passage does ("Recommendation 6: We recommend …").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pincite.cite.divisions import Division, division_at, heading_division, heading_number, roman
from pincite.cite.ranges import Range
from pincite.cite.values import Values, is_number, numeric, plain
from pincite.types import Passage

Quotes = Callable[[Sequence[int]], Sequence[str]]
"""The quotes of a document's passages, by their place in it."""

_BY_NUMBER = ("section", "chapter", "part")
_PREAMBLE = ("preamble", "")
_AFTER_LABEL = re.compile(r"\s{0,3}[.:)–—-](?=\s)")
_BATCH = 500  # passages whose quotes are read at a time


@dataclass(slots=True)
class Stretch:
    """One division: the headings down to its own, and the passages in it as runs of places."""

    path: tuple[str, ...]
    runs: list[range] = field(default_factory=list)

    def add(self, place: int) -> None:
        """One more passage, after those that it holds."""
        if self.runs and self.runs[-1].stop == place:
            self.runs[-1] = range(self.runs[-1].start, place + 1)
        else:
            self.runs.append(range(place, place + 1))

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self.runs, place, key=lambda run: run.start) - 1
        return index >= 0 and place in self.runs[index]


@dataclass(frozen=True, slots=True)
class Within:
    """What divisions find: the stretches, the numbers that are missing, and those met twice.

    `lacking` is the first of the divisions that the document does not have.
    """

    stretches: tuple[Stretch, ...] = ()
    missing: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    lacking: Division | None = None


class _Held:
    """The divisions of one unit."""

    def __init__(self) -> None:
        self.stretches: dict[str, list[Stretch]] = {}
        self._counted: dict[str, str] = {}  # as a plain number: "2" for "ii"
        self._values: Values | None = None

    def add(self, number: str, path: tuple[str, ...], place: int) -> None:
        """A passage that lies in the division of that number below those headings."""
        held = self.stretches.setdefault(number, [])
        stretch = next((each for each in reversed(held) if each.path == path), None)
        if stretch is None:
            stretch = Stretch(path)
            held.append(stretch)
            self._values = None
        stretch.add(place)

    def numbers(self, span: Range) -> tuple[list[str], list[str]]:
        """The numbers held that a range has, and those that are missing."""
        if self._values is None:
            for number in self.stretches:
                value = roman(number)
                counted = plain(number) if is_number(number) else str(value) if value else number
                self._counted.setdefault(counted, number)
            self._values = Values(self._counted)
        if span.first == span.last:
            asked = span.first.casefold()
            if asked in self.stretches:
                return [asked], []
            value = roman(asked)
            counted = str(value) if value is not None else plain(asked)
            held = self._counted.get(counted)
            return ([held], []) if held is not None else ([], [span.first])
        ends = [roman(end) if roman(end) else end.casefold() for end in (span.first, span.last)]
        plainly = Range(str(ends[0]), str(ends[1]))
        if not numeric(plainly):
            plainly = Range(span.first.casefold(), span.last.casefold())
        found = [self._counted[value] for value in self._values.within(plainly)]
        return found, self._values.gaps(plainly)


class Contents:
    """The divisions of one document, by unit and number."""

    def __init__(self, passages: Sequence[Passage], quotes: Quotes) -> None:
        self._passages = passages
        self._quotes = quotes
        self._units: dict[str, _Held] = {}
        self._numbered = _Held()
        headings: dict[str, tuple[tuple[str, str] | None, str | None]] = {}
        for place, passage in enumerate(passages):
            for heading in passage.section:
                if heading not in headings:
                    headings[heading] = heading_division(heading), heading_number(heading)
            innermost = max(
                (d for d, heading in enumerate(passage.section, 1) if headings[heading][0]),
                default=0,
            )
            for depth, heading in enumerate(passage.section, start=1):
                division, number = headings[heading]
                path = passage.section[:depth]
                if division == _PREAMBLE and depth < innermost:
                    continue  # what follows it looks as if it lay below it
                if division is not None:
                    self._units.setdefault(division[0], _Held()).add(division[1], path, place)
                elif number is not None:
                    self._numbered.add(number, path, place)

    def has(self, unit: str) -> bool:
        """Whether any heading or label of the document names this unit."""
        return unit in self._units or unit in self._labels

    def has_like(self, unit: str) -> bool:
        """The same, or headings whose bare numbers may be meant by it."""
        return self.has(unit) or (unit in _BY_NUMBER and bool(self._numbered.stretches))

    def find(self, divisions: Sequence[Division]) -> Within:
        """What the last of the divisions holds, within those before it."""
        *outer, last = divisions
        for division in outer:
            if not self._of(division)[0]:
                return Within(lacking=division, missing=_numbers(division))
        numbers, missing = self._of(last)
        above = [self._paths(division) for division in outer]
        found: list[Stretch] = []
        ambiguous: list[str] = []
        for held, number in numbers:
            fitting = [
                stretch
                for stretch in held.stretches[number]
                if all(_below(stretch.path, paths) for paths in above)
            ]
            if len(fitting) > 1:
                ambiguous.append(f"{last.unit.capitalize()} {number.upper()}".strip())
            if not fitting:
                missing.append(number)
            found += fitting
        if not found:
            return Within(lacking=last, missing=tuple(missing) or _numbers(last))
        if not last.ranges and len(numbers) > 1:
            ambiguous = [last.normalized]
        return Within(tuple(found), tuple(missing), tuple(ambiguous))

    def _of(self, division: Division) -> tuple[list[tuple[_Held, str]], list[str]]:
        """Each number of a division with what holds it, and those that are missing."""
        held = self._units.get(division.unit)
        if held is None and division.unit in _BY_NUMBER:
            held = self._numbered
        if held is not None and not division.ranges:
            numbers = [""] if "" in held.stretches else list(held.stretches)
            return [(held, number) for number in numbers], []
        found: list[tuple[_Held, str]] = []
        missing: list[str] = []
        for span in division.ranges:
            numbers, gaps = held.numbers(span) if held is not None else ([], [str(span)])
            labels = self._labels.get(division.unit) if not numbers else None
            if labels is not None:
                numbers, gaps = labels.numbers(span)
                found += [(labels, number) for number in numbers]
            elif held is not None:
                found += [(held, number) for number in numbers]
            missing += gaps
        return found, missing

    def _paths(self, division: Division) -> frozenset[tuple[str, ...]]:
        """The headings down to those of a division, wherever it stands."""
        held = self._of(division)[0]
        return frozenset(each.path for unit, number in held for each in unit.stretches[number])

    @cached_property
    def _labels(self) -> dict[str, _Held]:
        """Divisions that are named at the beginning of passages, to the next of the same unit."""
        units: dict[str, _Held] = {}
        section: tuple[str, ...] = ()
        current: tuple[str, str] | None = None
        for first in range(0, len(self._passages), _BATCH):
            batch = range(first, min(first + _BATCH, len(self._passages)))
            for place, quote in zip(batch, self._quotes(batch), strict=True):
                passage = self._passages[place]
                if passage.section != section:
                    section, current = passage.section, None
                current = _label(quote) or current
                if current is not None:
                    unit, number = current
                    units.setdefault(unit, _Held()).add(number, section, place)
        return units


def _below(path: tuple[str, ...], above: frozenset[tuple[str, ...]]) -> bool:
    return any(path[:depth] in above for depth in range(len(path) + 1))


def _label(quote: str) -> tuple[str, str] | None:
    """The unit and number printed before a passage's words: "Article 5. Everyone …"."""
    found = division_at(quote[:80], 0)
    if found is None or found[0].number is None or not _AFTER_LABEL.match(quote, found[1]):
        return None
    return found[0].unit, found[0].number.casefold()


def _numbers(division: Division) -> tuple[str, ...]:
    return tuple(map(str, division.ranges)) or (division.normalized,)

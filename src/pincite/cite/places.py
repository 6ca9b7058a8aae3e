"""What a pinpoint finds in one document: paragraphs, pages, captions, divisions and their parts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from pincite.cite.contents import Contents, Quotes, Within
from pincite.cite.divisions import Division, division_at
from pincite.cite.items import Items, find_path
from pincite.cite.pinpoint import DIVISION, PAGE, PARAGRAPH, UNREAD, Pinpoint
from pincite.cite.ranges import Range
from pincite.cite.values import Values, plain
from pincite.types import BlockKind, Passage

_MOST_READ = 60  # passages whose words are searched for an item
# Units whose decimal numbers are printed before paragraphs: "Section 3.1".
_DECIMAL = ("section", "article", "clause", "rule", "guideline", "principle", "recommendation")


@dataclass(frozen=True, slots=True)
class Place:
    """What a pinpoint finds in one document.

    `ambiguous` holds the numbers that are printed more than once; `remarked` says that the
    pinpoint's remark ("first of two", "Article 2") belongs to it. `pinpoint` is what was looked for
    in the end, where the document decides how it is read: "§ 3" is a section or a paragraph.
    `lacking` says what is not there, if nothing was found.
    """

    passages: tuple[Passage, ...]
    missing: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    remarked: bool = False
    pinpoint: Pinpoint | None = None
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of a document, and the numbers that were sought and are not there."""

    rows: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


class Places:
    """One document's passages by what points at them. `quotes` gives their words."""

    def __init__(self, passages: Sequence[Passage], quotes: Quotes) -> None:
        self._passages = tuple(passages)
        self._quotes = quotes
        self._contents = Contents(self._passages, quotes)
        self._rows: dict[str, dict[str, list[int]]] = {}  # by label and value
        self._rows_on: dict[str, list[int]] = {}  # by page
        for row, passage in enumerate(self._passages):
            if passage.locator is not None:
                values = self._rows.setdefault(passage.locator.label, {})
                values.setdefault(plain(_value(passage)), []).append(row)
            if passage.pages is not None:
                for page in range(passage.pages[0], passage.pages[1] + 1):
                    self._rows_on.setdefault(str(page), []).append(row)
        self._values = {label: Values(values) for label, values in self._rows.items()}
        self._page_numbers = Values(self._rows_on)
        printed = (_is_numbered(passage) for passage in self._passages)
        self._printed = [0, *accumulate(printed)]  # how many numbers stand before each row
        self._openings = [row for row, passage in enumerate(self._passages) if _opens(passage)]

    def find(self, pinpoint: Pinpoint) -> Place:
        """What the pinpoint finds; nothing, with what is lacking, for a place that is not there."""
        if pinpoint.label == UNREAD:
            lacking = f"place that is written “{pinpoint.words}”, as far as it can be read"
            return Place((), (pinpoint.words,), lacking=lacking)
        if pinpoint.label == PAGE:
            return self._pages(pinpoint)
        if pinpoint.sign and self._contents.has("section"):
            pinpoint = _as_section(pinpoint)
        if pinpoint.divisions:
            return self._in_divisions(pinpoint)
        found = self._labelled(pinpoint)
        return self._place(pinpoint, found)

    # --- paragraphs ---------------------------------------------------------------------------

    def _labelled(self, pinpoint: Pinpoint, within: Within | None = None) -> _Rows:
        """The passages with these numbers, in the document or in some divisions of it."""
        held, rows_of = self._values.get(pinpoint.label, _NONE), self._rows.get(pinpoint.label, {})
        rows: set[int] = set()
        missing: list[str] = []
        for each in pinpoint.ranges or (Range("1", "1"),):
            values = held.within(each)
            if within is None:
                rows.update(row for value in values for row in rows_of[value])
                missing += held.gaps(each)
                continue
            inside = {value: _inside(rows_of[value], within) for value in values}
            rows.update(row for found in inside.values() for row in found)
            missing += Values(value for value, found in inside.items() if found).gaps(each)
        if not pinpoint.ranges:
            missing = []
        return _Rows(tuple(sorted(rows)), tuple(missing))

    def _place(self, pinpoint: Pinpoint, found: _Rows, ambiguous: Iterable[str] = ()) -> Place:
        """The passages of the rows, those that a remark or items pick out of them."""
        passages = tuple(self._passages[row] for row in found.rows)
        exact = _by_display(passages, pinpoint)
        if exact:
            return Place(exact, remarked=pinpoint.remark is not None, pinpoint=pinpoint)
        outer = _division_of(pinpoint.remark)
        if outer is not None and passages:
            inner = self.find(
                replace(pinpoint, divisions=(outer, *pinpoint.divisions), remark=None)
            )
            if inner.passages or self._contents.has(outer.unit):
                return replace(inner, remarked=True)
        missing = found.missing
        if pinpoint.items and found.rows:
            rows, missing = self._holding(found.rows, pinpoint.items)
            passages = tuple(self._passages[row] for row in rows)
        twice = dict.fromkeys([*ambiguous, *_twice(passages)])
        if pinpoint.label == DIVISION:
            twice = dict.fromkeys(ambiguous)
        if not passages:
            return Place((), missing, pinpoint=pinpoint, lacking=pinpoint.normalized)
        return Place(passages, missing, tuple(twice), pinpoint=pinpoint)

    def _pages(self, pinpoint: Pinpoint) -> Place:
        held, ranges = self._page_numbers, pinpoint.ranges
        rows = {row for each in ranges for page in held.within(each) for row in self._rows_on[page]}
        passages = tuple(self._passages[row] for row in sorted(rows))
        missing = tuple(gap for each in ranges for gap in held.gaps(each))
        return Place(passages, missing, lacking=pinpoint.normalized)

    # --- divisions ----------------------------------------------------------------------------

    def _in_divisions(self, pinpoint: Pinpoint, *, counted: bool = True) -> Place:
        within = self._contents.find(pinpoint.divisions)
        if within.lacking is not None:
            other = self._of_kind(pinpoint) or self._decimal(pinpoint)
            return other if other is not None else self._lacking(within.lacking, within.missing)
        if pinpoint.label == DIVISION:
            return self._whole(pinpoint, within)
        found = self._labelled(pinpoint, within)
        if not found.rows:
            found = self._unprinted(pinpoint, within, counted=counted)
        return self._place(pinpoint, found)

    def _whole(self, pinpoint: Pinpoint, within: Within) -> Place:
        """All passages of a division, or those of its items."""
        path = pinpoint.items[0] if len(pinpoint.items) == 1 else ()
        if path and path[0].isdecimal():
            number = Range(path[0], path[0])
            rest = (path[1:],) if path[1:] else ()
            asked = replace(pinpoint, label=PARAGRAPH, ranges=(number,), items=rest)
            return self._in_divisions(asked)
        rows = sorted({row for each in within.stretches for run in each.runs for row in run})
        return self._place(pinpoint, _Rows(tuple(rows), within.missing), within.ambiguous)

    def _unprinted(self, pinpoint: Pinpoint, within: Within, *, counted: bool) -> _Rows:
        """A paragraph of a division that no number of its own is printed before.

        It is the decimal one (para. 1 of Section 3 is 3.1), the one whose number stands in the
        words ("(1) … (2) …"), or, where the division prints none, the one counted.
        """
        number, division = pinpoint.ranges[0].first, pinpoint.divisions[-1].number
        single = len(pinpoint.ranges) == 1 and number == pinpoint.ranges[0].last
        missing = tuple(map(str, pinpoint.ranges))
        if pinpoint.label != PARAGRAPH:
            return _Rows(missing=missing)
        if division is not None:
            decimal = tuple(
                Range(f"{division}.{r.first}", f"{division}.{r.last}") for r in pinpoint.ranges
            )
            found = self._labelled(replace(pinpoint, ranges=decimal), within)
            if found.rows and single:
                return found
        rows = [row for each in within.stretches for run in each.runs for row in run[:_MOST_READ]]
        if single:
            path = ((number, *pinpoint.items[0]),) if pinpoint.items else ((number,),)
            held, _ = self._holding(rows, path)
            if held:
                return _Rows(held)
        return self._counted(pinpoint, within) if counted else _Rows(missing=missing)

    def _counted(self, pinpoint: Pinpoint, within: Within) -> _Rows:
        runs = [run for stretch in within.stretches for run in stretch.runs]
        missing = tuple(map(str, pinpoint.ranges))
        if any(self._printed[run.stop] > self._printed[run.start] for run in runs):
            return _Rows(missing=missing)
        if len(within.stretches) > 1 or len(runs) > 1:
            return _Rows(missing=missing)
        (run,) = runs
        first = bisect_left(self._openings, run.start)
        count = bisect_left(self._openings, run.stop) - first
        stops = [*self._openings[first : first + count], run.stop]
        held = Values(map(str, range(1, count + 1)))
        rows = [
            row
            for each in pinpoint.ranges
            for value in held.within(each)
            for row in range(stops[int(value) - 1], stops[int(value)])
        ]
        return _Rows(tuple(rows), tuple(gap for each in pinpoint.ranges for gap in held.gaps(each)))

    def _of_kind(self, pinpoint: Pinpoint) -> Place | None:
        """What is no division here, and has locators of its own: "note 3"."""
        unit, ranges = pinpoint.divisions[-1].unit, pinpoint.divisions[-1].ranges
        if len(pinpoint.divisions) > 1 or pinpoint.label != DIVISION or unit not in self._rows:
            return None
        found = self._labelled(replace(pinpoint, label=unit, ranges=ranges))
        twice = _twice([self._passages[row] for row in found.rows])
        return self._place(pinpoint, found, twice) if found.rows else None

    def _decimal(self, pinpoint: Pinpoint) -> Place | None:
        """A decimal number that is no division's: a paragraph's ("Section 3.1"), or both in one."""
        *outer, last = pinpoint.divisions
        number = last.number or ""
        head, dot, tail = number.rpartition(".")
        if not dot or pinpoint.label != DIVISION or last.unit not in _DECIMAL:
            return None
        printed = replace(
            pinpoint, label=PARAGRAPH, ranges=(Range(number, number),), divisions=tuple(outer)
        )
        found = self.find(printed)
        if found.passages:
            return found
        within = (*outer, Division(last.unit, (Range(head, head),)))
        split = replace(pinpoint, label=PARAGRAPH, ranges=(Range(tail, tail),), divisions=within)
        found = self._in_divisions(split, counted=False)
        return found if found.passages else None

    def _lacking(self, division: Division, missing: tuple[str, ...]) -> Place:
        words = division.normalized
        if not self._contents.has_like(division.unit):
            article = "an" if division.unit[0] in "aeiou" else "a"
            words += f": none of its headings names {article} {division.unit}"
        return Place((), missing, lacking=words)

    # --- items --------------------------------------------------------------------------------

    def _holding(
        self, rows: Sequence[int], items: Items
    ) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Those of the rows whose words hold the items, and the items that none holds."""
        read = list(rows[:_MOST_READ])
        quotes = self._quotes(read)
        ends = list(accumulate(len(quote) + 1 for quote in quotes))
        text = "\n".join(quotes)
        held: set[int] = set()
        missing: list[str] = []
        for path in items:
            at = find_path(text, path)
            if at is None:
                missing.append("".join(f"({item})" for item in path))
            else:
                held.add(read[bisect_right(ends, at)])
        return tuple(sorted(held)), tuple(missing)


def _as_section(pinpoint: Pinpoint) -> Pinpoint:
    """What is written "§ 3(1)" in a document that has sections."""
    section = Division("section", pinpoint.ranges)
    return replace(
        pinpoint, label=DIVISION, ranges=(), sign=False, divisions=(*pinpoint.divisions, section)
    )


def _inside(rows: Sequence[int], within: Within) -> list[int]:
    return [row for row in rows if any(row in stretch for stretch in within.stretches)]


def _twice(passages: Sequence[Passage]) -> list[str]:
    """The numbers that several of the passages bear, parts of one paragraph aside."""
    seen: dict[str, set[int]] = {}
    for passage in passages:
        if passage.locator is not None:
            seen.setdefault(_value(passage), set()).add(passage.locator.occurrence)
    return [value for value, occurrences in seen.items() if len(occurrences) > 1]


def _by_display(passages: tuple[Passage, ...], pinpoint: Pinpoint) -> tuple[Passage, ...]:
    """The one that a remark picks out: "para. 28 (first of two)", "(Economic Cooperation)".

    Without a remark it is the one that is shown without one, if several have the number.
    """
    if pinpoint.remark is None:
        shown = [p for p in passages if p.locator and p.locator.display == pinpoint.normalized]
        return tuple(shown) if len(shown) < len(passages) and len(pinpoint.ranges) == 1 else ()
    wanted = _folded(pinpoint.remark)
    whole = tuple(passage for passage in passages if wanted in _remarks(passage)[:1])
    return whole or tuple(passage for passage in passages if wanted in _remarks(passage))


def _remarks(passage: Passage) -> list[str]:
    """What the display of a locator holds in parentheses, whole and note by note."""
    display = passage.locator.display if passage.locator is not None else ""
    inner = _folded(display.partition("(")[2].rpartition(")")[0])
    return [inner, *inner.split(", ")] if inner else []


def _division_of(remark: str | None) -> Division | None:
    """The division that a remark names and nothing else: "para. 1 (Article 2)"."""
    found = division_at(remark, 0) if remark is not None else None
    return found[0] if found is not None and found[1] == len(remark or "") else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _value(passage: Passage) -> str:
    return passage.locator.value.casefold() if passage.locator is not None else ""


def _is_numbered(passage: Passage) -> bool:
    locator = passage.locator
    return locator is not None and locator.printed and locator.label == PARAGRAPH


def _opens(passage: Passage) -> bool:
    """Whether a passage begins a paragraph, as no caption and no later part of a long one does."""
    locator = passage.locator
    return passage.kind is not BlockKind.CAPTION and (locator is None or locator.part == 1)


_NONE = Values(())

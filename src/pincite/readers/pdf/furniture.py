"""Running headers, footers and page numbers: lines that belong to the page, not to the text."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from pincite.readers.pdf.lines import SAME_BASELINE, SIZE_CHANGE, Line, Spacing

LEFT_OUT = "running header, footer or page number left out"

# Only so many rows at the top and at the bottom of a page are looked at.
_ROWS = 4
# On so many pages a line must come for it to be a running line.
_PAGES = 3
# A running line stands this many usual line distances away from the text.
_GAP = 1.6
# On so many pages before it and after it a running line is looked for: what comes seldom in a book
# of thousands of pages is none, and to look through all of them for each page took minutes.
_NEAR = 50
# Points by which a running line may move from page to page.
_DRIFT = 4.0
# Type larger than the text's by this factor sets headings.
_LARGE = 1.1
_NUMBER = re.compile(r"\d+")
_ONLY_NUMBER = re.compile(r"\W*(?:page\s+)?#(?:\s*(?:of|/)\s*#)?\W*|roman")
_ROMAN = re.compile(r"(?=[ivxl])(x[lc]|l?x{0,3})(i[xv]|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ONLY_PAGE = re.compile(r"\W*(?:page\s+1(?:\s+(?:of|/)\s+1)?|1\s*/\s*1|1)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    page: int
    index: int  # of the line on its page
    y: float
    template: str  # the text with each number as "#"
    numbers: tuple[int, ...]


def furniture(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """For each page the indices of its lines that are running headers, footers or page numbers.

    Such a line stands at the page's edge and comes again at the same height of other pages with
    the same words; numbers in it are the same or go up as the pages do. It must do so on three
    pages, or on two if it counts them; or it stands where running lines that count pages stand
    and holds the number of its page, as the headers of short chapters do. All lines between it
    and the edge must be such lines, and a gap or another size of type must part it from the text;
    a page number alone below the text needs no gap, for it may stand close under footnotes.
    To lose a line of the text is worse than to keep one of the page.
    """
    edges = [(_rows(lines, top=True), _rows(lines, top=False)) for lines in pages]
    groups: dict[tuple[bool, str], list[_Candidate]] = {}
    for page, both in enumerate(edges):
        for bottom, rows in enumerate(both):
            for index in itertools.chain.from_iterable(rows[:_ROWS]):
                candidate = _candidate(page, index, pages[page][index])
                groups.setdefault((bool(bottom), candidate.template), []).append(candidate)
    spacing = Spacing(pages)
    running: list[set[int]] = [set() for _ in pages]
    numbers: list[set[int]] = [set() for _ in pages]  # of these, those that only count pages
    enough = min(_PAGES, len(pages))
    counting: dict[tuple[bool, int], list[float]] = {}  # (bottom, number less page) → heights
    for (bottom, _), group in groups.items():
        for candidate in group:
            alike = [other for other in _near(group, candidate) if _recurs(candidate, other)]
            turning = _turning(candidate, alike)
            # What is set larger than the text is a heading ("Annex 1", "Annex 2"), not a header.
            if turning and pages[candidate.page][candidate.index].size > _LARGE * spacing.body:
                continue
            if 1 + len({other.page for other in alike}) >= (2 if turning else enough) > 1:
                running[candidate.page].add(candidate.index)
                if turning and _ONLY_NUMBER.fullmatch(candidate.template):
                    numbers[candidate.page].add(candidate.index)
                for number in turning:
                    counting.setdefault((bottom, number), []).append(candidate.y)
    for heights in counting.values():
        heights.sort()
    for (bottom, _), group in groups.items():
        for candidate in group:
            for number in candidate.numbers:
                heights = counting.get((bottom, number - candidate.page), [])
                lowest = bisect_left(heights, candidate.y - _DRIFT)
                if bisect_right(heights, candidate.y + _DRIFT) - lowest >= _PAGES:
                    running[candidate.page].add(candidate.index)
    if len(pages) == 1:
        running[0].update(_lone_number(pages[0], edges[0][1]))
    found: list[set[int]] = []
    for lines, both, marked, numbered in zip(pages, edges, running, numbers, strict=True):
        left_out: set[int] = set()
        for rows in both:
            outer: list[int] = []
            for row, inner in itertools.zip_longest(rows, rows[1:]):
                if not marked.issuperset(row):
                    break
                outer += row
                page_number = rows is both[1] and len(row) == 1 and row[0] in numbered
                if inner is None or page_number or _apart(lines[row[0]], lines[inner[0]], spacing):
                    left_out.update(outer)
        found.append(left_out)
    if all(len(left_out) == len(lines) for left_out, lines in zip(found, pages, strict=True)):
        return [set() for _ in pages]  # the same page again and again is all text
    return found


def _apart(outer: Line, inner: Line, spacing: Spacing) -> bool:
    """Whether a gap, or another size of type, parts two neighbouring rows."""
    gap = abs(outer.y - inner.y)
    changed = abs(outer.size - inner.size) > SIZE_CHANGE * max(outer.size, inner.size)
    return changed or gap > _GAP * spacing.gap(inner)


def _rows(lines: Sequence[Line], *, top: bool) -> list[list[int]]:
    """The outermost rows of the page, from the edge inwards, as indices of lines.

    One more than are looked at, so that the last of these has the next one to be parted from.
    """
    order = sorted(range(len(lines)), key=lambda index: lines[index].y, reverse=top)
    rows: list[list[int]] = []
    for index in order:
        line = lines[index]
        if rows and abs(lines[rows[-1][0]].y - line.y) < SAME_BASELINE * line.size:
            rows[-1].append(index)
        elif len(rows) > _ROWS:
            break
        else:
            rows.append([index])
    return rows


def _candidate(page: int, index: int, line: Line) -> _Candidate:
    text = " ".join(line.text.split())
    bare = text.strip(" -–—.[]()").lower()
    if bare and _ROMAN.fullmatch(bare):
        return _Candidate(page, index, line.y, "roman", (_roman(bare),))
    numbers = tuple(int(number[:9]) for number in _NUMBER.findall(text))
    return _Candidate(page, index, line.y, _NUMBER.sub("#", text).lower(), numbers)


def _near(group: Sequence[_Candidate], candidate: _Candidate) -> Sequence[_Candidate]:
    """Those of a group, which is in the order of pages, on the pages around a candidate's."""
    first = bisect_left(group, candidate.page - _NEAR, key=attrgetter("page"))
    return group[first : bisect_right(group, candidate.page + _NEAR, key=attrgetter("page"))]


def _recurs(one: _Candidate, other: _Candidate) -> bool:
    """Whether two lines of one template, on two pages, are the same running line."""
    if one.page == other.page or abs(one.y - other.y) > _DRIFT:
        return False
    if len(one.numbers) != len(other.numbers):
        return False
    turned = other.page - one.page
    rises = [theirs - ours for ours, theirs in zip(one.numbers, other.numbers, strict=True)]
    if any(rise not in (0, turned) for rise in rises):
        return False
    # Figures alone, as in a table, recur by chance; a page number counts the pages.
    wordy = one.template != "roman" and any(letter.isalpha() for letter in one.template)
    return wordy or turned in rises


def _turning(candidate: _Candidate, alike: list[_Candidate]) -> list[int]:
    """Of the line's numbers those that count the pages, each less the index of the page."""
    return [
        number - candidate.page
        for place, number in enumerate(candidate.numbers)
        if any(other.numbers[place] - other.page == number - candidate.page for other in alike)
    ]


def _lone_number(lines: Sequence[Line], rows: list[list[int]]) -> set[int]:
    """The page number of a document of one page: the last row, well apart, says 1 and no more."""
    if len(rows) < 2 or len(rows[0]) != 1:
        return set()
    line, above = lines[rows[0][0]], lines[rows[1][0]]
    apart = above.y - line.y > 2 * max(line.size, above.size)
    return {rows[0][0]} if apart and _ONLY_PAGE.fullmatch(line.text.strip()) else set()


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(
        -value if any(later > value for later in values[place + 1 :]) else value
        for place, value in enumerate(values)
    )

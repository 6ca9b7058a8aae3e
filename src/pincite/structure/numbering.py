"""Printed numbers and bullets before paragraphs, and which of them to believe."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from pincite.structure.units import Marker, Unit
from pincite.types import Span

_BULLETS = "-*•–—▪◦‣·○●□■"
_MARKER = re.compile(
    rf"(?P<bullet>[{_BULLETS}]\s+)?"
    r"(?:"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})*)(?:[.)](?=\s)|\.(?=[A-Z“\"]))"  # 17.  3.2.  4)  17.The
    r"|[\[(](?P<bracketed>\d{1,4})[\])](?=\s)"  # [17]  (17)
    r"|[¶§]\s*(?P<signed>\d{1,4})[.:]?(?=\s)"  # ¶ 17
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3})+)(?=\s)"  # 3.2.1
    r"|(?P<letter>\([a-z]{1,4}\)|[a-z]\)|[가나다라마바사아자차카타파하]\.)(?=\s)"  # (a)  (iv)  b)
    r")?\s*"
)
_LONGEST_JUMP = 5  # numbers that a sequence may skip (a paragraph deleted, a page missing)
_WRAPPED_LINE = 40  # a line shorter than this ends because its paragraph does
_OPEN_END = re.compile(r"(?:[.!?:;,…。！？؟؛][\"'”’»)\]*]*|\b(?:and|or))$")


def marker_at(text: str, line: Span) -> Marker | None:
    """The marker at the beginning of a line, if it has one and words after it.

    A letter, "(a)", tells an item but stays among its words: it is cited, and a bullet is not.
    """
    match = _MARKER.match(text, line.start, line.end)
    if match is None or match.end() >= line.end or match.end() == line.start:
        return None
    number = next(
        (match[name] for name in ("number", "bracketed", "signed", "dotted") if match[name]), None
    )
    bulleted = match["bullet"] is not None
    if number is None and not bulleted and match["letter"] is None:
        return None
    end = match.end() if match["letter"] is None else match.start("letter")
    return Marker(match.start(), end, number, bulleted, match["letter"])


def next_number(number: str) -> str | None:
    """The number after this one in its sequence: 20 → 21, 3.2 → 3.3."""
    head, dot, last = number.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else None


@dataclass(slots=True)
class _Sequence:
    """Numbers of one style that follow each other: units, by their index.

    `highest` is the highest last number of the open sequences of its style, down to this one.
    """

    style: str
    last: int
    members: list[int]
    highest: int = 0


class _Open:
    """The sequences that are open, outermost first, found by style and number.

    A text may open one with every line (all numbered "1."): none is looked for among all of them.
    """

    def __init__(self) -> None:
        self.sequences: list[_Sequence] = []
        self._of_style: dict[str, list[int]] = {}  # depths, ascending
        self._at: dict[tuple[str, int], list[int]] = {}  # depths, by style and last number

    def before(self, value: int, style: str) -> int | None:
        """The depth of the innermost sequence that a number may go on with."""
        found = [
            depths[-1]
            for last in range(value - _LONGEST_JUMP, value)
            if (depths := self._at.get((style, last)))
        ]
        return max(found, default=None)

    def highest(self, style: str) -> int | None:
        """The highest last number of a style."""
        depths = self._of_style.get(style)
        return self.sequences[depths[-1]].highest if depths else None

    def push(self, sequence: _Sequence) -> None:
        """Open a sequence inside all others."""
        highest = self.highest(sequence.style)
        sequence.highest = sequence.last if highest is None else max(highest, sequence.last)
        depth = len(self.sequences)
        self.sequences.append(sequence)
        self._of_style.setdefault(sequence.style, []).append(depth)
        self._at.setdefault((sequence.style, sequence.last), []).append(depth)

    def pop(self) -> _Sequence:
        """Close the innermost."""
        sequence = self.sequences.pop()
        self._of_style[sequence.style].pop()
        self._at[sequence.style, sequence.last].pop()
        return sequence


def settle_numbers(text: str, units: list[Unit], is_heading: Callable[[Unit], bool]) -> list[Unit]:
    """Keep the numbers that make sequences; others ("2009. The …" in a wrapped line) are words.

    A plain number belongs to an open sequence of its style if it follows its last one within a
    few steps; else it may open a new one, by 1 or by going back (numbers are printed twice, lists
    begin again). A list in another style inside a paragraph ("15. … : (1) …; (2) … 16. …") is
    that paragraph's: its numbers are words of its items. A document has two numbers or none.
    """
    settled = _Settling(text, units, is_heading)
    for index in range(len(units)):
        settled.take(index)
    settled.close()
    if len(settled.believed) < 2:
        settled.believed.clear()
        settled.nested.clear()
    result: list[Unit] = []
    for index, unit in enumerate(units):
        if unit.marker is None or unit.marker.number is None or index in settled.believed:
            result.append(unit)
        elif index in settled.nested:
            result.append(_as_item(text, unit))
        elif result and settled.is_wrapped(index):
            result[-1] = replace(result[-1], span=Span(result[-1].span.start, unit.span.end))
        else:
            result.append(_without_number(text, unit))
    return result


class _Settling:
    """The sequences that are open at one point of a text."""

    def __init__(self, text: str, units: list[Unit], is_heading: Callable[[Unit], bool]) -> None:
        self._text = text
        self._units = units
        self._is_heading = is_heading
        self._open = _Open()
        self._headings: list[int] | None = None
        self._following = _following(text, units)
        self.believed: set[int] = set()
        self.nested: set[int] = set()
        self._dotted: set[tuple[int, ...]] = set()

    def take(self, index: int) -> None:
        """Believe the unit's number, or not."""
        unit = self._units[index]
        if unit.marker is None or unit.marker.number is None:
            return
        parts = tuple(int(part) for part in unit.marker.number.split("."))
        if len(parts) > 1:
            if self._continues_dotted(index, parts):
                self._dotted.add(parts)
                self.believed.add(index)
            return
        if self._place(index, parts[0], _style(self._text, unit.marker)):
            self._dotted.add(parts)
            self.believed.add(index)

    def close(self) -> None:
        """Settle the lists that are still open at the end of the text."""
        for outer, inner in pairwise(self._open.sequences):
            self._nest(inner, outer, followed=False)

    def is_wrapped(self, index: int) -> bool:
        """Whether the unit goes on with a sentence that the line before it left unfinished."""
        unit = self._units[index]
        if index == 0 or unit.after_blank or (unit.marker is not None and unit.marker.bullet):
            return False
        before = self._units[index - 1].span
        line = self._text[before.start : before.end].rpartition("\n")[2].strip()
        return len(line) >= _WRAPPED_LINE and not _OPEN_END.search(line)

    def _place(self, index: int, value: int, style: str) -> bool:
        depth = self._open.before(value, style)
        if depth is not None:
            sequence = self._open.sequences[depth]
            if value - sequence.last > 1 and self.is_wrapped(index):
                return False
            while len(self._open.sequences) > depth + 1:
                self._nest(self._open.pop(), sequence, followed=True)
            self._open.pop()
            sequence.last = value
            sequence.members.append(index)
            self._open.push(sequence)
            return True
        highest = self._open.highest(style)
        goes_back = highest is not None and value <= highest
        opens = value <= 1 or goes_back or self._following[index] is not None
        if not opens or self.is_wrapped(index):
            return False
        self._open.push(_Sequence(style, value, [index]))
        return True

    def _continues_dotted(self, index: int, parts: tuple[int, ...]) -> bool:
        *head, last = parts
        before = [(*head, last - step) for step in range(1, _LONGEST_JUMP + 1)]
        if before[0] in self._dotted:
            return True
        if self.is_wrapped(index):
            return False
        known = any(sibling in self._dotted for sibling in before) or parts in self._dotted
        return known or last <= 1 or tuple(head) in self._dotted

    def _nest(self, inner: _Sequence, outer: _Sequence, *, followed: bool) -> None:
        """Give a list's numbers back to its words if it stands inside a paragraph of ``outer``."""
        first = inner.members[0]
        before = bisect_left(outer.members, first)
        if inner.style == outer.style or not before:
            return
        if self._heading_between(outer.members[before - 1], first):
            return
        lead = self._units[first - 1].span
        if followed or self._text[lead.start : lead.end].rstrip().endswith(":"):
            self.believed.difference_update(inner.members)
            self.nested.update(inner.members)

    def _heading_between(self, start: int, end: int) -> bool:
        """Whether a heading stands after the unit at `start` and before the one at `end`."""
        if self._headings is None:
            self._headings = [i for i, unit in enumerate(self._units) if self._is_heading(unit)]
        following = bisect_left(self._headings, start + 1)
        return following < len(self._headings) and self._headings[following] < end


def _following(text: str, units: list[Unit]) -> list[int | None]:
    """For each plain number, the next of its style if that is within a few steps above it."""
    next_of: dict[str, int] = {}
    found: list[int | None] = [None] * len(units)
    for index in range(len(units) - 1, -1, -1):
        marker = units[index].marker
        if marker is None or marker.number is None or not marker.number.isdigit():
            continue
        value, style = int(marker.number), _style(text, marker)
        following = next_of.get(style)
        if following is not None and value < following <= value + _LONGEST_JUMP:
            found[index] = following
        next_of[style] = value
    return found


def _style(text: str, marker: Marker) -> str:
    """A marker's punctuation: "." for "- 17. ", "()" for "(17) "."""
    printed = text[marker.start : marker.end].lstrip(_BULLETS)
    return "".join(c for c in printed if not c.isspace() and not c.isdigit())


def _as_item(text: str, unit: Unit) -> Unit:
    """A numbered item of a list inside a paragraph; the number stays among its words."""
    marker = unit.marker
    assert marker is not None
    start = marker.start
    while text[start] in _BULLETS or text[start].isspace():
        start += 1
    item = Marker(marker.start, start, None, marker.bullet, text[start : marker.end].strip())
    return replace(unit, span=Span(start, unit.span.end), marker=item)


def _without_number(text: str, unit: Unit) -> Unit:
    marker = unit.marker
    assert marker is not None
    if marker.bullet:
        # "- 2009 was …": the bullet stays a bullet, the number goes back to the words.
        start = marker.start + len(text[marker.start : marker.end].split(maxsplit=1)[0])
        while text[start].isspace():
            start += 1
        bullet = Marker(marker.start, start, None, bullet=True)
        return replace(unit, span=Span(start, unit.span.end), marker=bullet)
    return replace(unit, span=Span(marker.start, unit.span.end), marker=None)

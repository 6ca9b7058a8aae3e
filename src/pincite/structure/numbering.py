"""Printed numbers and bullets before paragraphs, and which of them to believe."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

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
    """Numbers of one style that follow each other: units, by their index."""

    style: str
    last: int
    members: list[int]


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
        self._open: list[_Sequence] = []
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
        for depth in range(1, len(self._open)):
            self._nest(self._open[depth], self._open[depth - 1], followed=False)

    def is_wrapped(self, index: int) -> bool:
        """Whether the unit goes on with a sentence that the line before it left unfinished."""
        unit = self._units[index]
        if index == 0 or unit.after_blank or (unit.marker is not None and unit.marker.bullet):
            return False
        before = self._units[index - 1].span
        line = self._text[before.start : before.end].rpartition("\n")[2].strip()
        return len(line) >= _WRAPPED_LINE and not _OPEN_END.search(line)

    def _place(self, index: int, value: int, style: str) -> bool:
        for depth in range(len(self._open) - 1, -1, -1):
            sequence = self._open[depth]
            step = value - sequence.last
            if sequence.style != style or not 0 < step <= _LONGEST_JUMP:
                continue
            if step > 1 and self.is_wrapped(index):
                return False
            for inner in self._open[depth + 1 :]:
                self._nest(inner, sequence, followed=True)
            del self._open[depth + 1 :]
            sequence.last = value
            sequence.members.append(index)
            return True
        goes_back = any(s.style == style and value <= s.last for s in self._open)
        opens = value <= 1 or goes_back or self._following[index] is not None
        if not opens or self.is_wrapped(index):
            return False
        self._open.append(_Sequence(style, value, [index]))
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
        paragraph = max((member for member in outer.members if member < first), default=None)
        if inner.style == outer.style or paragraph is None:
            return
        if any(self._is_heading(unit) for unit in self._units[paragraph + 1 : first]):
            return
        lead = self._units[first - 1].span
        if followed or self._text[lead.start : lead.end].rstrip().endswith(":"):
            self.believed.difference_update(inner.members)
            self.nested.update(inner.members)


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

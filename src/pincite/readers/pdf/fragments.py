"""The lines of a page, put together from the fragments that its drawing is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pincite.readers.pdf.lines import SAME_BASELINE, Line
from pincite.readers.pdf.raised import RESERVED, is_raised, raise_
from pincite.readers.repairs import REPLACEMENT

# Shares of the size of the line: how small raised type is at most, and how far it is raised.
_SMALL = 0.85
_LEAST_RISE, _MOST_RISE = 0.12, 0.75
_HYPHENS = ("-", "\u2010")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words set by one operator. ``fresh``: a line ended before it."""

    text: str
    x: float
    y: float
    size: float
    fresh: bool


@dataclass(slots=True)
class _Row:
    """A line that is growing."""

    x: float
    y: float
    size: float
    parts: list[str]
    ended: bool = False
    ends_raised: bool = False
    lone_hyphen: bool = False
    only_raised: str = field(default="")  # all of the line so far, if that may be raised type

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Assembler:
    """Puts lines together; counts the hyphens that are set by themselves inside of lines."""

    def __init__(self) -> None:
        self.lone_inside = 0

    def lines(self, fragments: Iterable[Fragment]) -> Iterator[Line]:
        """The page's lines in the order in which they are written, blank ones left out."""
        row: _Row | None = None
        for fragment in fragments:
            text = RESERVED.sub(REPLACEMENT, fragment.text)
            if row is not None and fragment.fresh:
                row.ended = True
            if not text.strip():
                if row is not None and not row.ended:
                    row.parts.append(text)
                continue
            if row is None or not self._joined(row, fragment, text):
                if row is not None:
                    yield Line(row.text, row.x, row.y, row.size, row.lone_hyphen)
                only = text.strip() if is_raised(text) else ""
                row = _Row(fragment.x, fragment.y, fragment.size, [text], only_raised=only)
        if row is not None:
            yield Line(row.text, row.x, row.y, row.size, row.lone_hyphen)

    def _joined(self, row: _Row, fragment: Fragment, text: str) -> bool:
        """Add a fragment to the line if it belongs there."""
        rise = fragment.y - row.y
        if fragment.x > row.x and is_raised(text) and _is_rise(rise, fragment.size, row.size):
            row.parts.append(raise_(text))
            row.ended, row.ends_raised, row.only_raised = False, True, ""
            return True
        if row.only_raised and fragment.x >= row.x and _is_rise(-rise, row.size, fragment.size):
            # A raised mark begins the line, and its words follow.
            row.x, row.y, row.size = fragment.x, fragment.y, fragment.size
            row.parts = [raise_(row.text), text]
            row.ended, row.only_raised = False, ""
            return True
        level = abs(rise) <= SAME_BASELINE * max(fragment.size, row.size)
        if row.ended:
            if not (level and row.ends_raised and fragment.x > row.x):
                return False
            row.parts.append(" ")  # the line ended only in that it came down again
        elif not level:
            return False
        if row.lone_hyphen and row.parts[-1].strip() and text[:1].isalnum():
            self.lone_inside += 1
        before = row.text
        row.lone_hyphen = text.strip() in _HYPHENS and before[-1:].isalpha()
        row.parts.append(text)
        row.size = max(row.size, fragment.size)
        row.ended, row.ends_raised, row.only_raised = False, False, ""
        return True


def _is_rise(rise: float, size: float, size_of_line: float) -> bool:
    return (
        size <= _SMALL * size_of_line
        and _LEAST_RISE * size_of_line <= rise <= _MOST_RISE * size_of_line
    )

"""Lines of a page, and the paragraphs that they are lines of."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.readers.hyphens import Hyphens

# Shares of the font size, unless said otherwise.
SAME_BASELINE = 0.35
SIZE_CHANGE = 0.08
_INDENT = 0.8
# A gap beyond this many usual ones parts paragraphs.
_WIDE_GAP = 1.22
# The share of a full line that must be left over, next word included, for a line to have ended on
# purpose: after a sentence's end, and elsewhere. Widths are counted in characters, hence the slack.
_ROOM_AFTER_STOP = 0.90
_ROOM = 0.72
_AVERAGE_GLYPH = 0.5

_STOP = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_MARKER = re.compile(
    r"(?:[-–—•▪◦●■*]\s+)?(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S"
    r"|[-–—•▪◦●■]\s+\S"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``x``, ``y``: its start, in points from the page's lower left corner."""

    text: str
    x: float
    y: float
    size: float


class Spacing:
    """What is usual in a document: the distance of lines and their full length.

    `body` is the size, in points, in which most of the text is set.
    """

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        gaps: dict[float, Counter[float]] = {}
        lengths: dict[float, list[int]] = {}
        for lines in pages:
            for line in lines:
                lengths.setdefault(_key(line), []).append(len(line.text))
            for above, line in itertools.pairwise(lines):
                gap = above.y - line.y
                if _key(above) == _key(line) and 0.7 * line.size < gap < 3 * line.size:
                    gaps.setdefault(_key(line), Counter())[round(gap * 2) / 2] += 1
        self._gaps = {
            # Of the frequent gaps the smallest: in a document of one-line paragraphs the gap
            # between these is the most frequent one.
            size: min(gap for gap, count in counts.items() if count * 4 >= max(counts.values()))
            for size, counts in gaps.items()
        }
        sizes: Counter[float] = Counter()
        for size, found in lengths.items():
            sizes[size] += sum(found)
        self.body = max(sizes, key=lambda size: sizes[size], default=0.0)
        self._lengths = {size: sorted(found) for size, found in lengths.items()}

    def gap(self, line: Line) -> float:
        """The usual distance between baselines at this line's size."""
        return self._gaps.get(_key(line), 1.25 * line.size)

    def full(self, line: Line) -> int:
        """How many characters a full line of this size has: the longest but for a few."""
        found = self._lengths.get(_key(line)) or [len(line.text)]
        return found[min(len(found) - 1, len(found) * 9 // 10)]


def _key(line: Line) -> float:
    return round(line.size, 1)


def paragraphs(lines: Sequence[Line], spacing: Spacing, hyphens: Hyphens) -> list[str]:
    """The lines of one page, in reading order, as paragraphs of one line each."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, spacing):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [hyphens.join([line.text for line in group]) for group in groups]


def _begins(paragraph: list[Line], line: Line, spacing: Spacing) -> bool:
    """Whether the line begins a paragraph, given the lines of the one before it."""
    last = paragraph[-1]
    gap = last.y - line.y
    if abs(gap) < SAME_BASELINE * line.size:
        return False
    if abs(last.size - line.size) > SIZE_CHANGE * max(last.size, line.size):
        return True
    stopped = bool(_STOP.search(last.text))
    first_word = line.text.split(maxsplit=1)[0]
    indent = max(0.0, last.x - min(other.x for other in (*paragraph, line)))
    used = len(last.text) + 1 + len(first_word) + indent / (_AVERAGE_GLYPH * line.size)
    room = used / max(1, spacing.full(line))
    if gap < 0 or gap > 4 * spacing.gap(line):
        # Another column, or past a figure: a full line without a stop goes on there, and so does
        # any that a lower-case word follows.
        return stopped or (room < _ROOM and not line.text[:1].islower())
    if gap > _WIDE_GAP * spacing.gap(line):
        return True
    if _MARKER.match(line.text) and (stopped or room < _ROOM_AFTER_STOP):
        return True
    if stopped and room < _ROOM_AFTER_STOP:
        return True
    if room < _ROOM and not line.text[:1].islower():
        return True
    shift = (line.x - last.x) / line.size
    # With one line so far, a shift cannot tell a first line's indent from a hanging one. After
    # that, a line further in begins a paragraph, and one further out does so after a full stop.
    return len(paragraph) > 1 and (shift > _INDENT or (stopped and shift < -_INDENT))

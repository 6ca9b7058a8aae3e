"""Lines of a page, and the paragraphs that they are lines of."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.text.open_ends import ends_open

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
# So many lines of the paragraph before are looked at: a page's.
_LINES = 100

_STOP = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_MARKER = re.compile(
    r"(?:[-–—•▪◦●■*]\s+)?(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S"
    r"|[-–—•▪◦●■]\s+\S"
)
# A numbered heading, and no decimal in a sentence.
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. ``x``, ``y``: its start, in points from the page's lower left corner.

    ``lone_hyphen`` says that the hyphen it ends with was set by itself.
    """

    text: str
    x: float
    y: float
    size: float
    lone_hyphen: bool = False


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


def paragraphs(pages: Sequence[Sequence[Line]], spacing: Spacing) -> list[list[tuple[int, Line]]]:
    """The lines of all pages, in reading order, by paragraphs; each with the index of its page."""
    groups: list[list[tuple[int, Line]]] = []
    for page, lines in enumerate(pages):
        for place, line in enumerate(lines):
            below = lines[place + 1] if place + 1 < len(lines) else None
            if groups and not _begins(groups[-1], page, line, below, spacing):
                groups[-1].append((page, line))
            else:
                groups.append([(page, line)])
    return groups


def _begins(
    group: Sequence[tuple[int, Line]], page: int, line: Line, below: Line | None, spacing: Spacing
) -> bool:
    """Whether the line begins a paragraph, given the lines of the one before it.

    ``below`` is the line after this one on its page.
    """
    turned = group[-1][0] != page
    paragraph = [held for _, held in group[-_LINES:]]
    last = paragraph[-1]
    gap = last.y - line.y
    if abs(gap) < SAME_BASELINE * line.size and not turned:
        return False
    if abs(last.size - line.size) > SIZE_CHANGE * max(last.size, line.size):
        return True
    stopped = bool(_STOP.search(last.text))
    broken = turned or gap < 0 or gap > 4 * spacing.gap(line)
    first_word = line.text.split(maxsplit=1)[0]
    beside = paragraph if broken else (*paragraph, line)
    indent = max(0.0, last.x - min(other.x for other in beside))
    used = len(last.text) + 1 + len(first_word) + indent / (_AVERAGE_GLYPH * line.size)
    room = used / max(1, spacing.full(line))
    if broken:
        return _begins_past_a_break(group[0][1], last, line, below, spacing, room)
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


def _begins_past_a_break(
    first: Line, last: Line, line: Line, below: Line | None, spacing: Spacing, room: float
) -> bool:
    """Whether a line in another column, on another page or past a figure begins a paragraph.

    A full line without a stop goes on there, and so does any that a lower-case word follows, or
    that no sentence ends with.
    """
    is_low = line.text[:1].islower()
    stopped = bool(_STOP.search(last.text))
    if _SECTION.match(line.text):
        return True
    if _MARKER.match(line.text) and (
        stopped or room < _ROOM_AFTER_STOP or _MARKER.match(first.text)
    ):
        return True
    if stopped:
        # "… because these are few; | we report": a full line, and no end of a sentence.
        return not (is_low and room >= _ROOM_AFTER_STOP and last.text.endswith((";", ":")))
    if is_low or (room >= _ROOM and ends_open(last.text)):
        return False
    # What ends on purpose, and not with a stop, is a heading or a row of a table.
    following = below.text.split(maxsplit=1)[0] if below is not None else ""
    short = len(line.text) + 1 + len(following) < _ROOM * spacing.full(line)
    return room < _ROOM or (short and not _STOP.search(line.text))

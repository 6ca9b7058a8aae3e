"""Footnotes: found at the foot of a page or column and taken out of the running text.

Left where they stand they go into the middle of a sentence, and a date or figure arises that the
document does not give: "in the year to 1 Oral evidence … 1 March 2022".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pincite.readers.pdf.lines import SAME_BASELINE, Line, Spacing
from pincite.readers.pdf.raised import CLOSE, OPEN, references
from pincite.text.open_ends import ends_open

SET_APART = "footnote set after the text, where it breaks no sentence"

_RAISED_MARK = re.compile(rf"{OPEN}[(\[]?(\d{{1,3}}|[*†‡§¶]{{1,3}}|[a-z])[)\]]?{CLOSE}\s*")
_PLAIN_MARK = re.compile(r"[(\[]?\s?(\d{1,3}|[*†‡§¶]{1,3})\s?[)\].]?\s+(?=\S)")
# Type smaller than the body's by this factor sets notes.
_SMALL = 0.95
# Where notes are as large as the body, so many usual line distances part them from it.
_GAP = 1.25
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")


@dataclass(slots=True)
class Note:
    """A footnote: its mark as printed, the index of the page it begins on, its lines."""

    mark: str
    page: int
    lines: list[str]


def take_notes(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Note]]:
    """The lines of each page without its footnotes, and these in order.

    Notes stand below the body of their column. They begin with a raised mark, or with a plain one
    that is raised in the page's body; they are set smaller than the body, or a gap parts them from
    it and their first mark is raised in the body, or in that of the page before. Small type that
    stands over them, or alone at the foot, goes on with a note that the page before leaves open.
    """
    spacing = Spacing(pages)
    bodies: list[list[Line]] = []
    notes: list[Note] = []
    waiting: frozenset[str] = frozenset()
    for number, lines in enumerate(pages):
        # Where a page is full, the note of its last lines stands on the next one.
        referred = waiting | {mark for line in lines for mark in references(line.text)}
        unfinished = _unfinished(notes, number)
        before = len(notes)
        body: list[Line] = []
        for column in _columns(lines):
            start, end = _area(column, spacing, referred)
            over = start
            if unfinished is not None:
                over = _rest_from(unfinished, column, start, spacing)
                unfinished.lines += [line.text for line in column[over:start]]
                unfinished = unfinished if over == start else None
            notes += _split(column[start:end], number, referred)
            body += [*column[:over], *column[end:]]
        bodies.append(body)
        waiting = referred - waiting - {note.mark for note in notes[before:]}
    return bodies, notes


def _unfinished(notes: Sequence[Note], page: int) -> Note | None:
    """The last note, if it stands on the page before and ends without a stop."""
    if not notes or notes[-1].page != page - 1 or _STOP.search(notes[-1].lines[-1]):
        return None
    return notes[-1]


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches of lines that go down the page, or along it."""
    column: list[Line] = []
    for line in lines:
        if column and line.y > column[-1].y + SAME_BASELINE * line.size:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _area(column: Sequence[Line], spacing: Spacing, referred: Collection[str]) -> tuple[int, int]:
    """From where to where the column's notes go; both its length where it has none."""
    for start, line in enumerate(column):
        raised = _RAISED_MARK.match(line.text)
        if raised is None and _plain_mark(line, referred) is None:
            continue
        end = _end_of_small(column, start, spacing)
        if end is not None:
            parted = start == 0 or not _is_small(column[start - 1], spacing)
            if raised is not None or parted:
                return start, end
        elif raised is not None and raised.group(1) in referred and start:
            end = _end_of_parted(column, start, spacing)
            if end is not None:
                return start, end
    return len(column), len(column)


def _end_of_small(column: Sequence[Line], start: int, spacing: Spacing) -> int | None:
    """The end of the small type that begins there, if but a footer may stand below it."""
    end = start
    while end < len(column) and _is_small(column[end], spacing):
        end += 1
    return end if end > start and _is_footer(column, end, spacing) else None


def _end_of_parted(column: Sequence[Line], start: int, spacing: Spacing) -> int | None:
    """The end of notes of the body's size that a gap parts from it, if they stand at the foot."""
    if not _is_gap(column[start - 1], column[start], spacing):
        return None
    end = start + 1
    while end < len(column) and (
        _RAISED_MARK.match(column[end].text) or not _is_gap(column[end - 1], column[end], spacing)
    ):
        end += 1
    return end if _is_footer(column, end, spacing) else None


def _is_footer(column: Sequence[Line], start: int, spacing: Spacing) -> bool:
    """Whether all from there is nothing, or one line well apart: a footer that does not run."""
    if start == len(column):
        return True
    return start == len(column) - 1 and start > 0 and _is_gap(column[-2], column[-1], spacing)


def _rest_from(note: Note, column: Sequence[Line], end: int, spacing: Spacing) -> int:
    """Where the small type begins that goes on with the note up to ``end``; else that.

    Many a note ends without a stop, and a table may be small: a sentence must go on.
    """
    start = end
    while start and _is_small(column[start - 1], spacing):
        start -= 1
    goes_on = start < end and (column[start].text[:1].islower() or ends_open(note.lines[-1]))
    return start if goes_on else end


def _is_small(line: Line, spacing: Spacing) -> bool:
    return line.size <= _SMALL * spacing.body


def _is_gap(above: Line, below: Line, spacing: Spacing) -> bool:
    return above.y - below.y > _GAP * spacing.gap(below)


def _plain_mark(line: Line, referred: Collection[str]) -> re.Match[str] | None:
    found = _PLAIN_MARK.match(line.text)
    return found if found is not None and found.group(1) in referred else None


def _split(area: Sequence[Line], page: int, referred: Collection[str]) -> list[Note]:
    notes: list[Note] = []
    is_raised = bool(area) and _RAISED_MARK.match(area[0].text) is not None
    for line in area:
        found = _RAISED_MARK.match(line.text) if is_raised else _plain_mark(line, referred)
        if found is not None:
            notes.append(Note(found.group(1), page, [line.text[found.end() :]]))
        else:
            notes[-1].lines.append(line.text)
    return notes

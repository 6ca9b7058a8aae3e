"""The printer's hyphens of a file whose writer sets them apart from the words they cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pincite.readers.pdf.lines import Line

# So many line ends must show the habit before it is believed, and few may speak against it.
_HABIT = 3
_AGAINST = 0.1


def cuts_are_marked(pages: Sequence[Sequence[Line]], lone_inside: int) -> bool:
    """Whether a hyphen set by itself is a printer's, and any other the words' own.

    Some writers (LibreOffice) set the hyphen that they cut a word with by itself, and that of a
    compound with its word. In such a file none is set by itself inside of a line, and after each
    at a line's end the word goes on.
    """
    ends = goes_on = 0
    for above, below in pairwise(line for lines in pages for line in lines):
        ends += above.lone_hyphen
        goes_on += above.lone_hyphen and _goes_on(above, below)
    return not lone_inside and goes_on >= _HABIT and ends - goes_on <= _AGAINST * ends


def with_soft_hyphens(lines: Sequence[Line]) -> list[Line]:
    """The lines with a soft hyphen in place of each that a writer of that habit set by itself."""
    return [
        replace(line, text=f"{line.text[:-1]}\xad") if line.lone_hyphen else line for line in lines
    ]


def _goes_on(above: Line, below: Line) -> bool:
    """Whether letters of like case stand on both sides of the cut."""
    before, after = above.text[-2:-1], below.text[:1]
    return after.islower() or (before.isupper() and after.isupper())

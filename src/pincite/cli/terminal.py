"""What people read: colour only where it is wanted, and text that cannot steer a terminal."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TextIO

from pincite.types import Span

BOLD = "\x1b[1m"
EVIDENCE = "\x1b[1;4m"  # bold and underlined: visible on any ground, and without colour
FAINT = "\x1b[2m"
PLAIN = "\x1b[0m"

_WIDEST = 96
# Control characters, and those that turn the direction of what follows: a document may hold them.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL_BUT_LINES = re.compile(_CONTROL.pattern.replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))


def is_styled(stream: TextIO) -> bool:
    """Whether to write colour and weight: on a terminal, unless NO_COLOR or TERM=dumb say no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def printable(text: str, *, lines: bool = False) -> str:
    """The text with each character that could steer a terminal as U+FFFD; as long as before."""
    return (_CONTROL_BUT_LINES if lines else _CONTROL).sub("\ufffd", text)


def counted(number: int, thing: str) -> str:
    """``1 passage``, ``2,000 passages``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def width_of_text() -> int:
    """How many characters a line of running text may have."""
    return max(20, min(_WIDEST, get_terminal_size((_WIDEST, 24)).columns))


def wrapped(text: str, marks: Sequence[Span], indent: str, width: int) -> str:
    """A text of one line in several, indented, the marked spans bold and underlined.

    Lines part at spaces, whose runs are one space long; no character is added or lost but those.
    """
    lines: list[str] = []
    at = 0
    for line in textwrap.wrap(
        text, width - len(indent), break_long_words=False, break_on_hyphens=False
    ):
        at = text.index(line, at)
        lines.append(indent + _marked(line, at, marks))
        at += len(line)
    return "\n".join(lines)


def _marked(line: str, start: int, marks: Sequence[Span]) -> str:
    parts: list[str] = []
    at = 0
    for mark in marks:
        first, last = max(mark.start - start, at), min(mark.end - start, len(line))
        if first < last:
            parts += [line[at:first], EVIDENCE, line[first:last], PLAIN]
            at = last
    return "".join([*parts, line[at:]])

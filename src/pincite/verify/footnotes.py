"""The footnotes of a draft in Markdown: marks such as ``[^1]``, and what they stand for.

A mark is no word and no figure of its sentence, and the definition's citation is the sentence's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.types import Span

_LABEL = r"\[\^([^\s\[\]^]{1,60})\]"
_MARK = re.compile(_LABEL)
_DEFINITION = re.compile(rf"^ {{0,3}}({_LABEL}:)", re.MULTILINE)
_END = re.compile(r"\n[ \t]*\n(?! {4}|\t)")  # a definition goes on in indented paragraphs
_INVISIBLE = "\u2060"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in the text: where it stands, where what it is set on ends, and its note's index.

    `note` is None where no definition has its label.
    """

    span: Span
    anchor: int
    note: int | None


@dataclass(frozen=True, slots=True)
class Footnotes:
    """A draft's notes and the marks that lead to them, in the order in which they stand.

    `plain` is the text without its marks, as long as the text: blanks stand for them, and a note
    is a paragraph of its own. In `joined` invisible characters stand for the marks, so that what
    is written close to a quotation mark stays so.
    """

    text: str
    plain: str
    joined: str
    marks: tuple[Mark, ...] = ()
    notes: tuple[Span, ...] = ()

    def note_at(self, position: int) -> int | None:
        """The index of the note that a position lies in; None in the text itself."""
        index = bisect_right(self.notes, position, key=_start) - 1
        return index if index >= 0 and position < self.notes[index].end else None

    def marks_on(self, span: Span) -> tuple[Mark, ...]:
        """The marks that are set on something in a span, or on all of it."""
        first = bisect_right(self.marks, span.start, key=_anchor)
        return self.marks[first : bisect_right(self.marks, span.end, key=_anchor)]

    def marks_from(self, position: int, most: int) -> tuple[Mark, ...]:
        """The marks from a position on, at most so many."""
        first = bisect_left(self.marks, position, key=_begin)
        return self.marks[first : first + most]

    def marks_before(self, position: int, most: int) -> tuple[Mark, ...]:
        """The marks before a position, at most so many, the last last."""
        end = bisect_left(self.marks, position, key=_begin)
        return self.marks[max(0, end - most) : end]

    def words(self, span: Span) -> str:
        """The text of a span without the marks in it."""
        index = bisect_left(self.marks, span.start, key=_begin)
        pieces, position = [], span.start
        while index < len(self.marks) and self.marks[index].span.end <= span.end:
            pieces.append(self.text[position : self.marks[index].span.start])
            position = self.marks[index].span.end
            index += 1
        return "".join([*pieces, self.text[position : span.end]])

    def trimmed(self, span: Span) -> Span:
        """A span without the marks and blanks at its ends."""
        start, end = span.start, span.end
        while start < end and self._is_blank(start):
            start += 1
        while start < end and self._is_blank(end - 1):
            end -= 1
        return Span(start, end) if start < end else span

    def _is_blank(self, at: int) -> bool:
        return self.plain[at].isspace() or self.joined[at] != self.text[at]


def find_footnotes(text: str) -> Footnotes:
    """The footnotes of a draft, in time linear in it."""
    if "[^" not in text:
        return Footnotes(text, text, text)
    definitions = list(_DEFINITION.finditer(text))
    notes = _notes(text, definitions)
    numbers: dict[str, int] = {}
    for index, match in enumerate(definitions):
        numbers.setdefault(match.group(2).casefold(), index)
    labels = {match.start(1) for match in definitions}
    marks: list[Mark] = []
    plain, joined, position = [], [], 0
    anchor = 0
    for match in _MARK.finditer(text):
        start, end = match.span()
        between = text[position:start]
        plain.append(between)
        joined.append(between)
        stripped = between.rstrip(" \t")
        anchor = position + len(stripped) if stripped else anchor
        if start in labels:
            end += 1
            plain.append("\n\n" + " " * (end - start - 2))
            joined.append(plain[-1])
            anchor = end
        else:
            plain.append(" " * (end - start))
            joined.append(_INVISIBLE * (end - start))
            marks.append(Mark(Span(start, end), anchor, numbers.get(match.group(1).casefold())))
        position = end
    plain.append(text[position:])
    joined.append(text[position:])
    return Footnotes(text, "".join(plain), "".join(joined), tuple(marks), notes)


def _notes(text: str, definitions: Sequence[re.Match[str]]) -> tuple[Span, ...]:
    notes: list[Span] = []
    for index, match in enumerate(definitions):
        following = index + 1 < len(definitions)
        limit = definitions[index + 1].start() if following else len(text)
        end = _END.search(text, match.end(), limit)
        notes.append(Span(match.end(), end.start() if end is not None else limit))
    return tuple(notes)


def _start(span: Span) -> int:
    return span.start


def _anchor(mark: Mark) -> int:
    return mark.anchor


def _begin(mark: Mark) -> int:
    return mark.span.start

"""Canonical text made of the lines of pages: paragraphs first, then the footnotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite.readers.hyphens import Hyphens
from pincite.readers.pdf.lines import Line, Spacing, paragraphs
from pincite.readers.pdf.notes import Note
from pincite.readers.repairs import Repairs
from pincite.types import Block, BlockKind, Page, Span

_BETWEEN = "\n\n"
_REACH = 80  # code points before a line that it may change, or that tell how it is joined
_WORD_END = re.compile(r"\S*\s?")


def compose(
    pages: Sequence[Sequence[Line]], notes: Sequence[Note], repairs: Repairs, *, marked: bool
) -> tuple[str, tuple[Page, ...], tuple[Block, ...]]:
    """The text, where its pages lie, and the notes at its end.

    A blank line parts paragraphs. One that goes on over a page break is not parted, and a word that
    the break cuts is of the page on which it begins. ``marked`` is told of `Hyphens`.
    """
    lines = [line.text for page in pages for line in page]
    lines += [line for note in notes for line in note.lines]
    hyphens = Hyphens(lines, repairs, marked=marked)
    pieces: list[str] = []
    length = 0
    starts: dict[int, int] = {}
    for group in paragraphs(pages, Spacing(pages)):
        if length:
            pieces.append(_BETWEEN)
            length += len(_BETWEEN)
        written = ""  # the paragraph's end, short enough to be copied for each line
        for page, line in group:
            joined = hyphens.pair(written, line.text) if written else line.text
            if page not in starts:
                starts[page] = length + _page_start(joined, line.text)
            settled = max(0, len(joined) - len(line.text) - _REACH)
            pieces.append(joined[:settled])
            length += settled
            written = joined[settled:]
        if written.endswith("\xad"):
            written = f"{written[:-1]}-"  # what is printed where the word goes on nowhere
        pieces.append(written)
        length += len(written)
    blocks: list[Block] = []
    noted: list[tuple[int, Span]] = []
    for note in notes:
        words = hyphens.join(note.lines)
        if not words:
            continue
        lead = f"{_BETWEEN if length else ''}{note.mark} "
        span = Span(length + len(lead), length + len(lead) + len(words))
        noted.append((note.page, Span(length + len(lead) - len(note.mark) - 1, span.end)))
        blocks.append(Block(BlockKind.NOTE, (span,), number=note.mark))
        pieces += (lead, words)
        length = span.end
    written = "".join(pieces)
    body = noted[0][1].start if noted else length
    found = _body_pages(written[:body].rstrip(), len(pages), starts)
    return written, (*found, *_note_pages(noted)), tuple(blocks)


def _page_start(joined: str, line: str) -> int:
    """Where the page begins whose first line was joined: not inside of a word."""
    start = len(joined) - len(line)
    if not start or joined[start - 1].isspace():
        return start
    found = _WORD_END.match(line)
    return start + (found.end() if found else 0)


def _body_pages(text: str, count: int, starts: dict[int, int]) -> list[Page]:
    """Each page from where it begins to where the next one does."""
    found: list[Page] = []
    end = len(text)
    for page in range(count - 1, -1, -1):
        start = starts.get(page)
        if start is None:
            found.append(Page(page + 1, Span(end, end)))
            continue
        start = min(start, end)
        found.append(Page(page + 1, Span(start, start + len(text[start:end].rstrip()))))
        end = start
        while end and text[end - 1].isspace():  # a copy for each page would be quadratic
            end -= 1
    return found[::-1]


def _note_pages(noted: Sequence[tuple[int, Span]]) -> list[Page]:
    found: list[Page] = []
    for page, span in noted:
        if found and found[-1].number == page + 1:
            found[-1] = Page(page + 1, Span(found[-1].span.start, span.end))
        else:
            found.append(Page(page + 1, span))
    return found

"""A document laid out for reading: its blocks in order, each passage where it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.types import Block, BlockKind, Document, Passage, Span, quote_of


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the page.

    ``kind`` says how it looks; ``anchor`` is its id on the page; ``mark`` what stands in the
    margin (a printed number, a bullet); ``page`` the physical page that begins with it, if any.
    """

    kind: Literal["heading", "paragraph", "list_item", "caption", "note", "aside"]
    text: str
    anchor: str | None = None
    level: int = 0
    mark: str = ""
    locator: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's pieces in reading order, and its headings."""

    pieces: tuple[Piece, ...]
    headings: tuple[Piece, ...]
    has_asides: bool
    counts: bool  # whether a number in the margin is counted rather than printed


def reading_of(document: Document, passages: Sequence[Passage], quotes: Sequence[str]) -> Reading:
    """Lay a document out.

    A passage stands where its first block does, whole: it may hold further blocks, and begin with a
    marker before the first. Text that belongs to no passage (a masthead, a byline, a running
    header) is an aside. A first heading that only repeats the title is left out: the page has it as
    its own.
    """
    pages = _PageMarks(document)
    pieces: list[Piece] = []
    held = _Held(passages)
    shown = 0
    page: int | None = None
    for number, block in enumerate(document.blocks):
        page = pages.begun_at(block.spans[0].start) or page
        inside = held.within(block.spans)
        if inside and block.kind is not BlockKind.HEADING:
            for at in range(max(shown, inside.start), inside.stop):
                pieces.append(_passage(block, passages[at], quotes[at], page))
                page = None
            shown = max(shown, inside.stop)
            continue
        text = quote_of(document.text, block.spans)
        if block.kind is BlockKind.HEADING:
            if number == 0 and text.casefold() == document.record.title.casefold():
                continue
            level = min(max(block.level, 1) + 1, 6)
            pieces.append(
                Piece("heading", text, f"s-{number}", level, block.number or "", page=page)
            )
            page = None
        elif text:
            pieces.append(Piece("aside", text, page=page))
            page = None
    return Reading(
        tuple(pieces),
        tuple(piece for piece in pieces if piece.kind == "heading"),
        any(piece.kind == "aside" for piece in pieces),
        any(
            passage.locator is not None
            and not passage.locator.printed
            and passage.locator.label == "paragraph"
            for passage in passages
        ),
    )


def _passage(block: Block, passage: Passage, quote: str, page: int | None) -> Piece:
    locator = passage.locator
    first = locator is None or locator.part == 1
    mark = ""
    if locator is not None and locator.label == "paragraph":
        mark = locator.value
    elif locator is not None and locator.label == "note":
        mark = f"n. {locator.value}"  # no paragraph's number, though it may be the same
    elif block.kind is BlockKind.LIST_ITEM:
        mark = block.number or "•"
    return Piece(
        kind=_KINDS.get(passage.kind, "paragraph"),
        text=quote,
        anchor=passage.id,
        level=block.level,
        mark=mark if first else "",
        locator="" if locator is None else locator.display,
        page=page,
    )


_KINDS: dict[BlockKind, Literal["paragraph", "list_item", "caption", "note"]] = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.LIST_ITEM: "list_item",
    BlockKind.CAPTION: "caption",
    BlockKind.NOTE: "note",
}


class _Held:
    """Which passages hold a stretch of the text; they are in its order and never overlap."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        spans = [(span, at) for at, passage in enumerate(passages) for span in passage.spans]
        spans.sort(key=lambda one: one[0].start)
        self._starts = [span.start for span, _ in spans]
        self._ends = [span.end for span, _ in spans]
        self._whose = [at for _, at in spans]

    def within(self, spans: Sequence[Span]) -> range:
        """The places of the passages that hold something of the spans."""
        found = [
            self._whose[at]
            for span in spans
            for at in range(
                bisect_right(self._ends, span.start), bisect_left(self._starts, span.end)
            )
        ]
        return range(min(found), max(found) + 1) if found else range(0)


class _PageMarks:
    """Which page begins at a place; each is named once, in order."""

    def __init__(self, document: Document) -> None:
        self._pages = list(document.pages)
        self._next = 0
        self._named: set[int] = set()

    def begun_at(self, offset: int) -> int | None:
        begun = None
        while self._next < len(self._pages) and self._pages[self._next].span.start <= offset:
            number = self._pages[self._next].number
            if number not in self._named:  # its footnotes, after the text, begin no page
                begun = number
            self._named.add(number)
            self._next += 1
        return begun

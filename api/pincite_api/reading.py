"""A document laid out for reading: its blocks in order, each passage where it stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.types import Block, BlockKind, Document, Passage, Span, quote_of


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the page.

    ``kind`` says how it looks; ``anchor`` is its id on the page; ``mark`` what stands in the
    margin (a printed number, a bullet); ``page`` the physical page that begins with it, if any.
    """

    kind: Literal["heading", "paragraph", "list_item", "caption", "aside"]
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

    Text that belongs to no passage (a masthead, a byline, a running header) is an aside. A first
    heading that only repeats the title is left out: the page has it as its own.
    """
    pages = _PageMarks(document)
    pieces: list[Piece] = []
    held = list(zip(passages, quotes, strict=True))
    starts = [passage.spans[0].start for passage, _ in held]
    cited = _Covered(span for passage in passages for span in passage.spans)
    shown = 0  # passages that stand on the page already
    for number, block in enumerate(document.blocks):
        begin = block.spans[0].start
        # A passage may begin before its block, with the letter that is printed there.
        first, shown = shown, max(shown, bisect_left(starts, block.spans[-1].end))
        inside = held[first:shown]
        is_heading = block.kind is BlockKind.HEADING
        if not inside and not is_heading and cited.holds(block.spans[0]):
            continue  # an item of a list, shown with the paragraph that it belongs to
        page = pages.begun_at(begin)
        if inside and not is_heading:
            for passage, quote in inside:
                pieces.append(_passage(block, passage, quote, page))
                page = None
            continue
        text = quote_of(document.text, block.spans)
        if is_heading:
            if number == 0 and text.casefold() == document.record.title.casefold():
                continue
            level = min(max(block.level, 1) + 1, 6)
            pieces.append(
                Piece("heading", text, f"s-{number}", level, block.number or "", page=page)
            )
        elif text:
            pieces.append(Piece("aside", text, page=page))
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
    elif block.kind in (BlockKind.LIST_ITEM, BlockKind.NOTE):
        mark = block.number or ("•" if block.kind is BlockKind.LIST_ITEM else "")
    return Piece(
        kind=_KINDS.get(passage.kind, "paragraph"),
        text=quote,
        anchor=passage.id,
        level=block.level,
        mark=mark if first else "",
        locator="" if locator is None else locator.display,
        page=page,
    )


_KINDS: dict[BlockKind, Literal["paragraph", "list_item", "caption"]] = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.LIST_ITEM: "list_item",
    BlockKind.CAPTION: "caption",
}


class _Covered:
    """Which stretches of a text are in a passage."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def holds(self, span: Span) -> bool:
        """Whether a passage has the first of the span's characters."""
        place = bisect_right(self._starts, span.start) - 1
        return place >= 0 and span.start < self._spans[place].end


class _PageMarks:
    """Which page begins at a place; each is named once, in order."""

    def __init__(self, document: Document) -> None:
        self._pages = list(document.pages)
        self._next = 0

    def begun_at(self, offset: int) -> int | None:
        begun = None
        while self._next < len(self._pages) and self._pages[self._next].span.start <= offset:
            begun = self._pages[self._next].number
            self._next += 1
        return begun

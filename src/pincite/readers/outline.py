"""Canonical text and blocks grown together, for formats that state their outline."""

from __future__ import annotations

from dataclasses import replace

from pincite.readers.repairs import Repairs
from pincite.readers.typed import typed_numbers
from pincite.types import Block, BlockKind, Extract, Span

BULLET = "\N{BULLET}"
_NUMBERED = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_PUNCTUATION = " \t.,:;)(][}{-\N{EN DASH}\N{EM DASH}\N{BULLET}"


class Outline:
    """Blocks in reading order, a blank line between them in the canonical text.

    A number typed at the beginning of paragraphs ("17. ASEAN …") is taken for theirs where it is
    one of a sequence, and then lies outside of the block's span like any other marker.
    """

    def __init__(self, repairs: Repairs) -> None:
        self._repairs = repairs
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, *, level: int = 0, marker: str = "") -> None:
        """Append a block; one without any visible character is left out.

        `marker` is the number or bullet that the document prints before the block ("17.", "•").
        It is written into the text, outside the block's span, and gives the block's number
        without its punctuation.
        """
        text = self._repairs.clean(text).strip()
        if not text:
            return
        marker = " ".join(self._repairs.clean(marker).split())
        separator = "\n\n" if self._length else ""
        lead = f"{separator}{marker} " if marker else separator
        start = self._length + len(lead)
        span = Span(start, start + len(text))
        self._pieces += (lead, text)
        self._length = span.end
        self._blocks.append(Block(kind, (span,), level, number_of(marker)))

    def __len__(self) -> int:
        """Code points so far."""
        return self._length

    def extract(self, title: str | None) -> Extract:
        """What was gathered. `title` is the file's own metadata title; blank is none."""
        text = "".join(self._pieces)
        self._take_typed_numbers(text)
        title = " ".join(self._repairs.clean(title or "").split()) or None
        return Extract(
            text=text, blocks=tuple(self._blocks), title=title, repairs=self._repairs.result()
        )

    def _take_typed_numbers(self, text: str) -> None:
        """Give blocks the numbers that were typed into their text rather than stated beside it."""
        places = [
            place
            for place, block in enumerate(self._blocks)
            if block.kind in _NUMBERED and block.number is None
        ]
        spans = [self._blocks[place].spans[0] for place in places]
        numbers = typed_numbers([text[span.start : span.end] for span in spans])
        for place, span, typed in zip(places, spans, numbers, strict=True):
            if typed is not None:
                self._blocks[place] = replace(
                    self._blocks[place],
                    spans=(Span(span.start + typed.length, span.end),),
                    number=typed.number,
                )


def number_of(marker: str) -> str | None:
    """A printed marker without its punctuation: "17." and "(17)" give "17", a bullet None."""
    number = marker.strip(_PUNCTUATION)
    return number if any(character.isalnum() for character in number) else None

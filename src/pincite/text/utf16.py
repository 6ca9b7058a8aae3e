"""Offsets in code points and in UTF-16 code units, which browsers and many editors count in."""

from __future__ import annotations

from bisect import bisect_left

from pincite.types import Span


class Utf16:
    """The UTF-16 offsets of one text."""

    def __init__(self, text: str) -> None:
        self._astral = [i for i, character in enumerate(text) if ord(character) > 0xFFFF]

    def offset(self, position: int) -> int:
        """How many UTF-16 code units stand before a code point."""
        return position + bisect_left(self._astral, position)

    def span(self, span: Span) -> Span:
        return Span(self.offset(span.start), self.offset(span.end))

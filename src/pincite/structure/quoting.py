"""The way back from a quote to the canonical text it was cut from."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.types import Span


def offsets_of(text: str, spans: tuple[Span, ...]) -> tuple[str, Sequence[int]]:
    """The quote at the spans, as `pincite.types.quote_of` cuts it, and whence each code point is.

    Offsets count in ``text``, one for each code point of the quote; a space's is that of the white
    space it stands for.
    """
    characters: list[str] = []
    offsets: list[int] = []
    pending = -1  # offset of white space not yet written
    for index, span in enumerate(spans):
        if index and characters and pending < 0:
            pending = span.start - 1 if span.start > 0 else 0
        for position in range(span.start, span.end):
            character = text[position]
            if character.isspace():
                if pending < 0:
                    pending = position
                continue
            if pending >= 0 and characters:
                characters.append(" ")
                offsets.append(pending)
            pending = -1
            characters.append(character)
            offsets.append(position)
    return "".join(characters), offsets


def spans_in_text(
    offsets: Sequence[int], spans: tuple[Span, ...], quote_span: Span
) -> tuple[Span, ...]:
    """Where a stretch of a quote lies in the text: a span in each of ``spans`` that it touches."""
    inside = offsets[quote_span.start : quote_span.end]
    if not inside:
        return ()
    first, last = inside[0], inside[-1]
    return tuple(
        Span(max(first, span.start), min(last + 1, span.end))
        for span in spans
        if span.start <= last and first < span.end
    )

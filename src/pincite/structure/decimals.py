"""Decimal numbers before the paragraphs of an outline that a format states: "3.1", alone in 3.

Readers believe typed numbers that follow one another, and a section with one paragraph has nothing
that follows. What tells a paragraph's number from a figure ("3.5 per cent of it") is the heading
above it, which bears its first part, or that the document numbers its paragraphs so elsewhere and
this one comes next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pincite.types import Block, BlockKind, Span

_DECIMAL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){1,4})[.)]?\s+(?=[^\W\d_a-z]|[\"“‘(\[])")
_HEADING = re.compile(r"\W{0,2}(?:[^\W\d_]{1,12}\.?\s+)?([0-9]{1,3}(?:\.[0-9]{1,3}){0,4})(?![0-9])")

Number = tuple[int, ...]


def with_decimals(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with the decimal numbers that open their words and can be believed.

    One can where no other number is printed before the block, its words go on with a capital, and
    either the heading above it has its stem (3 for 3.1) or the paragraph before it has the number
    that it follows (2.3, or the last of section 2, for 3.1).
    """
    made: list[Block] = []
    heading: Number = ()
    last: Number = ()
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            heading = _of_heading(text, block)
        elif block.kind is BlockKind.PARAGRAPH:
            found = _opening(text, block) if block.number is None else None
            if found is not None and _is_next(found[0], heading, last):
                block = _numbered(block, found[0], found[1])
            last = _parts(block.number) or last
        made.append(block)
    return tuple(made)


def _of_heading(text: str, block: Block) -> Number:
    """The number of a heading: 3 of "3. Costs" and of "Section 3"."""
    found = _HEADING.match(text, block.spans[0].start, block.spans[0].end)
    return _parts(block.number) or (_parts(found[1]) if found is not None else ())


def _opening(text: str, block: Block) -> tuple[str, int] | None:
    """What looks like a decimal number at the beginning of a block, and where its words begin."""
    found = _DECIMAL.match(text, block.spans[0].start, block.spans[0].end)
    return (found[1], found.end()) if found is not None else None


def _is_next(number: str, heading: Number, last: Number) -> bool:
    parts = _parts(number)
    if heading and parts[: len(heading)] == heading and len(parts) == len(heading) + 1:
        return True
    if len(parts) != len(last):
        return False
    *stem, tail = parts
    *before, reached = last
    following = stem == before and tail == reached + 1
    return following or (tail == 1 and stem[:-1] == before[:-1] and stem[-1] == before[-1] + 1)


def _parts(number: str | None) -> Number:
    parts = (number or "").split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def _numbered(block: Block, number: str, start: int) -> Block:
    first = Span(start, block.spans[0].end)
    return replace(block, number=number, spans=(first, *block.spans[1:]))

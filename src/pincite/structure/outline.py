"""The blocks of a text whose format states no outline: plain text and PDF.

Three passes over the text's lines: lines are joined into units (a hard-wrapped paragraph is one),
units are given their printed numbers, and numbered and unnumbered units become blocks. What the
documents of the trade do to a naive splitter is listed case by case in tests/structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from pincite.structure.headings import (
    MAX_CHARACTERS,
    TERMINAL,
    division_depth,
    is_bare_division,
    looks_like_heading,
)
from pincite.structure.levels import item_levels
from pincite.structure.numbering import marker_at, next_number, settle_numbers
from pincite.structure.units import Marker, Unit
from pincite.text.sentences import ends_with_abbreviation
from pincite.types import Block, BlockKind, Span

_LINE_OF_PROSE = 40  # a line shorter than this ends because its paragraph or item does
_LONGEST_RUN = 4  # headings that follow one another; more lines in a row are a table or a list
_UNWRAPPED_LINE = 130  # a line longer than this is a paragraph of its own: the file is not wrapped


def infer_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order; every word of it is in exactly one block or in a marker."""

    def is_heading(unit: Unit) -> bool:
        return unit.marker is None and looks_like_heading(text[unit.span.start : unit.span.end])

    units = settle_numbers(text, list(_units(text)), is_heading)
    printed = frozenset(unit.marker.number for unit in units if unit.marker and unit.marker.number)
    units = [piece for unit in units for piece in _cut_at_inline_numbers(text, unit, printed)]
    candidates = [is_heading(unit) for unit in units]
    for index, (unit, below) in enumerate(pairwise(units)):
        candidates[index] = candidates[index] and not _runs_on(text, unit, below)
    headings = _headings(candidates, units)
    return tuple(_blocks(text, units, headings))


def _units(text: str) -> Iterator[Unit]:
    lines = [
        Span(match.start(), match.end())
        for match in re.finditer(
            r"[^\S\n\r\x0b\x0c\x85\u2028\u2029]*\S[^\n\r\x0b\x0c\x85\u2028\u2029]*", text
        )
    ]
    widest = max((len(line) for line in lines), default=0)
    current: Unit | None = None
    previous: Span | None = None
    for line in lines:
        stripped = _strip(text, line)
        blank_before = previous is None or text.count("\n", previous.end, line.start) > 1
        marker = marker_at(text, stripped)
        if marker is not None and previous is not None and not blank_before:
            marker = None if _is_dash(text, marker, previous) else marker
        goes_on = previous is not None and not blank_before and _is_wrapped(text, previous, widest)
        if current is not None and marker is None and goes_on:
            current = replace(current, span=Span(current.span.start, stripped.end))
            previous = line
            continue
        if current is not None:
            yield current
        body = stripped if marker is None else Span(marker.end, stripped.end)
        current = Unit(body, marker, blank_before)
        previous = line
    if current is not None:
        yield current


def _strip(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    lead = len(piece) - len(piece.lstrip())
    return Span(span.start + lead, span.start + len(piece.rstrip()))


def _is_wrapped(text: str, line: Span, widest: int) -> bool:
    """Whether a line goes on in the next: full, or short but unfinished in a hard-wrapped file."""
    length = len(line)
    if widest > _UNWRAPPED_LINE and length > _UNWRAPPED_LINE:
        return False
    full = length >= 0.75 * min(widest, _UNWRAPPED_LINE)
    finished = bool(TERMINAL.search(text[max(line.start, line.end - 8) : line.end].rstrip()))
    return full or (not finished and length > 0.5 * min(widest, _UNWRAPPED_LINE))


def _is_dash(text: str, marker: Marker, previous: Span) -> bool:
    """Whether a line begins with a dash of its sentence: "the country / - which is big - grew"."""
    return (
        marker.bullet
        and marker.number is None
        and text[marker.start] in "-–—"
        and text[marker.end].islower()
        and len(previous) >= _LINE_OF_PROSE
        and text[previous.start : previous.end].rstrip()[-1:].isalnum()
    )


def _cut_at_inline_numbers(text: str, unit: Unit, printed: frozenset[str]) -> Iterator[Unit]:
    """A numbered paragraph that begins in the middle of a line: "… Fund. 21. The Dialogue …".

    Taken for one only where the next number in the sequence would otherwise be missing.
    """
    while unit.marker is not None and unit.marker.number is not None:
        wanted = next_number(unit.marker.number)
        if wanted is None or wanted in printed:
            break
        starts = re.compile(
            rf"(?<=[.!?\"”’)])\s+({re.escape(wanted)})[.)]\s+(?=[\"“‘(]?[^\W\d_a-z])"
        ).finditer(text, unit.span.start, unit.span.end)
        match = next(
            (
                m
                for m in starts
                if not ends_with_abbreviation(text[max(0, m.start() - 16) : m.start()])
            ),
            None,
        )
        if match is None:
            break
        yield replace(unit, span=_strip(text, Span(unit.span.start, match.start())))
        marker = Marker(match.start(1), match.end(), wanted, bullet=False)
        unit = Unit(Span(match.end(), unit.span.end), marker)
    yield unit


def _runs_on(text: str, unit: Unit, below: Unit) -> bool:
    """Whether a bare line is the first half of a sentence: its second begins in lower case.

    It stands alone where a page or a figure ends it. As a heading it would be lost.
    """
    words = text[unit.span.start : unit.span.end]
    return (
        below.marker is None
        and text[below.span.start].islower()
        and not words.isupper()
        and not is_bare_division(words)
    )


def _headings(candidates: list[bool], units: list[Unit]) -> list[bool]:
    """Which bare lines are headings: those that something follows, and not many in a row."""
    headings = [False] * len(units)
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and candidates[end]:
            end += 1
        if start < end < len(units) and end - start <= _LONGEST_RUN:
            headings[start:end] = [True] * (end - start)
        start = end + 1
    return headings


def _blocks(text: str, units: list[Unit], headings: list[bool]) -> Iterator[Block]:
    numbered = any(unit.marker is not None and unit.marker.number for unit in units)
    pending: Block | None = None
    level = 0
    after_division = False
    for unit, is_heading, item_level in zip(
        units, headings, item_levels(units, headings), strict=True
    ):
        if pending is not None and _continues(text, pending, unit, numbered):
            spans = (*pending.spans[:-1], Span(pending.spans[-1].start, unit.span.end))
            pending = replace(pending, spans=spans)
            continue
        if pending is not None:
            yield pending
        words = text[unit.span.start : unit.span.end]
        if is_heading:
            depth = division_depth(words)
            level = level + 1 if after_division and depth is None else depth or 1
            pending = Block(BlockKind.HEADING, (unit.span,), level)
        else:
            pending = _block(unit, item_level)
        after_division = is_heading and is_bare_division(words)
    if pending is not None:
        yield pending


def _block(unit: Unit, item_level: int) -> Block:
    if unit.marker is None:
        return Block(BlockKind.PARAGRAPH, (unit.span,))
    if unit.marker.number is not None:
        return Block(BlockKind.PARAGRAPH, (unit.span,), number=unit.marker.number)
    return Block(BlockKind.LIST_ITEM, (unit.span,), level=item_level)


def _continues(text: str, block: Block, unit: Unit, numbered: bool) -> bool:
    """Whether a page break cut the block and the unit is its second half."""
    if unit.marker is not None or block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    last = block.spans[-1]
    tail = text[max(last.start, last.end - 40) : last.end].rstrip()
    if TERMINAL.search(tail):
        return False
    rest = text[unit.span.start : unit.span.end]
    if rest[:1].islower():
        return True
    if looks_like_heading(rest):
        return False
    # A capital letter opens the second half ("The | ASEAN Culture House …"): the first half must
    # be a paragraph, not a bare line, and the second must end as a sentence does.
    is_prose = (numbered and block.number is not None) or len(last) > MAX_CHARACTERS
    return is_prose and bool(TERMINAL.search(rest))

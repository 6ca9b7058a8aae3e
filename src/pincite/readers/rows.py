"""Rows of tables, told from paragraphs that are only laid out as a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite.readers.outline import Outline
from pincite.types import BlockKind

# "(17)", "4.", "a)", "•": official texts are set with such a cell before each of their paragraphs.
_MARKER = re.compile(r"(?:\(\w{1,5}\)|\w{1,5}[.)]|[-–—•▪◦·])\Z")


def add_rows(outline: Outline, rows: Sequence[Sequence[str]]) -> None:
    """Add a table's rows as blocks, their cells apart by tabs."""
    kind = BlockKind.PARAGRAPH if all(map(_is_laid_out, rows)) else BlockKind.ROW
    for cells in rows:
        outline.add(kind, "\t".join(cells))


def _is_laid_out(cells: Sequence[str]) -> bool:
    """Whether a row may be a paragraph: one cell, or a number or bullet and one cell."""
    held = [words for cell in cells if (words := cell.strip())]
    return len(held) <= 1 or (len(held) == 2 and bool(_MARKER.match(held[0])))

"""The pieces that an outline is inferred from: units of text and the markers before them."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.types import Span


@dataclass(frozen=True, slots=True)
class Marker:
    """What is printed before a paragraph: its number, or None for a bullet or a letter."""

    start: int
    end: int
    number: str | None
    bullet: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is one paragraph, heading or list item, and the marker before it."""

    span: Span
    marker: Marker | None = None
    after_blank: bool = False  # a blank line stands before it

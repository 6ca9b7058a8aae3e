"""The pieces that an outline is inferred from: units of text and the markers before them."""

from __future__ import annotations

from dataclasses import dataclass

from pincite.types import Span


@dataclass(frozen=True, slots=True)
class Marker:
    """What is printed before a paragraph: a number, a bullet, or the letter of an item.

    It ends where the words begin; a letter, "(a)", is one of the words.
    """

    start: int
    end: int
    number: str | None
    bullet: bool
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is one paragraph, heading or list item, and the marker before it."""

    span: Span
    marker: Marker | None = None
    after_blank: bool = False  # a blank line stands before it

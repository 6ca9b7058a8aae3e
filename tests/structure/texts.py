"""Passages of a text made for a test, the shortest way."""

from __future__ import annotations

from pincite.structure.document import document_of
from pincite.structure.passages import passages_of
from pincite.types import Block, Document, Extract, Page, Passage, Record, quote_of

NO_WINDOW = 10**9


def count_words(text: str) -> int:
    return len(text.split())


def document(
    text: str,
    *,
    title: str = "The title of it",
    blocks: tuple[Block, ...] = (),
    pages: tuple[Page, ...] = (),
    language: str = "en",
    publisher: str | None = None,
) -> Document:
    record = Record("key", "file.txt", title, publisher=publisher, language=language)
    return document_of(Extract(text, blocks=blocks, pages=pages), record, "0" * 64)


def cut(made: Document | str, window: int = NO_WINDOW) -> list[tuple[Passage, str]]:
    """The passages of a document with their quotes; the encoder's tokens are words."""
    held = document(made) if isinstance(made, str) else made
    passages = passages_of(held, count_words, window)
    return [(passage, quote_of(held.text, passage.spans)) for passage in passages]


def displays(made: Document | str, window: int = NO_WINDOW) -> list[tuple[str, str]]:
    """(locator, quote) of each passage."""
    return [(p.locator.display if p.locator else "", quote) for p, quote in cut(made, window)]

"""Footnotes as passages of their own, after the text."""

from __future__ import annotations

import pytest

from pincite.structure.document import document_of
from pincite.types import Block, BlockKind, Document, Extract, Page, Record, Span
from structure.texts import cut, displays

NOTES = ("Oral evidence, HC 1044.", "2019 was the second year.")


def with_notes(body: str, notes: tuple[str, ...] = NOTES) -> Document:
    """The body on pages 1 and 2, the notes on page 1 and after the text."""
    text, blocks, start = body, [], len(body) + 2
    for number, words in enumerate(notes, start=1):
        lead = f"\n\n{number} "
        span = Span(len(text) + len(lead), len(text) + len(lead) + len(words))
        blocks.append(Block(BlockKind.NOTE, (span,), number=str(number)))
        text += lead + words
    turn = body.index("Second")
    pages = (
        Page(1, Span(0, turn)),
        Page(2, Span(turn, len(body))),
        Page(1, Span(start, len(text))),
    )
    extract = Extract(text, pages=pages, notes=tuple(blocks))
    return document_of(extract, Record("key", "file.pdf", "The title of it"), "0" * 64)


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("1. First.\n\n2. Second.\n\n3. Third.", ["First.", "Second.", "Third."]),
        ("First it was so.\n\nSecond came this.", ["First it was so.", "Second came this."]),
    ],
)
def test_note_is_no_part_of_the_paragraph_before_it(body: str, paragraphs: list[str]) -> None:
    assert displays(with_notes(body)) == [
        *((f"para. {number}", words) for number, words in enumerate(paragraphs, start=1)),
        ("note 1", NOTES[0]),
        ("note 2", NOTES[1]),
    ]


def test_note_has_its_page_and_no_section() -> None:
    found = [p for p, _ in cut(with_notes("Trade\n\nFirst it was so.\n\nSecond came this."))]
    assert [passage.section for passage in found] == [("Trade",), ("Trade",), (), ()]
    assert [passage.pages for passage in found] == [(1, 1), (2, 2), (1, 1), (1, 1)]
    assert {passage.kind for passage in found[2:]} == {BlockKind.NOTE}


def test_notes_that_are_numbered_anew_are_told_apart() -> None:
    document = with_notes("First it was so.\n\nSecond came this.")
    again = [
        Block(b.kind, b.spans, number="1") for b in document.blocks if b.kind is BlockKind.NOTE
    ]
    body = [block for block in document.blocks if block.kind is not BlockKind.NOTE]
    made = Document(document.record, "0" * 64, document.text, document.pages, (*body, *again))
    assert [display for display, _ in displays(made)][2:] == [
        "note 1 (first of two)", "note 1 (second of two)"
    ]  # fmt: skip

"""Rows of tables and notes: passages of their own that count as no paragraphs."""

from __future__ import annotations

from pincite.structure.document import document_of
from pincite.types import Block, BlockKind, Document, Extract, Record, Span
from structure.texts import cut, displays


def made(*parts: tuple[BlockKind, str, str | None]) -> Document:
    """A document of the blocks (kind, text, number)."""
    text = ""
    blocks = []
    for kind, words, number in parts:
        text += f"{number}. " if number else ""
        blocks.append(Block(kind, (Span(len(text), len(text) + len(words)),), 1, number))
        text += f"{words}\n\n"
    return document_of(Extract(text, blocks=tuple(blocks)), Record("k", "f", "The title"), "0" * 64)


HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
ROW, NOTE = BlockKind.ROW, BlockKind.NOTE


def test_rows_are_passages_that_count_for_themselves() -> None:
    document = made(
        (PARAGRAPH, "The budget is given in the table.", None),
        (ROW, "Country\t2023", None),
        (ROW, "Karenia\t120", None),
        (PARAGRAPH, "It was adopted in May.", None),
    )
    assert displays(document) == [
        ("para. 1", "The budget is given in the table."),
        ("table row 1", "Country 2023"),
        ("table row 2", "Karenia 120"),
        ("para. 2", "It was adopted in May."),
    ]


def test_table_is_no_part_of_the_numbered_paragraph_above_it() -> None:
    document = made(
        (ITEM, "Scanners by port are as follows.", "8"),
        (ROW, "Port\tScanners", None),
        (ROW, "Dover\t2", None),
        (PARAGRAPH, "The figures are those of 2022.", None),
        (ITEM, "The average was 72.", "9"),
    )
    assert displays(document) == [
        # what follows the table is the paragraph's again
        ("para. 8", "Scanners by port are as follows. The figures are those of 2022."),
        ("table row 1", "Port Scanners"),
        ("table row 2", "Dover 2"),
        ("para. 9", "The average was 72."),
    ]


def test_notes_take_no_paragraph_number_and_lie_in_no_section() -> None:
    document = made(
        (HEADING, "Introduction", None),
        (ITEM, "We launched an inquiry.", "1"),
        (NOTE, "Oral evidence.", "1"),
        (PARAGRAPH, "It was prompted by a report.", None),
        (ITEM, "We held a session.", "2"),
        (NOTE, "Written evidence.", "2"),
        (NOTE, "Of no number.", None),
    )
    found = cut(document)
    assert [(p.locator.display, q, p.section) for p, q in found if p.locator] == [
        ("para. 1", "We launched an inquiry. It was prompted by a report.", ("Introduction",)),
        ("note 1", "Oral evidence.", ()),
        ("para. 2", "We held a session.", ("Introduction",)),
        ("note 2", "Written evidence.", ()),
        ("note 3", "Of no number.", ()),
    ]


def test_numbered_notes_make_no_numbered_document() -> None:
    """An article's byline is set apart although most of its blocks are notes with numbers."""
    prose = "In the years since then the two have come to trade with each other more than " * 2
    notes = [(NOTE, f"Note {n} of it.", str(n)) for n in range(1, 9)]
    document = made((PARAGRAPH, "By Ann Lee", None), (PARAGRAPH, f"{prose}before.", None), *notes)
    assert [display for display, _ in displays(document)][:2] == ["para. 1", "note 1"]


def test_row_before_the_prose_is_no_byline() -> None:
    prose = "In the years since then the two have come to trade with each other more than " * 2
    document = made((ROW, "Date\t4 May 2021", None), (PARAGRAPH, f"{prose}before.", None))
    assert [display for display, _ in displays(document)] == ["table row 1", "para. 1"]

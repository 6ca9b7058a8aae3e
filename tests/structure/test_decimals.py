"""Decimal numbers before paragraphs of formats that state their outline."""

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.identity import edition_of
from pincite.readers import read
from pincite.structure.decimals import with_decimals
from pincite.structure.document import document_of
from pincite.types import Block, BlockKind, Record, Span
from structure.texts import displays

GUIDELINES = """# Guidelines

## 1. Scope

1.1 These guidelines apply to all ministries.

1.2 A system is any software that decides.

## 2. Duties

2.1 A head shall be named.

- in writing, and
- in time.

## 3. Costs

3.1 Above the limit none may be bought.

## 4. Review

4.1 The Office reports every year.
"""


def test_a_number_that_is_alone_in_its_section_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "guidelines.md"
    path.write_text(GUIDELINES, "utf-8")
    record = Record("g", path.name, "Guidelines on Systems")
    found = displays(document_of(read(path), record, edition_of(path.read_bytes())))
    assert found == [
        ("para. 1.1", "These guidelines apply to all ministries."),
        ("para. 1.2", "A system is any software that decides."),
        ("para. 2.1", "A head shall be named. in writing, and in time."),
        ("para. 3.1", "Above the limit none may be bought."),
        ("para. 4.1", "The Office reports every year."),
    ]


def numbers(*lines: str) -> list[str | None]:
    """The numbers believed before lines, of which "# …" is a heading and "1| …" has one."""
    text, blocks = "", []
    for line in lines:
        kind = BlockKind.HEADING if line.startswith("# ") else BlockKind.PARAGRAPH
        known, bar, words = line.rpartition("|")
        words = words.removeprefix("# ")
        span = Span(len(text), len(text) + len(words))
        blocks.append(Block(kind, (span,), number=known if bar else None))
        text += words + "\n"
    made = with_decimals(text, blocks)

    return [block.number for block in made if block.kind is BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("lines", "believed"),
    [
        (["# 3. Costs", "3.1 None may be bought."], ["3.1"]),
        (["# Section 3", "3.1 None may be bought."], ["3.1"]),
        (["# 3.2 Costs", "3.2.1 None may be bought."], ["3.2.1"]),
        # what the document's own numbers lead up to
        (["2.3|It is so.", "# Costs", "2.4 It was so."], ["2.3", "2.4"]),
        (["2.3|It is so.", "# Costs", "3.1 It was so."], ["2.3", "3.1"]),
        # a figure
        (["# 3. Costs", "3.5 per cent of it is spent."], [None]),
        (["# 3. Costs", "17.5 Million crowns are spent."], [None]),
        (["# Costs", "3.1 Million crowns are spent."], [None]),
        (["2.3|It is so.", "2.9 It was so."], ["2.3", None]),
        (["# 3. Costs", "Sums.", "3.1.2 It is so."], [None, None]),
    ],
)
def test_which_decimal_numbers_are_believed(lines: list[str], believed: list[str | None]) -> None:
    assert numbers(*lines) == believed

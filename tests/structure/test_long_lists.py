"""Numbers are settled in time in proportion to the lines, whatever they are numbered."""

from __future__ import annotations

import pytest

from pincite.structure import numbering
from pincite.structure.outline import infer_blocks
from support.work import lines_run


@pytest.mark.parametrize(
    ("before", "unit", "after"),
    [
        ("", "1. The parties agreed on this.\n", ""),  # every line may open a list
        ("", "2. They met first.\n1. They met before.\n", ""),
        # lists inside a paragraph, all given back to it at its end
        ("1. They agreed:\n", "(1) that they meet.\n", "2. They met.\n"),
        # a list inside each of many paragraphs
        ("", "{}. They agreed:\n(1) that they meet,\n(2) and so on.\n", ""),
    ],
)
def test_any_numbering_takes_work_in_proportion_to_its_lines(
    before: str, unit: str, after: str
) -> None:
    def work(count: int) -> int:
        text = before + "".join(unit.format(n) for n in range(1, count + 1)) + after
        return lines_run(lambda: infer_blocks(text), numbering)

    assert work(1_200) < 5 * work(300)

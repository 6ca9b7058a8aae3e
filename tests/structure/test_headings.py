"""Which bare lines are headings, and which are halves of a sentence."""

from __future__ import annotations

import pytest

from pincite.structure.headings import looks_like_heading
from structure.texts import cut


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Economic Cooperation", True),
        ("What Trade Is For", True),
        ("Article 5", True),
        ("PART I OF THE", True),  # a title's capitals, on two lines
        ("Kingdom had 1,204 and Korea 849 on 30 June 2023; and", False),
        ("We revisit the question with adminis-", False),
        ("The two sides agreed on this,", False),
        ("The Kingdom was one of the", False),
        ("Plan of Action 2021-2025", True),
        ("Statement of 3 May 1974", True),
        ("Liverpool 2 2 77.0", False),  # a row of a table
        ("Korea had sold 849 of “", False),
    ],
)
def test_line_that_stops_short_is_no_heading(line: str, expected: bool) -> None:
    assert looks_like_heading(line) is expected


def test_first_half_of_a_sentence_is_no_heading() -> None:
    """A page or a figure parts it from the second half, which begins in lower case."""
    first = "Our preferred specification regresses the logarithm of landed"
    second = "value on effective frequency."
    text = f"Trade\n\nIt grew in all of the years.\n\n{first}\n\n{second}\n\nIt shrank.\n"
    found = [(passage.section, quote) for passage, quote in cut(text)]
    assert found == [
        (("Trade",), "It grew in all of the years."),
        (("Trade",), f"{first} {second}"),
        (("Trade",), "It shrank."),
    ]


def test_heading_in_capitals_or_of_a_division_stays_one_above_lower_case() -> None:
    text = "DEFINITIONS\n\nin this Act, it is so.\n\nArticle 5\n\nthe parties agree.\n"
    assert [quote for _, quote in cut(text)] == ["in this Act, it is so.", "the parties agree."]

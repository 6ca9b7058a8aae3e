"""What is found cuts no word and no number in two."""

from __future__ import annotations

import pytest

from pincite.verify.match import is_whole


@pytest.mark.parametrize(
    ("before", "words", "after", "whole"),
    [
        ("", "USD 222", ".8 billion", False),
        ("USD 222.", "8 billion", "", False),
        ("USD 1,", "000", " in all", False),
        ("USD 1", ",000", " in all", False),
        ("in ", "2010", ", and", True),
        ("in ", "2010", ".", True),
        ("in 2010, ", "and", " so", True),
        ("so.", "8 billion", "", True),  # a full stop that the space after is missing from
        ("so", " billi", "on", False),
    ],
)
def test_no_place_cuts_a_number_or_a_word(before: str, words: str, after: str, whole: bool) -> None:
    text = before + words + after
    assert is_whole(text, len(before), len(before) + len(words)) is whole

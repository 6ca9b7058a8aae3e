"""The word-level diff of a quotation, and what in it is more than punctuation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verify.diff import differs_in_words, word_diff
from pincite.verify.types import Change, Edit


def changes(source: str, draft: str) -> list[tuple[Edit, str, str]]:
    diff = word_diff(source, draft)
    return [(c.edit, c.source, c.draft) for c in diff if c.edit is not Edit.SAME]


@pytest.mark.parametrize(
    ("source", "draft", "differs"),
    [
        ("partners, not landlords", "partners not landlords", False),
        ("the Republic", "the republic", False),
        ("“equal” one", "'equal' one", False),
        ("5, 6 and 7", "5 6 and 7", False),
        ("two-way trade", "two way trade", False),
        # a figure's sign
        ("from −0.6 to 0.8", "from 0.6 to 0.8", True),
        ("from −0.6 to 0.8", "from -0.6 to 0.8", False),  # written otherwise
        ("(−5)", "(5)", True),
        ("by -$5", "by $5", True),
        ("p < .05", "p < 05", True),
        ("by -.5", "by .5", True),
        ("No .5", "No 5", True),
        ("it ended.5", "it ended 5", False),  # a note's mark after the full stop
        ("by ±5", "by 5", True),
        ("fell by +3", "fell by 3", True),
        # what stands between its digits
        ("by 1.5", "by 15", True),
        ("by 1,5", "by 1.5", True),
        ("10-15 people", "10, 15 people", True),
        ("10-15 people", "10–15 people", False),
        ("at 11:30", "at 11, 30", True),
        ("in 5/6", "in 5-6", True),
        # what stands before and after it
        ("€5", "$5", True),
        ("€5", "5", True),
        ("5%", "5", True),
        ("5 %", "5%", False),
        ("5%", "5‰", True),
        ("5°", "5", True),
        ("<5", "5", True),
        ("<5", ">5", True),
        ("p ≤ 0.05", "p ≥ 0.05", True),
        ("research & development", "research, development", True),
    ],
)
def test_more_than_punctuation_differs(source: str, draft: str, differs: bool) -> None:
    assert differs_in_words(source, draft) is differs
    assert differs_in_words(draft, source) is differs


@pytest.mark.parametrize(
    ("source", "draft", "found"),
    [
        ("range from −0.6 to 0.8", "range from 0.6 to 0.8", [(Edit.CHANGED, "−0.6", "0.6")]),
        ("in 2011-2015", "in 2011-2014", [(Edit.CHANGED, "2015", "2014")]),  # no sign
        ("did not accept it", "did accept it", [(Edit.DROPPED, "not", "")]),
        ("it shall prevail", "it shall not prevail", [(Edit.ADDED, "", "not")]),
        ("in Seoul, he said", "in Busan, he said", [(Edit.CHANGED, "Seoul", "Busan")]),
        ("a b c d", "a x y d", [(Edit.CHANGED, "b c", "x y")]),
    ],
)
def test_each_change_is_the_words_that_differ(
    source: str, draft: str, found: list[tuple[Edit, str, str]]
) -> None:
    assert changes(source, draft) == found


def told(diff: tuple[Change, ...], source: bool) -> str:
    """One side of a diff, put together again."""
    text = ""
    for change in diff:
        words = change.source if source else change.draft
        glued = change.source_glued if source else change.draft_glued
        if words:
            text += words if glued or not text else f" {words}"
    return text


WORDS = ["a", "bb", "12", "-3", ",", ".", "(", ")", "'x'", "—", "$5", "5%", " "]
PIECES = st.lists(st.sampled_from(WORDS)).map(lambda words: " ".join("".join(words).split()))


@settings(max_examples=300, deadline=None)
@given(*[PIECES] * 2)
def test_both_sides_can_be_put_together_again(source: str, draft: str) -> None:
    diff = word_diff(source, draft)
    assert told(diff, source=True) == source
    assert told(diff, source=False) == draft
    for before, after in pairwise(diff):
        assert (before.edit is Edit.SAME) is not (after.edit is Edit.SAME)

"""Quoted spans found in a draft."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verify.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "hello there" and "bye".', ["hello there", "bye"]),
        ("“curly ‘inner’ text” x", ["curly ‘inner’ text"]),  # the outermost alone
        ("‘outer “inner” one’", ["outer “inner” one"]),
        # apostrophes and plural possessives are no marks
        ("the ROK's role and the Parties' line 'quoted text here' ok", ["quoted text here"]),
        ("'the Parties' lists and so on' he said", ["the Parties' lists and so on"]),
        ("'the friends' and 'the others'", ["the friends", "the others"]),
        ("‘the Parties’ list’ and it’s", ["the Parties’ list"]),
        ("back in the '90s and the Parties' x, 'tis so, in ’97", []),
        ("‘17 September 2018 in Seoul’", ["17 September 2018 in Seoul"]),
        # straight marks within straight marks
        (
            '"up the "strategic partnership" to a "full" one" he said',
            ['up the "strategic partnership" to a "full" one'],
        ),
        ("«bonjour monde» and »deutsch« und ‹so›", ["bonjour monde", "deutsch", "so"]),
        ("« avec des espaces »", ["avec des espaces"]),
        ("„unten oben“ und „auch so”", ["unten oben", "auch so"]),
        ("「한국어 인용」과 『책』 〈글〉", ["한국어 인용", "책", "글"]),
        ('6" pipe and 5" more', []),  # inches
        ('("in brackets")—"after a dash"—', ["in brackets", "after a dash"]),
        ('x"y"z', []),
        ("Intro:\n\n> line one\n> line two\n\nafter", ["line one\n> line two"]),
        (
            "He wrote:\n\n    indented text\n    more of it\n\nEnd",
            ["indented text\n    more of it"],
        ),
        ('> "a block in marks"\n', ["a block in marks"]),
        ('""  "" « »', []),
        # a quotation of two paragraphs opens each and closes the last
        ('"one goes on\n\n"and ends" here', ["one goes on", "and ends"]),
    ],
)
def test_quotations_are_found_with_any_marks(text: str, found: list[str]) -> None:
    quotations = find_quotations(text)
    assert [text[q.span.start : q.span.end] for q in quotations] == found
    assert all(quotation.closed for quotation in quotations)


def test_a_missing_mark_spoils_no_more_than_its_paragraph() -> None:
    text = 'He said "and never closed it.\n\nShe said "this one" then.'
    first, second = find_quotations(text)
    assert not first.closed
    assert text[first.span.start : first.span.end] == "and never closed it."
    assert second.closed
    assert text[second.span.start : second.span.end] == "this one"


def test_a_stray_mark_before_a_quotation_leaves_it_alone() -> None:
    text = 'a stray "mark and then "a quotation" in one paragraph'
    assert "a quotation" in [text[q.span.start : q.span.end] for q in find_quotations(text)]


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="\"'“”‘’«»‹›「」『』〈〉„ab s\n>.,(", max_size=60) | st.text())
def test_any_text_is_read_and_quotations_do_not_overlap(text: str) -> None:
    end = 0
    for quotation in find_quotations(text):
        assert end <= quotation.outer.start <= quotation.span.start
        assert quotation.span.start < quotation.span.end <= quotation.outer.end <= len(text)
        end = quotation.outer.end


@pytest.mark.parametrize(
    "unit", ['"', '"a" ', "“", "“‘", "' ", "> a\n", "> a\n\nb\n\n", '\n\n"', "s' ", "„“", "’s' a"]
)
def test_time_grows_about_linearly_on_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_quotations(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(40_000) < 12 * seconds(10_000) + 0.02  # quadratic would be 16 times

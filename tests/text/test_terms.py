from __future__ import annotations

import pytest
from hypothesis import given, settings

from pincite.text.terms import STOP_WORDS, stems, terms
from strategies import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agreements agreed", ["agreement", "agre"]),  # Snowball
        ("ASEAN’s fund's", ["asean", "fund"]),  # either apostrophe
        ("naïve Façade", ["naiv", "facad"]),  # accents folded
        ("US$531,915 and 17.5", ["us", "531915", "and", "17.5"]),  # thousands separators go
        ("정상회의", ["정상", "상회", "회의"]),  # pairs of characters
        ("합", ["합"]),
        ("RCEP협정2022", ["rcep", "협정", "2022"]),
        ("re\u0301publique nai\u0308ve", ["republiqu", "naiv"]),  # accents of their own
        ("हिन्दी में", ["हिनदी", "में"]),  # vowel signs
        ("２０１０ ١٩٩٧", ["2010", "1997"]),  # digits of other scripts
        ("", []),
    ],
)
def test_terms_of_a_text(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


@settings(max_examples=60, deadline=None)
@given(texts)
def test_each_term_stands_where_it_says(text: str) -> None:
    for term in terms(text):
        assert text[term.span.start : term.span.end] == term.surface
        assert term.stem


def test_stop_words_are_told_by_the_word_and_not_by_its_stem() -> None:
    assert [t.surface for t in terms("What is being said") if not t.is_stop_word] == []
    assert [t.surface for t in terms("the uses of it") if not t.is_stop_word] == ["uses"]
    assert all(word == word.lower() for word in STOP_WORDS)

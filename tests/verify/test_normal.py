"""The normal form of a quotation, its way back to the raw text, and what it took away."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verify.normal import differences, normalize, readable


@pytest.mark.parametrize(
    ("left", "right", "named"),
    [
        ("two  words\nhere", "two words here", {"white space"}),
        ("two\u00a0words", "two words", {"white space"}),
        ("ASEAN’s “own”", 'ASEAN\'s "own"', {"quotation marks"}),
        ("2011–2015", "2011-2015", {"dashes"}),
        ("a word—another", "a word — another", {"white space"}),
        ("a word -- another", "a word—another", {"dashes", "white space"}),
        ("eﬃcient ﬂow", "efficient flow", {"ligatures"}),
        (
            unicodedata.normalize("NFD", "René à Forêt"),
            "René à Forêt",
            {"composed and decomposed letters"},
        ),
        (unicodedata.normalize("NFD", "한국"), "한국", {"composed and decomposed letters"}),
        ("co\u00adoperation", "cooperation", {"invisible characters"}),
        ("wait...", "wait…", {"dots of an ellipsis"}),
        ("coopera-\ntion", "cooperation", {"hyphen at a line end"}),
        ("coopera- tion", "cooperation", {"hyphen at a line end"}),
        ("ASEAN-\nKorea", "ASEAN-Korea", {"hyphen at a line end"}),
        ("fitfth [sic] largest", "fitfth largest", {"[sic]"}),
        ("[T]he ROK", "The ROK", {"bracketed capital"}),
    ],
)
def test_what_changes_no_word_is_taken_away_and_named(
    left: str, right: str, named: set[str]
) -> None:
    draft = normalize(left, draft=True, joins=lambda word: word == "cooperation")
    source = normalize(right)
    assert draft.text == source.text
    assert differences(draft, 0, source, 0, len(source.text)) == named


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("the ROK", "The ROK"),  # a capital without brackets
        ("-5 per cent", "5 per cent"),
        ("10-15", "1015"),
        ("2021 2025", "2021-2025"),
        ("two-way", "two way"),
        ("m²", "m2"),  # a superscript is no ligature
        ("½", "1/2"),
        ("[the ROK] signed", "the ROK signed"),  # the draft's own words
        ("signed.", "signed"),
        ("naïve", "naive"),
        ("re-\nsign", "resign"),  # a hyphen at a line end stays where the whole is no known word
    ],
)
def test_what_may_change_a_word_is_left(left: str, right: str) -> None:
    draft = normalize(left, draft=True, joins=lambda word: False)
    assert draft.text != normalize(right).text


def test_a_source_keeps_its_brackets_and_its_sic() -> None:
    text = "It said [T]he word [sic] was so"
    assert normalize(text).text == text


def test_a_readable_form_keeps_the_marks_and_joins_the_words() -> None:
    draft = normalize("“[T]he coopera-\ntion” — so", draft=True, joins=lambda word: True)
    assert readable(draft) == "“The cooperation”—so"


def test_a_text_of_which_each_character_stands_for_one_takes_no_room_for_its_places() -> None:
    plain = normalize("a “quoted” word, so")
    assert isinstance(plain.starts, range)
    assert plain.raw_span(2, 8) == (2, 8)
    # As long as its raw text, yet not character by character: one is dropped, another stands for 2.
    uneven = normalize("a\u00adb ﬁn")
    assert uneven.text == "ab fin"
    assert len(uneven.text) == len(uneven.raw)
    assert [uneven.raw_span(at, at + 1) for at in (1, 3, 4, 5)] == [(2, 3), (4, 5), (4, 5), (5, 6)]


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet="ab1 .-–—'“”\n\u00ad[]Tsicﬁe\u0301\u1112\u1161…") | st.text(), st.booleans()
)
def test_every_character_leads_back_to_what_it_came_from(text: str, draft: bool) -> None:
    normal = normalize(text, draft=draft)
    assert len(normal.starts) == len(normal.ends) == len(normal.text)
    position = 0
    for character, start, end in zip(normal.text, normal.starts, normal.ends, strict=True):
        assert position <= start < end <= len(text)
        if character.isalnum() and text[start:end] != character:
            assert unicodedata.normalize("NFKC", text[start:end]).find(character) >= 0
        position = start
    words = "".join(c for c in unicodedata.normalize("NFKC", normal.text) if c.isalnum())
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    raw = "".join(c for c in unicodedata.normalize("NFKC", visible) if c.isalnum())
    assert words == raw or (draft and "[sic" in text)  # no letter or digit is lost or made up

from __future__ import annotations

from itertools import pairwise

import pytest
import sentencex
from hypothesis import given, settings

from pincite.text.sentences import ends_with_abbreviation, split
from strategies import texts


@pytest.mark.parametrize(
    "sentences",
    [
        ["It was held on Aug. 8, 2023.", "Both sides met."],  # a month
        ["Trade rose by 17.5 per cent from 2021.", "It fell later."],  # a decimal
        ["See No. 3 and paras. 5 and 6.", "They say so."],  # what a pinpoint abbreviates
        ["Art. 3 applies.", "So does Art. 4."],
        ["Mr. Kim met Dr. J. K. Lee.", "They spoke."],  # titles and initials
        ["Korea v. Japan was heard.", "It was settled."],
        ["He asked: “Why?”", "She left."],  # a mark inside of quotation marks
        ["The U.S. Government agreed.", "It signed."],
        ["They chose plan B\u00a0.", "Then they left."],  # wide white space before a full stop
        ["On channel 14.²", "The area is 12 km².", "It ends.¹, ³", "So it is.⁴"],  # marks of notes
        ["한국은 합의하였다.", "그들은 서명하였다."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[span.start : span.end] for span in split(text)] == sentences


@settings(max_examples=60, deadline=None)
@given(texts)
def test_sentences_cover_every_visible_character_in_order(text: str) -> None:
    spans = split(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())


@pytest.mark.parametrize("mark", "“„‘«»‹›")
def test_marks_never_closed_are_given_to_the_splitter_in_stretches(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is quadratic in them; and no word is lost where a stretch ends."""
    given: list[int] = []
    segment = sentencex.segment

    def counted(language: str, text: str) -> list[str]:
        given.append(len(text))
        pieces: list[str] = segment(language, text)
        return pieces

    monkeypatch.setattr(sentencex, "segment", counted)
    text = f"{mark}They met Mr. Kim. " * 3_000
    spans = split(text)
    assert max(given) <= 8_000
    assert sum(given) == len(text)
    sentences = [text[span.start : span.end] for span in spans]
    assert {sentence.strip(f"{mark} ") for sentence in sentences} == {"They met Mr. Kim."}
    assert "".join("".join(sentences).split()) == "".join(text.split())


def test_a_long_paragraph_whose_marks_are_closed_is_split_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[int] = []
    monkeypatch.setattr(
        sentencex, "segment", lambda language, text: given.append(len(text)) or [text]
    )
    text = "“They met.” ‘They spoke.’ «They left.» " * 1_000
    split(text)
    assert given == [len(text)]


def test_unknown_language_is_split_as_english() -> None:
    assert len(split("One. Two.", "qq")) == len(split("One. Two.", "en")) == 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("on Aug.", True), ("see para.", True), ("No.", True), ("the Fund.", False), ("2008.", False)],
)
def test_abbreviations_at_the_end(text: str, is_one: bool) -> None:
    assert ends_with_abbreviation(text) is is_one

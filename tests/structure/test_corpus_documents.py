"""What the two documents of the corpus do to a naive splitter, each trap with the real file."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from pincite.readers import read
from pincite.text.sentences import split
from pincite.types import BlockKind, Passage, quote_of
from support.catalogue import CORPUS, corpus

OVERVIEW, OPED = "asean-rok-overview", "korea-herald-2023-08-08"
HEADINGS = (
    "Overview of ASEAN-Republic of Korea Dialogue Relations",
    "Introduction",
    "Political and Security Cooperation",
    "Economic Cooperation",
    "Socio-Cultural Cooperation",
    "Connectivity and Narrowing Development Gap",
    "The ROK's Support to Development Cooperation",
)
CAPTION = (
    "Secretary General Kim Hae-yong of the ASEAN-Korea Center delivers his opening remarks during "
    "the 2023 ASEAN-Korea Youth Network Workshop. ASEAN-Korea Center"
)
FURNITURE = (
    "The Korea Herald",
    "[Contribution] ASEAN and Korea on road to sustainable and equal partnership",
    "By Lee Hyun-joo",
    "Published : Aug. 8, 2023 - 11:32",
    "• Link copied",
    f"{CAPTION} {CAPTION}",
    "By Kim Hae-yong, secretary general of the ASEAN-Korea Center",
)


def raw(key: str) -> str:
    """The file's text without its traces of Markdown, by other means than the reader's."""
    text = (CORPUS / f"{key}.txt").read_bytes().decode("utf-8").replace("\\$", "$")
    return re.sub(r"(?<!\*)\*(\S[^*\n]*\S)\*(?!\*)", r"\1", text)


def passages(key: str) -> list[Passage]:
    return list(corpus().passages(list(corpus().rows_of(key))))


def quotes(key: str) -> list[str]:
    return list(corpus().quotes(list(corpus().rows_of(key))))


@cache
def numbered_paragraphs() -> list[tuple[str, str]]:
    """(number, words) of the Overview, cut by a slicer of this test's own."""
    lines = [line for line in raw(OVERVIEW).splitlines() if line.strip() not in HEADINGS]
    flat = " ".join(" ".join(lines).split())
    pieces = re.split(r"(?:^| )(?:- )?(\d{1,2})\. (?=[A-Z])", flat)
    return list(zip(pieces[1::2], (words.strip() for words in pieces[2::2]), strict=True))


def by_display(display: str) -> str:
    places = zip(passages(OVERVIEW), quotes(OVERVIEW), strict=True)
    return next(q for p, q in places if p.locator and p.locator.display == display)


def test_every_passage_of_the_overview_is_what_another_slicer_cuts() -> None:
    found = [
        (p.locator and p.locator.value, q)
        for p, q in zip(passages(OVERVIEW), quotes(OVERVIEW), strict=True)
    ]
    assert found == numbered_paragraphs()
    assert len(found) == 40


def test_every_passage_of_the_op_ed_is_what_another_slicer_cuts() -> None:
    paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", raw(OPED)) if p.strip()]
    assert tuple(paragraphs[: len(FURNITURE)]) == FURNITURE
    assert quotes(OPED) == [CAPTION, *paragraphs[len(FURNITURE) :]]


def test_every_word_of_the_overview_is_in_exactly_one_passage() -> None:
    numbers = Counter(f"{number}." for number, _ in numbered_paragraphs())
    bullets = Counter({"-": len(numbered_paragraphs()) - 1})  # paragraph 21 has none
    expected = Counter(raw(OVERVIEW).split()) - numbers - bullets
    expected -= Counter(" ".join(HEADINGS).split())
    assert Counter(" ".join(quotes(OVERVIEW)).split()) == expected


def test_every_word_of_the_op_ed_is_in_exactly_one_passage() -> None:
    expected = Counter(raw(OPED).split()) - Counter(" ".join(FURNITURE).split())
    expected += Counter(CAPTION.split())  # printed twice, found once
    assert Counter(" ".join(quotes(OPED)).split()) == expected


@pytest.mark.parametrize("key", [OVERVIEW, OPED])
def test_spans_of_passages_ascend_and_never_overlap(key: str) -> None:
    spans = [span for passage in passages(key) for span in passage.spans]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    text = corpus().document(key).text
    assert all(
        quote_of(text, p.spans) == q for p, q in zip(passages(key), quotes(key), strict=True)
    )


@pytest.mark.parametrize("key", [OVERVIEW, OPED])
def test_no_two_passages_of_a_document_have_one_locator(key: str) -> None:
    displays = [passage.locator.display for passage in passages(key) if passage.locator]
    assert len(displays) == len(set(displays)) == len(passages(key))


@pytest.mark.parametrize("key", [OVERVIEW, OPED])
def test_sentences_cover_their_passage(key: str) -> None:
    for passage, quote in zip(passages(key), quotes(key), strict=True):
        assert " ".join(quote[s.start : s.end] for s in passage.sentences) == quote


def test_bare_lines_give_the_section() -> None:
    sections = dict.fromkeys(passage.section for passage in passages(OVERVIEW))
    assert list(sections) == [(heading,) for heading in HEADINGS[1:]]


def test_paragraph_that_begins_in_the_middle_of_a_line_is_a_passage() -> None:
    assert by_display("para. 20").endswith("towards the AKEC Fund.")
    assert by_display("para. 21").startswith("The Dialogue between the ASEAN Secretary-General")
    assert by_display("para. 21").endswith("investment environment in ASEAN.")


@pytest.mark.parametrize(
    ("number", "first", "second"),
    [
        ("28", "On education,", "On forest cooperation,"),
        ("29", "Cooperation between ASEAN and the ROK on culture", "On environment"),
        ("30", "On health,", "In the area of disaster management,"),
    ],
)
def test_number_printed_twice_gives_two_passages(number: str, first: str, second: str) -> None:
    assert by_display(f"para. {number} (first of two)").startswith(first)
    assert by_display(f"para. {number} (second of two)").startswith(second)


@pytest.mark.parametrize(
    ("display", "seam"),
    [
        ("para. 8", "Summit to promote practical cooperation, including"),  # goes on in lower case
        ("para. 29 (first of two)", "in 2017. The ASEAN Culture House (ACH)"),  # … in a capital
    ],
)
def test_paragraph_cut_by_a_page_break_is_one_passage(display: str, seam: str) -> None:
    assert seam in by_display(display)


def test_traces_of_markdown_are_not_quoted() -> None:
    assert "initial contribution of US$531,915 in 2008" in by_display("para. 20")
    title = "Enhancing COVID-19 Detection Capacity for COVID-19 in ASEAN Member State"
    assert f"a project on {title} with" in by_display("para. 30 (first of two)")
    assert not any("\\" in quote or "*" in quote for quote in quotes(OVERVIEW))


def test_caption_printed_twice_is_one_passage_and_masthead_none() -> None:
    kinds = [passage.kind for passage in passages(OPED)]
    assert kinds == [BlockKind.CAPTION] + [BlockKind.PARAGRAPH] * 12
    said = " ".join(quotes(OPED))
    for words in ("Link copied", "Lee Hyun-joo", "Published", "The Korea Herald"):
        assert words not in said


def test_locators_of_an_article_without_numbers_are_counted() -> None:
    caption, *body = (passage.locator for passage in passages(OPED))
    assert caption is not None
    assert caption.display == "caption"
    assert [locator and locator.display for locator in body] == [f"para. {n}" for n in range(1, 13)]
    assert not any(locator and locator.printed for locator in body)


def test_printed_numbers_say_that_they_are_printed() -> None:
    assert all(passage.locator and passage.locator.printed for passage in passages(OVERVIEW))


def test_article_has_no_section() -> None:
    """Its one heading is its title, which the citation gives already."""
    assert {passage.section for passage in passages(OPED)} == {()}


@pytest.mark.parametrize(
    "words",
    [
        "reached USD 222.8 billion, an increase of 17.5 per cent from 2021.",  # decimals
        "Lao PDR and the adoption of the ASEAN-ROK Plan of Action",  # an abbreviation in capitals
        "both ASEAN and Korea, the results of which would be published by the end of this year.",
        "“if you want to go fast, go alone; If you want to go far, go together.”",  # a capital
    ],
)
def test_abbreviations_and_decimals_end_no_sentence(words: str) -> None:
    for key in (OVERVIEW, OPED):
        for quote in quotes(key):
            if words in quote:
                sentences = [quote[s.start : s.end] for s in split(quote)]
                assert any(words in sentence for sentence in sentences)
                return
    pytest.fail("no passage has these words")


def test_reader_names_what_it_repaired() -> None:
    repairs = read(Path(CORPUS / f"{OVERVIEW}.txt")).repairs
    assert sum(repair.count for repair in repairs) >= 3  # two backslashes, one pair of asterisks

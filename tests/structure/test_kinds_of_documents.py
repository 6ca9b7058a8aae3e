"""How documents of other trades are cut: recitals, resolutions, judgments, minutes, statutes."""

from __future__ import annotations

import pytest

from pincite.types import Block, BlockKind, Span
from structure.texts import cut, displays, document

REGULATION = """REGULATION ON PERSONAL DATA

Having regard to the Treaty on the Functioning of the Union, and in particular Article 16 thereof,

Whereas:

(1) The protection of natural persons is a fundamental right.

(2) The principles of protection should respect their freedoms.

HAVE ADOPTED THIS REGULATION:

CHAPTER I

General provisions

Article 1

Subject-matter and objectives

1. This Regulation lays down rules relating to natural persons.

2. This Regulation protects their fundamental rights.

Article 2

Material scope

1. This Regulation applies to processing by automated means.

2. This Regulation does not apply to processing:

(a) in the course of an activity outside the scope of Union law;

(b) by the Member States.

3. The Commission shall report.
"""


def test_recitals_and_the_paragraphs_of_articles_are_told_apart() -> None:
    found = dict(displays(REGULATION))
    assert found["para. 1 (REGULATION ON PERSONAL DATA)"].startswith("The protection")
    assert found["para. 1 (Article 1)"].startswith("This Regulation lays down")
    assert found["para. 1 (Article 2)"].startswith("This Regulation applies")
    assert found["unnumbered para. 3"] == "HAVE ADOPTED THIS REGULATION:"


def test_letters_of_items_are_quoted_with_the_paragraph_they_belong_to() -> None:
    quote = dict(displays(REGULATION))["para. 2 (Article 2)"]
    assert quote == (
        "This Regulation does not apply to processing: (a) in the course of an activity outside "
        "the scope of Union law; (b) by the Member States."
    )


def test_title_of_an_article_stands_below_it_in_the_section() -> None:
    sections = {passage.section for passage, _ in cut(REGULATION)}
    chapter = ("REGULATION ON PERSONAL DATA", "CHAPTER I", "General provisions")
    assert (*chapter, "Article 1", "Subject-matter and objectives") in sections
    assert (*chapter, "Article 2", "Material scope") in sections


def test_articles_of_unnumbered_paragraphs_are_named_in_the_section() -> None:
    found = cut(
        "Article 5\n\nEvery person has the right to liberty.\n\nNo one shall be deprived of it.\n\n"
        "Article 6. Fair trial\n\nEveryone is entitled to a hearing.\n"
    )
    assert [passage.section for passage, _ in found] == [
        ("Article 5",),
        ("Article 5",),
        ("Article 6. Fair trial",),
    ]


def test_a_sentence_that_opens_with_a_division_is_no_heading() -> None:
    text = "Article 5 and its history\n\nArticle 5 protects liberty.\n\nPart of it is old.\n"
    found = cut(text)
    assert [quote for _, quote in found] == ["Article 5 protects liberty.", "Part of it is old."]


def test_operative_paragraphs_of_a_resolution() -> None:
    found = displays(
        "Resolution 2231 (2015)\n\nThe Security Council,\n\nRecalling its resolutions 1696 (2006) "
        "and 1737 (2006),\n\n1. Endorses the Plan, and urges its full implementation;\n\n"
        "2. Requests the Director General to undertake verification:\n\n(a) at each site;\n\n"
        "(b) for the full duration;\n\n3. Decides to remain seized of the matter.\n"
    )
    assert found == [
        ("unnumbered para. 1", "The Security Council,"),
        ("unnumbered para. 2", "Recalling its resolutions 1696 (2006) and 1737 (2006),"),
        ("para. 1", "Endorses the Plan, and urges its full implementation;"),
        ("para. 2", "Requests the Director General to undertake verification: (a) at each site; "
         "(b) for the full duration;"),
        ("para. 3", "Decides to remain seized of the matter."),
    ]  # fmt: skip


def test_paragraphs_of_a_judgment_in_square_brackets() -> None:
    found = displays(
        "[2019] UKSC 41\n\nIntroduction\n\n[12] The issue is not when the United Kingdom is to "
        "leave. See [10] above.\n\n[13] Before us are two appeals.\n\nThe facts\n\n"
        "[14] In [2018] 2 WLR the court held otherwise.\n"
    )
    assert [display for display, _ in found] == ["para. 12", "para. 13", "para. 14"]
    assert found[2][1] == "In [2018] 2 WLR the court held otherwise."


def test_korean_paragraphs_headings_and_items() -> None:
    text = (
        "한-아세안 관계 개요\n\n서론\n\n1. 대한민국은 1989년 11월에 관계를 수립하였다. 지위를 "
        "얻었다.\n\n2. 다음과 같이 합의하였다:\n\n가. 무역은 증가한다.\n\n나. 투자는 증가한다.\n\n"
        "3. 교역액은 2,228억 달러에 달하였다.\n"
    )
    found = displays(document(text, title="한-아세안 관계 개요", language="ko"))
    assert [display for display, _ in found] == ["para. 1", "para. 2", "para. 3"]
    assert found[1][1] == "다음과 같이 합의하였다: 가. 무역은 증가한다. 나. 투자는 증가한다."
    assert {passage.section for passage, _ in cut(text)} == {("서론",)}


def test_each_lettered_item_of_minutes_is_a_passage_with_what_lies_below_it() -> None:
    found = displays(
        "Minutes of the 3rd meeting\n\n(a) The Chair opened the meeting at 10.00.\n\n"
        "(b) The minutes of the last meeting were approved.\n\n(c) The Committee agreed:\n"
        "(i) to meet again in June;\n(ii) to write to the Minister.\n\n"
        "(d) There was no other business.\n"
    )
    assert [quote for _, quote in found] == [
        "(a) The Chair opened the meeting at 10.00.",
        "(b) The minutes of the last meeting were approved.",
        "(c) The Committee agreed: (i) to meet again in June; (ii) to write to the Minister.",
        "(d) There was no other business.",
    ]


def test_the_ninth_letter_is_not_taken_for_a_numeral() -> None:
    text = "Minutes\n\n" + "\n\n".join(f"({c}) Item {c} was taken." for c in "abcdefghij")
    assert len(cut(text + "\n")) == 10


def test_bullets_belong_to_the_paragraph_that_leads_into_them() -> None:
    found = displays(
        "Three things were said at the meeting of the committee:\n• the first;\n• the second;\n"
        "• the third.\n\nNothing else was said that day.\n"
    )
    assert found == [
        ("para. 1", "Three things were said at the meeting of the committee: the first; the second;"
         " the third."),
        ("para. 2", "Nothing else was said that day."),
    ]  # fmt: skip


def test_numbered_list_inside_a_numbered_paragraph_is_part_of_it() -> None:
    """And the number after the list is believed, however far above the list's numbers it is."""
    main = [f"{n}. The Council took note of matter {n}." for n in range(1, 31)]
    main[13] = "14. The Council agreed:\n(1) to meet in June;\n(2) to write;\n(3) to wait."
    found = dict(displays("\n\n".join(main) + "\n"))
    assert len(found) == 30
    assert (
        found["para. 14"] == "The Council agreed: (1) to meet in June; (2) to write; (3) to wait."
    )
    assert found["para. 30"] == "The Council took note of matter 30."


def test_numbers_that_begin_again_under_each_heading() -> None:
    text = "\n\n".join(
        f"{name}\n\n1. First point of {name}.\n\n2. Second point of {name}."
        for name in ("Trade", "Culture", "Health")
    )
    assert dict(displays(text + "\n")) == {
        f"para. {n} ({name})": f"{order} point of {name}."
        for name in ("Trade", "Culture", "Health")
        for n, order in ((1, "First"), (2, "Second"))
    }


def test_numbers_of_clauses_nest() -> None:
    numbers = ("1.", "1.1", "1.2", "2.", "2.1", "2.1.1")
    text = "\n\n".join(f"{number} Clause {number} says so" for number in numbers) + "\n"
    assert [display for display, _ in displays(text)] == [
        f"para. {number.rstrip('.')}" for number in numbers
    ]


@pytest.mark.parametrize(
    "words",
    [
        "2009. The year after that it came into effect and",  # a year at the beginning of a line
        "3.5 per cent of the whole, which is more than ever,",  # a decimal
        "4. May had been the date that both sides wished for",  # a day that fits the sequence
        "1. May was the date that the other side wished for",  # a day that opens a sequence
        "- which is bigger than all of its neighbours are -",  # a dash
    ],
)
def test_wrapped_line_that_begins_like_a_paragraph_is_part_of_its_own(words: str) -> None:
    text = (
        "1. The first paragraph, all in one line, is here.\n\n"
        "2. The agreement that both sides had negotiated for ten years was signed in\n"
        f"{words}\nwas welcomed by the Member States of the Association.\n\n"
        "3. The third paragraph, all in one line, is here.\n"
    )
    found = displays(text)
    assert [display for display, _ in found] == ["para. 1", "para. 2", "para. 3"]
    assert f"signed in {words} was welcomed" in found[1][1]


def test_inline_number_after_an_abbreviation_begins_no_paragraph() -> None:
    text = (
        "1. It is so. It was agreed on Aug. 2. The Ministers then left for the next day.\n\n"
        "3. They met again.\n"
    )
    assert [display for display, _ in displays(text)] == ["para. 1", "para. 3"]


def test_number_without_a_space_after_it() -> None:
    """As PDF extraction gives it."""
    text = "16. One paragraph here.\n\n17.The Council noted it.\n\n18. And another one.\n"
    assert [display for display, _ in displays(text)] == ["para. 16", "para. 17", "para. 18"]


def test_rows_of_a_table_are_words_and_not_headings() -> None:
    rows = [f"Country {n} 20{n} 30{n}" for n in range(10, 20)]
    said = " ".join(quote for _, quote in cut("Trade figures follow.\n\n" + "\n".join(rows) + "\n"))
    assert all(row in said for row in rows)


def test_signature_at_the_end_is_not_lost() -> None:
    signature = ("Done at Seoul", "Ann Lee", "Minister of Trade")
    text = "\n\n".join(("1. The Parties agree.", "2. This is final.", *signature)) + "\n"
    said = " ".join(quote for _, quote in cut(text))
    assert all(words in said for words in signature)


def test_short_opening_sentences_are_not_taken_for_a_byline() -> None:
    prose = "In the years since then the two have come to trade with each other more than with any "
    text = (
        "The title of it\n\nBy Ann Lee\n\nPublished 8 August 2023\n\nBy then, all had agreed.\n\n"
        "Published results from 2019 show a decline.\n\n"
        f"{prose}of their other neighbours.\n\nPrint\n"
    )
    assert [quote for _, quote in cut(text)] == [
        "By then, all had agreed.",
        "Published results from 2019 show a decline.",
        f"{prose}of their other neighbours.",
    ]


def test_what_is_written_about_a_platform_is_no_button_to_share_with() -> None:
    prose = (
        "In all of the years since then the two have come to trade with each other far more than "
    )
    prose += "with any of their other neighbours."
    listed = "The Centre uses:\n\n- Facebook\n- X\n- a list of its own\n\nPrint\n\n"
    assert [quote for _, quote in cut(f"{prose}\n\n{listed}{prose}\n")] == [
        prose,
        "The Centre uses: Facebook X a list of its own",
        prose,
    ]
    words = f"{prose}\n\nFacebook\n\n{prose}"
    spans = Span(0, len(prose)), Span(len(prose) + 2, len(prose) + 10)
    kinds = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH
    blocks = [Block(kind, (span,), kind is BlockKind.HEADING) for kind, span in zip(
        kinds, (*spans, Span(len(prose) + 12, len(words))), strict=True)]  # fmt: skip
    held = cut(document(words, blocks=tuple(blocks)))
    assert [passage.section for passage, _ in held] == [(), ("Facebook",)]


def test_list_of_three_does_not_make_an_article_a_numbered_document() -> None:
    """Paragraphs after the list are their own, not part of its last item."""
    prose = [
        f"Paragraph {n} of the article says something at some length about trade." for n in range(6)
    ]
    text = "\n\n".join([*prose[:3], "1. To begin with, sell.\n\n2. Then, buy.", *prose[3:]]) + "\n"
    found = displays(text)
    assert [quote for _, quote in found if quote.startswith("Paragraph")] == prose


def test_arabic_paragraphs_with_arabic_digits() -> None:
    found = displays("١. اعتمد الجانبان البيان المشترك.\n\n٢. عقدت القمة في سيول.\n")
    assert [display for display, _ in found] == ["para. ١", "para. ٢"]


@pytest.mark.parametrize("text", ["", " \n\n ", "\n\x0c\n"])
def test_empty_document_has_no_passages(text: str) -> None:
    assert cut(text) == []


def test_document_of_headings_only_is_cited_by_its_lines() -> None:
    said = " ".join(quote for _, quote in cut("One Heading\n\nAnother Heading\n\nA Third\n"))
    assert said == "One Heading Another Heading A Third"

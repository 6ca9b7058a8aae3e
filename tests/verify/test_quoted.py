"""The status of a quotation: letter for letter, nearly, with an ellipsis, at the place cited."""

from __future__ import annotations

import pytest

from pincite.types import Page, Record, Span, quote_of
from pincite.verify.types import Edit, Status
from support.catalogue import MemoryCatalogue, document_from, numbered, unnumbered
from verify.desk import Desk, where

QUOTATIONS = [
    # letter for letter
    (
        '"two-way trade between ASEAN and the ROK reached USD 222.8 billion" (Overview, para. 17)',
        "exact",
        "para. 17",
    ),
    (
        '"two-way trade between ASEAN and the ROK reached USD 222.8 billion" he said',
        "exact",
        "para. 17",
    ),
    # over the page break inside paragraph 8, whose blank lines the quote leaves out
    (
        '"at the 22nd ASEAN-ROK Summit to promote practical cooperation, including" x',
        "exact",
        "para. 8",
    ),
    # a full stop of the draft's own before the closing mark
    ('"the ROK reached USD 222.8 billion." (Overview, para. 17)', "normalized", "para. 17"),
    (
        '"[I]n 2022, the ROK increased its annual contribution" (Overview, para. 36)',
        "normalized",
        "para. 36",
    ),
    ('‘a more "sustainable" and "equal" one’ (Kim op-ed, para. 3)', "normalized", "para. 3"),
    (
        '"… the ROK increased its annual contribution …" (Overview, para. 36)',
        "normalized",
        "para. 36",
    ),
    # from one paragraph into the next
    ('"US$500,000 towards the AKEC Fund. The Dialogue between" x', "normalized", "para. 20"),
    # never a part of a word or of a number
    ('"the ROK reached USD 222" (Overview, para. 17)', "altered", "para. 17"),
    ('"to USD 1" (Overview, para. 36)', "altered", "para. 36"),
    ('"to USD 1" x', "not_found", None),
    ('"ROK increased its annual contrib" (Overview, para. 36)', "altered", "para. 36"),
    # any word, digit, name, unit or negation
    (
        '"two-way trade between ASEAN and the ROK reached USD 223.8 billion" x',
        "altered",
        "para. 17",
    ),
    (
        '"two-way trade between ASEAN and the ROK reached USD 222.8 million" x',
        "altered",
        "para. 17",
    ),
    (
        '"two-way trade between ASEAN and the ROK reached EUR 222.8 billion" x',
        "altered",
        "para. 17",
    ),
    ('"came into effect on 1 January 2011" (Overview, para. 18)', "altered", "para. 18"),
    ('"minimal analysis has not been done for all 10 ASEAN countries" x', "altered", "para. 4"),
    ('"the ROK increased its annual contribution" (Overview, para. 36)', "exact", "para. 36"),
    (
        '"the rok increased its annual contribution" (Overview, para. 36)',
        "altered",
        "para. 36",
    ),  # capitals
    # parts in order
    (
        '"the ROK has doubled its contribution … to support more cooperation programmes" x',
        "ellipsis",
        "para. 36",
    ),
    (
        '"the ROK has doubled its contribution [...] to support more cooperation programmes" x',
        "ellipsis",
        "para. 36",
    ),
    (
        '"all ASEAN Member States … which is still undertaking internal procedures" x',
        "ellipsis_unsafe",
        "para. 19",
    ),
    # fragments of which many a sentence could be made
    ('"The ROK … signed … Kuala Lumpur" (Overview, para. 18)', "ellipsis_unsafe", "para. 17"),
    ('"ASEAN … ROK … June 2007" (Overview, para. 18)', "ellipsis_unsafe", "para. 18"),
    ('"The ROK … Kuala Lumpur" (Overview, para. 18)', "ellipsis_unsafe", "para. 17"),
    (
        '"the ROK has doubled its contribution … to the … since 2019" x',
        "ellipsis_unsafe",
        "para. 36",
    ),
    ('"the ROK has doubled its contribution … since 2019" x', "ellipsis", "para. 36"),
    # the parts stand in two documents
    (
        '"the ROK has doubled its contribution … Prominent influencers and industry '
        'professionals from AMS" x',
        "altered",
        "para. 9",
    ),
    # the place
    (
        '"The ROK established its Mission to ASEAN in Jakarta" (Overview, para. 6)',
        "wrong_locator",
        "para. 5",
    ),
    (
        '"The ROK established its Mission to ASEAN in Jakarta" (Overview, para. 99)',
        "wrong_locator",
        "para. 5",
    ),
    (
        '"The ROK established its Mission to ASEAN in Jakarta" (Kim op-ed, para. 5)',
        "wrong_document",
        "para. 5",
    ),
    ('"signed by the Foreign Ministers" (Hanoi Communique, para. 5)', "exact", "para. 14"),
    # a number printed twice fits either
    (
        '"On forest cooperation, the Agreement" (Overview, para. 28)',
        "exact",
        "para. 28 (second of two)",
    ),
    ('"ASEAN and the ROK" x', "ambiguous", "para. 6"),
    ('"between ASEAN and the ROK" (Overview, para. 29)', "exact", "para. 29 (first of two)"),
    # short ones
    ('the "equal" one', "too_short", None),
    ('the "strategic partnership" x', "too_short", None),
    ('"strategic partnership" (Kim op-ed, para. 2)', "exact", "para. 2"),
    ('"strategic partnership" (Kim op-ed, para. 3)', "wrong_locator", "para. 2"),
    ('"nobody wrote anything like this about cheese" x', "not_found", None),
    ('"…" x', "too_short", None),
]


@pytest.mark.parametrize(("draft", "status", "display"), QUOTATIONS)
def test_a_quotation_gets_the_status_that_fits(
    desk: Desk, draft: str, status: str, display: str | None
) -> None:
    item = desk.only(draft)
    assert item.status.value == status, (item.detail, item.diff)
    assert where(item)[:1] == ([display] if display is not None else [])


@pytest.mark.parametrize("draft", [case[0] for case in QUOTATIONS])
def test_what_is_exact_or_normalized_is_proved_by_slicing_the_source(
    desk: Desk, draft: str
) -> None:
    item = desk.only(draft)
    for place in item.places:
        document = desk.catalogue.document(place.passage.document)
        assert place.quote == quote_of(document.text, place.passage.spans)
        assert all(0 <= s.start < s.end <= len(place.quote) for s in place.spans)
    if item.words is Status.EXACT:
        span = item.places[0].spans[0]
        assert item.places[0].quote[span.start : span.end] == item.text


def test_the_differences_passed_over_are_listed(desk: Desk) -> None:
    item = desk.only("“two–way  trade between\nASEAN and the ROK reached” (Overview, para. 17)")
    assert item.status is Status.NORMALIZED
    assert item.differences == ("dashes", "white space")
    item = desk.only('"AKEC Fund. The Dialogue between the ASEAN Secretary-General" x')
    assert item.differences == ("paragraph break",)
    assert where(item) == ["para. 20", "para. 21"]


def test_a_line_end_hyphen_is_joined_only_into_a_word_of_the_sources(desk: Desk) -> None:
    item = desk.only('"the ROK busi-\nness communities abreast" x')
    assert (item.status, item.differences) == (Status.NORMALIZED, ("hyphen at a line end",))
    item = desk.only('"the 22nd ASEAN-\nROK Summit to promote" x')
    assert (item.status, item.differences) == (Status.NORMALIZED, ("hyphen at a line end",))


# What a source prints in square brackets, and what a draft may make of it.
PRINTED = (
    "[T]he Court found the fitfth [sic] largest of the Parties to have agreed in substance.",
    "The Council heard the fitfth largest of the Parties, which did not agree in substance.",
)


@pytest.mark.parametrize(
    ("words", "status", "differences"),
    [
        ("[T]he Court found the fitfth [sic] largest of the Parties", "exact", ()),
        ("the fitfth [sic] largest of the Parties to have agreed", "exact", ()),
        ("[T]he Court found the fitfth", "exact", ()),
        # one is the source's, the other the draft's own
        ("[t]he fitfth [sic] largest of the Parties to have", "normalized", ("bracketed capital",)),
        ("[t]he fitfth [sic] largest of the Parties, which", "normalized", None),
        ("[T]he Court … [sic] largest of the Parties", "ellipsis", ()),
    ],
)
def test_brackets_that_the_source_prints_are_its_own(
    words: str, status: str, differences: tuple[str, ...] | None
) -> None:
    desk = Desk(MemoryCatalogue([numbered("d", PRINTED)]))
    item = desk.only(f'"{words}" x')
    assert item.status.value == status, (item.detail, item.diff)
    assert differences is None or item.differences == differences


def test_a_diff_drops_no_brackets_that_the_draft_has_too() -> None:
    desk = Desk(MemoryCatalogue([numbered("d", PRINTED)]))
    item = desk.only('"the fitfth [sic] biggest of the Parties to have agreed" x')
    changes = [(c.edit, c.source, c.draft) for c in item.diff if c.edit is not Edit.SAME]
    assert changes == [(Edit.CHANGED, "largest", "biggest")]


def test_a_printed_sic_does_not_lead_away_from_the_place_cited() -> None:
    texts = ["They took the fitfth [sic] largest share.", "They took the fitfth largest share."]
    desk = Desk(MemoryCatalogue([numbered("d", texts)]))
    for number, status in ((1, Status.EXACT), (2, Status.NORMALIZED)):
        item = desk.only(f'"took the fitfth [sic] largest share" (d, para. {number})')
        assert (item.status, where(item)) == (status, [f"para. {number}"])


def test_a_bracketed_letter_is_no_other_form_of_the_letter(desk: Desk) -> None:
    item = desk.only('"[t]he ROK established its Mission to ASEAN in Jakarta" (Overview, para. 5)')
    assert (item.status, item.differences) == (Status.NORMALIZED, ("bracketed capital",))


def test_an_altered_quotation_shows_word_by_word_what_changed(desk: Desk) -> None:
    item = desk.only(
        '"[i]n 2022, the ROK doubled its contribution to the AKCF to USD 16 billion." x'
    )
    changes = [(c.edit, c.source, c.draft) for c in item.diff if c.edit is not Edit.SAME]
    assert changes == [
        (Edit.CHANGED, "increased", "doubled"),
        (Edit.DROPPED, "annual", ""),
        (Edit.CHANGED, "million", "billion"),
    ]


def test_two_sentences_joined_across_a_gap_show_what_is_missing(desk: Desk) -> None:
    item = desk.only(
        '"initiated sectoral dialogue relations in November 1989. '
        'The partnership was elevated to a Summit level in 1997 in Kuala Lumpur." x'
    )
    assert item.status is Status.ALTERED
    assert where(item) == ["para. 1"]
    dropped = " ".join(c.source for c in item.diff if c.edit is Edit.DROPPED)
    assert "was accorded a full Dialogue Partner status" in dropped


def test_fragments_from_different_places_never_merge(desk: Desk) -> None:
    item = desk.only(
        '"The ROK established its Mission to ASEAN in Jakarta in September 2012 and '
        'minimal analysis or literature review" x'
    )
    assert item.status is Status.ALTERED
    assert where(item) == ["para. 5"]
    assert "minimal" not in " ".join(change.source for change in item.diff)


def test_the_parts_around_an_ellipsis_are_of_one_document() -> None:
    texts = "The parties met in the northern city.", "They signed in the southern one."
    draft = '"parties met in the northern … signed in the southern" x'
    desk = Desk(MemoryCatalogue([numbered("d", texts)]))
    assert desk.only(draft).status is Status.ELLIPSIS
    desk = Desk(
        MemoryCatalogue([numbered(key, [words]) for key, words in zip("de", texts, strict=True)])
    )
    assert desk.only(draft).status is not Status.ELLIPSIS


@pytest.mark.parametrize(
    "part", ["reached USD 222", "8 billion, an increase of", "reached USD 222.8 bill"]
)
def test_a_part_before_or_after_an_ellipsis_cuts_no_number_and_no_word(
    desk: Desk, part: str
) -> None:
    before = "two-way trade between ASEAN and the"
    assert desk.only(f'"{before} … reached USD 222.8 billion" x').status is Status.ELLIPSIS
    assert desk.only(f'"{before} … {part}" x').status is not Status.ELLIPSIS


def test_an_ellipsis_shows_the_words_left_out(desk: Desk) -> None:
    item = desk.only('"the ROK has doubled its contribution … since 2019" (Overview, para. 36)')
    assert item.left_out == ("to the AKCF to USD 14 million",)
    item = desk.only('"all ASEAN Member States … which is still undertaking" x')
    assert "“except”" in item.detail
    assert item.left_out == (", except Viet Nam,",)


def test_fragments_too_short_to_say_what_they_belong_to_are_named(desk: Desk) -> None:
    item = desk.only('"the ROK has doubled … its … to support more cooperation programmes" x')
    assert item.detail == "too few words to tell what belongs together: “its”"
    assert item.to_mend


def test_a_wrong_locator_says_where_it_is(desk: Desk) -> None:
    item = desk.only('"The ROK established its Mission to ASEAN in Jakarta" (Overview, para. 6)')
    assert item.detail == "para. 6 does not hold it; para. 5 does"
    assert item.words is Status.EXACT


def test_an_altered_quotation_elsewhere_says_both(desk: Desk) -> None:
    item = desk.only('"The ROK established its Embassy to ASEAN in Jakarta" (Overview, para. 6)')
    assert item.status is Status.ALTERED
    assert "para. 5 comes nearest" in item.detail


def test_a_heading_is_found_and_is_no_passage(desk: Desk) -> None:
    item = desk.only('"Connectivity and Narrowing Development Gap" x')
    assert item.status is Status.EXACT
    assert item.places == ()
    assert item.document == "asean-rok-overview"
    assert "no passage" in item.detail


def test_a_page_break_and_a_split_paragraph_do_not_hide_the_words() -> None:
    """A paragraph cut into parts for the encoder is still one for who quotes it."""
    sentences = " ".join(f"Sentence number {n} speaks of matter {n * 7} alone." for n in range(30))
    desk = Desk(MemoryCatalogue([numbered("long", [sentences, "A short one."])], window=40))
    assert desk.catalogue.passage_count() > 3
    text = " ".join(f"Sentence number {n} speaks of matter {n * 7} alone." for n in range(3, 7))
    item = desk.only(f'"{text}" (long, para. 1)')
    assert item.status is Status.EXACT
    assert len(item.places) > 1


def test_words_across_a_heading_are_not_contiguous() -> None:
    text = "- 1. The first part ends here.\n\nA Heading\n\n- 2. The second part begins here.\n"
    record = Record(key="d", file="d.txt", title="A paper")
    desk = Desk(MemoryCatalogue([document_from(record, text)]))
    item = desk.only('"The first part ends here. The second part begins here." x')
    assert item.status is Status.ALTERED


def test_korean_text_is_compared_character_by_character() -> None:
    """A quotation may end before a particle, which is written without a space."""
    paragraph = (
        "아세안과 한국은 2010년 1월 1일 자유무역협정을 발효하였다. 양측은 협력을 강화하고 있다."
    )
    desk = Desk(MemoryCatalogue([unnumbered("ko", [paragraph], title="한국 문서", language="ko")]))
    assert desk.only("그는 「자유무역협정을 발효하였다」고 썼다.").status is Status.EXACT
    assert (
        desk.only("그는 「한국은 2011년 1월 1일 자유무역협정을 발효하였다」고 썼다.").status
        is Status.ALTERED
    )


def test_pages_are_told_where_a_passage_has_no_number() -> None:
    text = "First paragraph with words here.\n\nSecond paragraph with other words.\n"
    pages = (Page(1, Span(0, 33)), Page(2, Span(33, len(text))))
    record = Record(key="d", file="d.pdf", title="A paged paper")
    desk = Desk(MemoryCatalogue([document_from(record, text, pages)]))
    item = desk.only('"Second paragraph with other words" ("A paged paper", p. 1)')
    assert item.status is Status.WRONG_LOCATOR
    assert (
        desk.only('"Second paragraph with other words" ("A paged paper", p. 2)').status
        is Status.EXACT
    )

"""A draft verified: which citation belongs where, pinpoints, figures, sentences, limits."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.types import Answer, Hit, Passage, Verdict
from pincite.types import Status as AnswerStatus
from pincite.verify.sources import Segment, Sources
from pincite.verify.types import MOST_OTHERS, WORST_FIRST, ItemKind, Status
from pincite.verify.verify import Limits
from support.catalogue import MemoryCatalogue, corpus, numbered
from verify.desk import Desk, where

SUPPORTED = ("0.8", "figure_supported", "0.8")


@pytest.mark.parametrize(
    ("draft", "pinpoints"),
    [
        # at once after it
        ('"q q q" (Overview, para. 5), "r r r" (Overview, para. 6)', ["5", "6"]),
        ('"q q q." (Overview, para. 5) "r r r." (Overview, para. 6)', ["5", "6"]),
        # before it in its sentence
        ('As para. 5 of the Overview says, "q q q", and Kim op-ed, para. 2, "r r r".', ["5", "2"]),
        (
            '"q q q", Kim writes (Kim op-ed, para. 2), and Overview, para. 5, has "r r r".',
            ["2", "5"],
        ),
        # one for two
        ('They have "q q q" and "r r r" (Overview, para. 5).', ["5", "5"]),
        # after it in a paragraph of its own, but not far below
        ('"q q q"\n\n(Overview, para. 5)', ["5"]),
        ('"q q q"\n\n\n(Overview, para. 5)', [None]),
        # of another sentence
        ('This is Overview, para. 5. Nobody wrote "q q q".', [None]),
        ("As the Overview (para. 5) has it:\n\n> q q q\n\nand so on", ["5"]),
        ("As Overview, para. 5, has it:\n\n> q q q\n\nand so on", ["5"]),
        ("It goes:\n\n> q q q\n> — Overview, para. 5\n\nand so on", ["5"]),
    ],
)
def test_a_quotation_has_the_citation_beside_it(
    desk: Desk, draft: str, pinpoints: list[str | None]
) -> None:
    items = [item for item in desk.verify(draft).items if item.kind is ItemKind.QUOTATION]
    cited = [
        item.citation.pinpoint.ranges[0].first
        if item.citation is not None and item.citation.pinpoint is not None
        else None
        for item in items
    ]
    assert cited == pinpoints


def test_the_title_in_a_citation_is_no_quotation(desk: Desk) -> None:
    draft = '"Overview of ASEAN-Republic of Korea Dialogue Relations" (n.d.), para. 17'
    assert [item.kind for item in desk.verify(draft).items] == [ItemKind.PINPOINT]


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        ("Overview, para. 17", "pinpoint_found"),
        ("Overview, para. 99", "pinpoint_missing"),
        ("Overview, para. 28", "pinpoint_several"),
        ("Hanoi Communique, para. 5", "pinpoint_unclear"),
    ],
)
def test_a_pinpoint_gets_the_status_of_its_lookup(desk: Desk, draft: str, status: str) -> None:
    item = desk.only(draft, ItemKind.PINPOINT)
    assert item.status.value == status
    assert item.text == draft


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        (
            "The contribution rose to US$16m in 2022 (Overview, para. 36).",
            [
                ("US$16m", "figure_supported", "USD 16 million"),
                ("2022", "figure_supported", "2022"),
            ],
        ),
        (
            "The contribution rose to USD 15 million in 2022 (Overview, para. 36).",
            [
                ("USD 15 million", "figure_differs", "USD 16 million"),
                ("2022", "figure_supported", "2022"),
            ],
        ),
        # two ranges of the source are not one
        (
            "The Plan of Action covers 2011 to 2016 (Overview, para. 4).",
            [("2011 to 2016", "figure_differs", "2011-2015")],
        ),
        # percentages in other words
        (
            "Trade grew by 17.5% (Overview, para. 17).",
            [("17.5%", "figure_supported", "17.5 per cent")],
        ),
        ("Trade grew by 18% (Overview, para. 17).", [("18%", "figure_differs", "17.5 per cent")]),
        # of two citations the nearer one's passage
        (
            "Overview, para. 17, gives USD 222.8 billion; Overview, para. 36, has USD 17 million.",
            [
                ("USD 222.8 billion", "figure_supported", "USD 222.8 billion"),
                ("USD 17 million", "figure_differs", "USD 14 million"),
            ],
        ),
        # the words of a quotation do not make its sentence a restatement
        (
            'It is 5 to 6 and "a 9-day Workshop brought 48 youths from 10 AMS and Korea" so.',
            [("5", "figure_unchecked", None), ("6", "figure_unchecked", None)],
        ),
        # given not at all
        ("The fund holds EUR 3 (Overview, para. 5).", [("EUR 3", "figure_absent", None)]),
        # a date in another form, and with less precision
        (
            "AKFTA came into effect on Jan. 1, 2010 (Overview, para. 18).",
            [("Jan. 1, 2010", "figure_supported", "1 January 2010")],
        ),
        (
            "AKFTA came into effect in January 2010 (Overview, para. 18).",
            [("January 2010", "figure_supported", "1 January 2010")],
        ),
        # the dash that the source lost
        (
            "the Roadmap of 2021–2025 (Overview, para. 22) was adopted",
            [("2021–2025", "figure_supported", "2021")],
        ),
        (
            "the twenty-third ASEAN-ROK Summit (Overview, para. 9)",
            [("twenty-third", "figure_supported", "23rd")],
        ),
        (
            "at the 22nd ASEAN-ROK Summit in November (Overview, para. 9)",
            [("22nd", "figure_differs", "23rd"), ("November", "figure_supported", "November 2022")],
        ),
        ("It has 7 core lines of effort (Overview, para. 9).", [("7", "figure_differs", "eight")]),
        # a word for a number that the passage does not give is prose
        (
            "The first step is two-fold (Overview, para. 5).",
            [("first", "figure_supported", "first")],
        ),
        # restated plainly, without a citation
        (
            "ASEAN-ROK Free Trade Agreement (AKFTA) came into effect on 1 January 2011.",
            [("1 January 2011", "figure_differs", "1 January 2010")],
        ),
        # neither cited nor restated
        (
            "Cheese was first sold for USD 3 in 1850 by a farmer near Gouda.",
            [("USD 3", "figure_unchecked", None), ("1850", "figure_unchecked", None)],
        ),
        # a figure of the same kind, and no word around it in common
        ("It has 300 camels (Kim op-ed, para. 8).", [("300", "figure_absent", None)]),
        # of several figures in reach, the one of the same thing, or that one slip makes
        (
            "AKFTA took effect on 2 January 2010 (Overview, para. 18).",
            [("2 January 2010", "figure_differs", "1 January 2010")],
        ),
        (
            "The workshop brought 84 youths together (Kim op-ed, para. 8).",
            [("84", "figure_differs", "48")],
        ),
        # the document's own date may stand in the sentence
        (
            "In August 2023 Kim wrote of youths from 10 AMS (Kim op-ed, para. 8).",
            [("10", "figure_supported", "10")],
        ),
        # the figures of quotations and citations are not looked at again
        ('"USD 99 million" (Overview, para. 36)', []),
    ],
)
def test_a_figure_is_held_against_the_passage_that_its_sentence_rests_on(
    desk: Desk, draft: str, found: list[tuple[str, str, str | None]]
) -> None:
    assert desk.figures(draft) == found


def test_a_sentence_that_two_passages_fit_as_well_is_held_against_neither() -> None:
    words = "The joint fund received a contribution of USD {} million from its northern partners."
    draft = words.format(6)
    one = numbered("one", [words.format(5), "Nothing else is told of it."])
    two = numbered("two", [words.format(7), "Nothing else is told of it."])
    figures = Desk(MemoryCatalogue([one])).figures(draft)
    assert figures == [("USD 6 million", "figure_differs", "USD 5 million")]
    figures = Desk(MemoryCatalogue([one, two])).figures(draft)
    assert figures == [("USD 6 million", "figure_unchecked", None)]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("It has a capacity of 460 megawatts", [("460 megawatts", "figure_differs", "640 MW")]),
        ("It has a capacity of 640 megawatts", [("640 megawatts", "figure_supported", "640 MW")]),
        ("It has a capacity of 640 GW", [("640 GW", "figure_differs", "640 MW")]),
        ("Its turbines number 34", [("34", "figure_differs", "43")]),
        ("Its turbines number 43", [("43", "figure_supported", "43")]),
        ("The change lay between 0.6 and 0.8", [("0.6", "figure_differs", "−0.6"), SUPPORTED]),
        ("The change lay between -0.6 and 0.8", [("-0.6", "figure_supported", "−0.6"), SUPPORTED]),
        # time is measured of everything
        ("The visit took 3 days", [("3 days", "figure_absent", None)]),
    ],
)
def test_a_quantity_is_held_against_one_of_its_unit(
    draft: str, found: list[tuple[str, str, str | None]]
) -> None:
    paragraph = (
        "The farm, of 43 turbines and with a capacity of 640 MW, was built in 700 days; prices "
        "changed between −0.6 and 0.8 in its first year, the ministry adds."
    )
    desk = Desk(MemoryCatalogue([numbered("report", [paragraph])]))
    assert desk.figures(f"{draft} (report, para. 1).") == found


def answer(hits: Sequence[Hit]) -> Answer:
    return Answer("asked", Verdict(AnswerStatus.WEAK, 0.3), tuple(hits))


def one_hit(text: str, count: int) -> Answer:
    passage = corpus().passages([0])[0]
    quote = corpus().quotes([0])[0]
    return answer([Hit(passage, quote, 1, 0.4, ())][:count])


def test_a_sentence_without_either_gets_passages_as_help(desk: Desk) -> None:
    text = (
        'The partnership is a close one these days. The "equal" one. It was USD 5 in all, he said.'
    )
    items = desk.verify(text, one_hit).items
    (sentence,) = [item for item in items if item.kind is ItemKind.SENTENCE]
    assert sentence.text == "The partnership is a close one these days."
    assert sentence.status is Status.NEAREST
    assert sentence.hits[0].score == 0.4
    assert sentence.help is not None
    assert sentence.help.verdict.confidence == 0.3
    assert sentence.places == ()


def test_a_quotation_not_found_gets_the_nearest_passage_as_help(desk: Desk) -> None:
    item, *_ = desk.verify('"nobody wrote anything about cheese here" x', one_hit).items
    assert item.status is Status.NOT_FOUND
    assert len(item.hits) == 1


def test_help_beyond_the_limit_is_counted_and_not_sought(desk: Desk) -> None:
    text = " ".join(f"This is sentence number {word} of the draft." for word in "abcdefgh")
    calls: list[str] = []

    def nearest(words: str, count: int) -> Answer:
        calls.append(words)
        return answer([])

    verification = desk.verify(text, nearest, Limits(helped=3))
    assert len(calls) == 3
    assert verification.summary.not_helped == 5
    assert [item.status for item in verification.items] == [Status.NOTHING_NEAR] * 3


def test_quotations_beyond_the_limit_are_named_and_not_compared(desk: Desk) -> None:
    text = '"The ROK established its Mission" and "The ROK established its Mission".'
    first, second = desk.verify(text, limits=Limits(quotations=1)).items
    assert (first.status, second.status) == (Status.EXACT, Status.UNCHECKED)


def test_an_unbalanced_mark_is_said_and_nothing_compared(desk: Desk) -> None:
    item = desk.only('He said "The ROK established its Mission and so on.')
    assert item.status is Status.UNBALANCED


def test_the_summary_counts_and_says_what_was_compared(desk: Desk) -> None:
    summary = desk.verify('"The ROK established its Mission" (Overview, para. 5)').summary
    assert dict(summary.counts) == {Status.EXACT: 1, Status.PINPOINT_FOUND: 1}
    assert summary.generation == "g_test"
    assert summary.date == "2026-01-01"
    assert summary.documents == ("asean-rok-overview", "korea-herald-2023-08-08")


def test_offsets_are_given_in_code_points_and_in_utf16(desk: Desk) -> None:
    text = '🇰🇷 "The ROK established its Mission" x'
    item = desk.only(text)
    assert text[item.span.start : item.span.end] == "The ROK established its Mission"
    units = text.encode("utf-16-le")[2 * item.utf16.start : 2 * item.utf16.end]
    assert units.decode("utf-16-le") == item.text


def test_of_a_range_of_thousands_the_first_passages_are_held_and_all_are_counted() -> None:
    words = [f"Clause {n} is about matter {n}." for n in range(300)]
    desk = Desk(MemoryCatalogue([numbered("charter", words, title="Charter")]))
    (item,) = desk.verify("Charter, paras 1-9999").items
    assert len(item.places) == 1 + MOST_OTHERS
    assert item.passage_count == 300


def test_a_range_is_gone_through_once_however_many_quotations_cite_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = [f"Clause {n} is about matter {n}." for n in range(300)]
    desk = Desk(MemoryCatalogue([numbered("charter", words, title="Charter")]))
    asked = 0
    segment_of = Sources.segment_of

    def counted(self: Sources, passage: Passage) -> Segment:
        nonlocal asked
        asked += 1
        return segment_of(self, passage)

    monkeypatch.setattr(Sources, "segment_of", counted)
    items = desk.verify('"Clause 7 is about matter 7" (Charter, paras 1-9999). ' * 20).items
    assert [item.status for item in items[::2]] == [Status.EXACT] * 20
    assert asked <= 300 + 20 * (1 + MOST_OTHERS)


def test_the_last_paragraph_of_a_long_range_holds_the_words_as_well_as_the_first() -> None:
    words = ["The parties met again." for _ in range(120)]
    desk = Desk(MemoryCatalogue([numbered("charter", words, title="Charter")]))
    item = desk.only('"The parties met again" (Charter, paras 119-120)')
    assert item.status is Status.EXACT
    assert where(item) == ["para. 119"]


def test_a_paragraph_of_invisible_characters_may_be_cited() -> None:
    words = ["It begins here.", "\u200b\u200b", "It ends here."]
    desk = Desk(MemoryCatalogue([numbered("charter", words, title="Charter")]))
    (item,) = desk.verify("Charter, para. 2").items
    assert item.status is Status.PINPOINT_FOUND
    assert item.places[0].quote == "\u200b\u200b"


def test_every_status_has_a_place_in_the_order_of_gravity() -> None:
    assert sorted(WORST_FIRST) == sorted(Status)


def test_an_empty_draft_has_no_items(desk: Desk) -> None:
    assert desk.verify(" \n").items == ()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "“",
                "”",
                "'",
                "«",
                "»",
                "…",
                "...",
                "\n\n",
                "\n> ",
                " ",
                "(",
                ")",
                "The ROK established its Mission to ASEAN in Jakarta",
                "[T]he ROK",
                "Overview, para. 5",
                "ibid.",
                "USD 16 million",
                "1 January 2010",
                "para. 8 of the Overview",
                "ASEAN",
                "not",
                "- ",
                "🇰🇷",
            ]
        ),
        max_size=16,
    ).map(" ".join)
    | st.text(max_size=100)
)
def test_any_draft_is_verified(desk: Desk, text: str) -> None:
    start = 0
    for item in desk.verify(text, one_hit).items:
        assert start <= item.span.start < item.span.end <= len(text)
        assert text[item.span.start : item.span.end] == item.text
        start = item.span.start


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“",
        "a",
        "The ROK ",
        '"The ROK established" ',
        '"ASEAN not ROK Summit trade xyz" ',
        "… ",
        '"a … ',
        "Overview, para. 1 ",
        "1 January 2010, ",
        "Overview, paras 1-37, has 3 May 2011; ",
        "word-\n",
        "[sic] ",
        "> \n",
        "[^1]",
        '"a"[^1] ',
        "5 a.[^1] ",
        "[^1]: Overview, para. 1\n",
        "5 a.[^1]\n\n[^1]: Overview, para. 1; ",
    ],
)
def test_time_grows_about_linearly_on_hostile_drafts(desk: Desk, unit: str) -> None:
    """Nothing but quotation marks, one endless line, and worse; quadratic would be 16 times."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            desk.verify(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(24_000) < 12 * seconds(6_000) + 0.05


def test_one_endless_quotation_is_compared_in_bounded_time(desk: Desk) -> None:
    words = " ".join(desk.catalogue.quotes(range(desk.catalogue.passage_count())))
    start = time.process_time()
    item = desk.only(f'"{words[:60_000]}" x')
    assert item.status in (Status.ALTERED, Status.NOT_FOUND)
    assert time.process_time() - start < 20

"""Quotations of few words, and those whose figures lost a mark: judged where they are cited."""

from __future__ import annotations

import pytest

from pincite.verify.types import Edit, Status
from support.catalogue import MemoryCatalogue, numbered
from verify.desk import Desk, where

PAPER = numbered(
    "paper",
    [
        "The barrier will not be finished before the autumn of 2029, the audit office has warned.",
        "Danish firms would be “partners, not landlords”, he said; 640 posts were vacant.",
        "The effects range from −0.6 to 0.8 per cent, and the growth of trade was (-5) in May; it "
        "had been 17.5% in the winter before.",
        "The price rose by ±5 or €16 million, which is <3 of a hundred, in 2011-2015.",
        "Trade and investment were of the essence to both of them, and so was the environment.",
    ],
)
ASIDE = "and none was found with enough of the telling ones"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(MemoryCatalogue([PAPER]))


@pytest.mark.parametrize(
    ("draft", "status", "display"),
    [
        # cited to a place that holds all but one of the words
        ('"the autumn of 2028" (paper, para. 1)', "altered", "para. 1"),
        ('"autumn of 2028" (paper, para. 1)', "altered", "para. 1"),
        ('"partners, not tenants" (paper, para. 2)', "altered", "para. 2"),
        ('"partners, landlords" (paper, para. 2)', "altered", "para. 2"),
        ('"partners, but not landlords" (paper, para. 2)', "altered", "para. 2"),
        ('"604 posts" (paper, para. 2)', "altered", "para. 2"),
        ('"Partners" (paper, para. 2)', "altered", "para. 2"),
        # of two words, one that is another word altogether tells nothing
        ('"trade deficit" (paper, para. 5)', "not_found", None),
        ('"640 men" (paper, para. 2)', "not_found", None),
        ('"of an" (paper, para. 5)', "not_found", None),
        # two of three are too many
        ('"partners and tenants" (paper, para. 2)', "not_found", None),
        # not cited to it, or not at all
        ('"the autumn of 2028" (paper, para. 2)', "not_found", None),
        ('"the autumn of 2028" x', "not_found", None),
        ('"partners, not tenants" x', "not_found", None),
        # nothing but punctuation or capitals
        ('"partners not landlords" x', "altered", "para. 2"),
        ('"Partners, not landlords" x', "altered", "para. 2"),
        ('"partners not landlords" (paper, para. 5)', "altered", "para. 2"),
        ('"partners not" x', "too_short", None),
    ],
)
def test_few_words_are_held_against_the_place_that_is_cited(
    desk: Desk, draft: str, status: str, display: str | None
) -> None:
    item = desk.only(draft)
    assert item.status.value == status, (item.detail, item.diff)
    assert where(item)[:1] == ([display] if display is not None else [])


@pytest.mark.parametrize(
    ("draft", "detail"),
    [
        ('"the autumn of 2028" x', f"no passage holds these words, {ASIDE}"),
        ('"the autumn of 2028" (paper, para. 2)', f"no passage holds these words, {ASIDE}"),
        (
            '"partners, not tenants" x',
            "no passage holds these words; for so few, the like is not sought",
        ),
        (
            '"partners, not tenants" (paper, para. 1)',
            "no passage holds these words, and para. 1 has none like them; for so few, the like is "
            "not sought elsewhere",
        ),
    ],
)
def test_what_is_said_of_words_not_found_is_what_was_found_out(
    desk: Desk, draft: str, detail: str
) -> None:
    assert desk.only(draft).detail == detail


@pytest.mark.parametrize(
    ("draft", "source", "written"),
    [
        ('"The effects range from 0.6 to 0.8 per cent" x', "−0.6", "0.6"),
        ('"the growth of trade was (5) in May" x', "-5", "5"),
        ('"The price rose by 5 or €16 million" x', "±", ""),
        ('"The price rose by ±5 or $16 million" x', "€", "$"),
        ('"or €1.6 million, which is <3 of a hundred" x', "16", "1.6"),
        ('"which is 3 of a hundred, in 2011-2015" x', "<", ""),
        # at an end of the quotation as well
        ('"0.6 to 0.8 per cent, and the growth" x', "−0.6", "0.6"),
        ('"5 or €16 million, which is" x', "±", ""),
        ('"16 million, which is <3 of" x', "€", ""),
        ('"in May; it had been 17.5" x', "%", ""),
    ],
)
def test_what_makes_another_figure_of_one_is_no_punctuation(
    desk: Desk, draft: str, source: str, written: str
) -> None:
    item = desk.only(draft)
    assert item.status is Status.ALTERED
    assert item.detail == ""
    changes = [(c.source, c.draft) for c in item.diff if c.edit is not Edit.SAME]
    assert changes == [(source, written)]


@pytest.mark.parametrize(
    "draft",
    [
        '"The effects range from -0.6 to 0.8 per cent" x',
        '"−0.6 to 0.8 per cent, and the growth" x',
        '"2015" (paper, para. 4)',
        '"in 2011–2015" x',
        '"€16 million, which is" x',
    ],
)
def test_a_figure_that_is_whole_may_be_quoted(desk: Desk, draft: str) -> None:
    assert desk.only(draft).status in (Status.EXACT, Status.NORMALIZED)


def test_a_blank_more_beside_a_mark_is_white_space(desk: Desk) -> None:
    item = desk.only('"by ±5 or € 16 million , which is" x')
    assert (item.status, item.differences, item.detail) == (
        Status.NORMALIZED,
        ("white space",),
        "",
    )
    item = desk.only('"by ±5 or € 16 million , which is" (paper, para. 2)')
    assert item.status is Status.WRONG_LOCATOR


def test_a_range_cut_by_a_paragraph_break_is_one() -> None:
    """A line that begins with a number may pass for a paragraph of its own."""
    desk = Desk(MemoryCatalogue([numbered("cut", ["It was to cost 12-", "14 million crowns."])]))
    item = desk.only('"to cost 12-14 million crowns" x')
    assert (item.status, item.differences) == (Status.NORMALIZED, ("paragraph break",))


def test_words_dropped_after_the_first_or_before_the_last_are_shown() -> None:
    desk = Desk(
        MemoryCatalogue([numbered("d", ["Ms May did not at once accept that it was wholly safe."])])
    )
    item = desk.only('"did accept that it was safe" x')
    assert [(c.edit, c.source) for c in item.diff if c.edit is not Edit.SAME] == [
        (Edit.DROPPED, "not at once"),
        (Edit.DROPPED, "wholly"),
    ]

"""Feet and inches, minutes and seconds change no places; quotation marks may change their kind."""

from __future__ import annotations

import pytest

from pincite.verify.primes import one_form
from pincite.verify.types import Edit
from support.catalogue import MemoryCatalogue, numbered
from verify.desk import Desk

TEXTS = (
    "The gate is 5″ wide and 3′ high, of oak.",
    "The post is 5\" wide and 3' high, of ash.",
    "Between 10’ 30” and 12’ 40” it passed the line.",
    "They spoke of “growth in 2010” and of ‘decline in 2011’ at length.",
    "They wrote \"growth in 2012\" and 'decline in 2013' at length.",
    "The function f′(x) is steep and f″(x) is not, said the parties.",
    "what they had begun in 2014” ended with the talks of 2015”.",
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(MemoryCatalogue([numbered("d", TEXTS)]))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("is 5″ wide and 3′ high, of oak", "exact"),
        # other characters for the same
        ("is 5\" wide and 3' high, of oak", "normalized"),
        ("is 5” wide and 3’ high, of oak", "normalized"),
        ("is 5″ wide and 3′ high, of ash", "normalized"),
        ("is 5′′ wide and 3' high, of ash", "normalized"),
        ("is 5'' wide and 3' high, of ash", "normalized"),
        ("Between 10′ 30″ and 12' 40'' it passed", "normalized"),
        # places changed
        ("is 5′ wide and 3″ high, of oak", "altered"),
        ("is 5' wide and 3\" high, of oak", "altered"),
        ("is 5′ wide and 3′ high, of ash", "altered"),
        ("Between 10″ 30′ and 12′ 40″ it passed", "altered"),
        ("f″(x) is steep and f′(x) is not, said", "altered"),
        ("The gate is 5′ wide … 3″ high, of oak", "altered"),
        ("The gate is 5″ wide … 3' high, of oak", "ellipsis"),
        # closing marks of another kind
        ("They spoke of ‘growth in 2010’ and of “decline in 2011” at", "normalized"),
        ("They spoke of 'growth in 2010' and of ‘decline in 2011’ at", "normalized"),
        ("They wrote ‘growth in 2012’ and “decline in 2013” at", "normalized"),
        # and where only they are quoted
        ("in 2010’ and of “decline in 2011” at length", "normalized"),
        ("growth in 2012’ and “decline in 2013” at length", "normalized"),
        # opened in a paragraph before
        ("ended with the talks of 2015’", "normalized"),
    ],
)
def test_a_measure_is_the_sources_and_a_closing_mark_may_be_of_another_kind(
    desk: Desk, words: str, status: str
) -> None:
    item = desk.only(f"«{words}» x")
    assert item.text == words
    assert item.status.value == status, (item.detail, item.diff)


def test_the_diff_shows_measures_that_changed_places(desk: Desk) -> None:
    item = desk.only("«is 5′ wide and 3″ high, of oak» x")
    changes = [(c.edit, c.source, c.draft) for c in item.diff if c.edit is not Edit.SAME]
    assert changes == [(Edit.CHANGED, "″", "′"), (Edit.CHANGED, "′", "″")]
    assert item.detail == "only punctuation or capitals differ"


def test_one_form_keeps_the_length_and_tells_measures_apart() -> None:
    text = "«a–b» “in 2010” ‘in 2011’ 5'' 3′′ 6\" f′ ASEAN's ’70s"
    assert one_form(text) == "'a-b' 'in 2010' 'in 2011' 5″″ 3″″ 6″ f′ ASEAN's '70s"

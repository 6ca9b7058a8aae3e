"""Drafts that cite articles."""

from __future__ import annotations

import pytest

from pincite.verify.types import ItemKind, Status
from support import treaty
from verify.desk import Desk, where


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(treaty.catalogue())


QUOTED = "“Decisions of the Commission shall be taken by unanimity”"


def test_a_quotation_is_found_in_the_article_that_it_cites(desk: Desk) -> None:
    item = desk.only(f"{QUOTED} (Waters Agreement, Article 5(3)).")
    assert (item.status, where(item)) == (Status.EXACT, ["para. 3 (Article 5)"])


@pytest.mark.parametrize("cited", ["Article 6, para. 3", "Article 4", "Annex I", "Article 99"])
def test_a_quotation_of_another_article_has_the_wrong_locator(desk: Desk, cited: str) -> None:
    item = desk.only(f"{QUOTED} (Waters Agreement, {cited}).")
    assert item.status is Status.WRONG_LOCATOR
    assert "para. 3 (Article 5) does" in item.detail


def test_an_article_that_is_not_there_is_missing(desk: Desk) -> None:
    item = desk.only("So it is (Ports Act 2020, Article 99(3)).", ItemKind.PINPOINT)
    assert item.status is Status.PINPOINT_MISSING


def test_a_figure_is_held_against_the_article_that_is_cited(desk: Desk) -> None:
    text = "It remains in force for 50 years (Waters Agreement, Article 6, para. 2)."
    assert desk.figures(text) == [("50 years", "figure_differs", "fifteen years")]


def test_the_article_is_read_where_the_agreement_is_named_after_it(desk: Desk) -> None:
    text = "As Article 3, paragraph 1 of the Waters Agreement says, notice of 120 days is given."
    assert desk.figures(text) == [("120 days", "figure_differs", "180 days")]
    item = desk.only(text, ItemKind.PINPOINT)
    assert (item.text, where(item)) == (
        "Article 3, paragraph 1 of the Waters Agreement",
        ["para. 1 (Article 3)"],
    )


def test_articles_of_other_treaties_are_no_items(desk: Desk) -> None:
    items = desk.verify("Article 5 of the Charter, and its Annex I, go further than this.").items
    assert [item for item in items if item.kind is ItemKind.PINPOINT] == []

"""Each locator of a document is unlike any other, and its pages are those its words stand on."""

from __future__ import annotations

from pincite.structure.locators import Place, locate
from pincite.types import Page, Record, Span
from support.catalogue import MemoryCatalogue, document_from


def test_a_section_named_like_an_ordinal_is_told_from_the_ordinal() -> None:
    sections = ("second of three", "Trade", "Trade")
    places = [Place("paragraph", "3", True, (section,)) for section in sections]
    assert [locator.display for locator in locate(places)] == [
        "para. 3 (second of three) [first of three]",
        "para. 3 (second of three) [second of three]",
        "para. 3 (third of three)",
    ]


def test_a_passage_that_ends_where_the_next_page_begins_is_not_on_it() -> None:
    text = "The first paragraph ends a page here.\n\nThe second one begins the next.\n"
    end = text.index("\n")
    record = Record(key="d", file="d.pdf", title="A paged paper")
    pages = (Page(1, Span(0, end)), Page(2, Span(end, len(text))))
    catalogue = MemoryCatalogue([document_from(record, text, pages)])
    first, second = catalogue.passages(range(catalogue.passage_count()))
    assert first.spans[-1].end == end
    assert (first.pages, second.pages) == ((1, 1), (2, 2))

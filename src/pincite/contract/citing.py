"""Citations looked up, and paragraphs by their number, as the contract has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from pincite.cite.lookup import Citation
from pincite.contract.documents import IndexView, index_view
from pincite.contract.fields import told
from pincite.contract.passages import PassageView, SpanView, passage_view
from pincite.search.index import Index
from pincite.text.utf16 import Utf16
from pincite.types import Passage

MOST_PASSAGES = 100
"""Passages given with one citation; a range of thousands is counted, and its first are given."""

_MOST_IN_ALL = 2_000  # of all citations together: what comes later has its first passage only

LookedUp = Literal[200, 300, 400, 404, 429]


@dataclass(frozen=True, slots=True)
class CitationView:
    citation: str = told("as it is written in the text")
    normalized: str | None = told("in one form, which finds the same; null where none is certain")
    start_index: int = told("where it begins in the text, code points from 0")
    end_index: int = told("one past its last code point")
    utf16: SpanView = told("the same in UTF-16 code units, as JavaScript counts")
    status: LookedUp = told(
        "200 found; 300 several passages or documents fit; 400 names no document that can be told; "
        "404 the document has no such place; 429 past the cap, not looked up"
    )
    detail: str = told("what is unclear, missing or ambiguous; empty where nothing is")
    documents: tuple[str, ...] = told("keys of the documents that the name fits")
    missing: tuple[str, ...] = told("numbers of the pinpoint that the document does not have")
    passages: tuple[PassageView, ...] = told(
        f"what is pointed at, in reading order, at most {MOST_PASSAGES}; only the first once an "
        f"answer holds {_MOST_IN_ALL:,}"
    )
    passage_count: int = told("how many passages are pointed at")


@dataclass(frozen=True, slots=True)
class CitationsView:
    citations: tuple[CitationView, ...] = told("every citation of the text, in order")
    index: IndexView = told("what they were looked up in")


@dataclass(frozen=True, slots=True)
class ParagraphView:
    document: str = told("the document's key")
    number: str = told("the paragraph's number, as it was asked for")
    passages: tuple[PassageView, ...] = told(
        "in reading order; several where the number is printed more than once, or where a long "
        "paragraph has parts"
    )
    index: IndexView = told("what it was looked up in")


def citations_view(index: Index, text: str, citations: Sequence[Citation]) -> CitationsView:
    """The citations of a text as the contract has them."""
    utf16, made = Utf16(text), _Made(index)
    return CitationsView(
        tuple(_citation_view(citation, utf16, made) for citation in citations), index_view(index)
    )


def paragraph_view(
    index: Index, key: str, number: str, passages: Sequence[Passage]
) -> ParagraphView:
    """The passages that a paragraph's number means, as the contract has them."""
    made = _Made(index)
    return ParagraphView(key, number, tuple(map(made.view, passages)), index_view(index))


class _Made:
    """Passages' views, each made once: a draft cites the same few again and again."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._views: dict[str, PassageView] = {}
        self._left = _MOST_IN_ALL

    def first_of(self, passages: Sequence[Passage]) -> tuple[PassageView, ...]:
        """The first passages of a citation, as many as may still be given, and one at the least."""
        views = tuple(map(self.view, passages[: max(1, min(MOST_PASSAGES, self._left))]))
        self._left -= len(views)
        return views

    def view(self, passage: Passage) -> PassageView:
        if passage.id not in self._views:
            catalogue = self._index.generation.catalogue
            (quote,) = catalogue.quotes([catalogue.row(passage.id)])
            self._views[passage.id] = passage_view(self._index, passage, quote)
        return self._views[passage.id]


def _citation_view(citation: Citation, utf16: Utf16, made: _Made) -> CitationView:
    units = utf16.span(citation.span)
    return CitationView(
        citation=citation.written,
        normalized=citation.normalized,
        start_index=citation.span.start,
        end_index=citation.span.end,
        utf16=SpanView(units.start, units.end),
        status=cast(LookedUp, int(citation.status)),
        detail=citation.detail,
        documents=citation.documents,
        missing=citation.missing,
        passages=made.first_of(citation.passages),
        passage_count=len(citation.passages),
    )

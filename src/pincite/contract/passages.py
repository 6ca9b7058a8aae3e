"""Passages as the contract has them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Literal
from weakref import WeakKeyDictionary

from pincite.cite.fragment import link
from pincite.cite.line import one_line
from pincite.contract.fields import told
from pincite.search.index import Index
from pincite.store.catalogue import StoredCatalogue
from pincite.types import Document, Hit, Passage, Span, quote_of

_CONTEXT = 32  # code points of prefix and suffix in a TextQuoteSelector
_KEPT = 1024  # passages of a generation whose views are kept; some 3 kB each, and the quote


@dataclass(frozen=True, slots=True)
class SpanView:
    start: int = told("first code point, from 0")
    end: int = told("one past the last code point")


@dataclass(frozen=True, slots=True)
class DocumentRefView:
    key: str = told("the document's key")
    title: str = told("its title")
    kind: str | None = told("official, opinion, … as its record says")
    issued: str | None = told(
        "ISO 8601 date, possibly shortened; null where the document bears none"
    )
    edition: str = told("sha256 of the file's bytes, hex")


@dataclass(frozen=True, slots=True)
class LocatorView:
    label: str = told("what is counted: paragraph, caption, table row, note, …")
    value: str = told("the number as printed, or counted where none is printed")
    display: str = told("ready to cite; unlike any other locator of the document")
    printed: bool = told("whether the document prints the number")
    occurrence: int = told("which of the passages that bear this number, from 1")
    occurrences: int = told("how many passages bear this number")
    part: int = told("which part of a paragraph too long for the encoder, from 1")
    parts: int = told("how many parts the paragraph has")


@dataclass(frozen=True, slots=True)
class PagesView:
    first: int = told("first physical page, from 1")
    last: int = told("last physical page")


@dataclass(frozen=True, slots=True)
class TextQuoteSelectorView:
    exact: str = told("the quote")
    prefix: str = told("what stands before it")
    suffix: str = told("what stands after it")
    type: Literal["TextQuoteSelector"] = field(
        default="TextQuoteSelector", metadata={"description": "W3C Web Annotation selector"}
    )


@dataclass(frozen=True, slots=True)
class TextPositionSelectorView:
    start: int = told("code point in the document's canonical text")
    end: int = told("one past the last")
    type: Literal["TextPositionSelector"] = field(
        default="TextPositionSelector", metadata={"description": "W3C Web Annotation selector"}
    )


@dataclass(frozen=True, slots=True)
class LinksView:
    self: str = told("this passage as JSON")
    html: str = told("its page, a permalink")
    document: str = told("the whole document at this passage")
    citation: str = told("its citation; add `style` and `format`")
    source: str | None = told(
        "the source's own address, where its record has one, with a text fragment that leads to "
        "the words"
    )


@dataclass(frozen=True, slots=True)
class PassageView:
    id: str = told("stable id: the same words in the same document keep it")
    kind: str = told("paragraph, list_item, caption, row (of a table) or note")
    quote: str = told("verbatim text, runs of white space made one space")
    sentences: tuple[SpanView, ...] = told("its sentences, code points into quote")
    document: DocumentRefView = told("where it stands")
    locator: LocatorView | None = told("its pinpoint")
    section: tuple[str, ...] = told("headings above it, outermost first")
    pages: PagesView | None = told("physical pages; null for formats without pages")
    selectors: tuple[TextQuoteSelectorView | TextPositionSelectorView, ...] = told(
        "W3C selectors into the canonical text; several positions where a passage is cut"
    )
    citation: str = told("one line, ready to paste")
    links: LinksView = told("where to go from here")


@dataclass(frozen=True, slots=True)
class HitView(PassageView):
    rank: int = told("from 1")
    score: float = told("0 to 1: how well the passage bears on the question")
    highlights: tuple[SpanView, ...] = told("the evidence, code points into quote")


_FIELDS = tuple(one.name for one in fields(PassageView))
_values = attrgetter(*_FIELDS)

# Weak: a generation that has been replaced must be let go of.
_views: WeakKeyDictionary[StoredCatalogue, dict[str, PassageView]] = WeakKeyDictionary()


def passage_view(index: Index, passage: Passage, quote: str) -> PassageView:
    """A passage, with its own quote, as the contract has it.

    Made once: the link into a long source takes longer than all the rest of an answer.
    """
    catalogue = index.generation.catalogue
    views = _views.setdefault(catalogue, {})
    view = views.get(passage.id)
    if view is None:
        if len(views) >= _KEPT:
            views.clear()
        view = views[passage.id] = _made(catalogue.document(passage.document), passage, quote)
    return view


def _made(document: Document, passage: Passage, quote: str) -> PassageView:
    record = document.record
    return PassageView(
        id=passage.id,
        kind=passage.kind.value,
        quote=quote,
        sentences=span_views(passage.sentences),
        document=DocumentRefView(
            record.key, record.title, record.kind, record.issued, document.edition
        ),
        locator=locator_view(passage),
        section=passage.section,
        pages=None if passage.pages is None else PagesView(*passage.pages),
        selectors=_selectors(document.text, passage, quote),
        citation=one_line(record, passage.locator, passage.pages, passage.section),
        links=links_of(document, passage),
    )


def hit_view(index: Index, hit: Hit) -> HitView:
    """A hit as the contract has it."""
    view = passage_view(index, hit.passage, hit.quote)
    return HitView(
        **dict(zip(_FIELDS, _values(view), strict=True)),
        rank=hit.rank,
        score=round(hit.score, 4),
        highlights=span_views(hit.highlights),
    )


def links_of(document: Document, passage: Passage) -> LinksView:
    """Where a passage of the document leads to."""
    return LinksView(
        self=f"/v1/passages/{passage.id}",
        html=f"/p/{passage.id}",
        document=f"/d/{passage.document}#{passage.id}",
        citation=f"/v1/passages/{passage.id}/citation",
        source=_source(document, passage),
    )


def _source(document: Document, passage: Passage) -> str | None:
    if document.record.url is None:
        return None
    # A passage that a page break cuts has other words between: its first part leads there too.
    first = passage.spans[0]
    words = quote_of(document.text, (first,))
    return link(document.record.url, document.text, words, first.start)


def locator_view(passage: Passage) -> LocatorView | None:
    locator = passage.locator
    if locator is None:
        return None
    return LocatorView(
        **{name: getattr(locator, name) for name in LocatorView.__dataclass_fields__}
    )


def _selectors(
    text: str, passage: Passage, quote: str
) -> tuple[TextQuoteSelectorView | TextPositionSelectorView, ...]:
    start, end = passage.spans[0].start, passage.spans[-1].end
    return (
        TextQuoteSelectorView(
            exact=quote,
            prefix=text[max(0, start - _CONTEXT) : start],
            suffix=text[end : end + _CONTEXT],
        ),
        *(TextPositionSelectorView(span.start, span.end) for span in passage.spans),
    )


def span_views(spans: tuple[Span, ...]) -> tuple[SpanView, ...]:
    return tuple(SpanView(span.start, span.end) for span in spans)

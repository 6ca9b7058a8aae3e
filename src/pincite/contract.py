"""The HTTP contract (v1) as values: what the service answers and the command line prints as JSON.

Ids, keys and fields only ever gain; nothing is renamed within v1. Each field's meaning is in its
metadata, which is what the OpenAPI description shows. Offsets are Unicode code points.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pincite.cite.line import one_line
from pincite.search.index import Index
from pincite.store.manifest import LeftOut
from pincite.types import Answer, Hit, Passage, Record, Span

_CONTEXT = 32  # code points of prefix and suffix in a TextQuoteSelector


def _told(description: str, **more: Any) -> Any:
    return field(metadata={"description": description, **more})


@dataclass(frozen=True, slots=True)
class SpanView:
    start: int = _told("first code point, from 0")
    end: int = _told("one past the last code point")


@dataclass(frozen=True, slots=True)
class VerdictView:
    status: Literal["found", "weak", "not_found"] = _told(
        "whether the documents answer the question"
    )
    confidence: float = _told("calibrated probability that they do, 0 to 1")
    missing_terms: tuple[str, ...] = _told("words asked for that the best passages do not hold")


@dataclass(frozen=True, slots=True)
class DocumentRefView:
    key: str = _told("the document's key")
    title: str = _told("its title")
    kind: str | None = _told("official, opinion, … as its record says")
    issued: str | None = _told(
        "ISO 8601 date, possibly shortened; null where the document bears none"
    )
    edition: str = _told("sha256 of the file's bytes, hex")


@dataclass(frozen=True, slots=True)
class LocatorView:
    label: str = _told("what is counted: paragraph, caption, …")
    value: str = _told("the number as printed, or counted where none is printed")
    display: str = _told("ready to cite; unlike any other locator of the document")
    printed: bool = _told("whether the document prints the number")
    occurrence: int = _told("which of the passages that bear this number, from 1")
    occurrences: int = _told("how many passages bear this number")
    part: int = _told("which part of a paragraph too long for the encoder, from 1")
    parts: int = _told("how many parts the paragraph has")


@dataclass(frozen=True, slots=True)
class PagesView:
    first: int = _told("first physical page, from 1")
    last: int = _told("last physical page")


@dataclass(frozen=True, slots=True)
class TextQuoteSelectorView:
    exact: str = _told("the quote")
    prefix: str = _told("what stands before it")
    suffix: str = _told("what stands after it")
    type: Literal["TextQuoteSelector"] = field(
        default="TextQuoteSelector", metadata={"description": "W3C Web Annotation selector"}
    )


@dataclass(frozen=True, slots=True)
class TextPositionSelectorView:
    start: int = _told("code point in the document's canonical text")
    end: int = _told("one past the last")
    type: Literal["TextPositionSelector"] = field(
        default="TextPositionSelector", metadata={"description": "W3C Web Annotation selector"}
    )


@dataclass(frozen=True, slots=True)
class LinksView:
    self: str = _told("this passage as JSON")
    html: str = _told("its page, a permalink")
    document: str = _told("the whole document at this passage")
    source: str | None = _told("the source's own address, where its record has one")


@dataclass(frozen=True, slots=True)
class PassageView:
    id: str = _told("stable id: the same words in the same document keep it")
    kind: str = _told("paragraph, list_item or caption")
    quote: str = _told("verbatim text, runs of white space made one space")
    sentences: tuple[SpanView, ...] = _told("its sentences, code points into quote")
    document: DocumentRefView = _told("where it stands")
    locator: LocatorView | None = _told("its pinpoint")
    section: tuple[str, ...] = _told("headings above it, outermost first")
    pages: PagesView | None = _told("physical pages; null for formats without pages")
    selectors: tuple[TextQuoteSelectorView | TextPositionSelectorView, ...] = _told(
        "W3C selectors into the canonical text; several positions where a passage is cut"
    )
    citation: str = _told("one line, ready to paste")
    links: LinksView = _told("where to go from here")


@dataclass(frozen=True, slots=True)
class HitView(PassageView):
    rank: int = _told("from 1")
    score: float = _told("0 to 1: how well the passage bears on the question")
    highlights: tuple[SpanView, ...] = _told("the evidence, code points into quote")


@dataclass(frozen=True, slots=True)
class LeftOutView:
    file: str = _told("path in the corpus folder")
    reason: str = _told(
        "missing, empty, encrypted, image-only, corrupt, unknown, too-large or denied"
    )
    detail: str = _told("what is wrong and what to do")


@dataclass(frozen=True, slots=True)
class IndexView:
    generation: str = _told("digest of the index's content")
    built_at: str = _told("UTC, ISO 8601")
    model: str = _told("the encoder")
    documents: int = _told("how many documents it holds")
    passages: int = _told("how many passages")


@dataclass(frozen=True, slots=True)
class AnswerView:
    question: str = _told("as it was asked")
    verdict: VerdictView = _told("whether the documents answer")
    passages: tuple[HitView, ...] = _told(
        "best first; nearest misses when the verdict is not_found"
    )
    index: IndexView = _told("what was searched")


@dataclass(frozen=True, slots=True)
class AuthorView:
    name: str = _told("the name in full, as written")
    family: str | None = _told("family name of a person")
    given: str | None = _told("given name of a person")
    role: str | None = _told("as the document states it")


@dataclass(frozen=True, slots=True)
class DocumentView:
    key: str = _told("the document's key")
    title: str = _told("its title")
    authors: tuple[AuthorView, ...] = _told("as the record says")
    publisher: str | None = _told("as the record says")
    kind: str | None = _told("official, opinion, …")
    issued: str | None = _told("ISO 8601 date, possibly shortened; null where none is stated")
    language: str | None = _told("ISO 639 code")
    url: str | None = _told("the source's own address")
    file: str = _told("path in the corpus folder it was built from")
    edition: str = _told("sha256 of the file's bytes, hex")
    pages: int | None = _told("physical pages; null for formats without pages")
    passages: int = _told("how many passages it has")
    characters: int = _told("length of the canonical text in code points")
    repairs: dict[str, int] = _told(
        "what was changed between the file's text and the canonical text"
    )
    citation: str = _told("one line, ready to paste")
    links: dict[str, str] = _told("self, text, html")


@dataclass(frozen=True, slots=True)
class OutlineEntryView:
    id: str = _told("the passage's id")
    locator: LocatorView | None = _told("its pinpoint")
    section: tuple[str, ...] = _told("headings above it")
    links: LinksView = _told("where to go from here")


@dataclass(frozen=True, slots=True)
class DocumentDetailView(DocumentView):
    outline: tuple[OutlineEntryView, ...] = _told("its passages in reading order")


@dataclass(frozen=True, slots=True)
class DocumentsView:
    documents: tuple[DocumentView, ...] = _told("every document, in the order of keys")
    left_out: tuple[LeftOutView, ...] = _told(
        "files of the corpus that are not in the index, and why"
    )
    index: IndexView = _told("what was listed")


# --- from values to views ---------------------------------------------------------------------


def answer_view(index: Index, answer: Answer) -> AnswerView:
    """An answer as the contract has it."""
    verdict = answer.verdict
    return AnswerView(
        question=answer.question,
        verdict=VerdictView(
            verdict.status.value, round(verdict.confidence, 4), verdict.missing_terms
        ),
        passages=tuple(hit_view(index, hit) for hit in answer.hits),
        index=index_view(index),
    )


def hit_view(index: Index, hit: Hit) -> HitView:
    """A hit as the contract has it."""
    view = passage_view(index, hit.passage, hit.quote)
    return HitView(
        **{name: getattr(view, name) for name in PassageView.__dataclass_fields__},
        rank=hit.rank,
        score=round(hit.score, 4),
        highlights=_span_views(hit.highlights),
    )


def passage_view(index: Index, passage: Passage, quote: str) -> PassageView:
    """A passage as the contract has it."""
    document = index.generation.catalogue.document(passage.document)
    record = document.record
    return PassageView(
        id=passage.id,
        kind=passage.kind.value,
        quote=quote,
        sentences=_span_views(passage.sentences),
        document=DocumentRefView(
            record.key, record.title, record.kind, record.issued, document.edition
        ),
        locator=_locator_view(passage),
        section=passage.section,
        pages=None if passage.pages is None else PagesView(*passage.pages),
        selectors=_selectors(document.text, passage, quote),
        citation=one_line(record, passage.locator, passage.pages, passage.section),
        links=_links(record, passage),
    )


def index_view(index: Index) -> IndexView:
    """What a generation says of itself."""
    manifest = index.generation.manifest
    return IndexView(
        index.generation.name,  # the manifest would compute its digest anew for each answer
        manifest.built_at,
        manifest.model["name"],
        manifest.documents,
        manifest.passages,
    )


def documents_view(index: Index) -> DocumentsView:
    """Every document, and the files that were left out."""
    catalogue = index.generation.catalogue
    return DocumentsView(
        documents=tuple(document_view(index, record.key) for record in catalogue.records()),
        left_out=tuple(_left_out_view(entry) for entry in index.generation.manifest.left_out),
        index=index_view(index),
    )


def document_view(index: Index, key: str) -> DocumentView:
    """One document. NotFoundError if there is none."""
    return DocumentView(**_document_fields(index, key))


def document_detail_view(index: Index, key: str) -> DocumentDetailView:
    """One document with its outline. NotFoundError if there is none."""
    catalogue = index.generation.catalogue
    rows = catalogue.rows_of(key)
    record = catalogue.record(key)
    return DocumentDetailView(
        **_document_fields(index, key),
        outline=tuple(
            OutlineEntryView(
                passage.id, _locator_view(passage), passage.section, _links(record, passage)
            )
            for passage in catalogue.passages(rows)
        ),
    )


def _document_fields(index: Index, key: str) -> dict[str, Any]:
    catalogue = index.generation.catalogue
    document = catalogue.document(key)
    record = document.record
    return {
        "key": key,
        "title": record.title,
        "authors": tuple(
            AuthorView(name.full, name.family or None, name.given or None, name.role or None)
            for name in record.authors
        ),
        "publisher": record.publisher,
        "kind": record.kind,
        "issued": record.issued,
        "language": record.language,
        "url": record.url,
        "file": record.file,
        "edition": document.edition,
        "pages": len(document.pages) or None,
        "passages": len(catalogue.rows_of(key)),
        "characters": len(document.text),
        "repairs": {repair.what: repair.count for repair in document.repairs},
        "citation": one_line(record, None, None),
        "links": {
            "self": f"/v1/documents/{key}",
            "text": f"/v1/documents/{key}/text",
            "html": f"/d/{key}",
        },
    }


def _links(record: Record, passage: Passage) -> LinksView:
    return LinksView(
        self=f"/v1/passages/{passage.id}",
        html=f"/p/{passage.id}",
        document=f"/d/{passage.document}#{passage.id}",
        source=record.url,
    )


def _locator_view(passage: Passage) -> LocatorView | None:
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


def _span_views(spans: tuple[Span, ...]) -> tuple[SpanView, ...]:
    return tuple(SpanView(span.start, span.end) for span in spans)


def _left_out_view(entry: LeftOut) -> LeftOutView:
    return LeftOutView(entry.file, entry.reason, entry.detail)

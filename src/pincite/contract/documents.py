"""Documents, and the index that holds them, as the contract has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pincite.cite.line import one_line
from pincite.contract.fields import told
from pincite.contract.passages import LinksView, LocatorView, links_of, locator_view
from pincite.search.index import Index
from pincite.store.manifest import LeftOut


@dataclass(frozen=True, slots=True)
class LeftOutView:
    file: str = told("path in the corpus folder")
    reason: str = told(
        "missing, empty, encrypted, image-only, corrupt, unknown, too-large, too-slow, crashed or "
        "denied"
    )
    detail: str = told("what is wrong and what to do")


@dataclass(frozen=True, slots=True)
class IndexView:
    generation: str = told("digest of the index's content")
    built_at: str = told("UTC, ISO 8601")
    model: str = told("the encoder")
    documents: int = told("how many documents it holds")
    passages: int = told("how many passages")


@dataclass(frozen=True, slots=True)
class AuthorView:
    name: str = told("the name in full, as written")
    family: str | None = told("family name of a person")
    given: str | None = told("given name of a person")
    role: str | None = told("as the document states it")


@dataclass(frozen=True, slots=True)
class DocumentView:
    key: str = told("the document's key")
    title: str = told("its title")
    authors: tuple[AuthorView, ...] = told("as the record says")
    publisher: str | None = told("as the record says")
    kind: str | None = told("official, opinion, …")
    issued: str | None = told("ISO 8601 date, possibly shortened; null where none is stated")
    language: str | None = told("ISO 639 code")
    url: str | None = told("the source's own address")
    file: str = told("path in the corpus folder it was built from")
    edition: str = told("sha256 of the file's bytes, hex")
    pages: int | None = told("physical pages; null for formats without pages")
    passages: int = told("how many passages it has")
    characters: int = told("length of the canonical text in code points")
    repairs: dict[str, int] = told(
        "what was changed between the file's text and the canonical text"
    )
    citation: str = told("one line, ready to paste")
    links: dict[str, str] = told("self, text, html")


@dataclass(frozen=True, slots=True)
class OutlineEntryView:
    id: str = told("the passage's id")
    locator: LocatorView | None = told("its pinpoint")
    section: tuple[str, ...] = told("headings above it")
    links: LinksView = told("where to go from here")


@dataclass(frozen=True, slots=True)
class DocumentDetailView(DocumentView):
    outline: tuple[OutlineEntryView, ...] = told("its passages in reading order")


@dataclass(frozen=True, slots=True)
class DocumentsView:
    documents: tuple[DocumentView, ...] = told("every document, in the order of keys")
    left_out: tuple[LeftOutView, ...] = told(
        "files of the corpus that are not in the index, and why"
    )
    index: IndexView = told("what was listed")


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
    document = catalogue.document(key)
    return DocumentDetailView(
        **_document_fields(index, key),
        outline=tuple(
            OutlineEntryView(
                passage.id, locator_view(passage), passage.section, links_of(document, passage)
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
        "pages": len({page.number for page in document.pages}) or None,
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


def _left_out_view(entry: LeftOut) -> LeftOutView:
    return LeftOutView(entry.file, entry.reason, entry.detail)

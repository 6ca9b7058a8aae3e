"""A catalogue in memory: the repository's documents, or any made for a test, without an index."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from pincite.errors import NotFoundError
from pincite.identity import edition_of
from pincite.readers import read
from pincite.structure.document import document_of
from pincite.structure.passages import passages_of
from pincite.types import Document, Extract, Name, Page, Passage, Record, quote_of

CORPUS = Path(__file__).parents[2] / "corpus"
_WINDOW = 10**6  # words: no paragraph is split


class MemoryCatalogue:
    """The Catalogue port over documents held in memory."""

    def __init__(self, documents: Sequence[Document], window: int = _WINDOW) -> None:
        self._documents = {
            document.key: document for document in sorted(documents, key=lambda d: d.key)
        }
        self._passages: list[Passage] = []
        self._quotes: list[str] = []
        counts = [0]
        for document in self._documents.values():
            held = passages_of(document, lambda text: len(text.split()), window)
            self._passages += held
            self._quotes += [quote_of(document.text, passage.spans) for passage in held]
            counts.append(len(held))
        self._rows = dict(
            zip(
                self._documents, (range(a, b) for a, b in pairwise(accumulate(counts))), strict=True
            )
        )
        self._by_id = {passage.id: row for row, passage in enumerate(self._passages)}

    def records(self) -> Sequence[Record]:
        return [document.record for document in self._documents.values()]

    def document(self, key: str) -> Document:
        if key not in self._documents:
            raise NotFoundError(f"no document {key!r}")
        return self._documents[key]

    def passage_count(self) -> int:
        return len(self._passages)

    def passages(self, rows: Sequence[int]) -> Sequence[Passage]:
        return [self._passages[row] for row in rows]

    def quotes(self, rows: Sequence[int]) -> Sequence[str]:
        return [self._quotes[row] for row in rows]

    def row(self, passage_id: str) -> int:
        if passage_id not in self._by_id:
            raise NotFoundError(f"no passage {passage_id!r}")
        return self._by_id[passage_id]

    def rows_of(self, key: str) -> range:
        if key not in self._rows:
            raise NotFoundError(f"no document {key!r}")
        return self._rows[key]


def document_from(
    record: Record, text: str, pages: tuple[Page, ...] = (), edition: str | None = None
) -> Document:
    """A document whose outline is inferred from its text."""
    return document_of(
        Extract(text, pages=pages), record, edition or edition_of(text.encode("utf-8"))
    )


def numbered(key: str, paragraphs: Sequence[str], **fields: object) -> Document:
    """A document of numbered paragraphs, "- 1. …"."""
    record = Record(key=key, file=f"{key}.txt", title=str(fields.pop("title", key)), **fields)  # type: ignore[arg-type]
    lines = [f"- {number}. {words}" for number, words in enumerate(paragraphs, start=1)]
    return document_from(record, "\n".join(lines) + "\n")


def unnumbered(key: str, paragraphs: Sequence[str], **fields: object) -> Document:
    """A document of paragraphs without numbers."""
    record = Record(key=key, file=f"{key}.txt", title=str(fields.pop("title", key)), **fields)  # type: ignore[arg-type]
    return document_from(record, "\n\n".join(paragraphs) + "\n")


def corpus_records() -> list[Record]:
    """The records of the repository's corpus.toml."""
    tables = tomllib.loads((CORPUS / "corpus.toml").read_text("utf-8"))["document"]
    return [
        Record(
            key=table["key"],
            file=table["file"],
            title=table["title"],
            authors=tuple(
                Name(
                    family=author.get("family", ""),
                    given=author.get("given", ""),
                    literal=author.get("literal", ""),
                    family_first=author.get("order") == "family-first",
                    role=author.get("role", ""),
                )
                for author in table.get("authors", ())
            ),
            publisher=table.get("publisher"),
            kind=table.get("kind"),
            issued=table.get("issued"),
            language=table.get("language"),
            url=table.get("url"),
            short=tuple(table.get("short", ())),
        )
        for table in tables
    ]


@cache
def corpus() -> MemoryCatalogue:
    """The repository's two documents, read and cut into passages as a build does."""
    documents = []
    for record in corpus_records():
        path = CORPUS / record.file
        documents.append(document_of(read(path), record, edition_of(path.read_bytes())))
    return MemoryCatalogue(documents)

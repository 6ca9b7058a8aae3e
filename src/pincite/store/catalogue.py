"""Documents and passages on disk: one SQLite file for what is said of them, one for the texts.

``texts.utf8`` holds the documents' canonical texts, one after the other, in the order of keys; the
database holds everything that points into them. Quotes are cut from a memory map, so that opening
a large collection reads none of it. The database is opened immutable: nothing ever writes to it.
"""

from __future__ import annotations

import mmap
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from pincite.errors import NotFoundError, StoreError
from pincite.types import (
    Block,
    BlockKind,
    Document,
    Locator,
    Name,
    Page,
    Passage,
    Record,
    Repair,
    Span,
)

DATABASE = "catalogue.sqlite"
TEXTS = "texts.utf8"
OFFSETS = "sentence_offsets.npy"

_ROWS_A_QUERY = 10_000  # SQLite allows 32,766 parameters in one

_SCHEMA = """
CREATE TABLE document (
    row INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, edition TEXT NOT NULL, record TEXT NOT NULL,
    structure TEXT NOT NULL, text_start INTEGER NOT NULL, text_end INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passages INTEGER NOT NULL
);
CREATE TABLE passage (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, data TEXT NOT NULL, bytes TEXT NOT NULL
);
"""


class CatalogueWriter:
    """Writes a generation's catalogue, document by document, in the order of keys.

    A context manager: leaving it finishes the files, or abandons them if something was raised.
    """

    def __init__(self, folder: Path) -> None:
        self._texts = (folder / TEXTS).open("wb")
        path = folder / DATABASE
        path.unlink(missing_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        # Durability comes from the fsync of the whole folder before it is published.
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA synchronous=OFF")
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._folder = folder
        self._sentence_counts: list[int] = []
        self._documents = 0
        self._last_key = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self._database.close()
            self._texts.close()

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Add a document; keys must ascend. StoreError if two passages share an id."""
        if document.key <= self._last_key:
            raise ValueError(f"{document.key!r} after {self._last_key!r}: keys must ascend")
        self._last_key = document.key
        data = document.text.encode("utf-8")
        start = self._texts.tell()
        self._texts.write(data)
        first = len(self._sentence_counts)
        positions = _byte_positions(document.text, passages)
        for number, passage in enumerate(passages):
            at = [[start + positions[s.start], start + positions[s.end]] for s in passage.spans]
            try:
                self._database.execute(
                    "INSERT INTO passage VALUES (?, ?, ?, ?)",
                    (first + number, passage.id, _json(_passage_data(passage)), _json(at)),
                )
            except sqlite3.IntegrityError:
                raise StoreError(
                    f"{document.key}: passage id {passage.id} is taken by another passage"
                ) from None
            self._sentence_counts.append(len(passage.sentences))
        self._database.execute(
            "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._documents,
                document.key,
                document.edition,
                _json(asdict(document.record)),
                _json(_structure_data(document)),
                start,
                start + len(data),
                first,
                len(passages),
            ),
        )
        self._documents += 1

    def close(self) -> None:
        """Finish the files."""
        self._texts.close()
        self._database.execute("COMMIT")
        self._database.close()
        np.save(
            self._folder / OFFSETS,
            np.concatenate([[0], np.cumsum(np.array(self._sentence_counts, np.int64))]).astype(
                np.int64
            ),
        )


class StoredCatalogue:
    """`pincite.ports.Catalogue` over a generation's folder. Safe between threads."""

    def __init__(self, folder: Path) -> None:
        if sqlite3.threadsafety != 3:  # pragma: no cover - every current CPython has it
            raise StoreError("this Python's sqlite3 is not built for use between threads")
        uri = (folder / DATABASE).resolve().as_uri() + "?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        with (folder / TEXTS).open("rb") as file:
            empty = file.seek(0, 2) == 0
            self._texts: bytes | mmap.mmap = (
                b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )
        # A plain array over the map: indexing numpy's memmap class costs several times as much.
        self.sentence_offsets: NDArray[np.int64] = np.asarray(
            np.load(folder / OFFSETS, mmap_mode="r")
        )
        rows = self._database.execute(
            "SELECT key, record, first_passage, passages FROM document ORDER BY row"
        ).fetchall()
        self._records = {key: _record(orjson.loads(record)) for key, record, _, _ in rows}
        self._rows = {key: range(first, first + count) for key, _, first, count in rows}
        self._keys = [key for key, _, _, _ in rows]
        self._firsts = [first for _, _, first, _ in rows]
        # A document's page and a draft's verification ask for the same few texts again and again.
        self._document = lru_cache(maxsize=16)(self._read_document)

    def records(self) -> Sequence[Record]:
        return tuple(self._records.values())

    def record(self, key: str) -> Record:
        """One document's record. NotFoundError if there is none."""
        if key not in self._records:
            raise NotFoundError(_no_document(key, self._keys))
        return self._records[key]

    def document(self, key: str) -> Document:
        self.record(key)
        return self._document(key)

    def passage_count(self) -> int:
        return len(self.sentence_offsets) - 1

    def sentence_count(self) -> int:
        """How many sentences the passages have, all together."""
        return int(self.sentence_offsets[-1])

    def passages(self, rows: Sequence[int]) -> Sequence[Passage]:
        found = self._select("row, id, data", rows)
        return [
            _passage(self._keys[bisect_right(self._firsts, row) - 1], *found[row])
            for row in map(int, rows)
        ]

    def quotes(self, rows: Sequence[int]) -> Sequence[str]:
        found = self._select("row, bytes", rows)
        return [self._quote(orjson.loads(found[row][0])) for row in map(int, rows)]

    def row(self, passage_id: str) -> int:
        found = self._database.execute(
            "SELECT row FROM passage WHERE id = ?", (passage_id,)
        ).fetchone()
        if found is None:
            raise NotFoundError(
                f"no passage {passage_id!r}: the document may have changed since the link was "
                "made; ask again, or look in the list of documents"
            )
        return int(found[0])

    def rows_of(self, key: str) -> range:
        self.record(key)
        return self._rows[key]

    def close(self) -> None:
        """Let go of the files; no more may be asked of it."""
        self._database.close()
        if isinstance(self._texts, mmap.mmap):
            self._texts.close()

    def _select(self, columns: str, rows: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        found: dict[int, tuple[Any, ...]] = {}
        for start in range(0, len(rows), _ROWS_A_QUERY):
            wanted = [int(row) for row in rows[start : start + _ROWS_A_QUERY]]
            marks = ",".join("?" * len(wanted))
            cursor = self._database.execute(
                f"SELECT {columns} FROM passage WHERE row IN ({marks})", wanted
            )
            found.update((row[0], row[1:]) for row in cursor)
        return found

    def _quote(self, at: list[list[int]]) -> str:
        # Each span is joined with a space, as quote_of does; one decoding of the bytes between.
        return " ".join(" ".join(self._texts[a:b].decode("utf-8") for a, b in at).split())

    def _read_document(self, key: str) -> Document:
        edition, structure, start, end = self._database.execute(
            "SELECT edition, structure, text_start, text_end FROM document WHERE key = ?", (key,)
        ).fetchone()
        data = orjson.loads(structure)
        return Document(
            record=self._records[key],
            edition=edition,
            text=self._texts[start:end].decode("utf-8"),
            pages=tuple(Page(number, Span(a, b)) for number, a, b in data["pages"]),
            blocks=tuple(
                Block(BlockKind(kind), _spans(spans), level, number)
                for kind, spans, level, number in data["blocks"]
            ),
            repairs=tuple(Repair(what, count) for what, count in data["repairs"]),
        )


def _byte_positions(text: str, passages: Sequence[Passage]) -> dict[int, int]:
    """For every offset in code points where a span begins or ends, the offset in UTF-8 bytes."""
    marks = sorted({mark for p in passages for s in p.spans for mark in (s.start, s.end)})
    positions: dict[int, int] = {}
    at, done = 0, 0
    for mark in marks:
        at += len(text[done:mark].encode("utf-8"))
        done = mark
        positions[mark] = at
    return positions


def _passage_data(passage: Passage) -> list[Any]:
    locator = passage.locator
    return [
        passage.kind,
        [[s.start, s.end] for s in passage.spans],
        [[s.start, s.end] for s in passage.sentences],
        None if locator is None else [getattr(locator, name) for name in Locator.__slots__],
        list(passage.section),
        passage.pages,
    ]


def _passage(key: str, passage_id: str, data: str) -> Passage:
    kind, spans, sentences, locator, section, pages = orjson.loads(data)
    return Passage(
        id=passage_id,
        document=key,
        kind=BlockKind(kind),
        spans=_spans(spans),
        sentences=_spans(sentences),
        locator=None if locator is None else Locator(*locator),
        section=tuple(section),
        pages=None if pages is None else (pages[0], pages[1]),
    )


def _structure_data(document: Document) -> dict[str, Any]:
    return {
        "pages": [[page.number, page.span.start, page.span.end] for page in document.pages],
        "blocks": [
            [block.kind, [[s.start, s.end] for s in block.spans], block.level, block.number]
            for block in document.blocks
        ],
        "repairs": [[repair.what, repair.count] for repair in document.repairs],
    }


def _record(data: dict[str, Any]) -> Record:
    authors = tuple(Name(**author) for author in data.pop("authors"))
    return Record(**{**data, "authors": authors, "short": tuple(data["short"])})


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode("utf-8")


def _no_document(key: str, keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:10]) + (", …" if len(keys) > 10 else "")
    return (
        f"no document {key!r}; there are: {shown}"
        if keys
        else f"no document {key!r}: the index is empty"
    )

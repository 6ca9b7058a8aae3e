"""Changes of the corpus folder: a document's file and its record, together or not at all.

A change is written beside what it replaces, then into a journal, then carried out; the journal is
the moment from which it holds. Killed before it, nothing has happened; killed after it, `recover`
carries out the rest, which every build and every further change does first. All of it is on disk
before a function here returns.

folder/.pincite-new-…         files that are to take their places
folder/.pincite-change.json   the journal
folder/.pincite-lock          held (flock) by whoever is changing the folder
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import orjson
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from pincite.corpus import records as record_files
from pincite.corpus.folder import Corpus, Source, is_document_name, open_corpus
from pincite.corpus.records import load_records
from pincite.errors import (
    CorpusError,
    LastDocumentError,
    LockedError,
    NotFoundError,
    RefusedRecordError,
)

JOURNAL = ".pincite-change.json"
LOCK = ".pincite-lock"
_NEW = ".pincite-new-"


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a document: its key, its file's name, and what became of it."""

    key: str
    file: str
    what: Literal["added", "replaced", "removed"]


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; what a writer that died had begun is finished first.

    Raises LockedError if another process is changing the folder, CorpusError if it cannot be
    written.
    """
    with _writable(folder):
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(
                f"{folder}: another process is changing this folder; wait for it or end it"
            ) from None
        if (folder / JOURNAL).exists():
            with _writable(folder):
                _carry_out(folder, orjson.loads((folder / JOURNAL).read_bytes()))
        yield
    finally:
        os.close(descriptor)  # lets go of the lock


def recover(folder: Path) -> None:
    """Carry out what a writer that died had begun, if there is any. LockedError if it lives."""
    if (folder / JOURNAL).exists():
        with changing(folder):
            pass


def place(
    folder: Path, name: str, data: bytes, key: str | None, fields: Mapping[str, Any]
) -> Change:
    """Put a file into the folder and its record into corpus.toml; call within `changing`.

    The document is the one with this key, or without one the one whose file has this name; if it
    is there already, it is replaced and keeps the fields that are not given. A document without a
    key and fields gets no record. ``fields`` are those of a record but for key and file. Raises
    RefusedRecordError for what is not accepted, CorpusError if what is there is wrong; the folder
    is as it was then.
    """
    corpus = open_corpus(folder)
    before = _document(corpus, key, name)
    target = _target(corpus, before, name)
    records = _Records(folder)
    if key is not None or fields or (before and before.record):
        kept = key or (before.key if before else PurePosixPath(target).stem)
        records.put(before, kept, target, fields)
    replaced = [before.name] if before and before.name != target else []
    _commit(folder, {target: data, **records.changed()}, replaced)
    after = next(source for source in open_corpus(folder).sources if source.name == target)
    return Change(after.key, target, "replaced" if before else "added")


def remove(folder: Path, key: str) -> Change:
    """Take a document's file and record out of the folder; call within `changing`.

    Raises NotFoundError if there is no such document, LastDocumentError if there is no other.
    """
    corpus = open_corpus(folder)
    records = _Records(folder)
    source = next((source for source in corpus.sources if source.key == key), None)
    file = source.name if source else records.file_of(key)
    if file is None:
        raise NotFoundError(f"no document {key!r}; `pincite documents` lists those there are")
    if [one.key for one in corpus.sources] == [key]:
        raise LastDocumentError(str(folder), key)
    records.drop(key)
    _commit(folder, records.changed(), [source.name] if source else [])
    return Change(key, file, "removed")


class _Records:
    """corpus.toml as it is written, comments and all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / record_files.FILE
        load_records(self._path)  # says in words what is wrong with it
        try:
            self._before = self._path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            self._before = ""
        try:
            self._content = tomlkit.parse(self._before)
        except TOMLKitError as error:
            raise CorpusError(f"{self._path}: not readable as TOML: {error}") from None

    def file_of(self, key: str) -> str | None:
        table = self._table("key", key)
        return None if table is None else str(table["file"])

    def put(self, before: Source | None, key: str, file: str, fields: Mapping[str, Any]) -> None:
        table = self._table("key", key)
        if table is None and before is not None:
            table = self._table("file", before.name)
        if table is None:
            table = tomlkit.table()
            documents = self._content.get("document")
            if not isinstance(documents, AoT):
                documents = tomlkit.aot()
                self._content["document"] = documents
            documents.append(table)
            table = documents[-1]
        for name, value in {"key": key, "file": file, **fields}.items():
            if value is None:
                table.pop(name, None)
            elif table.get(name) != value:
                table[name] = value

    def drop(self, key: str) -> None:
        documents = self._content.get("document", [])
        for number, table in enumerate(documents):
            if table["key"] == key:
                del documents[number]
                break
        if not documents:
            self._content.pop("document", None)

    def changed(self) -> dict[str, bytes]:
        """The file's new content by its name; nothing where it stays as it is."""
        text = tomlkit.dumps(self._content)
        return {} if text == self._before else {record_files.FILE: text.encode("utf-8")}

    def _table(self, field: str, value: str) -> Table | None:
        for table in self._content.get("document", []):
            if table[field] == value:
                found: Table = table
                return found
        return None


def _document(corpus: Corpus, key: str | None, name: str) -> Source | None:
    for source in corpus.sources:
        if (source.key == key) if key is not None else (source.name == name):
            return source
    return None


def _target(corpus: Corpus, before: Source | None, name: str) -> str:
    """The file's place: where it was, if it is of the same sort, else under its own name."""
    if before and PurePosixPath(before.name).suffix.lower() == PurePosixPath(name).suffix.lower():
        return before.name
    if not is_document_name(name):
        raise RefusedRecordError(
            f"{name!r}: no name for a document; use one without folders, control characters or a "
            "dot at its beginning"
        )
    taken = next((source for source in corpus.sources if source.name == name), None)
    if taken is not None or (corpus.folder / name).exists():
        whose = f"is the document {taken.key!r}" if taken else "is there already"
        raise RefusedRecordError(
            f"{name}: {whose}; give that key to replace it, or this file another name"
        )
    return name


def _commit(folder: Path, writes: Mapping[str, bytes], removes: list[str]) -> None:
    """Have the folder hold these files and not those, at once."""
    with _writable(folder):
        for left in folder.glob(f"{_NEW}*"):  # of a writer that died before its journal
            left.unlink()
        moves = {}
        for number, (name, data) in enumerate(writes.items()):
            moves[f"{_NEW}{number}"] = name
            _write(folder / f"{_NEW}{number}", data)
        if record_files.FILE in writes:
            _check(folder, f"{_NEW}{len(writes) - 1}")
        change = {"moves": moves, "removes": removes}
        _write(folder / f"{_NEW}journal", orjson.dumps(change))
        _sync(folder)
        (folder / f"{_NEW}journal").replace(folder / JOURNAL)
        _sync(folder)
        _carry_out(folder, change)


def _check(folder: Path, name: str) -> None:
    """Refuse records that the next build would, in the words it would use."""
    try:
        load_records(folder / name)
    except CorpusError as error:
        for left in folder.glob(f"{_NEW}*"):
            left.unlink()
        told = str(error).replace(str(folder / name), str(folder / record_files.FILE))
        raise RefusedRecordError(told) from None


def _carry_out(folder: Path, change: Mapping[str, Any]) -> None:
    """Do what the journal says, as far as it is not done, and end it."""
    for new, name in change["moves"].items():
        if (folder / new).exists():
            (folder / new).replace(folder / name)
            _sync((folder / name).parent)
    for name in change["removes"]:
        (folder / name).unlink(missing_ok=True)
        _sync((folder / name).parent)
    _sync(folder)
    (folder / JOURNAL).unlink()
    _sync(folder)


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"{folder}: cannot be written ({error.strerror or error}); check its owner and the "
            "space left"
        ) from error


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

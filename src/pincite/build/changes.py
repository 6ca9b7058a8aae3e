"""Adds documents to the corpus folder and removes them, as by hand, but checked and all at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pincite.build.documents import untitled
from pincite.build.pipeline import BuildReport
from pincite.corpus import changes
from pincite.corpus import records as record_files
from pincite.corpus.changes import Change
from pincite.corpus.folder import open_corpus
from pincite.corpus.records import load_records
from pincite.errors import LockedError
from pincite.identity import edition_of
from pincite.readers.sandbox import read_bytes
from pincite.store import folder as folders

_RETRY_SECONDS = 0.2


def add(
    corpus: Path, name: str, data: bytes, *, key: str | None = None, fields: Mapping[str, Any]
) -> Change:
    """Put a document into the corpus folder; it is on disk when this returns.

    ``fields`` are those of a record, but for key and file. With a key or a field a record is
    written; a title that is not given is then the document's own. The file is read first: ReadError
    if it cannot be, RefusedRecordError for a wrong field, CorpusError if the folder is wrong as it
    is, LockedError if another process is changing it; nothing has changed then.
    """
    extract = read_bytes(data, name)
    with changes.changing(corpus):
        titled = {"title": ""} | dict(fields)
        if (
            (key is not None or fields)
            and not titled["title"]
            and not _has_record(corpus, key, name)
        ):
            titled["title"] = untitled(extract, key or "", name, edition_of(data)).record.title
        if not titled["title"]:
            del titled["title"]
        return changes.place(corpus, name, data, key, titled)


def remove(corpus: Path, key: str) -> Change:
    """Take a document out of the corpus folder. NotFoundError, CorpusError or LockedError."""
    with changes.changing(corpus):
        return changes.remove(corpus, key)


def check_free(index: Path) -> None:
    """LockedError if another process is writing the index; so told before anything is changed."""
    with folders.writing(index):
        pass


def build_when_free(run: Callable[[], BuildReport], seconds: float = 60.0) -> BuildReport:
    """Run a build, waiting for another one that began meanwhile. LockedError if it takes longer."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return run()
        except LockedError:
            if time.monotonic() > ends:
                raise
        time.sleep(_RETRY_SECONDS)


def _has_record(corpus: Path, key: str | None, name: str) -> bool:
    if key is not None:
        return any(record.key == key for record in load_records(corpus / record_files.FILE))
    return any(source.name == name and source.record for source in open_corpus(corpus).sources)

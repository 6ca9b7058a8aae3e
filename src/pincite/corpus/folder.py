"""Which files a corpus folder holds, and the record of each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pincite.corpus import glossary as glossaries
from pincite.corpus import records as record_files
from pincite.corpus.glossary import Glossary, load_glossary
from pincite.corpus.records import load_examples, load_records
from pincite.errors import CorpusError, ReadError
from pincite.identity import slug
from pincite.types import Record

WEIGHTS = "weights.json"
_NOT_DOCUMENTS = {record_files.FILE, glossaries.FILE, WEIGHTS, "README.md"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus, its path from the corpus folder, and its record if it has one."""

    path: Path
    name: str
    key: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a folder holds: sources in the order of keys, the glossary, files left out already."""

    folder: Path
    sources: tuple[Source, ...]
    glossary: Glossary
    refused: tuple[ReadError, ...]
    examples: tuple[str, ...] = ()  # questions to begin with
    weights: Path | None = None  # fitted for this collection, in place of the ones that ship


def open_corpus(folder: Path) -> Corpus:
    """List a corpus folder, its subfolders included; hidden files are passed over.

    A record whose file is missing, and a link that points outside, are refused and named; the
    rest is listed. Raises CorpusError if there is no such folder or a TOML file in it is wrong.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"{folder}: no such folder; put documents in it, or name another with --corpus"
        )
    records = {record.file: record for record in load_records(folder / record_files.FILE)}
    glossary = load_glossary(folder / glossaries.FILE)
    names, refused = _files(folder)
    for missing in sorted(set(records) - set(names) - {error.file for error in refused}):
        refused.append(
            ReadError(
                missing,
                "missing",
                f"has a record in {record_files.FILE}, but there is no such file",
            )
        )
    taken = {record.key for record in records.values()}
    sources: list[Source] = []
    for name in names:
        record = records.get(name)
        key = record.key if record else _free_key(name, taken)
        taken.add(key)
        sources.append(Source(folder / name, name, key, record))
    sources.sort(key=lambda source: source.key)
    weights = folder / WEIGHTS
    return Corpus(
        folder,
        tuple(sources),
        glossary,
        tuple(refused),
        examples=load_examples(folder / record_files.FILE),
        weights=weights if weights.is_file() else None,
    )


def is_document_name(name: str) -> bool:
    """Whether a file of this name, directly in a corpus folder, would be one of its documents."""
    return (
        name.isprintable()
        and "/" not in name
        and not name.startswith(".")
        and name not in _NOT_DOCUMENTS
        and len(name.encode("utf-8", "replace")) <= 255
    )


def _files(folder: Path) -> tuple[list[str], list[ReadError]]:
    root = folder.resolve()
    names: list[str] = []
    refused: list[ReadError] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not _is_utf8(name):
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            refused.append(ReadError(shown, "denied", "its name is not UTF-8; give it another"))
            continue
        if any(part.startswith(".") for part in Path(name).parts) or name in _NOT_DOCUMENTS:
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            refused.append(
                ReadError(
                    name, "denied", "a link that points outside the corpus folder; copy the file in"
                )
            )
        elif path.is_file():
            names.append(name)
        elif not path.is_dir():
            refused.append(ReadError(name, "unknown", "neither a file nor a folder"))
    return names, refused


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # a byte that is none stands in a name as half of a surrogate pair
        return False
    return True


def _free_key(name: str, taken: set[str]) -> str:
    """A key from the file's name, with its ending where two files would make the same one."""
    stem = slug(Path(name).with_suffix("").as_posix().replace("/", "-"))[:90].rstrip("-")
    for candidate in (stem, slug(name.replace("/", "-").replace(".", "-"))[:95].rstrip("-")):
        if candidate not in taken:
            return candidate
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"

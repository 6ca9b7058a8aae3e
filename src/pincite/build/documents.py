"""Reads the corpus, one document at a time, into the catalogue of a new generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pincite.build.progress import Progress
from pincite.corpus.folder import Corpus, Source
from pincite.errors import CorpusError, ReadError
from pincite.identity import edition_of
from pincite.ports import Encoder
from pincite.readers import DEFAULT_LIMITS
from pincite.readers.sandbox import read_bytes
from pincite.store.catalogue import CatalogueWriter
from pincite.store.manifest import LeftOut
from pincite.structure.document import document_of
from pincite.structure.passages import MeasureTokens, passages_of
from pincite.text.acronyms import find_acronyms
from pincite.types import BlockKind, Document, Extract, Passage, Record, quote_of

_LONGEST_TITLE = 300  # code points of a heading that serves as a title


@dataclass(frozen=True, slots=True)
class Written:
    """What was left out of the catalogue, and the acronyms that the documents define."""

    left_out: tuple[LeftOut, ...]
    acronyms: tuple[tuple[str, str], ...]


def write_catalogue(
    corpus: Corpus,
    editions: Mapping[str, str],
    folder: Path,
    encoder: Encoder,
    progress: Progress,
) -> Written:
    """Write every document that can be read, in the order of keys, and name those that cannot.

    Raises CorpusError if none can.
    """
    errors = list(corpus.refused)
    acronyms: dict[tuple[str, str], None] = {}
    readable = [source for source in corpus.sources if source.name in editions]
    count, window = encoder.count_tokens, encoder.window
    progress("documents", 0, len(readable))
    with CatalogueWriter(folder) as writer:
        for number, source in enumerate(readable, start=1):
            try:
                document, passages = _read(source, editions[source.name], count, window)
            except ReadError as error:
                errors.append(error)
            else:
                writer.add(document, passages)
                acronyms.update(dict.fromkeys(find_acronyms(document.text)))
            progress("documents", number, len(readable))
    if len(errors) == len(readable) + len(corpus.refused):
        raise CorpusError(_nothing_read(corpus, errors))
    return Written(tuple(sorted(map(_left_out, errors), key=str)), tuple(acronyms))


def _read(
    source: Source, edition: str, measure: MeasureTokens, window: int
) -> tuple[Document, tuple[Passage, ...]]:
    extract = read_bytes(_bytes_of(source, edition), source.name)
    document = _document(source, extract, edition)
    passages = passages_of(document, measure, window)
    if not passages:
        raise ReadError(
            source.name, "empty", "no words to cite in it; remove the file or replace it"
        )
    return document, passages


def _bytes_of(source: Source, edition: str) -> bytes:
    """The file's bytes; of one too large only as many as it takes for the reader to say so.

    A file that could be opened a moment ago and is no longer what it was fails the build: its
    edition is among the inputs already, so that leaving it out would leave it out for good.
    """
    try:
        with source.path.open("rb") as file:
            data = file.read(DEFAULT_LIMITS.bytes + 1)
    except OSError as error:
        raise CorpusError(
            f"{source.path}: could be opened and now cannot ({error.strerror}); build again"
        ) from None
    if len(data) <= DEFAULT_LIMITS.bytes and edition_of(data) != edition:
        raise CorpusError(f"{source.path}: changed while it was being read; build again")
    return data


def _document(source: Source, extract: Extract, edition: str) -> Document:
    if source.record is not None:
        return document_of(extract, source.record, edition)
    return untitled(extract, source.key, source.name, edition)


def untitled(extract: Extract, key: str, file: str, edition: str) -> Document:
    """A document without a record, its title from its metadata, its first heading or its name."""
    name = PurePosixPath(file).stem
    record = Record(key, file, " ".join((extract.title or name).split()) or name)
    document = document_of(extract, record, edition)
    heading = next((block for block in document.blocks if block.kind is BlockKind.HEADING), None)
    if extract.title is not None or heading is None:
        return document
    title = quote_of(extract.text, heading.spans)[:_LONGEST_TITLE]
    return document_of(extract, replace(record, title=title), edition)


def _left_out(error: ReadError) -> LeftOut:
    return LeftOut(error.file, error.reason, str(error).removeprefix(f"{error.file}: "))


def _nothing_read(corpus: Corpus, errors: list[ReadError]) -> str:
    if not errors:
        return f"{corpus.folder}: no documents; put PDF, DOCX, HTML, Markdown or text files in it"
    listed = "\n  ".join(str(error) for error in errors[:20])
    return f"{corpus.folder}: no document could be read:\n  {listed}"

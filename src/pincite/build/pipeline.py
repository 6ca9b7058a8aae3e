"""Builds a generation of the index from the corpus folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import orjson

from pincite.build.context import RESERVED_TOKENS, embedded_text, lexical_bag
from pincite.build.embedding import embed
from pincite.build.encoders import model_identity, place_encoder
from pincite.build.known_vectors import Digests, Journal, KnownVectors
from pincite.build.progress import Progress, silent
from pincite.corpus.folder import Corpus, Source, open_corpus
from pincite.encode.runtime import OnnxEncoder
from pincite.errors import CorpusError, NoIndexError, ReadError, StoreError
from pincite.identity import edition_of
from pincite.readers import read_bytes
from pincite.store import folder as folders
from pincite.store import generation as generations
from pincite.store import manifest as manifests
from pincite.store.catalogue import CatalogueWriter, StoredCatalogue
from pincite.store.lexical import K1, B
from pincite.store.lexical_writer import write_lexical
from pincite.store.manifest import LeftOut, Manifest
from pincite.store.vectors import PASSAGES, SENTENCES
from pincite.structure.document import document_of
from pincite.structure.passages import passages_of
from pincite.text.acronyms import find_acronyms
from pincite.text.expansion import Expander
from pincite.types import BlockKind, Document, Passage, Record, quote_of

# Counts up when the same files would give other blocks, passages or indexed texts, so that an
# index built by an older version is built anew.
STRUCTURE_VERSION = 1
_ROWS_AT_A_TIME = 512


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; ``changed`` is False where the live generation was up to date already."""

    generation: str
    changed: bool
    manifest: Manifest


def build(
    corpus_folder: Path,
    index: Path,
    model: str,
    *,
    threads: int = 1,
    force: bool = False,
    progress: Progress = silent,
) -> BuildReport:
    """Bring the index up to date with the corpus folder; publish a new generation if it changed.

    Files that cannot be read are left out and named in the manifest. Killed at any moment, the old
    generation goes on serving, and the next build takes up the vectors that this one computed.
    ``force`` trusts nothing that was built before. Raises CorpusError if no document can be read,
    LockedError if another process is writing.
    """
    corpus = open_corpus(corpus_folder)
    with folders.writing(index) as building:
        live = None if force else _live(index)
        editions, denied = _editions(corpus)
        corpus = replace(corpus, refused=(*corpus.refused, *denied))
        inputs = _inputs(corpus, editions, model_identity(model, live))
        if live is not None and (manifest := manifests.read(live)).inputs == inputs:
            return BuildReport(live.name, False, manifest)
        staging = building / "generation"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        journal_path = building / "vectors"
        if force:
            journal_path.unlink(missing_ok=True)
        progress("model", 0, 1)
        encoder = place_encoder(model, live, staging, threads=threads)
        progress("model", 1, 1)
        written = _write_catalogue(corpus, editions, staging, encoder, progress)
        catalogue = StoredCatalogue(staging)
        pairs = corpus.glossary.with_mined(written.acronyms).pairs
        generations.write_glossary(staging, pairs)
        journal = Journal(journal_path, encoder.digest, encoder.dimension)
        _write_vectors(
            catalogue,
            Expander(pairs),
            staging,
            encoder,
            _known(live, encoder, journal),
            journal,
            progress,
        )
        _write_lexical(catalogue, Expander(pairs), staging, progress)
        if corpus.weights is not None:
            shutil.copyfile(corpus.weights, staging / generations.WEIGHTS)
        manifest = _manifest(staging, inputs, encoder, catalogue, written.left_out)
        manifests.write(manifest, staging)
        target = folders.publish(index, staging)
        journal.remove()
        return BuildReport(target.name, True, manifest)


def _live(index: Path) -> Path | None:
    """The live generation if it is whole; a damaged one is not built upon."""
    try:
        folder = folders.current(index)
        manifests.check_files(manifests.read(folder), folder)
    except NoIndexError:
        return None
    except StoreError:
        return None
    return folder


# --- what decides the content -----------------------------------------------------------------


def _editions(corpus: Corpus) -> tuple[dict[str, str], list[ReadError]]:
    """The sha256 of every file that can be opened, by name, and the files that cannot."""
    editions: dict[str, str] = {}
    denied: list[ReadError] = []
    for source in corpus.sources:
        try:
            with source.path.open("rb") as file:
                editions[source.name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            detail = f"cannot be opened ({error.strerror}); check that it may be read"
            denied.append(ReadError(source.name, "denied", detail))
    return editions, denied


def _inputs(corpus: Corpus, editions: Mapping[str, str], model: str) -> str:
    """A digest of all that decides what a build makes."""
    content = {
        "parameters": _parameters(),
        "model": model,
        "files": [
            [
                source.name,
                source.key,
                editions.get(source.name),
                source.record and asdict(source.record),
            ]
            for source in corpus.sources
        ],
        "refused": [str(error) for error in corpus.refused],
        "glossary": corpus.glossary.pairs,
        "weights": corpus.weights and edition_of(corpus.weights.read_bytes()),
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _parameters() -> dict[str, Any]:
    return {
        "structure": STRUCTURE_VERSION,
        "reserved_tokens": RESERVED_TOKENS,
        "bm25": {"k1": K1, "b": B, "method": "lucene", "stemmer": "snowball-english"},
        "vectors": {"type": "float16", "search": "exact"},
        "identity": {"digest": "sha256", "base32_digits": 13},
    }


def _manifest(
    staging: Path,
    inputs: str,
    encoder: OnnxEncoder,
    catalogue: StoredCatalogue,
    left_out: tuple[LeftOut, ...],
) -> Manifest:
    files = sorted(path for path in staging.rglob("*") if path.is_file())
    return Manifest(
        inputs=inputs,
        parameters=_parameters(),
        model={
            "name": encoder.name,
            "digest": encoder.digest,
            "weights_sha256": encoder.description.weights,
            "dimension": encoder.dimension,
            "window": encoder.window,
        },
        documents=len(catalogue.records()),
        passages=catalogue.passage_count(),
        sentences=int(catalogue.sentence_offsets[-1]),
        left_out=left_out,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files={path.relative_to(staging).as_posix(): manifests.digest_file(path) for path in files},
    )


# --- documents --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Written:
    left_out: tuple[LeftOut, ...]
    acronyms: tuple[tuple[str, str], ...]


def _write_catalogue(
    corpus: Corpus,
    editions: Mapping[str, str],
    staging: Path,
    encoder: OnnxEncoder,
    progress: Progress,
) -> _Written:
    writer = CatalogueWriter(staging)
    errors = list(corpus.refused)
    acronyms: dict[tuple[str, str], None] = {}
    window = (
        encoder.window - RESERVED_TOKENS if encoder.window > 2 * RESERVED_TOKENS else encoder.window
    )
    readable = [source for source in corpus.sources if source.name in editions]
    progress("documents", 0, len(readable))
    try:
        for number, source in enumerate(readable, start=1):
            try:
                document, passages = _read(
                    source, editions[source.name], encoder.count_tokens, window
                )
                writer.add(document, passages)
                acronyms.update(dict.fromkeys(find_acronyms(document.text)))
            except ReadError as error:
                errors.append(error)
            progress("documents", number, len(readable))
    finally:
        writer.close()
    if len(errors) >= len(readable) + len(corpus.refused):
        raise CorpusError(_nothing_read(corpus, errors))
    left_out = tuple(
        sorted(
            (LeftOut(e.file, e.reason, str(e).removeprefix(f"{e.file}: ")) for e in errors), key=str
        )
    )
    return _Written(left_out, tuple(acronyms))


def _read(
    source: Source, edition: str, measure: Callable[[str], int], window: int
) -> tuple[Document, tuple[Passage, ...]]:
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise ReadError(source.name, "denied", f"cannot be read ({error.strerror})") from None
    if edition_of(data) != edition:
        raise CorpusError(f"{source.path}: changed while it was being read; build again")
    extract = read_bytes(data, source.name)
    name = PurePosixPath(source.name).stem
    record = source.record or Record(source.key, source.name, extract.title or name)
    document = document_of(extract, record, edition)
    if source.record is None and extract.title is None:
        heading = next(
            (block for block in document.blocks if block.kind is BlockKind.HEADING), None
        )
        if heading is not None:
            titled = replace(record, title=quote_of(extract.text, heading.spans)[:300])
            document = document_of(extract, titled, edition)
    passages = passages_of(document, measure, window)
    if not passages:
        raise ReadError(
            source.name, "empty", "no words to cite in it; remove the file or replace it"
        )
    return document, passages


def _nothing_read(corpus: Corpus, errors: list[ReadError]) -> str:
    if not errors:
        return f"{corpus.folder}: no documents; put PDF, DOCX, HTML, Markdown or text files in it"
    listed = "\n  ".join(str(error) for error in errors[:20])
    return f"{corpus.folder}: no document could be read:\n  {listed}"


# --- vectors and terms ------------------------------------------------------------------------


def _known(live: Path | None, encoder: OnnxEncoder, journal: Journal) -> KnownVectors:
    known = KnownVectors(encoder.dimension)
    known.add(*journal.read())
    if live is not None and manifests.read(live).model["digest"] == encoder.digest:
        digests = generations.read_digests(live)
        passages = np.load(live / PASSAGES, mmap_mode="r")
        known.add(digests[: len(passages)], passages)
        known.add(digests[len(passages) :], np.load(live / SENTENCES, mmap_mode="r"))
    return known


def _write_vectors(
    catalogue: StoredCatalogue,
    expander: Expander,
    staging: Path,
    encoder: OnnxEncoder,
    known: KnownVectors,
    journal: Journal,
    progress: Progress,
) -> None:
    def stage(name: str, total: int, texts: Iterator[str], file: str) -> Digests:
        progress(name, 0, total)
        return embed(
            texts,
            total,
            staging / file,
            encoder,
            known,
            journal,
            lambda done: progress(name, done, total),
        )

    rows = catalogue.passage_count()
    passage_texts = (
        embedded_text(passage, quote, catalogue.record(passage.document), expander)
        for passage, quote in _all_passages(catalogue)
    )
    sentence_texts = (
        quote[sentence.start : sentence.end]
        for passage, quote in _all_passages(catalogue)
        for sentence in passage.sentences
    )
    sentences = int(catalogue.sentence_offsets[-1])
    digests = (
        stage("passages", rows, passage_texts, PASSAGES),
        stage("sentences", sentences, sentence_texts, SENTENCES),
    )
    np.save(staging / generations.DIGESTS, np.concatenate(digests))


def _write_lexical(
    catalogue: StoredCatalogue, expander: Expander, staging: Path, progress: Progress
) -> None:
    total = catalogue.passage_count()

    def bags() -> Iterator[list[str]]:
        for row, (passage, quote) in enumerate(_all_passages(catalogue), start=1):
            yield lexical_bag(passage, quote, expander)
            if row % _ROWS_AT_A_TIME == 0 or row == total:
                progress("terms", row, total)

    write_lexical(staging, bags())


def _all_passages(catalogue: StoredCatalogue) -> Iterator[tuple[Passage, str]]:
    for start in range(0, catalogue.passage_count(), _ROWS_AT_A_TIME):
        rows = range(start, min(start + _ROWS_AT_A_TIME, catalogue.passage_count()))
        yield from zip(catalogue.passages(rows), catalogue.quotes(rows), strict=True)

"""Builds a generation of the index from the corpus folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pincite.build.documents import write_catalogue
from pincite.build.encoders import is_same, model_identity, place_encoder
from pincite.build.indexes import Indexer, drop_journals, open_journals, write_approximations
from pincite.build.inputs import inputs_digest, parameters, with_editions
from pincite.build.progress import Progress, silent
from pincite.corpus import changes
from pincite.corpus.folder import open_corpus
from pincite.encode.runtime import OnnxEncoder
from pincite.errors import StoreError
from pincite.search.weights import load_weights
from pincite.store import folder as folders
from pincite.store import generation as generations
from pincite.store import manifest as manifests
from pincite.store.catalogue import StoredCatalogue
from pincite.store.manifest import LeftOut, Manifest
from pincite.store.vectors import Approximation
from pincite.text.expansion import Expander


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
    encoder_folder: Path | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Bring the index up to date with the corpus folder; publish a new generation if it changed.

    Files that cannot be read are left out and named in the manifest. Killed at any moment, the old
    generation goes on serving, and the next build takes up the vectors that this one computed.
    ``force`` trusts nothing that was built before. ``encoder_folder`` holds an encoder exported
    already, which is copied in and takes the place of ``model``.

    Raises CorpusError if no document can be read, ModelError if there is no encoder to be had,
    LockedError if another process is writing, StoreError if the index folder cannot be written or
    the collection's own weights cannot be used.
    """
    changes.recover(corpus_folder)
    corpus, editions = with_editions(open_corpus(corpus_folder))
    with _disk_errors(index), folders.writing(index) as building:
        base = None if force else folders.newest_whole(index)
        identity = model_identity(model, base, encoder_folder)
        inputs = inputs_digest(corpus, editions, identity)
        if base is not None and base == folders.live(index):
            manifest = manifests.read(base)
            same = manifest.inputs == inputs and is_same(encoder_folder, manifest.model["digest"])
            if same and not _worth_another_try(manifest):
                folders.clear(index)
                return BuildReport(base.name, False, manifest)
        if corpus.weights is not None:
            load_weights(corpus.weights)  # none that cannot be opened may become live
        staging = folders.staging(building)
        if force:
            drop_journals(building)
        progress("model", 0, 1)
        encoder = place_encoder(model, base, staging, threads=threads, exported=encoder_folder)
        progress("model", 1, 1)
        written = write_catalogue(corpus, editions, staging, encoder, progress)
        pairs = corpus.glossary.with_mined(written.acronyms).pairs
        generations.write_glossary(staging, pairs)
        generations.write_examples(staging, corpus.examples)
        if corpus.weights is not None:
            shutil.copyfile(corpus.weights, staging / generations.WEIGHTS)
        with closing(StoredCatalogue(staging)) as catalogue:
            indexer = Indexer(catalogue, Expander(pairs), staging, progress)
            indexer.write_vectors(encoder, base, open_journals(building, encoder))
            approximations = write_approximations(staging)
            indexer.write_terms()
            manifest = _manifest(
                staging, inputs, encoder, catalogue, written.left_out, approximations
            )
        manifests.write(manifest, staging)
        target = folders.publish(index, staging)
        folders.clear(index)
        return BuildReport(target.name, True, manifest)


def _worth_another_try(manifest: Manifest) -> bool:
    """Whether a file was left out for what may have been the machine's fault, and not its own."""
    return any(left.reason in ("too-slow", "crashed") for left in manifest.left_out)


@contextmanager
def _disk_errors(index: Path) -> Iterator[None]:
    """What the disk refuses, in words that name the folder and the remedy."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StoreError(
            f"{index}: cannot be written ({why}); check its owner and the space left, and build "
            "again. The live generation is untouched"
        ) from error


def _manifest(
    staging: Path,
    inputs: str,
    encoder: OnnxEncoder,
    catalogue: StoredCatalogue,
    left_out: tuple[LeftOut, ...],
    approximations: Mapping[str, Approximation],
) -> Manifest:
    files = sorted(path for path in staging.rglob("*") if path.is_file())
    return Manifest(
        inputs=inputs,
        parameters=parameters(),
        model={
            "name": encoder.name,
            "digest": encoder.digest,
            "weights_sha256": encoder.description.weights,
            "dimension": encoder.dimension,
            "window": encoder.window,
        },
        documents=len(catalogue.records()),
        passages=catalogue.passage_count(),
        sentences=catalogue.sentence_count(),
        left_out=left_out,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        approximations={name: asdict(made) for name, made in approximations.items()},
        files={path.relative_to(staging).as_posix(): manifests.digest_file(path) for path in files},
    )

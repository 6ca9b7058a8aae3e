"""One generation of the index, opened: everything it holds, checked against its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from pincite.store import manifest as manifests
from pincite.store import tokens as token_files
from pincite.store.catalogue import StoredCatalogue
from pincite.store.lexical import StoredLexicalIndex
from pincite.store.manifest import Manifest
from pincite.store.tokens import StoredTokens
from pincite.store.vectors import (
    PASSAGE_LISTS,
    PASSAGES,
    SENTENCE_LISTS,
    SENTENCES,
    StoredVectors,
)

ENCODER = "encoder"  # a folder: the exported encoder, see `pincite.encode`
GLOSSARY = "glossary.json"  # [[short form, long form], …], the corpus's and the documents' own
EXAMPLES = "examples.json"  # [question, …], where the corpus gives some to begin with
WEIGHTS = "weights.json"  # the collection's fitted weights, where it brings its own
DIGESTS = "digests.npy"  # uint64 (n, 2): what each vector was made from, passages then sentences


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation; a reader stays on it, whatever is published meanwhile."""

    folder: Path
    manifest: Manifest
    catalogue: StoredCatalogue
    passages: StoredVectors
    sentences: StoredVectors
    lexical: StoredLexicalIndex
    tokens: StoredTokens | None
    glossary: tuple[tuple[str, str], ...]
    examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.folder.name  # opening has compared it with the manifest's digest

    @property
    def weights(self) -> Path | None:
        """The collection's own weights, or None: the ones that Pincite ships hold."""
        path = self.folder / WEIGHTS
        return path if WEIGHTS in self.manifest.files else None


def open_generation(folder: Path) -> Generation:
    """Open a generation's folder, every file checked against the manifest.

    Raises DamagedIndexError naming the file that is missing, short or altered, FormatError for a
    generation of another format.
    """
    manifest = manifests.read(folder)
    manifests.check_files(manifest, folder)
    return Generation(
        folder=folder,
        manifest=manifest,
        catalogue=StoredCatalogue(folder),
        passages=_vectors(folder, manifest, PASSAGES, PASSAGE_LISTS),
        sentences=_vectors(folder, manifest, SENTENCES, SENTENCE_LISTS),
        lexical=StoredLexicalIndex(folder, manifest.passages),
        tokens=open_tokens(folder, manifest),
        glossary=read_glossary(folder),
        examples=read_examples(folder) if EXAMPLES in manifest.files else (),
    )


def _vectors(folder: Path, manifest: Manifest, rows: str, lists: str) -> StoredVectors:
    return StoredVectors(folder / rows, folder / lists if lists in manifest.files else None)


def open_tokens(folder: Path, manifest: Manifest) -> StoredTokens | None:
    """The token vectors of a generation, or None if the collection is too large to keep them."""
    return StoredTokens(folder) if token_files.OFFSETS in manifest.files else None


def write_glossary(folder: Path, pairs: tuple[tuple[str, str], ...]) -> None:
    """Write the acronyms that a generation knows."""
    (folder / GLOSSARY).write_bytes(orjson.dumps(pairs))


def read_glossary(folder: Path) -> tuple[tuple[str, str], ...]:
    """The acronyms that a generation knows: (short form, long form)."""
    return tuple((short, long) for short, long in orjson.loads((folder / GLOSSARY).read_bytes()))


def write_examples(folder: Path, questions: tuple[str, ...]) -> None:
    """Write the questions to begin with, if there are any."""
    if questions:
        (folder / EXAMPLES).write_bytes(orjson.dumps(questions))


def read_examples(folder: Path) -> tuple[str, ...]:
    """The questions to begin with."""
    return tuple(orjson.loads((folder / EXAMPLES).read_bytes()))


def read_digests(folder: Path) -> NDArray[np.uint64]:
    """What each vector of a generation was made from, passages then sentences, shape (n, 2)."""
    digests: NDArray[np.uint64] = np.load(folder / DIGESTS)
    return digests

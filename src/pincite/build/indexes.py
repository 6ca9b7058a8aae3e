"""What is searched: vectors of passages and sentences, and the lexical index, from a catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from pincite.build.context import embedded_text, lexical_bag
from pincite.build.embedding import embed
from pincite.build.inputs import parameters
from pincite.build.known_vectors import Journal, KnownVectors
from pincite.build.passage_journal import PassageJournal
from pincite.build.passage_vectors import KnownPassages, PassageText, write_passages
from pincite.build.progress import Progress
from pincite.build.projection import WIDTH
from pincite.encode.runtime import OnnxEncoder
from pincite.ports import Encoder, Vectors
from pincite.store import generation as generations
from pincite.store import manifest as manifests
from pincite.store.catalogue import StoredCatalogue
from pincite.store.lexical_writer import write_lexical
from pincite.store.vectors import (
    PASSAGE_LISTS,
    PASSAGES,
    SENTENCE_LISTS,
    SENTENCES,
    Approximation,
    write_approximate,
)
from pincite.text.expansion import Expander
from pincite.types import Passage

_PASSAGE_JOURNAL = "passages"
_SENTENCE_JOURNAL = "sentences"
_ROWS_AT_A_TIME = 512
_MEASURED_ON = 400  # vectors that the recall of an approximate index is measured on


def known_sentences(base: Path | None, encoder: Encoder, journal: Journal) -> KnownVectors:
    """What an interrupted build left, and what a generation made by the same encoder holds."""
    known = KnownVectors(encoder.dimension)
    known.add(*journal.read())
    if base is not None and manifests.read(base).model["digest"] == encoder.digest:
        sentences = np.load(base / SENTENCES, mmap_mode="r")
        digests = generations.read_digests(base)
        known.add(digests[len(digests) - len(sentences) :], sentences)
    return known


def known_passages(base: Path | None, encoder: Encoder, journal: PassageJournal) -> KnownPassages:
    """The same of passages; the generation must have been built with the same parameters."""
    known = KnownVectors(encoder.dimension)
    if base is None or (manifest := manifests.read(base)).model["digest"] != encoder.digest:
        return KnownPassages(known, None, journal)
    if manifest.parameters != parameters():
        return KnownPassages(known, None, journal)
    passages = np.load(base / PASSAGES, mmap_mode="r")
    known.add(generations.read_digests(base)[: len(passages)], passages)
    return KnownPassages(known, generations.open_tokens(base, manifest), journal)


def open_journals(building: Path, encoder: Encoder) -> Journals:
    """What an interrupted build of the same encoder and parameters left; or begun anew."""
    made_by = hashlib.sha256(
        orjson.dumps([encoder.digest, parameters()], option=orjson.OPT_SORT_KEYS)
    ).hexdigest()
    width = min(WIDTH, encoder.dimension)
    return Journals(
        PassageJournal(building / _PASSAGE_JOURNAL, made_by, encoder.dimension, width),
        Journal(building / _SENTENCE_JOURNAL, encoder.digest, encoder.dimension),
    )


def drop_journals(building: Path) -> None:
    """Trust nothing that an interrupted build left."""
    for name in (_PASSAGE_JOURNAL, _SENTENCE_JOURNAL):
        (building / name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Journals:
    """What a build writes down as it goes, so that an interruption costs little."""

    passages: PassageJournal
    sentences: Journal


def write_approximations(folder: Path) -> dict[str, Approximation]:
    """Write the approximate indexes that a generation's vectors are many enough for.

    What each was measured to find, by its file's name. Of all that is at hand sentences are most
    like questions, and none of them is a passage; for sentences it is the other way about.
    """
    made = {
        PASSAGE_LISTS: write_approximate(
            folder / PASSAGES, _some_of(folder / SENTENCES), folder / PASSAGE_LISTS
        ),
        SENTENCE_LISTS: write_approximate(
            folder / SENTENCES, _some_of(folder / PASSAGES), folder / SENTENCE_LISTS
        ),
    }
    return {name: measured for name, measured in made.items() if measured is not None}


def _some_of(vectors: Path) -> Vectors:
    """Vectors to measure with, spread over a file of them."""
    held = np.load(vectors, mmap_mode="r")
    chosen = np.linspace(0, len(held) - 1, min(_MEASURED_ON, len(held)), dtype=np.int64)
    return np.asarray(held[chosen], np.float32)


@dataclass(frozen=True, slots=True)
class Indexer:
    """Writes the indexes of a catalogue into a generation's folder."""

    catalogue: StoredCatalogue
    expander: Expander
    folder: Path
    progress: Progress

    def write_vectors(self, encoder: OnnxEncoder, base: Path | None, journals: Journals) -> None:
        """Write the vectors, and the digests of what they were made from.

        Those that ``base``, an earlier generation, or the journals hold are not computed again.
        """
        rows = self.catalogue.passage_count()
        passages = (
            PassageText(
                embedded_text(quote, self.expander, encoder.count_tokens, encoder.window),
                len(quote),
                passage.sentences,
            )
            for passage, quote in self._all_passages()
        )
        passage_digests = write_passages(
            passages,
            rows,
            self.folder,
            encoder,
            known_passages(base, encoder, journals.passages),
            self._teller("passages", rows),
        )
        sentences = (
            quote[sentence.start : sentence.end]
            for passage, quote in self._all_passages()
            for sentence in passage.sentences
        )
        count = self.catalogue.sentence_count()
        sentence_digests = embed(
            sentences,
            count,
            self.folder / SENTENCES,
            encoder,
            known_sentences(base, encoder, journals.sentences),
            journals.sentences,
            self._teller("sentences", count),
        )
        np.save(
            self.folder / generations.DIGESTS, np.concatenate([passage_digests, sentence_digests])
        )

    def _teller(self, stage: str, total: int) -> Callable[[int], None]:
        self.progress(stage, 0, total)
        return lambda done: self.progress(stage, done, total)

    def write_terms(self) -> None:
        """Write the lexical index."""
        total = self.catalogue.passage_count()

        def bags() -> Iterator[list[str]]:
            for row, (passage, quote) in enumerate(self._all_passages(), start=1):
                yield lexical_bag(passage, quote, self.expander)
                if row % _ROWS_AT_A_TIME == 0 or row == total:
                    self.progress("terms", row, total)

        write_lexical(self.folder, bags())

    def _all_passages(self) -> Iterator[tuple[Passage, str]]:
        total = self.catalogue.passage_count()
        for start in range(0, total, _ROWS_AT_A_TIME):
            rows = range(start, min(start + _ROWS_AT_A_TIME, total))
            yield from zip(self.catalogue.passages(rows), self.catalogue.quotes(rows), strict=True)

"""What is searched: vectors of passages and sentences, and the lexical index, from a catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pincite.build.context import embedded_text, lexical_bag
from pincite.build.embedding import embed
from pincite.build.known_vectors import Digests, Journal, KnownVectors
from pincite.build.progress import Progress
from pincite.ports import Encoder
from pincite.store import generation as generations
from pincite.store import manifest as manifests
from pincite.store.catalogue import StoredCatalogue
from pincite.store.lexical_writer import write_lexical
from pincite.store.vectors import PASSAGES, SENTENCES
from pincite.text.expansion import Expander
from pincite.types import Passage

_ROWS_AT_A_TIME = 512


def known_vectors(base: Path | None, encoder: Encoder, journal: Journal) -> KnownVectors:
    """What an interrupted build left, and what a generation made by the same encoder holds."""
    known = KnownVectors(encoder.dimension)
    known.add(*journal.read())
    if base is not None and manifests.read(base).model["digest"] == encoder.digest:
        digests = generations.read_digests(base)
        passages = np.load(base / PASSAGES, mmap_mode="r")
        known.add(digests[: len(passages)], passages)
        known.add(digests[len(passages) :], np.load(base / SENTENCES, mmap_mode="r"))
    return known


@dataclass(frozen=True, slots=True)
class Indexer:
    """Writes the indexes of a catalogue into a generation's folder."""

    catalogue: StoredCatalogue
    expander: Expander
    folder: Path
    progress: Progress

    def write_vectors(self, encoder: Encoder, known: KnownVectors, journal: Journal) -> None:
        """Write the vectors, and the digests of what they were made from."""
        passages = (
            embedded_text(passage, quote, self.catalogue.record(passage.document), self.expander)
            for passage, quote in self._all_passages()
        )
        sentences = (
            quote[sentence.start : sentence.end]
            for passage, quote in self._all_passages()
            for sentence in passage.sentences
        )
        digests: list[Digests] = []
        for stage, texts, total, file in (
            ("passages", passages, self.catalogue.passage_count(), PASSAGES),
            ("sentences", sentences, self.catalogue.sentence_count(), SENTENCES),
        ):

            def tell(done: int, stage: str = stage, total: int = total) -> None:
                self.progress(stage, done, total)

            tell(0)
            path = self.folder / file
            digests.append(embed(texts, total, path, encoder, known, journal, tell))
        np.save(self.folder / generations.DIGESTS, np.concatenate(digests))

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

"""The small interfaces between the search and what stores things.

The embedded store (`pincite.store`) implements them with files. A second store, a database server
say, plugs in here and passes the same contract tests. Scoring stays on our side of the ports, so
that it is the same for every store. A passage's **row** is its position in the generation, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.types import Document, Passage, Record, Span

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's tokens where they stand in it, and their unit vectors, shape (len(spans), width)."""

    spans: tuple[Span, ...]
    vectors: Vectors


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def digest(self) -> str:
        """sha256 (hex) over what decides the vectors: two encoders with one digest agree."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def window(self) -> int:
        """How many tokens of a text are read; the rest would be cut."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of unit length.

        A row depends on its own text alone, never on the texts beside it.
        """

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """As `encode`, and the vectors of each text's tokens within the window."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the text as `encode` would read it, special ones included, never cut."""


class Reader(Protocol):
    """Reads a question and a sentence together."""

    def read(self, question: str, sentences: Sequence[tuple[str, Span]]) -> list[float]:
        """For each sentence of a passage's quote the log-odds that it answers the question.

        They depend on the question, the sentence and the words before it alone.
        """


class VectorIndex(Protocol):
    """Vectors by row, searched by inner product."""

    def __len__(self) -> int: ...

    def search(self, query: Vectors, k: int, within: range | None = None) -> tuple[Rows, Scores]:
        """The (at most) k best rows for one vector of shape (dimension,), best first.

        ``within`` leaves only those rows. A store may keep vectors that are only taken, never
        searched: it then finds no rows.
        """

    def take(self, rows: Rows) -> Vectors:
        """The vectors at the rows, shape (len(rows), dimension), float32."""


class LexicalIndex(Protocol):
    """Bags of terms by row, searched by BM25."""

    def __len__(self) -> int: ...

    def search(
        self, weights: Mapping[str, float], k: int, within: range | None = None
    ) -> tuple[Rows, Scores]:
        """The (at most) k best rows with a score above 0 for weighted terms, best first.

        Equal scores are in the order of rows. ``within`` leaves only those rows.
        """

    def scores(self, weights: Mapping[str, float], rows: Rows) -> Scores:
        """The scores of the given rows, in their order."""

    def idf(self, term: str) -> float:
        """The term's inverse document frequency over the rows; the highest for an unknown one."""

    def document_frequency(self, term: str) -> int:
        """How many rows hold the term."""

    def vocabulary(self) -> Sequence[str]:
        """Every term held, sorted."""


class Catalogue(Protocol):
    """Documents and passages by key, id and row."""

    def records(self) -> Sequence[Record]:
        """Every document's record, in the order of keys."""

    def document(self, key: str) -> Document:
        """The document with its canonical text and blocks. NotFoundError if there is none."""

    def passage_count(self) -> int: ...

    def passages(self, rows: Sequence[int]) -> Sequence[Passage]:
        """The passages at the rows, in that order."""

    def quotes(self, rows: Sequence[int]) -> Sequence[str]:
        """Their quotes, in that order."""

    def row(self, passage_id: str) -> int:
        """The row of a passage. NotFoundError if there is none."""

    def rows_of(self, key: str) -> range:
        """The rows of a document's passages, in reading order. NotFoundError if there is none."""

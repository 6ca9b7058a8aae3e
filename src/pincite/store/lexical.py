"""The lexical index: BM25 as sparse columns of scores, one column a term.

The columns are computed at build by bm25s (eagerly scored BM25: X. H. Lù, arXiv:2407.03618), see
`pincite.store.lexical_writer`. A question only adds up the columns of its terms, which takes
numpy alone: importing bm25s here would double the time to a first answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from pincite.ports import Rows, Scores

K1 = 1.2
B = 0.75

DATA = "lexical.data.npy"  # float32: the scores, column after column
INDICES = "lexical.indices.npy"  # int32: the row of each score, ascending within a column
STARTS = "lexical.starts.npy"  # int64: where each column begins, and the end of the last
TERMS = "lexical.terms.json"  # the terms, sorted; a term's position is its column


class StoredLexicalIndex:
    """`pincite.ports.LexicalIndex` over a generation's folder. Safe between threads."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._rows = rows
        self._data: NDArray[np.float32] = np.load(folder / DATA, mmap_mode="r")
        self._indices: NDArray[np.int32] = np.load(folder / INDICES, mmap_mode="r")
        self._starts: NDArray[np.int64] = np.load(folder / STARTS)
        self._terms: list[str] = orjson.loads((folder / TERMS).read_bytes())
        self._columns = {term: column for column, term in enumerate(self._terms)}

    def __len__(self) -> int:
        return self._rows

    def search(
        self, weights: Mapping[str, float], k: int, within: range | None = None
    ) -> tuple[Rows, Scores]:
        if k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        total = np.zeros(self._rows, np.float32)
        for term, weight in sorted(weights.items()):
            rows, scores = self._column(term)
            total[rows] += np.float32(weight) * scores
        if within is not None:
            outside = np.ones(self._rows, bool)
            outside[within.start : within.stop] = False
            total[outside] = 0
        held = np.flatnonzero(total > 0)
        if len(held) > k:
            # Everything at or above the k-th score, so that ties are cut by row and not by chance.
            least = np.partition(total[held], len(held) - k)[len(held) - k]
            held = held[total[held] >= least]
        order = np.lexsort((held, -total[held]))[:k]
        return held[order], total[held[order]]

    def scores(self, weights: Mapping[str, float], rows: Rows) -> Scores:
        total = np.zeros(len(rows), np.float32)
        for term, weight in sorted(weights.items()):
            held, scores = self._column(term)
            if not len(held):
                continue
            at = np.searchsorted(held, rows)
            at[at == len(held)] = 0
            total += np.where(held[at] == rows, np.float32(weight) * scores[at], np.float32(0))
        return total

    def idf(self, term: str) -> float:
        """ln(1 + (N - df + 0.5) / (df + 0.5)), as Lucene has it."""
        df = self.document_frequency(term)
        return math.log1p((self._rows - df + 0.5) / (df + 0.5))

    def document_frequency(self, term: str) -> int:
        column = self._columns.get(term)
        return 0 if column is None else int(self._starts[column + 1] - self._starts[column])

    def vocabulary(self) -> Sequence[str]:
        return self._terms

    def _column(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        column = self._columns.get(term)
        if column is None:
            return self._indices[:0], self._data[:0]
        start, end = int(self._starts[column]), int(self._starts[column + 1])
        return self._indices[start:end], self._data[start:end]

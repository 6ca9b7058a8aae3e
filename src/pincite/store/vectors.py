"""Vectors on disk as half-precision rows, memory-mapped; searched through FAISS.

This file is the only importer of faiss.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores, Vectors

PASSAGES = "passages.npy"
SENTENCES = "sentences.npy"

# Up to this many rows an exact search of two cores stays under 2 ms, and nothing beats exact.
EXACT_ROWS = 50_000


class StoredVectors:
    """`pincite.ports.VectorIndex` over an array of shape (n, dimension), float16, on disk.

    Searched exactly while n is at most `EXACT_ROWS`; FAISS then holds the rows in full precision.
    """

    def __init__(self, path: Path) -> None:
        self._stored: NDArray[np.float16] = np.load(path, mmap_mode="r")
        self._exact: faiss.IndexFlatIP | None = None
        rows, dimension = self._stored.shape
        if 0 < rows <= EXACT_ROWS:
            self._exact = faiss.IndexFlatIP(dimension)
            self._exact.add(np.asarray(self._stored, dtype=np.float32))

    def __len__(self) -> int:
        return int(self._stored.shape[0])

    def search(self, query: Vectors, k: int, within: range | None = None) -> tuple[Rows, Scores]:
        if self._exact is None or k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if within is not None:
            # FAISS takes the bounds at their word: past the last row it reads what is not there.
            within = range(max(within.start, 0), min(within.stop, len(self)))
            if not within:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorRange(within.start, within.stop)
        scores, rows = self._exact.search(
            np.ascontiguousarray(query[None, :], np.float32), min(k, len(self)), params=parameters
        )
        held = rows[0] >= 0  # with fewer rows than k, FAISS fills up with -1
        found, found_scores = rows[0][held], scores[0][held]
        order = np.lexsort((found, -found_scores))
        return found[order], found_scores[order]

    def take(self, rows: Rows) -> Vectors:
        return np.asarray(self._stored[rows], dtype=np.float32)

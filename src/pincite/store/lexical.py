"""The lexical index: BM25 as sparse columns of scores, one column a term.

The scores are computed when the index is written (eagerly scored BM25: X. H. Lù, arXiv:2407.03618),
see `pincite.store.lexical_writer`; a question adds up the columns of its terms, row by row. That is
a nanosecond or two a posting, and two passes over the rows to find the best: at a million passages
less than it costs to find out which columns need not be read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores

K1 = 1.2
B = 0.75

DATA = "lexical.data.npy"  # float32: the scores, column after column
INDICES = "lexical.indices.npy"  # int32: the row of each score, ascending within a column
STARTS = "lexical.starts.npy"  # int64: where each column begins, and the end of the last
TERMS = "lexical.terms.txt"  # UTF-8: the terms, sorted, a line each; its number is the column

_KEPT = 8_192  # terms whose column is remembered
_GROUPS = 64  # rows, at most, of which only the highest score is looked at to find the k-th


class StoredLexicalIndex:
    """`pincite.ports.LexicalIndex` over a generation's folder. Safe between threads."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._rows = rows
        # Plain arrays over the maps: slicing numpy's memmap class costs several times as much.
        self._data: NDArray[np.float32] = np.asarray(np.load(folder / DATA, mmap_mode="r"))
        self._indices: NDArray[np.int32] = np.asarray(np.load(folder / INDICES, mmap_mode="r"))
        self._starts: NDArray[np.int64] = np.load(folder / STARTS)
        self._text = (folder / TERMS).read_bytes()
        ends = np.flatnonzero(np.frombuffer(self._text, np.uint8) == ord("\n"))
        self._term_starts = np.concatenate([[0], ends + 1]).astype(np.int64)
        # Found by halving, not by a dictionary: half a million terms are open in milliseconds.
        self._column_of = lru_cache(maxsize=_KEPT)(self._find)

    def __len__(self) -> int:
        return self._rows

    def search(
        self, weights: Mapping[str, float], k: int, within: range | None = None
    ) -> tuple[Rows, Scores]:
        first, last = (0, self._rows) if within is None else (within.start, within.stop)
        first, last = max(first, 0), min(last, self._rows)
        if k < 1 or first >= last:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        total = np.zeros(last - first, np.float32)
        for term, weight in sorted(weights.items()):
            held, scores = self._column(term)
            if last - first < self._rows:
                start, end = np.searchsorted(held, [first, last])
                held, scores = held[start:end], scores[start:end]
            np.add.at(total, held - np.int32(first), np.float32(weight) * scores)
        # Of equal scores all are kept here, so that they are cut by row and not by chance.
        found = np.flatnonzero((total > 0) & (total >= _no_more_than_kth(total, k)))
        found = found[np.lexsort((found, -total[found]))[:k]]
        return found + first, total[found]

    def scores(self, weights: Mapping[str, float], rows: Rows) -> Scores:
        total = np.zeros(len(rows), np.float32)
        for term, weight in sorted(weights.items()):
            held, scores = self._column(term)
            if not len(held):
                continue
            at = np.searchsorted(held, rows.astype(np.int32))
            at[at == len(held)] = 0
            total += np.where(held[at] == rows, np.float32(weight) * scores[at], np.float32(0))
        return total

    def idf(self, term: str) -> float:
        """ln(1 + (N - df + 0.5) / (df + 0.5)), as Lucene has it."""
        return inverse_document_frequency(self.document_frequency(term), self._rows)

    def document_frequency(self, term: str) -> int:
        column = self._column_of(term)
        return 0 if column is None else int(self._starts[column + 1] - self._starts[column])

    def vocabulary(self) -> Sequence[str]:
        return self._text.decode("utf-8").split("\n")[:-1]

    def _column(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        column = self._column_of(term)
        if column is None:
            return self._indices[:0], self._data[:0]
        start, end = int(self._starts[column]), int(self._starts[column + 1])
        return self._indices[start:end], self._data[start:end]

    def _find(self, term: str) -> int | None:
        """The column of a term, or None. Sorted by their UTF-8, terms are sorted by code points."""
        wanted = term.encode("utf-8", "surrogatepass")
        low, high = 0, len(self._term_starts) - 1
        while low < high:
            middle = (low + high) // 2
            held = self._text[self._term_starts[middle] : self._term_starts[middle + 1] - 1]
            if held == wanted:
                return middle
            if held < wanted:
                low = middle + 1
            else:
                high = middle
        return None


def inverse_document_frequency(held_by: int, rows: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)): Robertson's, kept above 0 as Lucene does."""
    return math.log1p((rows - held_by + 0.5) / (held_by + 0.5))


def _no_more_than_kth(scores: Scores, k: int) -> float:
    """A number that at least k of the scores reach, and few more; 0 if there are not so many.

    The k-th highest of the highest scores of k groups or more: one pass over the scores, where
    numpy's selection among a million, most of them 0, takes a hundred.
    """
    groups = max(1, min(_GROUPS, len(scores) // (4 * k)))
    length = len(scores) // groups
    highest = scores[: groups * length].reshape(groups, length).max(axis=0)
    highest = highest[highest > 0]
    if len(highest) < k:
        return 0.0
    return float(np.partition(highest, len(highest) - k)[len(highest) - k])

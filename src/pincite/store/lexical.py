"""The lexical index: BM25 as sparse columns of scores, one column a term.

The scores are computed when the index is written (eagerly scored BM25: X. H. Lù, arXiv:2407.03618),
see `pincite.store.lexical_writer`; a question adds up the columns of its terms. Rare terms come
first, and the frequent ones are only looked up for the rows that they could still bring among the
best (MaxScore: H. Turtle and J. Flood, 1995), so that the long columns are seldom read whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
BOUNDS = "lexical.bounds.npy"  # float32: the highest score of each column
TERMS = "lexical.terms.txt"  # UTF-8: the terms, sorted, a line each; its number is the column

LONG = 8_192  # rows to be added up that it is worth looking for a way around, at least
_SLACK = 1e-5  # relative: sums in another order differ by less
_KEPT = 8_192  # terms whose column is remembered


@dataclass(frozen=True, slots=True)
class _Column:
    """One term's share of the score: ``weight`` times ``scores`` at ``rows``; at most ``bound``."""

    bound: float
    weight: np.float32
    rows: NDArray[np.int32]
    scores: NDArray[np.float32]


class StoredLexicalIndex:
    """`pincite.ports.LexicalIndex` over a generation's folder. Safe between threads."""

    def __init__(self, folder: Path, rows: int, *, long: int | None = None) -> None:
        self._rows = rows
        # Looking costs a pass over all rows, as much as adding up a quarter of them.
        self._long = max(LONG, rows // 4) if long is None else long
        self._data: NDArray[np.float32] = np.load(folder / DATA, mmap_mode="r")
        self._indices: NDArray[np.int32] = np.load(folder / INDICES, mmap_mode="r")
        self._starts: NDArray[np.int64] = np.load(folder / STARTS)
        self._bounds: NDArray[np.float32] = np.load(folder / BOUNDS)
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
        columns = self._columns(weights, first, last)
        # What a row scores at least, and what the columns not yet added could add to any row.
        total = np.zeros(last - first, np.float32)
        rest = sum(column.bound for column in columns)
        left = sum(len(column.rows) for column in columns)
        added: list[NDArray[np.int32]] = []
        for column in columns:
            if left > self._long and rest < _kth(total[total > 0], k) * (1 - _SLACK):
                break
            total[column.rows - first] += column.weight * column.scores
            added.append(column.rows)
            left -= len(column.rows)
            rest = max(0.0, rest - column.bound)
        held = _union(added, first, total)
        scored = total[held - first]
        # Ties are kept here, so that they are cut by row and not by chance.
        least = _kth(scored, k) * (1 - _SLACK) - rest * (1 + _SLACK)
        rows = held[scored >= least] if least > 0 else held
        scores = self.scores(weights, rows)
        order = np.lexsort((rows, -scores))[:k]
        return rows[order], scores[order]

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

    def _columns(self, weights: Mapping[str, float], first: int, last: int) -> list[_Column]:
        """The columns of the terms, cut to the rows from first to last, the highest bound first."""
        columns = []
        for term, weight in sorted(weights.items()):
            number = self._column_of(term)
            if number is None:
                continue
            rows, scores = self._column(term)
            if last - first < self._rows:
                start, end = np.searchsorted(rows, [first, last])
                rows, scores = rows[start:end], scores[start:end]
            bound = weight * float(self._bounds[number])
            columns.append(_Column(bound, np.float32(weight), rows, scores))
        return sorted(columns, key=lambda column: -column.bound)

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


def _union(columns: list[NDArray[np.int32]], first: int, total: Scores) -> Rows:
    """The rows of any of the columns, ascending: by sorting them if they are few."""
    if sum(map(len, columns)) < len(total) // 8:
        # Sorted here: numpy's own `unique` hashes, at ten times the cost.
        rows = np.sort(np.concatenate([np.empty(0, np.int32), *columns]))
        distinct: Rows = rows[np.diff(rows, prepend=np.int32(-1)) != 0].astype(np.int64)
        return distinct
    return np.flatnonzero(total > 0) + first


def _kth(scores: Scores, k: int) -> float:
    """The k-th highest of the scores; 0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])

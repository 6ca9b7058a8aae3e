"""Vectors on disk as half-precision rows, memory-mapped; searched through FAISS.

Up to `EXACT_ROWS` rows the search is exact. Above, it goes through an approximate index of its own
file: inverted lists (J. Sivic and A. Zisserman, "Video Google", ICCV 2003) over rows in two bits a
number (H. Jégou, M. Douze and C. Schmid, "Product quantization for nearest neighbor search", PAMI
2011; compared sixteen at a time as by F. André, A.-M. Kermarrec and N. Le Scouarnec, ICMR 2017).
What it finds is then ordered by the rows themselves, so that only a row that was overlooked is an
error, never a score. This file is the only importer of faiss.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores, Vectors

PASSAGES = "passages.npy"
SENTENCES = "sentences.npy"
PASSAGE_LISTS = "passages.ivf"  # FAISS's own format: inverted lists of small codes
SENTENCE_LISTS = "sentences.ivf"  # the same

# Up to this many rows an exact search stays within a few milliseconds, and nothing beats exact.
EXACT_ROWS = 50_000

# Lists that are probed at least: questions are less near to any row than what is at hand to measure
# with.
LEAST_PROBES = 128

_TARGET = 0.995  # recall@10 that the number of probed lists is chosen for
_TRAINED_ON = 48  # rows a list that its centre is learnt from
_ROUNDS = 8  # of k-means
_SEED = 20260801
_AT_A_TIME = 32_768  # rows held in full precision while building
_RERANKED = 4  # times k rows of the lists are ordered anew by the rows themselves
_LEAST_RERANKED = 256
_NARROW = 4_096  # rows that are compared one by one in less time than all lists take
_CODE_BITS = 4  # of a code, which stands for two numbers of a row
_BLOCK = 32  # codes that are compared at a time


@dataclass(frozen=True, slots=True)
class Approximation:
    """How an approximate index was built, and what it was measured to find.

    ``recall_at_10`` is the share of the exact ten best rows that it finds, over ``queries`` vectors
    of the generation's own: its sentences for passages, its passages for sentences.
    """

    rows: int
    lists: int
    probes: int
    queries: int
    recall_at_10: float
    kind: str = "inverted lists, product quantizer of 2 bits a number, reranked in float16"


class StoredVectors:
    """`pincite.ports.VectorIndex` over an array of shape (n, dimension), float16, on disk.

    Searched exactly while n is at most ``exact_rows``; FAISS then holds the rows in full precision.
    Above, through the file ``approximate``; without one nothing is found.
    """

    def __init__(
        self, path: Path, approximate: Path | None = None, *, exact_rows: int = EXACT_ROWS
    ) -> None:
        # A plain array over the map: slicing numpy's memmap class costs several times as much.
        self._stored: NDArray[np.float16] = np.asarray(np.load(path, mmap_mode="r"))
        self._file = _RowFile(path, self._stored)
        self._exact: faiss.IndexFlatIP | None = None
        self._lists: _Lists | None = None
        rows, dimension = self._stored.shape
        if 0 < rows <= exact_rows:
            self._exact = faiss.IndexFlatIP(dimension)
            self._exact.add(np.asarray(self._stored, dtype=np.float32))
            # FAISS's own rows: they need not be brought to full precision again for every question.
            held = faiss.rev_swig_ptr(self._exact.get_xb(), rows * dimension)
            self._held: Vectors = held.reshape(rows, dimension)
        elif rows and approximate is not None:
            lists = faiss.read_index(str(approximate))
            assert isinstance(lists, faiss.IndexIVF)  # the file's digest has been checked
            self._lists = _Lists(lists, self._file)

    def __len__(self) -> int:
        return int(self._stored.shape[0])

    def search(self, query: Vectors, k: int, within: range | None = None) -> tuple[Rows, Scores]:
        if within is not None:
            # FAISS takes the bounds at their word: past the last row it reads what is not there.
            within = range(max(within.start, 0), min(within.stop, len(self)))
        if k < 1 or (within is not None and not within):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # One thread: a second one costs a lone question more than it helps, and with several
        # questions at a time each has its own. The setting is the calling thread's.
        faiss.omp_set_num_threads(1)
        if self._exact is None:
            if self._lists is None:
                return np.empty(0, np.int64), np.empty(0, np.float32)
            return self._lists.search(query, k, within)
        parameters = None
        if within is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorRange(within.start, within.stop)
        scores, rows = self._exact.search(_one(query), min(k, len(self)), params=parameters)
        held = rows[0] >= 0  # with fewer rows than k, FAISS fills up with -1
        return _best(rows[0][held], scores[0][held], k)

    def take(self, rows: Rows) -> Vectors:
        return self._file.take(rows) if self._exact is None else self._held[rows]


class _RowFile:
    """Rows read from a file by their place, and not through a map of it.

    Each page that is touched in a map brings fifteen neighbours into the process's memory: in time
    the whole of a large file, for a few rows a question.
    """

    def __init__(self, path: Path, stored: NDArray[np.float16]) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        self._dimension = stored.shape[1]
        self._size = 2 * self._dimension
        self._first = path.stat().st_size - len(stored) * self._size

    def take(self, rows: Rows) -> Vectors:
        """The rows, in their order, in full precision; neighbours are read in one go."""
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        lengths = np.diff(starts, append=len(rows)) * self._size
        places = rows[starts] * self._size + self._first
        data = b"".join(
            os.pread(self._file, length, place)
            for length, place in zip(lengths.tolist(), places.tolist(), strict=True)
        )
        return np.frombuffer(data, np.float16).reshape(-1, self._dimension).astype(np.float32)


class _Lists:
    """An approximate index and the rows that it was made from."""

    def __init__(self, index: faiss.IndexIVF, rows: _RowFile) -> None:
        self.lists = int(index.nlist)
        self._index = index
        self._rows = rows

    def search(
        self, query: Vectors, k: int, within: range | None, probes: int | None = None
    ) -> tuple[Rows, Scores]:
        if within is not None and len(within) <= _NARROW:
            every = np.arange(within.start, within.stop)
            return _best(every, self._rows.take(every) @ query, k)
        parameters = faiss.SearchParametersIVF()
        parameters.nprobe = probes or self._index.nprobe
        if within is not None:
            # The narrower the filter, the more lists.
            share = len(within) / self._index.ntotal
            parameters.nprobe = min(self.lists, round(parameters.nprobe / share) + 1)
            parameters.sel = faiss.IDSelectorRange(within.start, within.stop)
        wanted = min(max(_RERANKED * k, _LEAST_RERANKED), self._index.ntotal)
        _, rows = self._index.search(_one(query), wanted, params=parameters)
        found = np.sort(rows[0][rows[0] >= 0])
        return _best(found, self._rows.take(found) @ query, k)


def write_approximate(
    vectors: Path,
    queries: Vectors,
    target: Path,
    *,
    exact_rows: int = EXACT_ROWS,
    least_probes: int = LEAST_PROBES,
) -> Approximation | None:
    """Write the approximate index of a file of vectors; None, and no file, where exact is better.

    The lists to probe are as many as it takes for the recall that is aimed at, measured on
    ``queries`` (shape (n, dimension)). Equal vectors give equal bytes: one thread, one seed.
    Memory: 110 bytes a row at 384 dimensions.
    """
    stored: NDArray[np.float16] = np.load(vectors, mmap_mode="r")
    rows, dimension = stored.shape
    if rows <= exact_rows:
        return None
    lists = 2 ** round(np.log2(2 * np.sqrt(rows)))
    with _one_thread():
        quantizer = faiss.IndexFlatIP(dimension)
        pieces = dimension // 2 if dimension % 2 == 0 else dimension
        index = faiss.IndexIVFPQFastScan(
            quantizer,
            dimension,
            lists,
            pieces,
            _CODE_BITS,
            faiss.METRIC_INNER_PRODUCT,
            _BLOCK,
        )
        index.by_residual = True
        for learning in (index.cp, index.pq.cp):
            learning.niter, learning.seed = _ROUNDS, _SEED
            learning.min_points_per_centroid = 1  # it would warn on standard error
        index.cp.spherical = True
        sample = np.random.default_rng(_SEED).choice(
            rows, min(rows, lists * _TRAINED_ON), replace=False
        )
        index.train(np.asarray(stored[np.sort(sample)], np.float32))
        for start in range(0, rows, _AT_A_TIME):
            index.add(np.asarray(stored[start : start + _AT_A_TIME], np.float32))
        index.nprobe, recall = _probes(
            _Lists(index, _RowFile(vectors, stored)), min(least_probes, lists), queries, stored
        )
        faiss.write_index(index, str(target))
        return Approximation(rows, lists, index.nprobe, len(queries), round(recall, 4))


def nearest_exactly(stored: NDArray[np.float16], queries: Vectors, k: int) -> Rows:
    """The k best rows for each query by brute force, shape (len(queries), k), best first.

    Equal scores are in the order of rows. There must be at least k rows.
    """
    best = [(np.empty(0, np.int64), np.empty(0, np.float32))] * len(queries)
    for start in range(0, len(stored), _AT_A_TIME):
        products = queries @ np.asarray(stored[start : start + _AT_A_TIME], np.float32).T
        for at, scores in enumerate(products):
            rows, held = best[at]
            # A later row with the score of the k-th comes after it, so that it need not be kept.
            better = np.flatnonzero(scores > held[-1]) if len(held) == k else np.arange(len(scores))
            best[at] = _best(np.append(rows, better + start), np.append(held, scores[better]), k)
    return np.stack([rows for rows, _ in best]) if best else np.empty((0, k), np.int64)


def _probes(
    index: _Lists, probes: int, queries: Vectors, stored: NDArray[np.float16]
) -> tuple[int, float]:
    """The fewest lists to probe, so many or twice, four times, …, that reach the recall aimed at.

    And the recall. All lists, if it takes them.
    """
    expected = nearest_exactly(stored, queries, 10)
    while True:
        found = [index.search(query, 10, None, probes)[0] for query in queries]
        hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, expected, strict=True))
        recall = hits / max(1, expected.size)
        if recall >= _TARGET or probes == index.lists:
            return probes, recall
        probes = min(2 * probes, index.lists)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that equal rows give equal bytes."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _one(query: Vectors) -> Vectors:
    return np.ascontiguousarray(query[None, :], np.float32)


def _best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]

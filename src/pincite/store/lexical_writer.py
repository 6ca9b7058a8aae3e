"""Computes and writes the lexical index of a generation, through a file of postings.

Memory does not grow with the collection but for its vocabulary and four bytes a row: postings go
to a temporary file as they come, and are put in the order of columns a part at a time.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np
from numpy.typing import NDArray

from pincite.store.lexical import (
    DATA,
    INDICES,
    K1,
    STARTS,
    TERMS,
    B,
    inverse_document_frequency,
)

_POSTING = np.dtype([("term", "<i4"), ("row", "<i4"), ("count", "<i4")])
_READ = 1 << 20  # postings between two reads or writes of the temporary file
_PART = 1 << 23  # postings sorted at a time; some 200 MB


@dataclass(frozen=True, slots=True)
class _Read:
    """What is known once every bag has been read; terms are numbered as they first came."""

    terms: dict[str, int]
    lengths: NDArray[np.int32]
    postings: int


def write_lexical(folder: Path, bags: Iterable[Sequence[str]], *, part: int = _PART) -> None:
    """Write the index of one bag of terms a row.

    Scores are BM25 in Lucene's form with `K1` and `B`. Columns are in the order of sorted terms, so
    that equal bags give equal bytes. ``part`` is how many postings are held in memory at a time.
    """
    with TemporaryFile(dir=folder, prefix=".postings-") as file:
        read = _write_postings(file, bags)
        terms = sorted(read.terms)
        column_of = np.empty(len(terms), np.int32)
        column_of[[read.terms[term] for term in terms]] = np.arange(len(terms), dtype=np.int32)
        frequencies = np.zeros(len(terms), np.int64)
        for chunk in _postings(file):
            frequencies += np.bincount(column_of[chunk["term"]], minlength=len(terms))
        starts = np.concatenate([[0], np.cumsum(frequencies)]).astype(np.int64)
        with ExitStack() as stack:
            data, indices = (
                stack.enter_context(_array(folder / name, kind, read.postings))
                for name, kind in ((DATA, "<f4"), (INDICES, "<i4"))
            )
            for low, high in _parts(starts, part):
                columns, rows, counts = _sorted_part(file, column_of, low, high)
                scores = _scores(columns, rows, counts, frequencies, read.lengths)
                data.write(scores.tobytes())
                indices.write(rows.tobytes())
    np.save(folder / STARTS, starts)
    (folder / TERMS).write_bytes("".join(f"{term}\n" for term in terms).encode("utf-8"))


def _write_postings(file: IO[bytes], bags: Iterable[Sequence[str]]) -> _Read:
    """Write the postings in the order of rows, terms numbered as they come."""
    numbers: dict[str, int] = {}
    lengths, pending = array("i"), array("i")
    total = 0
    for row, bag in enumerate(bags):
        lengths.append(len(bag))
        for term, count in Counter(bag).items():
            pending.extend((numbers.setdefault(term, len(numbers)), row, count))
            total += 1
        if len(pending) >= 3 * _READ:
            file.write(pending.tobytes())
            del pending[:]
    file.write(pending.tobytes())
    return _Read(numbers, np.array(lengths, np.int32), total)


def _postings(file: IO[bytes]) -> Iterator[NDArray[np.void]]:
    file.seek(0)
    while data := file.read(_READ * _POSTING.itemsize):
        yield np.frombuffer(data, _POSTING)


def _parts(starts: NDArray[np.int64], part: int) -> Iterator[tuple[int, int]]:
    """Ranges of columns that hold about ``part`` postings each, at least one column."""
    low = 0
    while low < len(starts) - 1:
        high = int(np.searchsorted(starts, starts[low] + part, side="right")) - 1
        high = max(high, low + 1)
        yield low, high
        low = high


def _sorted_part(
    file: IO[bytes], column_of: NDArray[np.int32], low: int, high: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The postings of some columns, by column and then by row: columns, rows and counts."""
    found: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]] = []
    for chunk in _postings(file):
        columns = column_of[chunk["term"]]
        chosen = (columns >= low) & (columns < high)
        found.append((columns[chosen], chunk["row"][chosen], chunk["count"][chosen]))
    columns, rows, counts = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    order = np.argsort(columns, kind="stable")  # the file is in the order of rows
    return columns[order], rows[order], counts[order]


def _scores(
    columns: NDArray[np.int32],
    rows: NDArray[np.int32],
    counts: NDArray[np.int32],
    frequencies: NDArray[np.int64],
    lengths: NDArray[np.int32],
) -> NDArray[np.float32]:
    """Robertson and Zaragoza (2009), eq. 3.15, in Lucene's form: without the constant k1 + 1."""
    least, most = int(columns[0]), int(columns[-1])
    idf = np.array(
        [
            inverse_document_frequency(held_by, len(lengths))
            for held_by in frequencies[least : most + 1].tolist()
        ]
    )
    longer = lengths[rows] / lengths.mean()
    scores = idf[columns - least] * counts / (counts + K1 * (1 - B + B * longer))
    rounded: NDArray[np.float32] = scores.astype(np.float32)
    return rounded


def _array(path: Path, kind: str, length: int) -> IO[bytes]:
    """An array's file, open to be written number by number."""
    file = path.open("wb")
    header = {"descr": kind, "fortran_order": False, "shape": (length,)}
    np.lib.format.write_array_header_1_0(file, header)
    return file

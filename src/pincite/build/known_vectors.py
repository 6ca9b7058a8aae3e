"""Vectors that need not be computed again: of the live generation, and of an interrupted build.

Text and encoder decide a vector (a row depends on its own text alone), so a digest of the text
finds it. The journal is what an interrupted build leaves: records of digest and vector, appended
as they are computed, each with a checksum: one that was cut short, or that the disk never held
whole, is passed over.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHECKED = 16_384  # records whose checksums are compared at a time

Digests = NDArray[np.uint64]  # shape (n, 2): the first 128 bits of the sha256 of a text


def digests_of(texts: Sequence[str]) -> Digests:
    """A digest for each text, shape (len(texts), 2)."""
    joined = b"".join(hashlib.sha256(text.encode("utf-8")).digest()[:16] for text in texts)
    return np.frombuffer(joined, dtype="<u8").reshape(-1, 2)


class KnownVectors:
    """A lookup from digests to half-precision vectors."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._sources: list[tuple[Digests, NDArray[np.int64], NDArray[np.float16]]] = []

    def add(self, digests: Digests, vectors: NDArray[np.float16]) -> None:
        """Add a source: one digest a row of vectors, shape (n, dimension)."""
        if len(digests) and vectors.shape == (len(digests), self._dimension):
            order = np.argsort(digests[:, 0], kind="stable")
            self._sources.append((digests[order], order, vectors))

    def find(self, digests: Digests) -> tuple[NDArray[np.bool_], NDArray[np.float16]]:
        """Which digests are known, and their vectors (zeros where unknown)."""
        rows, vectors = self.find_rows(digests)
        return rows >= 0, vectors

    def find_rows(self, digests: Digests) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """The row in its source of each digest, -1 where unknown, and the vectors."""
        rows = np.full(len(digests), -1, np.int64)
        vectors = np.zeros((len(digests), self._dimension), np.float16)
        for held, order, source in self._sources:
            at = np.searchsorted(held[:, 0], digests[:, 0])
            at[at == len(held)] = 0
            fresh = (held[at] == digests).all(axis=1) & (rows < 0)
            rows[fresh] = order[at[fresh]]
            vectors[fresh] = source[rows[fresh]]
        return rows, vectors


class Journal:
    """The vectors of a build that is under way, on disk, so that an interruption costs little."""

    def __init__(self, path: Path, encoder_digest: str, dimension: int) -> None:
        self._header = f"{encoder_digest} {dimension}\n".encode()
        self._record = np.dtype(
            [("digest", "<u8", (2,)), ("vector", "<f2", (dimension,)), ("check", "<u4")]
        )
        self._path = path
        if not self._is_ours():
            path.write_bytes(self._header)

    def _is_ours(self) -> bool:
        try:
            with self._path.open("rb") as file:
                return file.read(len(self._header)) == self._header
        except FileNotFoundError:
            return False

    def read(self) -> tuple[Digests, NDArray[np.float16]]:
        """What an earlier build computed; a record cut short at the end is cut away.

        The vectors stay on disk, but where a record is not sound.
        """
        length = self._path.stat().st_size - len(self._header)
        whole = length // self._record.itemsize
        if length != whole * self._record.itemsize:
            with self._path.open("r+b") as file:
                file.truncate(len(self._header) + whole * self._record.itemsize)
        if not whole:
            records = np.empty(0, self._record)
            return records["digest"], records["vector"]
        mapped = np.memmap(self._path, self._record, "r", len(self._header), (whole,))
        sound = np.concatenate(
            [
                _checksums(part) == part["check"]
                for part in (mapped[at : at + _CHECKED] for at in range(0, whole, _CHECKED))
            ]
        )
        if sound.all():
            return np.array(mapped["digest"]), mapped["vector"]
        return mapped["digest"][sound], mapped["vector"][sound]

    def append(self, digests: Digests, vectors: NDArray[np.float16]) -> None:
        """Add vectors as they are computed."""
        records = np.empty(len(digests), self._record)
        records["digest"] = digests
        records["vector"] = vectors
        records["check"] = _checksums(records)
        with self._path.open("ab") as file:
            file.write(records.tobytes())


def _checksums(records: NDArray[np.void]) -> NDArray[np.uint32]:
    """The CRC-32 of each record but for its last field, which holds it."""
    size = records.dtype.itemsize
    data = records.tobytes()
    starts = range(0, len(data), size)
    return np.array([zlib.crc32(data[at : at + size - 4]) for at in starts], np.uint32)

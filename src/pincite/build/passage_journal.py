"""The passages of a build that is under way, on disk: their vectors and those of their tokens.

What `pincite.build.known_vectors.Journal` is for sentences. Passages have as many tokens as they
have, so that records differ in length: each begins with its length and ends with a checksum, and
reading stops at the first that is not whole.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.build.known_vectors import Digests
from pincite.store.tokens import Tokens

_HEAD = np.dtype([("digest", "<u8", (2,)), ("tokens", "<i4")])  # -1: none were kept
_CHECK = 4  # bytes of a record's CRC-32, which ends it


@dataclass(frozen=True, slots=True)
class MadePassage:
    """A passage's vector, float16, and its tokens where the generation keeps them."""

    vector: NDArray[np.float16]
    tokens: Tokens | None


class PassageJournal:
    """Records of passages, appended as they are computed.

    ``made_by`` names all that decides a record but the passage: another journal is begun anew.
    """

    def __init__(self, path: Path, made_by: str, dimension: int, width: int) -> None:
        self._header = f"{made_by} {dimension} {width}\n".encode()
        self._vector_bytes = 2 * dimension
        self._width = width
        self._path = path
        self._data: mmap.mmap | None = None
        self._digests: Digests = np.empty((0, 2), np.uint64)
        self._starts = np.empty(0, np.int64)
        if not self._is_ours():
            path.write_bytes(self._header)
        elif path.stat().st_size > len(self._header):
            self._open()

    def find(self, digests: Digests, *, with_tokens: bool) -> dict[int, MadePassage]:
        """The passages that an earlier build made, by their place among the digests."""
        found: dict[int, MadePassage] = {}
        if not len(self._digests):
            return found
        at = np.searchsorted(self._digests[:, 0], digests[:, 0])
        at[at == len(self._digests)] = 0
        held = (self._digests[at] == digests).all(axis=1)
        for i in np.flatnonzero(held).tolist():
            made = self._read(int(self._starts[at[i]]))
            if made.tokens is not None or not with_tokens:
                found[i] = made
        return found

    def append(self, digests: Digests, passages: Sequence[MadePassage]) -> None:
        """Add passages as they are computed."""
        records = []
        for digest, passage in zip(digests, passages, strict=True):
            head = np.zeros((), _HEAD)
            head["digest"] = digest
            head["tokens"] = -1 if passage.tokens is None else len(passage.tokens[1])
            record = head.tobytes() + passage.vector.tobytes()
            if passage.tokens is not None:
                record += passage.tokens[0].tobytes() + passage.tokens[1].tobytes()
            records.append(record + zlib.crc32(record).to_bytes(_CHECK, "little"))
        with self._path.open("ab") as file:
            file.write(b"".join(records))

    def _is_ours(self) -> bool:
        try:
            with self._path.open("rb") as file:
                return file.read(len(self._header)) == self._header
        except FileNotFoundError:
            return False

    def _open(self) -> None:
        """Find the records; what follows the last whole one is cut away."""
        digests: list[bytes] = []
        starts: list[int] = []
        with self._path.open("r+b") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            at = len(self._header)
            while (end := self._end(data, at)) is not None:
                digests.append(data[at : at + 16])
                starts.append(at)
                at = end
            if at < len(data):
                data.close()
                file.truncate(at)
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._data = data
        found = np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2)
        order = np.argsort(found[:, 0], kind="stable")
        self._digests, self._starts = found[order], np.array(starts, np.int64)[order]

    def _end(self, data: mmap.mmap, start: int) -> int | None:
        """Where the record that begins here ends; None if it is not whole."""
        body = start + _HEAD.itemsize
        if body > len(data):
            return None
        tokens = int(np.frombuffer(data[start:body], _HEAD)["tokens"][0])
        end = body + self._vector_bytes + max(tokens, 0) * (self._width + 2)
        if tokens < -1 or end + _CHECK > len(data):
            return None
        expected = int.from_bytes(data[end : end + _CHECK], "little")
        return end + _CHECK if zlib.crc32(data[start:end]) == expected else None

    def _read(self, start: int) -> MadePassage:
        assert self._data is not None
        body = start + _HEAD.itemsize
        tokens = int(np.frombuffer(self._data[start:body], _HEAD)["tokens"][0])
        numbers = body + self._vector_bytes
        vector = np.frombuffer(self._data[body:numbers], "<f2")
        if tokens < 0:
            return MadePassage(vector, None)
        sentences = numbers + tokens * self._width
        small = np.frombuffer(self._data[numbers:sentences], np.int8).reshape(tokens, self._width)
        owners = np.frombuffer(self._data[sentences : sentences + 2 * tokens], "<i2")
        return MadePassage(vector, (small, owners))

"""Token vectors of passages, for late interaction: small, eight bits a number, memory-mapped.

Kept while a collection is not too large for them (`MOST_PASSAGES`); where a generation has none,
scoring does without.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Vectors

TOKENS = "tokens.bin"  # int8 (tokens, width): a unit vector's numbers times SCALE
SENTENCES = "token_sentences.bin"  # int16 (tokens,): the sentence in its passage; CONTEXT for none
OFFSETS = "token_offsets.npy"  # int64 (passages + 1,): where each passage's tokens begin
PROJECTION = "token_projection.npy"  # float32 (dimension, width): from the encoder's to these

SCALE = 254.0  # numbers of a unit vector in `width` dimensions rarely pass one half
CONTEXT = -1  # a token of the context that is indexed with a passage but is not part of its quote
MOST_PASSAGES = 50_000  # about 1.5 GB at 130 tokens of 192 bytes a passage


Tokens = tuple[NDArray[np.int8], NDArray[np.int16]]


def quantise(vectors: Vectors) -> NDArray[np.int8]:
    """Unit vectors in eight bits, shape as given."""
    rounded: NDArray[np.int8] = np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)
    return rounded


def unit(vectors: Vectors) -> Vectors:
    """Rows brought to unit length."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(length, 1e-12)
    return scaled


class TokensWriter:
    """Writes the token vectors of a generation, passage by passage, in the order of rows.

    Writes nothing for more than `MOST_PASSAGES` passages: ``wanted`` is then False.
    """

    def __init__(self, folder: Path, projection: Vectors, passages: int) -> None:
        self.wanted = passages <= MOST_PASSAGES
        self.projection = projection
        self._folder = folder
        self._counts = [0]
        self._files = (
            [(folder / name).open("wb") for name in (TOKENS, SENTENCES)] if self.wanted else []
        )

    def __enter__(self) -> Self:
        return self

    def write(self, passages: Sequence[Tokens]) -> None:
        """Add passages' tokens."""
        if not self.wanted:
            return
        numbers, sentences = self._files
        for passage in passages:
            self._counts.append(len(passage[1]))
            numbers.write(passage[0].tobytes())
            sentences.write(passage[1].tobytes())

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()
        if self.wanted:
            np.save(self._folder / OFFSETS, np.cumsum(np.array(self._counts, np.int64)))
            np.save(self._folder / PROJECTION, self.projection)


class StoredTokens:
    """The token vectors of a generation, by row."""

    def __init__(self, folder: Path) -> None:
        self.offsets: NDArray[np.int64] = np.load(folder / OFFSETS)
        self.projection: Vectors = np.load(folder / PROJECTION)
        total, width = int(self.offsets[-1]), self.projection.shape[1]
        self._tokens = _mapped(folder / TOKENS, np.int8, (total, width))
        self._sentences = _mapped(folder / SENTENCES, np.int16, (total,))

    def project(self, vectors: Vectors) -> Vectors:
        """A question's token vectors, shape (n, dimension), as they compare with those stored."""
        return unit(vectors @ self.projection)

    def stored(self, row: int) -> Tokens:
        """One passage's tokens as they are stored, and their sentences."""
        start, end = int(self.offsets[row]), int(self.offsets[row + 1])
        return self._tokens[start:end], self._sentences[start:end]


def _mapped(path: Path, kind: type, shape: tuple[int, ...]) -> NDArray:  # type: ignore[type-arg]
    if shape[0] == 0:
        return np.empty(shape, kind)
    # A plain array over the map: slicing numpy's memmap class costs ten times as much.
    return np.asarray(np.memmap(path, kind, "r", shape=shape)).view(np.ndarray)

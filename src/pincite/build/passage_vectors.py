"""Passages encoded once for both their vector and their tokens' vectors, straight to disk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.build.known_vectors import Digests, KnownVectors, digests_of
from pincite.build.projection import token_projection
from pincite.encode.runtime import OnnxEncoder
from pincite.ports import TokenVectors, Vectors
from pincite.store.tokens import CONTEXT, StoredTokens, Tokens, TokensWriter, quantise, unit
from pincite.store.vectors import PASSAGES
from pincite.types import Span

_CHUNK = 128  # rows between two writes


@dataclass(frozen=True, slots=True)
class PassageText:
    """What the encoder reads for a passage: its quote, possibly more; and the quote's sentences."""

    text: str
    length: int  # code points of the quote, which comes first
    sentences: tuple[Span, ...]

    @property
    def identity(self) -> str:
        """All that decides the vectors: the same words in other sentences give other tokens."""
        marks = " ".join(str(sentence.start) for sentence in self.sentences)
        return f"{self.length} {marks}\n{self.text}"


@dataclass(frozen=True, slots=True)
class KnownPassages:
    """The passages of an earlier generation made by the same encoder: their vectors and tokens."""

    vectors: KnownVectors
    tokens: StoredTokens | None = None


def write_passages(
    texts: Iterable[PassageText],
    total: int,
    folder: Path,
    encoder: OnnxEncoder,
    known: KnownPassages,
    tell: Callable[[int], None],
) -> Digests:
    """Write a generation's passage vectors and, up to `MOST_PASSAGES`, its token vectors.

    Gives the digests of what the encoder read, in the order of rows. Memory does not grow with the
    number of passages, but for 24 bytes each.
    """
    digests = np.empty((total, 2), np.uint64)
    row = 0
    # Written, not mapped: on a full disk a write is refused, where a map would end the process.
    with (
        (folder / PASSAGES).open("wb") as file,
        TokensWriter(folder, _projection(encoder, known), total) as tokens_file,
    ):
        header = {"descr": "<f2", "fortran_order": False, "shape": (total, encoder.dimension)}
        np.lib.format.write_array_header_1_0(file, header)
        for chunk in _chunks(texts):
            end = row + len(chunk)
            digests[row:end] = digests_of([passage.identity for passage in chunk])
            rows, vectors = known.vectors.find_rows(digests[row:end])
            tokens = _known_tokens(known, rows) if tokens_file.wanted else {}
            missing = [
                i
                for i in range(len(chunk))
                if rows[i] < 0 or (tokens_file.wanted and i not in tokens)
            ]
            fresh, found = encoder.encode_with_tokens([chunk[i].text for i in missing])
            vectors[missing] = fresh.astype(np.float16)
            for i, words in zip(missing, found, strict=True):
                tokens[i] = _small(chunk[i], words, tokens_file.projection)
            file.write(vectors.tobytes())
            tokens_file.write([tokens[i] for i in sorted(tokens)])
            row = end
            tell(row)
    if row != total:
        raise ValueError(f"{PASSAGES}: {row} texts for {total} rows")
    return digests


def _projection(encoder: OnnxEncoder, known: KnownPassages) -> Vectors:
    """That of the earlier generation: computing it takes some seconds, and gives the same."""
    return token_projection(encoder) if known.tokens is None else known.tokens.projection


def _known_tokens(known: KnownPassages, rows: NDArray[np.int64]) -> dict[int, Tokens]:
    if known.tokens is None:
        return {}
    return {i: known.tokens.stored(row) for i, row in enumerate(rows.tolist()) if row >= 0}


def _small(passage: PassageText, found: TokenVectors, projection: Vectors) -> Tokens:
    starts = [sentence.start for sentence in passage.sentences]
    sentences = [
        CONTEXT if span.start >= passage.length else bisect_right(starts, span.start) - 1
        for span in found.spans
    ]
    return quantise(unit(found.vectors @ projection)), np.array(sentences, np.int16)


def _chunks(texts: Iterable[PassageText]) -> Iterator[list[PassageText]]:
    remaining = iter(texts)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk

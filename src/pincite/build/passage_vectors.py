"""Passages encoded once for both their vector and their tokens' vectors, straight to disk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from pincite.build.known_vectors import Digests, KnownVectors, digests_of
from pincite.build.passage_journal import MadePassage, PassageJournal
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
    """What need not be computed again.

    The passages of an earlier generation made by the same encoder, vectors and tokens, and those
    of an interrupted build.
    """

    vectors: KnownVectors
    tokens: StoredTokens | None
    journal: PassageJournal

    def find(self, digests: Digests, *, with_tokens: bool) -> dict[int, MadePassage]:
        """Those that are known, by their place among the digests."""
        found = self.journal.find(digests, with_tokens=with_tokens)
        if with_tokens and self.tokens is None:
            return found
        rows, vectors = self.vectors.find_rows(digests)
        for i, row in enumerate(rows.tolist()):
            if row >= 0:
                kept = self.tokens.stored(row) if with_tokens and self.tokens else None
                found[i] = MadePassage(vectors[i], kept)
        return found


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
            if end > total:
                raise ValueError(f"{PASSAGES}: more texts than the {total} rows announced")
            digests[row:end] = digests_of([passage.identity for passage in chunk])
            found = known.find(digests[row:end], with_tokens=tokens_file.wanted)
            missing = [i for i in range(len(chunk)) if i not in found]
            if missing:
                projection = tokens_file.projection if tokens_file.wanted else None
                made = _make([chunk[i] for i in missing], encoder, projection)
                known.journal.append(digests[row:end][missing], made)
                found.update(zip(missing, made, strict=True))
            passages = [found[i] for i in range(len(chunk))]
            file.write(b"".join(passage.vector.tobytes() for passage in passages))
            tokens_file.write([passage.tokens for passage in passages if passage.tokens])
            row = end
            tell(row)
    if row != total:
        raise ValueError(f"{PASSAGES}: {row} texts for {total} rows")
    return digests


def _projection(encoder: OnnxEncoder, known: KnownPassages) -> Vectors:
    """That of the earlier generation: computing it takes some seconds, and gives the same."""
    return token_projection(encoder) if known.tokens is None else known.tokens.projection


def _make(
    passages: Sequence[PassageText], encoder: OnnxEncoder, projection: Vectors | None
) -> list[MadePassage]:
    """Encode passages; their tokens too, where there is a projection for them."""
    texts = [passage.text for passage in passages]
    if projection is None:
        return [MadePassage(vector.astype(np.float16), None) for vector in encoder.encode(texts)]
    vectors, tokens = encoder.encode_with_tokens(texts)
    return [
        MadePassage(vector.astype(np.float16), _small(passage, found, projection))
        for passage, vector, found in zip(passages, vectors, tokens, strict=True)
    ]


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

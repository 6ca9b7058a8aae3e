"""Late interaction: how well each token of a question is met by the tokens of a passage.

After O. Khattab and M. Zaharia, "ColBERT" (SIGIR 2020): for each token of the question the largest
inner product with any token of the passage, averaged. The tokens are those of the same encoder
that makes the passage vectors; it was not trained for this, and is much the better for it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores, Vectors
from pincite.store.tokens import SCALE, StoredTokens

Floats = NDArray[np.float32]

_UNIT = np.float32(1 / SCALE)  # what the stored numbers count in
_KEPT = 4096  # passages of which it is kept where their sentences begin


@dataclass(frozen=True, slots=True)
class Met:
    """How well the tokens of a question are met, each value in [-1, 1].

    ``tokens`` has shape (passages, tokens): by any token of the passage or of its context.
    ``passage`` and ``passage_weighted``, shape (passages,), are its means over the tokens, plain
    and by the tokens' weights; ``sentence`` and ``sentence_weighted``, shape (sentences,), the same
    by the tokens of one sentence alone, one passage's sentences after the other's. A sentence
    beyond the encoder's window meets nothing and has 0.
    """

    tokens: Floats
    passage: Scores
    passage_weighted: Scores
    sentence: Scores
    sentence_weighted: Scores


@dataclass(frozen=True, slots=True)
class _Block:
    """A passage's tokens as they are stored, shape (tokens, width), in runs of one sentence each.

    ``starts`` says where each run begins, ``sentences`` which sentence it is (negative: context).
    """

    numbers: NDArray[np.int8]
    starts: NDArray[np.int64]
    sentences: NDArray[np.int64]


def meet(
    stored: StoredTokens,
    tokens: Vectors,
    weights: Floats,
    rows: Rows,
    sentence_counts: NDArray[np.int64],
) -> Met:
    """Compare a question's projected token vectors, shape (tokens, width), with passages' tokens.

    ``weights``, shape (tokens,), sum to 1; ``sentence_counts``, shape (rows,), says how many
    sentences each passage has.
    """
    first = np.cumsum(sentence_counts) - sentence_counts
    best = np.zeros((len(rows), len(tokens)), np.float32)
    by_sentence = np.zeros((int(sentence_counts.sum()), len(tokens)), np.float32)
    read = _reader(stored)
    blocks = [read(row) for row in rows.tolist()]
    runs = np.array([len(block.starts) for block in blocks], np.int64)
    if runs.any() and len(tokens):
        lengths = np.array([len(block.numbers) for block in blocks], np.int64)
        begins = np.cumsum(lengths) - lengths
        groups = np.concatenate([block.starts for block in blocks]) + np.repeat(begins, runs)
        group_best = np.maximum.reduceat(_similarity(blocks, tokens, lengths), groups)
        nonempty = np.flatnonzero(runs)
        best[nonempty] = np.maximum.reduceat(group_best, (np.cumsum(runs) - runs)[nonempty])
        sentences = np.concatenate([block.sentences for block in blocks])
        own = sentences >= 0
        by_sentence[(np.repeat(first, runs) + sentences)[own]] = group_best[own]
    count = np.float32(max(1, len(tokens)))
    return Met(
        tokens=best,
        passage=best.sum(axis=1) / count,
        passage_weighted=best @ weights,
        sentence=by_sentence.sum(axis=1) / count,
        sentence_weighted=by_sentence @ weights,
    )


def _similarity(blocks: list[_Block], tokens: Vectors, lengths: NDArray[np.int64]) -> Floats:
    """Inner products of all the blocks' tokens with the question's, shape (sum of lengths, tokens).

    Block by block, in one place: what is multiplied is still in the processor's nearest memory,
    which makes it twice as fast as one product of all. (Keeping the blocks as floats is no faster:
    they are four times as much to fetch.)
    """
    across = np.ascontiguousarray(tokens.T) * _UNIT
    similarity = np.empty((int(lengths.sum()), len(tokens)), np.float32)
    place = np.empty((int(lengths.max()), len(across)), np.float32)
    at = 0
    for block in blocks:
        count = len(block.numbers)
        vectors = place[:count]
        vectors[...] = block.numbers
        np.matmul(vectors, across, out=similarity[at : at + count])
        at += count
    return similarity


# Weak: a generation that has been replaced must be let go of.
_readers: WeakKeyDictionary[StoredTokens, Callable[[int], _Block]] = WeakKeyDictionary()


def _reader(stored: StoredTokens) -> Callable[[int], _Block]:
    """Reads the blocks of a generation's passages by row, and keeps those that were read last."""
    reader = _readers.get(stored)
    if reader is None:
        held = weakref.proxy(stored)
        reader = _readers[stored] = lru_cache(maxsize=_KEPT)(lambda row: _read(held, row))
    return reader


def _read(stored: StoredTokens, row: int) -> _Block:
    numbers, sentences = stored.stored(row)
    owners = sentences.astype(np.int64)
    starts = np.flatnonzero(np.diff(owners, prepend=owners[:1] - 1))
    return _Block(numbers, starts, owners[starts])

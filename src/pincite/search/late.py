"""Late interaction: how well each token of a question is met by the tokens of a passage.

After O. Khattab and M. Zaharia, "ColBERT" (SIGIR 2020): for each token of the question the largest
inner product with any token of the passage, averaged. The tokens are those of the same encoder
that makes the passage vectors; it was not trained for this, and is much the better for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Scores, Vectors
from pincite.store.tokens import StoredTokens

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Met:
    """How well the tokens of a question are met, each value in [-1, 1].

    ``tokens`` has shape (passages, tokens): by any token of the passage or of its context.
    ``passage`` and ``passage_weighted``, shape (passages,), are its means over the tokens, plain
    and by the tokens' weights; ``sentence`` and ``sentence_weighted`` the same by the tokens of
    one sentence alone, an array for each passage. A sentence beyond the encoder's window meets
    nothing and has 0.
    """

    tokens: Floats
    passage: Scores
    passage_weighted: Scores
    sentence: tuple[Scores, ...]
    sentence_weighted: tuple[Scores, ...]


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
    first = np.concatenate([[0], np.cumsum(sentence_counts)])
    best = np.zeros((len(rows), len(tokens)), np.float32)
    by_sentence = np.zeros((int(first[-1]), len(tokens)), np.float32)
    vectors, sentence_of, starts = stored.take(rows)
    if len(vectors) and len(tokens):
        similarity = vectors @ tokens.T  # (stored tokens, question tokens)
        # Tokens come in the order of passages and sentences: each run of equal owners is a group.
        passage_of = np.repeat(np.arange(len(rows)), np.diff(starts))
        changes = (np.diff(passage_of) != 0) | (np.diff(sentence_of) != 0)
        groups = np.concatenate([[0], np.flatnonzero(changes) + 1])
        group_best = np.maximum.reduceat(similarity, groups, axis=0)
        owners, sentences = passage_of[groups], sentence_of[groups]
        nonempty = np.flatnonzero(np.diff(starts))
        best[nonempty] = np.maximum.reduceat(group_best, np.searchsorted(owners, nonempty), axis=0)
        own = sentences >= 0
        by_sentence[first[owners[own]] + sentences[own]] = group_best[own]
    count = max(1, len(tokens))
    return Met(
        tokens=best,
        passage=best.sum(axis=1) / np.float32(count),
        passage_weighted=best @ weights,
        sentence=_cut(by_sentence.sum(axis=1) / np.float32(count), first),
        sentence_weighted=_cut(by_sentence @ weights, first),
    )


def _cut(values: Scores, first: NDArray[np.int64]) -> tuple[Scores, ...]:
    """The values of each passage; ``first`` says where they begin, and where the last ends."""
    return tuple(np.split(values, first[1:-1])) if len(first) > 1 else ()  # split makes one of none

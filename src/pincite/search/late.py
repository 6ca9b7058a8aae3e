"""Late interaction: how well each token of a question is met by the tokens of a passage.

After O. Khattab and M. Zaharia, "ColBERT" (SIGIR 2020): for each token of the question the largest
inner product with any token of the passage, averaged. The tokens are those of the same encoder
that makes the passage vectors; it was not trained for this, and is much the better for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Rows, Vectors
from pincite.store.tokens import StoredTokens

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Met:
    """How well the tokens of a question are met, each value in [-1, 1].

    ``passages`` has shape (passages, tokens): by any token of the passage or of its context;
    ``sentences`` holds for each passage an array (sentences, tokens): by tokens of that sentence.
    A sentence beyond the encoder's window meets nothing: its row is 0.
    """

    passages: Floats
    sentences: tuple[Floats, ...]


def meet(stored: StoredTokens, tokens: Vectors, rows: Rows, sentence_counts: list[int]) -> Met:
    """Compare a question's projected token vectors, shape (tokens, width), with passages' tokens."""
    vectors, sentence_of, starts = stored.take(rows)
    passages = np.zeros((len(rows), len(tokens)), np.float32)
    sentences = tuple(np.zeros((count, len(tokens)), np.float32) for count in sentence_counts)
    if not len(vectors) or not len(tokens):
        return Met(passages, sentences)
    similarity = vectors @ tokens.T  # (stored tokens, question tokens)
    # Tokens come in the order of passages and sentences: each run of equal owners is one group.
    passage_of = np.repeat(np.arange(len(rows)), np.diff(starts))
    changes = (np.diff(passage_of) != 0) | (np.diff(sentence_of) != 0)
    group_starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    best = np.maximum.reduceat(similarity, group_starts, axis=0)
    owners = passage_of[group_starts]
    np.maximum.at(passages, owners, best)
    for group, owner, sentence in zip(
        best, owners.tolist(), sentence_of[group_starts].tolist(), strict=True
    ):
        if sentence >= 0:
            sentences[owner][sentence] = group
    return Met(passages, sentences)

"""Misspelt words corrected against the collection's own vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pincite.ports import LexicalIndex
from pincite.text.terms import Term

_SHORTEST = 4
_MOST = 3
_LOOKED_AT = 20  # terms that are near enough, the nearest first
_KEPT = 4096  # words remembered

Codes = NDArray[np.uint32]


def correct(term: Term, lexical: LexicalIndex) -> tuple[str, ...]:
    """The collection's terms nearest to one that it lacks; () if none is near enough.

    One slip is forgiven in a word of four to seven letters, two in a longer one (optimal string
    alignment: an exchange of neighbouring letters is one slip). Numbers are never corrected: a
    number that is not there is not another number.
    """
    stem = term.stem
    if len(stem) < _SHORTEST or not stem.isalpha():
        return ()
    # The first letter is the one that people least often get wrong.
    ranked = sorted(
        (distance, other[:1] != stem[:1], -lexical.document_frequency(other), other)
        for other, distance in _speller(lexical).near(stem)
    )
    if not ranked:
        return ()
    least = ranked[0][:2]
    return tuple(other for distance, first, _, other in ranked if (distance, first) == least)[
        :_MOST
    ]


class Speller:
    """Finds the terms of a vocabulary that are near a word.

    A slip changes a word's length by one at most, and the letters it has by two at most: one goes,
    one comes. Comparing these first leaves a few terms in a thousand to be compared in full, and
    drops none that is near enough.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._terms = [t for t in vocabulary if len(t) >= _SHORTEST - 1 and t.isalpha()]
        self._lengths, self._letters = _lengths_and_letters(self._terms)
        self.near = lru_cache(maxsize=_KEPT)(self._near)

    def _near(self, word: str) -> tuple[tuple[str, int], ...]:
        """The terms within one slip (two in a longer word), the nearest first, with the slips."""
        slips = 1 if len(word) <= 7 else 2
        lengths, letters = _lengths_and_letters([word])
        possible = np.abs(self._lengths - lengths[0]) <= slips
        possible &= np.bitwise_count(self._letters ^ letters[0]) <= 2 * slips
        found = process.extract(
            word,
            [self._terms[at] for at in np.flatnonzero(possible).tolist()],
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=_LOOKED_AT,
            processor=None,
        )
        return tuple((term, int(distance)) for term, distance, _ in found)


# Weak: a generation that has been replaced must be let go of.
_spellers: WeakKeyDictionary[LexicalIndex, Speller] = WeakKeyDictionary()


def _speller(lexical: LexicalIndex) -> Speller:
    """Made when the first word of a generation needs it: most questions are spelt right."""
    speller = _spellers.get(lexical)
    if speller is None:
        speller = _spellers[lexical] = Speller(lexical.vocabulary())
    return speller


def _lengths_and_letters(terms: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Each term's number of characters, and a set of 64 bits, one for each of its characters."""
    lengths = np.fromiter(map(len, terms), np.int32, len(terms))
    if not terms:
        return lengths, np.empty(0, np.uint64)
    codes: Codes = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), "<u4")
    bits = np.left_shift(np.uint64(1), (codes % 64).astype(np.uint64))
    starts = np.concatenate([[0], np.cumsum(lengths[:-1], dtype=np.int64)])
    return lengths, np.bitwise_or.reduceat(bits, starts)

"""Misspelt words corrected against the collection's own vocabulary."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pincite.ports import LexicalIndex
from pincite.text.terms import Term

_SHORTEST = 4
_MOST = 3


def correct(term: Term, lexical: LexicalIndex) -> tuple[str, ...]:
    """The collection's terms nearest to one that it lacks; () if none is near enough.

    One slip is forgiven in a word of four to seven letters, two in a longer one (optimal string
    alignment: an exchange of neighbouring letters is one slip). Numbers are never corrected: a
    number that is not there is not another number.
    """
    if len(term.stem) < _SHORTEST or not term.stem.isalpha():
        return ()
    return _nearest(term.stem, lexical)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)  # keyed by the index's identity: a generation never changes
def _nearest(stem: str, lexical: LexicalIndex) -> tuple[str, ...]:
    slips = 1 if len(stem) <= 7 else 2
    found = process.extract(
        stem,
        lexical.vocabulary(),
        scorer=OSA.distance,
        score_cutoff=slips,
        limit=20,
        processor=None,
    )
    # The first letter is the one that people least often get wrong.
    ranked = sorted(
        (distance, other[:1] != stem[:1], -lexical.document_frequency(other), other)
        for other, distance, _ in found
        if other.isalpha() and len(other) >= _SHORTEST - 1
    )
    if not ranked:
        return ()
    least = ranked[0][:2]
    return tuple(other for distance, first, _, other in ranked if (distance, first) == least)[
        :_MOST
    ]

"""Where the few words of a quotation stand in the sources, nearly.

What many words prove by being together, few prove only where they are cited, or where none of them
differs.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import Levenshtein

from pincite.text.terms import STOP_WORDS
from pincite.verify.align import align
from pincite.verify.match import Run, following, run_of, tells, with_signs
from pincite.verify.sources import Sources, Words, words_of

_MOST_CITED = 2_000  # words of the places cited that a quotation is held against
_MOST_ALIGNED = 8  # of those places: they hold most of its words
_SLIP = 0.6  # how alike a word and the one with a slip of the pen in it are written


def same_words(sources: Sources, needle: str, near: tuple[tuple[int, int], ...] = ()) -> Run | None:
    """The run that has the words of a quotation, normal, one after the other: what differs is
    their capitals and the punctuation between them. One in the stretches `near` is preferred.

    None where the words are so few, or so common, that they tell nothing.
    """
    words = [word for word, _, _ in words_of(needle)]
    ids = [sources.word_id(word) for word in words]
    if min(ids, default=-1) < 0 or len(words) < 3:
        return None
    if not tells(words, len(words)) and (len(words) == 3 or STOP_WORDS.issuperset(words)):
        return None
    rarest = min(range(len(ids)), key=lambda index: sources.frequency(ids[index]))
    found: Run | None = None
    for at in following(sources.ids, sources.positions(ids[rarest]) - rarest, ids):
        start = int(sources.word_starts[at])
        end = int(sources.word_ends[at + len(ids) - 1])
        run = Run(*with_signs(sources.text, start, end), 0, 1.0)
        if "\n" in sources.text[start:end]:
            continue
        if any(start < stop and begin < end for begin, stop in near):
            return run
        if found is None or sources.segment_at(found.start).passage is None:
            found = run
    return found


def nearest_at(sources: Sources, needle: str, places: tuple[tuple[int, int], ...]) -> Run | None:
    """The contiguous run of the places cited, stretches of the normal text, that a quotation,
    normal and perhaps of very few words, comes nearest to.

    None where more than one word in four (or than one) differs. `nearest_run` wants more: it may
    not take words that happen to be alike for those meant, of which a citation leaves no doubt.
    """
    words = [word for word, _, _ in words_of(needle)]
    ids = np.array([sources.word_id(word) for word in words], dtype=np.int32)
    best: Run | None = None
    for first, last in _holding(sources, ids, places):
        aligned = align(ids, sources.ids[first:last], [0, last - first])
        if aligned is None or (best is not None and aligned.distance >= best.distance):
            continue
        run = run_of(sources, ids, (first, last), aligned)
        held = [word for word, _, _ in words_of(sources.text[run.start : run.end])]
        if _nearly_held(words, held, aligned.distance):
            best = run
    return best


def _holding(
    sources: Sources, ids: Words, places: tuple[tuple[int, int], ...]
) -> list[tuple[int, int]]:
    """The places, as words ``[first, last)``, that hold all of the words that may not differ."""
    if not places or not len(ids):
        return []
    bounds = np.searchsorted(sources.word_starts, np.array(places))
    bounds = bounds[np.cumsum(bounds[:, 1] - bounds[:, 0]) <= _MOST_CITED]
    held = np.zeros(len(bounds), dtype=np.int32)
    for word in ids[ids >= 0]:
        first, last = np.searchsorted(sources.positions(int(word)), bounds).T
        held += last > first
    fullest = np.argsort(-held, kind="stable")[:_MOST_ALIGNED]
    enough = [at for at in fullest if held[at] >= len(ids) - _may_differ(len(ids))]
    return [(int(first), int(last)) for first, last in bounds[enough]]


def _may_differ(count: int) -> int:
    """How many of so many words may differ where nobody doubts which were meant."""
    return max(1, count // 4)


def _nearly_held(words: list[str], held: list[str], distance: int) -> bool:
    """Whether so few words are changed that it is these words that were meant."""
    if not distance:
        return True
    kept = set(words) & set(held)
    if distance > _may_differ(len(words)) or STOP_WORDS.issuperset(kept):
        return False
    if len(words) == 2 and len(kept) == 1:
        # One word in two says little, unless the other is a figure for a figure or a slip.
        ours, theirs = (next((w for w in side if w not in kept), "") for side in (words, held))
        if ours[:1].isdigit() or theirs[:1].isdigit():
            return ours[:1].isdigit() and theirs[:1].isdigit()
        return Levenshtein.normalized_similarity(ours, theirs) >= _SLIP
    return True

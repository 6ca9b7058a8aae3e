"""Where the words of a quotation stand in the sources: letter for letter, or nearly.

`exact_places` proves: a place is only given where the normal text of the source, sliced there, is
the quotation's. `nearest_run` seeks: it aligns the quotation, word by word, with one contiguous
run of the source around where most of its rare words fall on a line. Its runs never merge
fragments from different places.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pincite.text.terms import STOP_WORDS
from pincite.verify.measures import one_form
from pincite.verify.sources import Sources, Words, words_of
from pincite.verify.types import Change, Edit

MOST_PLACES = 50
_GAP = 3  # cost, in words, of a stretch left out however long: a sentence between two joined ones
_GAP_REACH = 160  # words that such a stretch may have
_LONGEST = 2_000  # words of a quotation that are aligned
_MOST_VOTES = 60_000
_MOST_CANDIDATES = 4
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[0-9]+(?:[.,][0-9]+)*"
    r"|[^\W_]+(?:['’][^\W_]+)*|\S"
)
Row = NDArray[np.int32]

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A contiguous run of the sources' normal text, and how far it is from the quotation.

    `distance` counts words changed, dropped and added (a long stretch left out counts as three);
    `likeness` is the share of the quotation's words that are the same, in [0, 1].
    """

    start: int
    end: int
    distance: int
    likeness: float


def exact_places(
    sources: Sources,
    needle: str,
    free_case: frozenset[int] = frozenset(),
    first: Sequence[tuple[int, int]] = (),
) -> list[int]:
    """The offsets in the sources' normal text at which `needle`, itself normal, stands whole.

    It must begin and end where words and numbers do. At the indices `free_case` upper and lower
    case are the same. At most `MOST_PLACES`, of which those in the stretches `first` come first.
    """
    words = words_of(needle)
    if not words:
        return []
    ids = [sources.word_id(word) for word, _, _ in words]
    if min(ids) < 0:
        return []
    rarest = min(range(len(ids)), key=lambda index: sources.frequency(ids[index]))
    folded = _fold(needle, free_case)
    positions = _agreeing(sources.ids, sources.positions(ids[rarest]) - rarest, ids)
    starts = sources.word_starts[positions] - words[0][1]
    starts = starts[(starts >= 0) & (starts + len(needle) <= len(sources.text))]
    preferred = _touching(starts, starts + len(needle), first)
    places: list[int] = []
    for start in np.concatenate((starts[preferred], starts[~preferred])):
        at, end = int(start), int(start) + len(needle)
        if _fold(sources.text[at:end], free_case) == folded and is_whole(sources.text, at, end):
            places.append(at)
            if len(places) == MOST_PLACES:
                break
    return places


def _touching(
    starts: Words, ends: Words, stretches: Sequence[tuple[int, int]]
) -> NDArray[np.bool_]:
    """Which of the places touch one of the stretches, which do not overlap.

    Found for all at once: a citation may point at thousands.
    """
    touching = np.zeros(len(starts), dtype=bool)
    if stretches:
        begins, stops = np.array(sorted(stretches)).T
        last = np.searchsorted(begins, ends) - 1  # the last that begins before the place ends
        touching = (last >= 0) & (stops[last] > starts)
    return touching


def _agreeing(ids: Words, first: Words, wanted: list[int]) -> Words:
    """Those of the first positions from which the wanted words follow one another."""
    first = first[(first >= 0) & (first + len(wanted) <= len(ids))]
    for offset, word in enumerate(wanted):
        if not len(first):
            break
        first = first[ids[first + offset] == word]
    return first


def _fold(text: str, free_case: frozenset[int]) -> str:
    if not free_case:
        return text
    return "".join(c.lower() if i in free_case else c for i, c in enumerate(text))


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` cuts no word and no number at either end."""
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isalnum() and right.isalnum():
        return not (_CJK.match(left) or _CJK.match(right))
    if right in ".," and left.isdigit():
        return at + 1 < len(text) and text[at + 1].isdigit()
    if left in ".," and right.isdigit():
        return at >= 2 and text[at - 2].isdigit()
    return False


# --- nearly -------------------------------------------------------------------------------------


def nearest_run(
    sources: Sources, needle: str, near: tuple[tuple[int, int], ...] = ()
) -> Run | None:
    """The contiguous run of the sources that a quotation, normal, comes nearest to.

    `near` are stretches of the normal text (those cited): of two runs that are almost as near, one
    that touches them is taken. None where fewer than half of the words, or none that matters, fit.
    """
    words = [word for word, _, _ in words_of(needle)][:_LONGEST]
    ids = np.array([sources.word_id(word) for word in words], dtype=np.int32)
    best: tuple[float, Run] | None = None
    regions = _candidates(sources, ids)
    while regions:
        region = regions.pop(0)
        edges = sources.edges(*region)
        aligned = _align(ids, sources.ids[region[0] : region[1]], edges)
        if aligned is None:
            continue
        edge = _leap(aligned.same, edges)
        if edge is not None:
            # What lies on the two sides of the leap are fragments from different places.
            middle = region[0] + edge
            regions = [(region[0], middle), (middle, region[1]), *regions]
            continue
        if not _tells([words[index] for index, _ in aligned.same], len(words)):
            continue
        start = int(sources.word_starts[region[0] + aligned.first])
        end = int(sources.word_ends[region[0] + aligned.last - 1])
        run = Run(start, end, aligned.distance, len(aligned.same) / len(words))
        cited = any(start < stop and begin < end for begin, stop in near)
        score = aligned.distance - (0.05 * len(words) if cited else 0.0)
        if sources.segment_at(start).passage is None:
            score += 0.5  # a caption printed again outside the text is not what one quotes
        if best is None or score < best[0]:
            best = (score, run)
    return best[1] if best is not None else None


def _tells(kept: list[str], total: int) -> bool:
    """Whether the words that fit say that this is the place, and not any other."""
    telling = sum(1 for word in kept if word not in STOP_WORDS)
    return len(kept) >= max(3, (total + 1) // 2) and telling >= 2


def _candidates(sources: Sources, ids: Words) -> list[tuple[int, int]]:
    """Word ranges around which the quotation's words fall on a line, the most telling first."""
    held = [index for index in range(len(ids)) if ids[index] >= 0]
    held.sort(key=lambda index: sources.frequency(int(ids[index])))
    lines: list[Words] = []
    weights: list[NDArray[np.float64]] = []
    votes = 0
    for index in held:
        frequency = sources.frequency(int(ids[index]))
        if votes and votes + frequency > _MOST_VOTES:
            break
        votes += frequency
        lines.append(sources.positions(int(ids[index])) - index)
        weight = float(np.log1p(len(sources) / frequency))
        weights.append(np.full(frequency, weight))
    if not lines:
        return []
    line, weight_of = np.concatenate(lines), np.concatenate(weights)
    order = np.argsort(line, kind="stable")
    line, total = line[order], np.concatenate(([0.0], np.cumsum(weight_of[order])))
    width = max(3, len(ids) // 4)
    sums = total[np.searchsorted(line, line + width, side="right")] - total[: len(line)]
    regions: list[tuple[int, int]] = []
    slack = max(6, len(ids) // 3)
    for _ in range(_MOST_CANDIDATES):
        top = int(np.argmax(sums))
        if sums[top] <= 0:
            break
        at = int(line[top])
        middle = min(max(at + len(ids) // 2, 0), len(sources) - 1)
        anchor = _anchor(sources, ids, at, width, middle)
        first, last = sources.run(anchor)
        reach = slack + (_GAP_REACH if len(ids) >= 8 else 0)
        regions.append((max(first, at - reach), min(last, at + len(ids) + width + reach)))
        sums[(line > at - width) & (line < at + len(ids))] = 0.0
    return [region for region in dict.fromkeys(regions) if region[0] < region[1]]


def _anchor(sources: Sources, ids: Words, at: int, width: int, default: int) -> int:
    """A position at which a word of the quotation stands on the line: it tells which run it is."""
    rare = sorted(
        (index for index in range(len(ids)) if ids[index] >= 0),
        key=lambda index: sources.frequency(int(ids[index])),
    )
    for index in rare:
        positions = sources.positions(int(ids[index]))
        found = int(np.searchsorted(positions, at + index))
        if found < len(positions) and positions[found] <= at + index + width:
            return int(positions[found])
    return default


@dataclass(frozen=True, slots=True)
class _Alignment:
    """The stretch ``[first, last)`` of a region, in words, that is nearest to a needle.

    `same` pairs the indices of the words that agree, in the needle and in the region, ascending.
    """

    distance: int
    first: int
    last: int
    same: tuple[tuple[int, int], ...]


def _leap(same: Sequence[tuple[int, int]], edges: list[int]) -> int | None:
    """The edge between two passages that a stretch left out runs across; None if none does."""
    for (_, before), (_, after) in pairwise(same):
        if after - before > _GAP + 1:
            index = bisect_left(edges, before + 1)
            if edges[index] <= after:
                return edges[index]
    return None


@dataclass(frozen=True, slots=True)
class _Passages:
    """The passages of a region, over all of which a row of the table is worked on at once.

    ``edges`` are the columns at which one ends and the next begins, with both ends; ``steps``,
    shape (edges,), is what it costs to come to each of them by gaps alone, ``drops``, shape
    (columns,), is more for each further passage than two values of a row can differ by.
    """

    edges: Row
    steps: Row
    drops: Row

    @classmethod
    def parted(cls, edges: list[int], most: int) -> _Passages:
        """``most`` is the largest value of a row; the smallest is 0."""
        at = np.array(edges, np.int32)
        number = np.arange(len(at), dtype=np.int32)
        lengths = np.diff(at, append=at[-1:] + 1)
        return cls(at, number * _GAP, np.repeat(number * (most + 1), lengths).astype(np.int32))

    def with_gaps(self, row: Row) -> Row:
        """A row after a gap in any of the passages, or one in each of several on end."""
        inner = np.minimum.reduceat(row[:-1], self.edges[:-1]) + _GAP
        reached = row[self.edges]
        reached[1:] = np.minimum(reached[1:], inner)
        row[self.edges] = np.minimum.accumulate(reached - self.steps) + self.steps
        within = np.minimum.accumulate(row - self.drops) + self.drops
        return np.minimum(row, within + _GAP)


def _align(needle: Words, region: Words, edges: list[int]) -> _Alignment | None:
    """The stretch of the region nearest to the needle, whole: Sellers' algorithm (approximate
    matching within a longer text), with one more way: a stretch of the region of any length may be
    left out at the cost of `_GAP`, but only within one passage (`edges`, in words of the region,
    part the passages). None where not a word is the same.
    """
    n, m = len(needle), len(region)
    if not n or not m:
        return None
    table = np.empty((n + 1, m + 1), dtype=np.int32)
    table[0] = 0
    columns = np.arange(m + 1, dtype=np.int32)
    passages = _Passages.parted(edges, n)
    for i in range(1, n + 1):
        row = np.empty(m + 1, dtype=np.int32)
        row[0] = i
        differs = (region != needle[i - 1]) | (needle[i - 1] < 0)
        row[1:] = np.minimum(table[i - 1, :-1] + differs, table[i - 1, 1:] + 1)
        stepped = np.minimum.accumulate(row - columns) + columns
        if i < n:
            row = passages.with_gaps(np.minimum(row, stepped))
        table[i] = row
    last = int(m - np.argmin(table[n, ::-1]))  # of equals the longest: a changed word counts in
    distance = int(table[n, last])
    same: list[tuple[int, int]] = []
    i, j = n, last
    while i > 0:
        value = table[i, j]
        match = j > 0 and needle[i - 1] >= 0 and needle[i - 1] == region[j - 1]
        if j > 0 and value == table[i - 1, j - 1] + (0 if match else 1):
            if match:
                same.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif value == table[i - 1, j] + 1:
            i -= 1
        elif j > 0 and value == table[i, j - 1] + 1:
            j -= 1
        else:
            edge = edges[bisect_left(edges, j) - 1]
            j = edge + int(np.flatnonzero(table[i, edge:j] + _GAP == value)[-1])
    if j >= last or not same:
        return None
    return _Alignment(distance, j, last, tuple(reversed(same)))


# --- differences ----------------------------------------------------------------------------------


def word_diff(source: str, draft: str) -> tuple[Change, ...]:
    """The word-level diff from the source's words to the draft's, punctuation as words of its own.

    Joining the sides of all changes gives both texts back but for white space.
    """
    ours, theirs = _tokens(source), _tokens(draft)
    # Kinds of quotation marks and dashes are no difference between words.
    one, other = one_form(source), one_form(draft)
    left, right = [one[a:b] for a, b in ours], [other[a:b] for a, b in theirs]
    changes: list[Change] = []
    for op in Levenshtein.opcodes(left, right):
        old = _slice(source, ours, op.src_start, op.src_end)
        new = _slice(draft, theirs, op.dest_start, op.dest_end)
        edit = {
            "equal": Edit.SAME,
            "delete": Edit.DROPPED,
            "insert": Edit.ADDED,
            "replace": Edit.CHANGED,
        }[op.tag]
        if changes and edit is not Edit.SAME and changes[-1].edit is not Edit.SAME:
            before = changes.pop()
            old, new = _joined(before.source, old), _joined(before.draft, new)
            edit = Edit.CHANGED if old and new else (Edit.DROPPED if old else Edit.ADDED)
        changes.append(Change(edit, old, new))
    return tuple(changes)


def differs_in_words(diff: tuple[Change, ...]) -> bool:
    """Whether a word differs, and not only punctuation or capitals."""
    return any(
        [word for word, _, _ in words_of(change.source)]
        != [word for word, _, _ in words_of(change.draft)]
        for change in diff
        if change.edit is not Edit.SAME
    )


def _tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(text)]


def _slice(text: str, tokens: list[tuple[int, int]], start: int, end: int) -> str:
    return text[tokens[start][0] : tokens[end - 1][1]] if start < end else ""


def _joined(left: str, right: str) -> str:
    return f"{left} {right}" if left and right else left or right

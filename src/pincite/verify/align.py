"""The stretch of a text's words nearest to a quotation's: alignment, with one long gap allowed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.verify.sources import Words

GAP = 3
"""What a stretch left out costs, in words, however long: a sentence between two joined ones."""

_BESIDE = 3  # words beside a stretch among which a first or last word that was not met is sought
Row = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch ``[first, last)`` of a region, in words, that is nearest to a needle.

    `same` pairs the indices of the words that agree, in the needle and in the region, ascending.
    """

    distance: int
    first: int
    last: int
    same: tuple[tuple[int, int], ...]


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
        return cls(at, number * GAP, np.repeat(number * (most + 1), lengths).astype(np.int32))

    def with_gaps(self, row: Row) -> Row:
        """A row after a gap in any of the passages, or one in each of several on end."""
        inner = np.minimum.reduceat(row[:-1], self.edges[:-1]) + GAP
        reached = row[self.edges]
        reached[1:] = np.minimum(reached[1:], inner)
        row[self.edges] = np.minimum.accumulate(reached - self.steps) + self.steps
        within = np.minimum.accumulate(row - self.drops) + self.drops
        return np.minimum(row, within + GAP)


def align(needle: Words, region: Words, edges: list[int]) -> Alignment | None:
    """The stretch of the region nearest to the needle, whole: Sellers' algorithm (approximate
    matching within a longer text), with one more way: a stretch of the region of any length may be
    left out at the cost of `GAP`, but only within one passage (`edges`, in words of the region,
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
            j = edge + int(np.flatnonzero(table[i, edge:j] + GAP == value)[-1])
    if j >= last or not same:
        return None
    return Alignment(distance, j, last, tuple(reversed(same)))


def leap(same: Sequence[tuple[int, int]], edges: list[int]) -> int | None:
    """The edge between two passages that a stretch left out runs across; None if none does."""
    for (_, before), (_, after) in pairwise(same):
        if after - before > GAP + 1:
            index = bisect_left(edges, before + 1)
            if edges[index] <= after:
                return edges[index]
    return None


def whole(needle: Words, region: Words, edges: list[int], aligned: Alignment) -> tuple[int, int]:
    """The stretch of the region with the needle's first and last word, if these stand beside it.

    To take "not accept" for "did accept" costs no more than "did not accept", and hides what was
    dropped.
    """
    (i, j), (k, m) = aligned.same[0], aligned.same[-1]
    first, last = aligned.first, aligned.last
    if i and needle[0] >= 0:
        lowest = max(edges[bisect_right(edges, j) - 1], j - i - _BESIDE)
        found = np.flatnonzero(region[lowest:j] == needle[0])
        first = lowest + int(found[-1]) if len(found) else first
    if k < len(needle) - 1 and needle[-1] >= 0:
        highest = min(edges[bisect_right(edges, m)], m + len(needle) - k + _BESIDE)
        found = np.flatnonzero(region[m + 1 : highest] == needle[-1])
        last = m + 2 + int(found[0]) if len(found) else last
    return first, last

"""The numbers that a document has of one sort, and which of a range are among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from pincite.cite.ranges import Range

_MOST_DIGITS = 9  # of a number: Python refuses to read thousands, and no document counts so far


def is_number(value: str) -> bool:
    """Whether it can be counted with."""
    return value.isdecimal() and len(value) <= _MOST_DIGITS


def numeric(span: Range) -> bool:
    """Whether both ends of a range can be counted with."""
    return is_number(span.first) and is_number(span.last)


def plain(value: str) -> str:
    """A number without zeros before it and in ASCII digits; other values as they are."""
    return str(int(value)) if is_number(value) else value


class Values:
    """The values that a document has of one label: ranges are found without going through all."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(values)
        self._numbers = sorted(int(value) for value in self._values if is_number(value))

    def within(self, span: Range) -> list[str]:
        """Those that a range holds, numbers ascending."""
        if numeric(span):
            return [str(number) for number in self._between(span)]
        ends = dict.fromkeys((plain(span.first), plain(span.last)))
        return [end for end in ends if end in self._values]

    def gaps(self, span: Range) -> list[str]:
        """The numbers of a range that are missing, written as ranges."""
        if not numeric(span):
            ends = dict.fromkeys((span.first, span.last))
            return [end for end in ends if plain(end) not in self._values]
        gaps: list[str] = []
        start, last = int(span.first), int(span.last)
        for number in [*self._between(span), last + 1]:
            if number > start:
                gaps.append(str(Range(str(start), str(number - 1))))
            start = number + 1
        return gaps

    def _between(self, span: Range) -> list[int]:
        first = bisect_left(self._numbers, int(span.first))
        return self._numbers[first : bisect_right(self._numbers, int(span.last))]

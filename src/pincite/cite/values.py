"""The numbers that a document has of one label, and which of them a range in a citation holds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from pincite.cite.ranges import Range

_MOST_DIGITS = 9  # of a number: Python refuses to read thousands, and no document counts so far
_COMPOUND = re.compile(rf"([0-9]{{1,{_MOST_DIGITS}}}(?:\.[0-9]{{1,{_MOST_DIGITS}}})*)([a-z]?)")
_LETTERS = ["", *"abcdefghijklmnopqrstuvwxyz"]

_Order = tuple[tuple[int, str], ...]
"""3.2 as ((3, ""), (2, "")), 5a as ((5, "a"),): so compared, they stand as they are counted."""


def plain(value: str) -> str:
    """A number without zeros before it and in ASCII digits; other values as they are."""
    return str(int(value)) if is_number(value) else value


class Values:
    """The values that a document has of one label: ranges are found without going through all."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = frozenset(values)
        self._numbers = sorted(int(value) for value in self._values if is_number(value))
        ordered = ((_order(value), value) for value in self._values)
        self._ordered = sorted((order, value) for order, value in ordered if order)

    def within(self, span: Range) -> list[str]:
        """Those that a range holds, ascending; from 3.1 to 3.4 also 3.2, and 3.2.1 if there is."""
        if numeric(span):
            return [str(number) for number in self._between(span)]
        ends = dict.fromkeys((plain(span.first), plain(span.last)))
        if len(ends) == 2 and (between := self._compound(span)):
            return [value for _, value in between]
        return [end for end in ends if end in self._values]

    def gaps(self, span: Range) -> list[str]:
        """The numbers of a range that are missing, written as ranges.

        Of a range from one number's parts to another's ("3.4–5.2") that is its ends at most: what
        stands between them nobody can tell.
        """
        if numeric(span):
            return list(_holes(int(span.first), int(span.last), self._between(span)))
        first, last = sorted((_order(span.first), _order(span.last)))
        if first and first[:-1] == last[:-1] and first != last:
            held = [order[-1] for order, _ in self._compound(span) if len(order) == len(first)]
            stem = "".join(f"{number}{letter}." for number, letter in first[:-1])
            (low, a), (high, z) = first[-1], last[-1]
            if not a and not z:
                return list(_holes(low, high, (n for n, letter in held if not letter), stem))
            if low == high:
                letters = (_LETTERS.index(letter) for _, letter in held)
                steps = [f"{stem}{low}{letter}" for letter in _LETTERS]
                return list(_holes(_LETTERS.index(a), _LETTERS.index(z), letters, names=steps))
        ends = dict.fromkeys((span.first, span.last))
        return [end for end in ends if plain(end) not in self._values]

    def _between(self, span: Range) -> list[int]:
        first = bisect_left(self._numbers, int(span.first))
        return self._numbers[first : bisect_right(self._numbers, int(span.last))]

    def _compound(self, span: Range) -> list[tuple[_Order, str]]:
        """What stands from one end to the other, whichever is named first."""
        first, last = sorted((_order(span.first), _order(span.last)))
        if not first:
            return []
        start = bisect_left(self._ordered, first, key=lambda each: each[0])
        return self._ordered[start : bisect_right(self._ordered, last, key=lambda each: each[0])]


def is_number(value: str) -> bool:
    """Whether it can be counted with."""
    return value.isdecimal() and len(value) <= _MOST_DIGITS


def numeric(span: Range) -> bool:
    """Whether both ends of a range can be counted with."""
    return is_number(span.first) and is_number(span.last)


def _order(value: str) -> _Order:
    """Where a number stands among others; empty for what is none."""
    match = _COMPOUND.fullmatch(value)
    if match is None:
        return ()
    *head, last = map(int, match[1].split("."))
    return (*((number, "") for number in head), (last, match[2]))


def _holes(
    first: int, last: int, held: Iterable[int], stem: str = "", names: list[str] | None = None
) -> Iterator[str]:
    """The stretches from the first to the last number that are not among those held, ascending."""

    def name(number: int) -> str:
        return names[number] if names is not None else f"{stem}{number}"

    start = first
    for number in [*held, last + 1]:
        if number > start:
            yield str(Range(name(start), name(number - 1)))
        start = number + 1

"""Numbers that were typed before paragraphs, told from figures that happen to begin one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# "17. ", "17) ", "(17) ", "4.2 ", "4.2. ", also after a dash or bullet. "17.5 per cent" is a
# number of this look, too: only its neighbours tell.
_TYPED = re.compile(
    r"(?:[-–—•*]\s+)?(?:\((\d{1,4})\)|(\d{1,4})[.)]|(\d{1,3}(?:\.\d{1,3}){1,4})[.)]?)\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A number without its punctuation, and the length of all that stands before the text."""

    number: str
    length: int


def typed_number(text: str) -> Typed | None:
    """What looks like a number at the beginning of a paragraph."""
    found = _TYPED.match(text)
    if found is None:
        return None
    return Typed(next(group for group in found.groups() if group), found.end())


def typed_numbers(texts: Sequence[str]) -> list[Typed | None]:
    """For each paragraph its typed number, where it is one of a sequence.

    It is if the number before it, or the one after it, among those that look like one and have
    the same depth and stem, differs by 1: "1990. That was the year" alone numbers nothing.
    """
    found = [typed_number(text) for text in texts]
    last: dict[tuple[str, ...], tuple[int, int]] = {}
    kept: set[int] = set()
    for place, typed in enumerate(found):
        if typed is None:
            continue
        *stem, tail = typed.number.split(".")
        before = last.get(tuple(stem))
        if before is not None and before[1] + 1 == int(tail):
            kept |= {before[0], place}
        last[tuple(stem)] = (place, int(tail))
    return [typed if place in kept else None for place, typed in enumerate(found)]

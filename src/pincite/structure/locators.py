"""How a passage is pointed at: numbers as printed, or counted, each locator unlike any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.types import Locator

_ABBREVIATION = {"paragraph": "para.", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a passage's place before its locator is written."""

    label: str  # "paragraph" or "caption"
    value: str
    printed: bool
    section: tuple[str, ...]
    part: int = 1
    parts: int = 1


def locate(places: Sequence[Place]) -> tuple[Locator, ...]:
    """A locator for each place of one document; no two have the same display.

    A number that stands more than once is told apart by its section where the sections differ
    ("para. 3 (Economic Cooperation)"), else by its ordinal ("para. 28 (first of two)").
    """
    first_parts = [(place.label, place.value) for place in places if place.part == 1]
    totals = Counter(first_parts)
    sections: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for place in places:
        if place.part == 1:
            sections.setdefault((place.label, place.value), []).append(place.section)
    seen: Counter[tuple[str, str]] = Counter()
    locators: list[Locator] = []
    for place in places:
        name = (place.label, place.value)
        if place.part == 1:
            seen[name] += 1
        total, occurrence = totals[name], seen[name]
        notes: list[str] = []
        if total > 1:
            leaves = [section[-1] if section else "" for section in sections[name]]
            distinct = len(set(leaves)) == total and all(leaves)
            notes.append(leaves[occurrence - 1] if distinct else _which(occurrence, total))
        if place.parts > 1:
            notes.append(f"part {place.part} of {place.parts}")
        display = _plain_display(place)
        if notes:
            display += f" ({', '.join(notes)})"
        locators.append(
            Locator(
                place.label,
                place.value,
                display,
                place.printed,
                occurrence,
                total,
                place.part,
                place.parts,
            )
        )
    return _made_unique(locators)


def _plain_display(place: Place) -> str:
    abbreviation = _ABBREVIATION.get(place.label, place.label)
    if place.label == "caption" and place.value == "1":
        return abbreviation
    return f"{abbreviation} {place.value}"


def _made_unique(locators: list[Locator]) -> tuple[Locator, ...]:
    """A guard for sections that look alike once shortened: fall back on ordinals."""
    counts = Counter(locator.display for locator in locators)
    return tuple(
        locator
        if counts[locator.display] == 1
        else replace(
            locator,
            display=f"{locator.display} [{_which(locator.occurrence, locator.occurrences)}]",
        )
        for locator in locators
    )


_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _which(occurrence: int, occurrences: int) -> str:
    return f"{_ordinal(occurrence)} of {_cardinal(occurrences)}"


def _ordinal(n: int) -> str:
    if n <= len(_ORDINALS):
        return _ORDINALS[n - 1]
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _cardinal(n: int) -> str:
    return _CARDINALS[n - 1] if n <= len(_CARDINALS) else str(n)

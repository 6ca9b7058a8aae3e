"""How a passage is pointed at: numbers as printed, or counted, each locator unlike any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.structure.headings import division_of
from pincite.types import Locator

_LONGEST_NOTE = 60  # code points
_ABBREVIATION = {"paragraph": "para.", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a passage's place before its locator is written."""

    label: str  # "paragraph", "unnumbered para.", "caption" or "note"
    value: str
    printed: bool
    section: tuple[str, ...]
    part: int = 1
    parts: int = 1


def locate(places: Sequence[Place]) -> tuple[Locator, ...]:
    """A locator for each place of one document; no two have the same display.

    A number that stands more than once is told apart by its section where it stands once there
    ("para. 3 (Economic Cooperation)"), else by its ordinal ("para. 28 (first of two)").
    """
    sections: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for place in places:
        if place.part == 1:
            sections.setdefault((place.label, place.value), []).append(place.section)
    notes = {name: _notes(held) for name, held in sections.items()}
    seen: Counter[tuple[str, str]] = Counter()
    locators: list[Locator] = []
    for place in places:
        name = (place.label, place.value)
        seen[name] += place.part == 1
        total, occurrence = len(notes[name]), seen[name]
        remarks = [notes[name][occurrence - 1]] if total > 1 else []
        if place.parts > 1:
            remarks.append(f"part {place.part} of {place.parts}")
        display = _plain_display(place)
        if remarks:
            display += f" ({', '.join(remarks)})"
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


def _notes(sections: list[tuple[str, ...]]) -> list[str]:
    """What tells places of one number apart: their sections where these will do, else ordinals."""
    names = [_short_name(section) for section in sections]
    often = Counter(names)
    return [
        name if name and often[name] == 1 else _which(occurrence, len(sections))
        for occurrence, name in enumerate(names, start=1)
    ]


def _short_name(section: tuple[str, ...]) -> str:
    """The division that a section lies in ("Article 5"), or else its innermost heading.

    Empty where that is too long to cite.
    """
    divisions = (division_of(heading) for heading in reversed(section))
    name = next((division for division in divisions if division is not None), None)
    name = name or (section[-1] if section else "")
    return name if len(name) <= _LONGEST_NOTE else ""


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

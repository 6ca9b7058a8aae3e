"""How a passage is pointed at: numbers as printed, or counted, each locator unlike any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.structure.divisions import begins_anew, division_names
from pincite.types import Locator

_LONGEST_NOTE = 60  # code points
_ABBREVIATION = {"paragraph": "para.", "caption": "caption"}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a passage's place before its locator is written."""

    label: str  # "paragraph", "caption", or a division's: "article"
    value: str
    printed: bool
    section: tuple[str, ...]
    part: int = 1
    parts: int = 1
    display: str = ""  # where label and value alone do not make it: "Article 4"
    counted: bool = False  # from 1 in its division, so that it means nothing without it


def locate(places: Sequence[Place]) -> tuple[Locator, ...]:
    """A locator for each place of one document; no two have the same display.

    A number that stands more than once is told apart by its section where it stands once there
    ("para. 3 (Economic Cooperation)"), else by its ordinal ("para. 28 (first of two)"). Where
    numbers begin anew in each division, as those of articles do, every one names its division.
    """
    numbers = [(place.section, _number(place)) for place in places if place.part == 1]
    anew = begins_anew([(section, number) for section, number in numbers if number is not None])
    alike: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        if place.part == 1:
            alike.setdefault((place.label, place.value), []).append(place)
    notes = {name: _notes(held) for name, held in alike.items()}
    seen: Counter[tuple[str, str]] = Counter()
    locators: list[Locator] = []
    for place in places:
        name = (place.label, place.value)
        seen[name] += place.part == 1
        total, occurrence = len(notes[name]), seen[name]
        inner = place.counted or (anew and _number(place) is not None)
        note = notes[name][occurrence - 1] if total > 1 else ""
        remarks = [note] if note else []
        if inner and not remarks and (short := _short_names(place.section)):
            remarks.append(short[0])
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


def _number(place: Place) -> int | None:
    """The number printed before a paragraph; none for 3.2, which says where it stands."""
    if place.label != "paragraph" or not place.printed:
        return None
    return int(place.value) if place.value.isdecimal() else None


def _notes(alike: list[Place]) -> list[str]:
    """What tells places of one number apart: their sections where these will do, else ordinals.

    Where two articles have one number, the divisions around them are named too. The one that is
    counted through the document needs no note beside those counted in their divisions.
    """
    names = [_short_names(place.section) for place in alike]
    often = Counter(name for held in names for name in held)
    whole = Counter(held[-1] for held in names if held)
    single = sum(not place.counted for place in alike) == 1
    notes: list[str] = []
    for occurrence, (place, held) in enumerate(zip(alike, names, strict=True), start=1):
        telling = [name for name in held if often[name] == 1]
        telling += [name for name in held[-1:] if whole[name] == 1]
        if single and not place.counted:
            notes.append("")
        else:
            notes.append(telling[0] if telling else _which(occurrence, len(alike)))
    return notes


def _short_names(section: tuple[str, ...]) -> list[str]:
    """The division that a section lies in ("Article 5"), the same with the divisions around it
    ("Article 5, ANNEX II"), or else its innermost heading; none that is too long to cite.
    """
    divisions = division_names(section) or list(section[-1:])
    whole = (", ".join(divisions[:depth]) for depth in range(1, len(divisions) + 1))
    return [name for name in whole if len(name) <= _LONGEST_NOTE]


def _plain_display(place: Place) -> str:
    if place.display:
        return place.display
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

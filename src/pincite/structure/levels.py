"""How deep the items of a list lie, told by their letters and bullets: (a), (b) (i), (ii), (c)."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.structure.units import Marker, Unit

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_HANGUL = "가나다라마바사아자차카타파하"
_LONGEST_JUMP = 3

_Reading = tuple[str, int]  # a style and a place in its sequence


def item_levels(units: Sequence[Unit], headings: Sequence[bool]) -> list[int]:
    """The level of each unit that is a list item, from 1; 0 for the others.

    Numbered paragraphs and headings end a list; other paragraphs stand within it.
    """
    levels: list[int] = []
    open_lists: list[_Reading] = []
    for unit, is_heading in zip(units, headings, strict=True):
        marker = unit.marker
        if is_heading or (marker is not None and marker.number is not None):
            open_lists.clear()
        if marker is None or marker.number is not None:
            levels.append(0)
            continue
        _enter(open_lists, _readings(marker))
        levels.append(len(open_lists))
    return levels


def _enter(open_lists: list[_Reading], readings: list[_Reading]) -> None:
    """Go on in the innermost list that the marker continues, or open a new one."""
    for depth in range(len(open_lists) - 1, -1, -1):
        style, last = open_lists[depth]
        for reading in readings:
            if reading[0] == style and 0 <= reading[1] - last <= _LONGEST_JUMP:
                del open_lists[depth:]
                open_lists.append(reading)
                return
    # What begins a list begins at its first place: "(i)" opens one as a numeral, not as a ninth.
    open_lists.append(min(readings, key=lambda reading: reading[1]))


def _readings(marker: Marker) -> list[_Reading]:
    if marker.letter is None:
        return [("bullet", 0)]
    name = marker.letter.strip("().")
    style = marker.letter.replace(name, "")
    readings: list[_Reading] = []
    if name.isdigit():
        readings.append((f"number {style}", int(name)))
    elif name in _HANGUL:
        readings.append((f"hangul {style}", _HANGUL.index(name) + 1))
    else:
        if len(set(name)) == 1:  # a, b, … z, aa, bb
            readings.append((f"letter {style}", 26 * (len(name) - 1) + ord(name[0]) - 96))
        if set(name) <= set(_ROMAN):
            readings.append((f"roman {style}", _roman(name)))
    return readings or [(f"word {style}", 1)]


def _roman(name: str) -> int:
    values = [_ROMAN[letter] for letter in name]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))

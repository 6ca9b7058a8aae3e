"""Printed numbers and bullets before paragraphs, and which of them to believe."""

from __future__ import annotations

import re
from dataclasses import replace

from pincite.structure.units import Marker, Unit
from pincite.types import Span

_BULLETS = "-*•–—▪◦‣·○●□■"
_MARKER = re.compile(
    rf"(?P<bullet>[{_BULLETS}]\s+)?"
    r"(?:"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})*)(?:[.)](?=\s)|\.\s)"  # 17.  3.2.  4)
    r"|[\[(](?P<bracketed>\d{1,4})[\])](?=\s)"  # [17]  (17)
    r"|[¶§]\s*(?P<signed>\d{1,4})[.:]?(?=\s)"  # ¶ 17
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3})+)(?=\s)"  # 3.2.1
    r"|(?P<letter>\([a-z]{1,4}\)|[a-z]\))(?=\s)"  # (a)  (iv)  b)
    r")?\s*"
)
_LONGEST_JUMP = 5  # numbers that a sequence may skip (a paragraph deleted, a page missing)


def marker_at(text: str, line: Span) -> Marker | None:
    """The marker at the beginning of a line, if it has one and words after it."""
    match = _MARKER.match(text, line.start, line.end)
    if match is None or match.end() >= line.end or match.end() == line.start:
        return None
    number = next(
        (match[name] for name in ("number", "bracketed", "signed", "dotted") if match[name]), None
    )
    bulleted = match["bullet"] is not None
    if number is None and not bulleted and match["letter"] is None:
        return None
    return Marker(match.start(), match.end(), number, bulleted)


def next_number(number: str) -> str | None:
    """The number after this one in its sequence: 20 → 21, 3.2 → 3.3."""
    head, dot, last = number.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else None


def settle_numbers(text: str, units: list[Unit]) -> list[Unit]:
    """Keep the numbers that make a sequence; others ("2009. The …" in a wrapped line) are words.

    A plain number belongs to the document's sequence if it opens it, follows the last one within
    a few steps, or goes back to one at or below it (numbers are printed twice, lists begin again).
    A sequence has at least two members.
    """
    believed: list[int] = []
    last: int | None = None
    for index, unit in enumerate(units):
        value = _plain(unit)
        if value is None:
            continue
        if last is None:
            fits = value <= 1 or _successor_follows(units, index, value)
        else:
            fits = 0 <= value <= last + _LONGEST_JUMP
        if fits:
            believed.append(index)
            last = value
    if len(believed) < 2:
        believed = []
    keep = set(believed)
    return [
        unit if index in keep or _plain(unit) is None else _without_number(text, unit)
        for index, unit in enumerate(units)
    ]


def _plain(unit: Unit) -> int | None:
    number = unit.marker.number if unit.marker else None
    return int(number) if number is not None and number.isdigit() else None


def _successor_follows(units: list[Unit], index: int, value: int) -> bool:
    later = (_plain(unit) for unit in units[index + 1 :])
    following = next((number for number in later if number is not None), None)
    return following is not None and value < following <= value + _LONGEST_JUMP


def _without_number(text: str, unit: Unit) -> Unit:
    marker = unit.marker
    assert marker is not None
    if marker.bullet:
        # "- 2009 was …": the bullet stays a bullet, the number goes back to the words.
        start = marker.start + len(text[marker.start : marker.end].split(maxsplit=1)[0])
        while text[start].isspace():
            start += 1
        bullet = Marker(marker.start, start, None, bullet=True)
        return replace(unit, span=Span(start, unit.span.end), marker=bullet)
    return replace(unit, span=Span(marker.start, unit.span.end), marker=None)

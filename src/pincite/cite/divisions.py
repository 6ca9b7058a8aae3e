"""The divisions of a document as citations and headings write them: "Article 5", "Annex I", "s 3".

Which of them a document has is told by its headings; here they are only read. A unit is known by
its full word in the singular ("article"), whatever its abbreviation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite.cite.ranges import Range, is_several, listed

# Each unit: its depth from the outermost in, its full words, and its abbreviations.
_UNITS: dict[str, tuple[int, str, str]] = {
    "part": (1, "parts?", "pts?"),
    "book": (1, "books?", ""),
    "annex": (1, "annex(?:es)?", ""),
    "appendix": (1, "appendix|appendices", "apps?"),
    "schedule": (1, "schedules?", "sche?d?s?"),
    "protocol": (1, "protocols?", ""),
    "preamble": (1, "preamble", ""),
    "title": (2, "titles?", ""),
    "chapter": (3, "chapters?", "chaps?|chs?"),
    "section": (4, "sections?", "sect|secs?"),
    "article": (5, "articles?", "arts?"),
    "rule": (5, "rules?", ""),
    "regulation": (5, "regulations?", "regs?"),
    "clause": (5, "clauses?", "cll?"),
    "principle": (5, "principles?", ""),
    "guideline": (5, "guidelines?", ""),
    "recommendation": (5, "recommendations?", ""),
    "recital": (5, "recitals?", ""),
    "question": (6, "questions?", ""),
    "table": (6, "tables?", ""),
    "figure": (6, "figures?", "figs?"),
    "box": (6, "box|boxes", ""),
    "note": (6, "notes?|footnotes?|endnotes?", "fn"),
    "column": (6, "columns?", "cols?"),
    "line": (6, "lines?", ""),
}
# Those of one letter take a number in digits only: "s 3", never "s A".
_LETTERS = {"section": "ss?", "rule": "rr?", "note": "nn?", "line": "ll?"}
_PLURALS = {"annex": "Annexes", "appendix": "Appendices", "box": "Boxes"}
# Those that a document may have once and without a number.
_ALONE = ("annex", "appendix", "schedule", "preamble", "protocol")

_LOW_ROMAN = r"(?=[ivxlc]{2})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})"
_HIGH_ROMAN = r"(?=[IVXLC])(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})"
_DIGITS = r"[0-9]{1,5}(?:\.[0-9]{1,4}){0,3}(?:\s?(?:bis|ter|quater)|[A-Za-z]{1,2})?(?!\w)"
_NUMBER = rf"(?-i:{_DIGITS}|(?:{_HIGH_ROMAN}|{_LOW_ROMAN}|[A-Z][0-9]{{0,2}})(?!\w))"
_DASH = r"[-‐‑‒–—−]"


def _forms() -> str:
    words, short, letters = [], [], []
    for unit, (_, full, abbreviations) in _UNITS.items():
        words.append(f"(?P<{unit}>{full})")
        if abbreviations:
            short.append(f"(?P<{unit}_short>{abbreviations})")
    for unit, abbreviations in _LETTERS.items():
        letters.append(f"(?P<{unit}_letter>{abbreviations})")
    named = rf"(?:{'|'.join(words)})(?!\w)|(?:{'|'.join(short)})(?:\.|(?!\w))"
    numbered = rf"(?:{named})\s{{0,3}}(?P<number>{_NUMBER})"
    lettered = rf"(?:{'|'.join(letters)})(?:\.|(?!\w))\s{{0,3}}(?P<digits>(?-i:{_DIGITS}))"
    alone = "|".join(rf"(?P<{unit}_alone>{unit})" for unit in _ALONE)
    return rf"(?<![\w'’])(?:{numbered}|{lettered}|(?:{alone})(?!\w))"


PATTERN = _forms()
_DIVISION = re.compile(PATTERN, re.IGNORECASE)
_UNTIL = re.compile(
    rf"(?:\s{{0,3}}{_DASH}\s{{0,3}}|\s{{1,3}}(?:to|through)\s{{1,3}})({_NUMBER})", re.IGNORECASE
)
_AND = re.compile(
    rf"(?:\s{{0,3}},\s{{0,3}}(?:and\s{{1,3}}|&\s{{0,3}})?|\s{{1,3}}(?:and|or|&)\s{{1,3}})({_NUMBER})",
    re.IGNORECASE,
)
_NUMBERED_TITLE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,4})[.)]?\s+\S")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"(?=.)(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})|c", re.IGNORECASE)
_MOST_IN_LIST = 200


@dataclass(frozen=True, slots=True)
class Division:
    """A unit ("article") and its numbers as written; none where it has none ("Preamble")."""

    unit: str
    ranges: tuple[Range, ...] = ()

    @property
    def normalized(self) -> str:
        """In one customary form: "Article 5", "Articles 5 and 7–9", "Annex I", "Preamble"."""
        name = self.unit.capitalize()
        if is_several(self.ranges):
            name = _PLURALS.get(self.unit, f"{name}s")
        return f"{name} {listed(self.ranges)}".strip()

    @property
    def depth(self) -> int:
        """From 1, the outermost."""
        return _UNITS[self.unit][0]

    @property
    def number(self) -> str | None:
        """Its number where it has just one."""
        single = len(self.ranges) == 1 and self.ranges[0].first == self.ranges[0].last
        return self.ranges[0].first if single else None


def division_at(text: str, start: int) -> tuple[Division, int] | None:
    """The division written at a place, with its list of numbers, and where it ends."""
    match = _DIVISION.match(text, start)
    return division_in(text, match) if match is not None else None


def division_in(text: str, match: re.Match[str]) -> tuple[Division, int]:
    """The same for a match of `PATTERN`."""
    unit = next(name for name in match.re.groupindex if name in _KINDS and match[name])
    number = match["number"] or match["digits"]
    if number is None:
        return Division(_KINDS[unit]), match.end()
    ranges: list[Range] = []
    end = match.end()
    for _ in range(_MOST_IN_LIST):
        until = _UNTIL.match(text, end)
        last = until[1] if until is not None and _alike(number, until[1]) else number
        end = until.end() if until is not None and last is until[1] else end
        ranges.append(Range(_tidy(number), _tidy(last)))
        following = _AND.match(text, end)
        if following is None or not _follows(text, last, following):
            break
        number, end = following[1], following.end()
    return Division(_KINDS[unit], tuple(ranges)), end


def heading_division(heading: str) -> tuple[str, str] | None:
    """The unit and number that a heading opens with: "ANNEX II Fees" gives annex and ii."""
    match = _DIVISION.match(heading.strip())
    if match is None:
        return None
    rest = heading.strip()[match.end() :].strip(" .:–—-")
    if rest[:1].islower():
        return None  # "Article 5 and its history": a title that speaks of a division
    unit = next(name for name in match.re.groupindex if name in _KINDS and match[name])
    return _KINDS[unit], _tidy(match["number"] or match["digits"] or "").casefold()


def heading_number(heading: str) -> str | None:
    """The number of a heading that has no unit: 3 of "3. Costs and limits"."""
    match = _NUMBERED_TITLE.match(heading.strip())
    return match[1] if match is not None else None


def roman(number: str) -> int | None:
    """What a number in Roman figures counts; None for others."""
    if not _ROMAN.fullmatch(number):
        return None
    values = [_ROMAN_VALUES[letter] for letter in number.lower()]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


_KINDS = {f"{unit}{form}": unit for unit in _UNITS for form in ("", "_short", "_letter", "_alone")}


def _tidy(number: str) -> str:
    """Roman figures in capitals, others without zeros before them, and without white space."""
    number = "".join(number.split())
    if roman(number) is not None:
        return number.upper()
    return number.lstrip("0") or "0" if number.isdecimal() else number


def _alike(number: str, other: str) -> bool:
    """Whether both are in digits, or both are not: the ends of a range, or parts of a list."""
    return number[0].isdecimal() == other[0].isdecimal()


def _follows(text: str, last: str, following: re.Match[str]) -> bool:
    """Whether a number goes on with the list: "Articles 5 and 6", not "Article 5, 2010"."""
    number = following[1]
    if not _alike(last, number):
        return False
    if not number[0].isdecimal():
        return roman(number) is not None and (roman(number) or 0) > (roman(last) or 0)
    whole, before = int(re.match(r"[0-9]+", number)[0]), int(re.match(r"[0-9]+", last)[0])  # type: ignore[index]
    return whole >= before and number != last and len(str(whole)) <= max(3, len(str(before)))

"""The numbers that Word prints before paragraphs but does not write into them.

A paragraph, or its style, names a list (``w:numId``) and a level. The list points to an abstract
list, whose levels say how a number looks (ECMA-376 part 1, 17.9). The counters belong to the
abstract list, so two lists of one abstract list count on, unless the second one restarts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_HANGUL = "가나다라마바사아자차카타파하"


@dataclass(frozen=True, slots=True)
class Marker:
    """What is printed before a paragraph ("17.", "(a)", "•") and its level in the list, from 1."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None  # the level, from 1, whose numbers restart this one; 0: none
    legal: bool = False  # all numbers in it as decimals


@dataclass(slots=True)
class _AbstractList:
    levels: dict[int, _Level]
    by_style: dict[str, int]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _List:
    abstract: _AbstractList
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Counts a document's numbered paragraphs; ask for each paragraph once, in reading order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """From the root elements of ``numbering.xml`` and ``styles.xml``; either may be missing."""
        self._styles: dict[str, etree._Element] = {}
        self._default_style: str | None = None
        for style in _children(styles, "style"):
            if style.get(W + "type", "paragraph") in ("paragraph", "numbering"):
                name = style.get(W + "styleId", "")
                self._styles[name] = style
                if style.get(W + "type") == "paragraph" and _true(style.get(W + "default")):
                    self._default_style = name
        self._lists: dict[str, _List] = {}
        if numbering is not None:
            self._read(numbering)

    def style_chain(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The paragraph's style and those it is based on, nearest first."""
        properties = paragraph.find(W + "pPr")
        name = _value(properties, "pStyle") or self._default_style
        seen: set[str] = set()
        while name and name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = _value(self._styles[name], "basedOn")

    def marker(self, paragraph: etree._Element) -> Marker | None:
        """The paragraph's printed number or bullet, None where it has none; counts it."""
        number, depth = self._place(paragraph)
        if number is None or number not in self._lists:
            return None
        used = self._lists[number]
        counts = used.abstract.counts
        if depth in used.restarts:
            counts[depth] = None
            level = used.levels.get(depth, _Level())
            start = used.restarts.pop(depth)
        else:
            level = used.levels.get(depth, _Level())
            start = level.start
        count = counts[depth]
        counts[depth] = start if count is None else count + 1
        for deeper in range(depth + 1, LEVELS):
            restart = used.levels.get(deeper, _Level()).restart
            if restart != 0 and (restart is None or depth < restart):
                counts[deeper] = None
        text = _render(level, used.levels, counts)
        return Marker(text, depth + 1) if text else None

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """The paragraph's list and level (from 0), its own or its style's."""
        number: str | None = None
        depth: int | None = None
        holders = [(None, paragraph.find(W + "pPr"))]
        holders += [(s.get(W + "styleId"), s.find(W + "pPr")) for s in self.style_chain(paragraph)]
        for style, properties in holders:
            found = None if properties is None else properties.find(W + "numPr")
            if found is None:
                continue
            if number is None:
                number = _value(found, "numId")
                if number is not None and style and number in self._lists:
                    # A style says its level by being named at that level of the list.
                    depth = depth if depth is not None else _number(found, "ilvl")
                    by_style = self._lists[number].abstract.by_style
                    depth = depth if depth is not None else by_style.get(style)
            if depth is None:
                depth = _number(found, "ilvl")
            if number is not None:
                break
        if number == "0":  # "no list", where the style has one
            return None, 0
        return number, min(max(depth or 0, 0), LEVELS - 1)

    def _read(self, numbering: etree._Element) -> None:
        abstracts: dict[str, _AbstractList] = {}
        linked: dict[str, str] = {}
        for element in _children(numbering, "abstractNum"):
            name = element.get(W + "abstractNumId", "")
            levels: dict[int, _Level] = {}
            by_style: dict[str, int] = {}
            for child in _children(element, "lvl"):
                depth = _integer(child.get(W + "ilvl"))
                if depth is not None and depth < LEVELS:
                    levels[depth] = _level(child)
                    if style := _value(child, "pStyle"):
                        by_style[style] = depth
            abstracts[name] = _AbstractList(levels, by_style)
            if link := _value(element, "numStyleLink"):
                linked[name] = link
        numbers = {e.get(W + "numId", ""): e for e in _children(numbering, "num")}
        for name, element in numbers.items():
            target = _value(element, "abstractNumId") or ""
            if target in linked:  # the list is defined by a list style, under another number
                style = self._styles.get(linked[target])
                properties = None if style is None else style.find(W + "pPr")
                found = None if properties is None else properties.find(W + "numPr")
                other = numbers.get(_value(found, "numId") or "")
                target = _value(other, "abstractNumId") or target
            if target not in abstracts:
                continue
            abstract = abstracts[target]
            levels = dict(abstract.levels)
            restarts: dict[int, int] = {}
            for override in _children(element, "lvlOverride"):
                depth = _integer(override.get(W + "ilvl"))
                if depth is None or depth >= LEVELS:
                    continue
                replaced = override.find(W + "lvl")
                if replaced is not None:
                    levels[depth] = _level(replaced)
                start = _number(override, "startOverride")
                if start is not None:
                    restarts[depth] = start
            self._lists[name] = _List(abstract, levels, restarts)


def _level(element: etree._Element) -> _Level:
    start = _number(element, "start")
    legal = element.find(W + "isLgl")
    return _Level(
        # The standard's default is 0, and a level without a start is counted from there.
        start=0 if start is None else start,
        format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        restart=_number(element, "lvlRestart"),
        legal=legal is not None and _true(legal.get(W + "val", "1")),
    )


def _render(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    if level.format == "bullet":
        return "\N{BULLET}"  # its own sign is mostly a private code of a symbol font
    if level.format == "none":
        return re.sub("%[1-9]", "", level.text).strip()

    def place(match: re.Match[str]) -> str:
        depth = int(match.group(1)) - 1
        other = levels.get(depth, _Level())
        count = counts[depth]
        style = "decimal" if level.legal else other.format
        return _numeral(other.start if count is None else count, style)

    return re.sub("%([1-9])", place, level.text).strip()


def _numeral(number: int, style: str) -> str:
    """A count in one of Word's number formats; one that is not known is written in decimals."""
    if style == "decimalZero":
        return f"{number:02d}"
    if style in ("bullet", "none"):
        return ""
    if style == "ordinal" and number > 0:
        suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(
            number % 10, "th"
        )  # fmt: skip
        return f"{number}{suffix}"
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26 * 30:
        # Word goes on after z with aa, bb, cc.
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        written = ""
        for value, roman in _ROMAN:
            count, number = divmod(number, value)
            written += roman * count
        return written.lower() if style == "lowerRoman" else written
    if style == "ganada" and 0 < number <= len(_HANGUL):
        return _HANGUL[number - 1]
    if style == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else element.findall(W + name)


def _value(element: etree._Element | None, name: str) -> str | None:
    """The ``w:val`` of a child element."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(W + "val")


def _number(element: etree._Element | None, name: str) -> int | None:
    return _integer(_value(element, name))


def _integer(value: str | None) -> int | None:
    return int(value) if value is not None and re.fullmatch("[0-9]{1,9}", value) else None


def _true(value: str | None) -> bool:
    return value in ("1", "true", "on")

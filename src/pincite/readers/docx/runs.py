"""The text of a Word paragraph: what its runs print, raised figures as such, formulas in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from pincite.readers.docx.numbering import W
from pincite.readers.docx.symbols import symbol
from pincite.readers.marks import is_mark
from pincite.readers.raised import Level, settled

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What is not printed where it stands: deleted or moved text, what says how a run or a formula
# looks. The reading over a word (ruby) is no part of its sentence. Text boxes come as paragraphs of
# their own.
_SKIPPED = frozenset(
    W + name for name in ("del", "moveFrom", "rPr", "pPr", "rubyPr", "rt", "txbxContent")
)
_CHARACTERS = {
    W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"
}  # fmt: skip
_NOTES = frozenset({W + "footnoteReference", W + "endnoteReference"})
# The parts of a formula, the rows of a matrix or of equations one below the other.
_PARTS = frozenset({_M + name for name in ("num", "den", "deg", "e", "sup", "sub")})
_ROWS = frozenset({_M + "mr", _M + "e"})
_SINGLE = re.compile(r"[\w.,]*")
_MOST_STYLES = 20  # a chain of styles that is longer runs in a circle

_Piece = tuple[str, Level]


class Runs:
    """Reads the runs of a document's paragraphs by its styles."""

    def __init__(self, styles: etree._Element | None) -> None:
        """From the root element of ``styles.xml``, which may be missing."""
        found = () if styles is None else styles.findall(W + "style")
        self._styles = {style.get(W + "styleId", ""): style for style in found}

    def text(self, paragraph: etree._Element) -> str:
        """What the paragraph prints, its own text boxes left to the caller."""
        return settled(self._pieces(paragraph))

    def _pieces(self, element: etree._Element, level: Level = Level.BASELINE) -> Iterator[_Piece]:
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag in (W + "t", _M + "t"):
                yield child.text or "", level
            elif child.tag == W + "sym":
                yield symbol(child.get(W + "char", ""), child.get(W + "font", "")), level
            elif child.tag in _CHARACTERS:
                yield _CHARACTERS[child.tag], level
            elif child.tag == W + "r":
                if not _is_hidden(child) and not _is_mark(child):
                    yield from self._pieces(child, self._level(child))
            elif child.tag.startswith(_M):
                yield from self._formula(child, level)
            elif not self._is_reference(child):
                yield from self._pieces(child, level)

    def _formula(self, element: etree._Element, level: Level) -> Iterator[_Piece]:
        """A formula's letters in the order in which they are read, and the signs between them."""
        name = element.tag.removeprefix(_M)
        if name in ("sup", "sub") and level is Level.BASELINE:
            level = Level.RAISED if name == "sup" else Level.LOWERED
        match name:
            case "f":
                parts = [_grouped(part, level) for part in self._parts(element, level)]
                yield from _between(parts, "/", level)
            case "rad":
                *degree, radicand = self._parts(element, level) or [[]]
                yield from ((text, Level.RAISED) for part in degree for text, _ in part)
                yield "√", level
                yield from _grouped(radicand, level)
            case "d":
                yield _sign(element, "begChr", "("), level
                separator = _sign(element, "sepChr", "|")
                yield from _between(self._parts(element, level), separator, level)
                yield _sign(element, "endChr", ")"), level
            case "nary":
                yield _sign(element, "chr", "∫"), level
                yield from self._pieces(element, level)
            case "mr":
                yield from _between(self._parts(element, level), "\t", level)
            case "m" | "eqArr":
                rows = [list(self._formula(row, level)) for row in element if row.tag in _ROWS]
                yield from _between(rows, "\n", level)
            case _:
                yield from self._pieces(element, level)

    def _parts(self, element: etree._Element, level: Level) -> list[list[_Piece]]:
        return [list(self._formula(part, level)) for part in element if part.tag in _PARTS]

    def _level(self, run: etree._Element) -> Level:
        """Whether the run is raised or lowered, by itself or by its character style."""
        properties = run.find(W + "rPr")
        for _ in range(_MOST_STYLES):
            if properties is None:
                break
            found = properties.find(W + "vertAlign")
            if found is not None:
                value = found.get(W + "val")
                return Level(value) if value in set(Level) else Level.BASELINE
            based = properties.getparent().find(W + "basedOn")
            name = properties.find(W + "rStyle") if based is None else based
            style = None if name is None else self._styles.get(name.get(W + "val", ""))
            properties = None if style is None else style.find(W + "rPr")
        return Level.BASELINE

    def _is_reference(self, element: etree._Element) -> bool:
        """Whether an element only leads to a note that is none of Word's own: a raised link."""
        if element.tag == W + "fldSimple":
            return bool(element.get(W + "instr", "").split()[:1] == ["NOTEREF"])
        if element.tag != W + "hyperlink" or not element.get(W + "anchor"):
            return False
        if element.find(f".//{W}hyperlink") is not None:
            return False
        pieces = list(self._pieces(element))
        words = "".join(text for text, _ in pieces)
        raised_only = all(level is Level.RAISED for text, level in pieces if text.strip())
        return is_mark(words) and raised_only


def _between(parts: Sequence[Sequence[_Piece]], sign: str, level: Level) -> Iterator[_Piece]:
    for place, part in enumerate(parts):
        if place:
            yield sign, level
        yield from part


def _grouped(part: Sequence[_Piece], level: Level) -> list[_Piece]:
    """In parentheses where a bar over or beside it would hold it together: (a+b)/c."""
    words = "".join(text for text, _ in part).strip()
    return list(part) if _SINGLE.fullmatch(words) else [("(", level), *part, (")", level)]


def _sign(element: etree._Element, name: str, default: str) -> str:
    """A sign that a formula's properties name; there it is no text of its own."""
    found = element.find(f"{element.tag}Pr/{_M}{name}")
    return default if found is None else str(found.get(_M + "val", ""))


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false", "off")


def _is_mark(run: etree._Element) -> bool:
    """Whether the run is a note's mark that was typed ("*") in the place of its number."""
    return any(
        child.tag in _NOTES and child.get(W + "customMarkFollows", "0") not in ("0", "false", "off")
        for child in run
    )

"""Raised figures and marks: those of notes are left out, exponents become superscript characters.

Glued to what they follow they would be read with it: "2023.1", "March 20192", "106 litres". Until
the notes of a document are known, a raised stretch stands between two private characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from pincite.readers.repairs import Repairs

MARKS = "raised mark of a note left out"
SUPERSCRIPTS = "raised figure written as a superscript character"

OPEN, CLOSE = "\U000ffff3", "\U000ffff4"
RESERVED = re.compile(f"[{OPEN}{CLOSE}]")
_STRETCH = re.compile(rf"\s*{OPEN}([^{CLOSE}]*){CLOSE}")
# What is raised in print: numbers of notes, their other marks, exponents, endings of ordinals.
_RAISED = re.compile(
    r"[(\[]?[-−+]?\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,4}[)\]]?"
    r"|[*†‡§¶]{1,3}|st|nd|rd|th|er|re|e|o|a|[b-z]"
)
_TOKEN = re.compile(r"\d+|[*†‡§¶]+|\b[a-z]\b")
# Before an exponent: a power of ten, or a unit of length.
_POWER = re.compile(r"(?<![\d.,])10$")
_UNIT = re.compile(r"(?:^|[\s\d/·×(])(?:[kcdmµn]?m|ft|in|mi|yd)$")
_SUPERSCRIPT = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")


def is_raised(text: str) -> bool:
    """Whether such words are raised in print for a reason that is known here."""
    return _RAISED.fullmatch(text.strip()) is not None


def raise_(text: str) -> str:
    """The words between the private characters, white space after them kept."""
    bare = text.strip()
    return f"{OPEN}{bare}{CLOSE}{text[len(text.rstrip()) :]}"


def tokens(raised: str) -> list[str]:
    """The marks of a raised stretch: "1, 2" has two."""
    return _TOKEN.findall(raised)


def references(line: str) -> Iterator[str]:
    """The marks raised in a line but for one that begins it."""
    for stretch in _STRETCH.finditer(line):
        if stretch.start():
            yield from tokens(stretch.group(1))


def settle(
    pages: Sequence[Sequence[str]], notes: Sequence[Collection[str]], repairs: Repairs
) -> list[list[str]]:
    """The lines of each page without private characters, given the marks of the page's notes.

    A raised figure is a note's mark if the page has a note of that number, or if the document's
    raised figures after words count from 1, as those of endnotes do. One that looks like an
    exponent is a mark only where the note has no other.
    """
    loose = [
        token
        for page, marks in zip(pages, notes, strict=True)
        for line in page
        for stretch in _STRETCH.finditer(line)
        if _follows(stretch) and not _is_exponent(line[: stretch.start()], stretch.group(1))
        for token in tokens(stretch.group(1))
        if token.isdecimal() and token not in marks
    ]
    ending = frozenset(loose) if _counts(loose) else frozenset[str]()
    return [
        _settled(page, marks, ending, repairs) for page, marks in zip(pages, notes, strict=True)
    ]


def _settled(
    page: Sequence[str], marks: Collection[str], ending: Collection[str], repairs: Repairs
) -> list[str]:
    plain = Counter(
        token
        for line in page
        for stretch in _STRETCH.finditer(line)
        if not _is_exponent(line[: stretch.start()], stretch.group(1))
        for token in tokens(stretch.group(1))
    )

    def settled(stretch: re.Match[str]) -> str:
        raised = stretch.group(1)
        found = tokens(raised)
        if not found:
            return stretch.group().replace(OPEN, "").replace(CLOSE, "")
        before = stretch.string[: stretch.start()]
        is_mark = all(token in marks or (token in ending and _follows(stretch)) for token in found)
        if is_mark and _is_exponent(before, raised):
            is_mark = not any(plain[token] for token in found)
        if is_mark:
            repairs.note(MARKS)
            return " " if stretch.start() and _is_before_word(stretch) else ""
        if not found[0].isdecimal():
            return stretch.group().replace(OPEN, "").replace(CLOSE, "")
        repairs.note(SUPERSCRIPTS)
        written = raised.replace(" ", "").translate(_SUPERSCRIPT)
        close = not before or _is_exponent(before, raised) or _follows(stretch)
        return written if close else f" {written}"

    return [_STRETCH.sub(settled, line) for line in page]


def _follows(stretch: re.Match[str]) -> bool:
    """Whether it belongs to the words before it, and does not number what comes after it."""
    if not stretch.start() or not stretch.group().startswith(OPEN):
        return False
    return stretch.string[stretch.start() - 1].isalnum() or not _is_before_word(stretch)


def _is_before_word(stretch: re.Match[str]) -> bool:
    return stretch.string[stretch.end() : stretch.end() + 1].isalnum()


def _is_exponent(before: str, raised: str) -> bool:
    if raised[:1] in "-−+":
        return True
    return bool(_POWER.search(before) or (raised in ("2", "3") and _UNIT.search(before)))


def _counts(numbers: Sequence[str]) -> bool:
    """Whether the numbers are those of notes one after the other: 1, 2, 2, 3."""
    highest = 0
    for number in map(int, numbers):
        if number > highest + 1:
            return False
        highest = max(highest, number)
    return highest > 1

"""Which lines are headings, and how deep."""

from __future__ import annotations

import re

from pincite.text.open_ends import ends_open

TERMINAL = re.compile(r"[.!?:;…。！？؟؛।][\"'”’»)\]*]*$")
MAX_CHARACTERS = 120
_FIGURES = re.compile(r"(?:\s[-−+]?\d[\d.,]*%?){2,}\s*$")  # a row of a table: "Dover 2 6 59.7"
_MAX_WORDS = 14
# The divisions of a legal text, from the outermost in; a bare heading below one is its title.
_DIVISIONS = (
    ("part", "book", "annex", "appendix", "schedule", "protocol"),
    ("title",),
    ("chapter",),
    ("section", "sec.", "subpart", "§"),
    ("article", "art.", "rule", "regulation", "clause", "principle"),
)
_DIVISION = re.compile(
    r"(?P<name>"
    + "|".join(re.escape(name) for names in _DIVISIONS for name in names)
    + r")(?:\s+|(?<=§))(?P<number>\d+[a-z]{0,6}|[ivxlc]+|[a-z])\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like_heading(line: str) -> bool:
    """A bare short line that opens like a title and ends neither like a sentence nor within one."""
    words = line.split()
    if is_bare_division(line):
        return True
    return (
        0 < len(words) <= _MAX_WORDS
        and len(line) <= MAX_CHARACTERS
        and not TERMINAL.search(line)
        and not ends_open(line)
        and not _FIGURES.search(line)
        and _opens_like_a_title(words[0])
        and any(character.isalpha() for character in line)
    )


def _opens_like_a_title(word: str) -> bool:
    first = word[:1]
    return first.isupper() or first.isdigit() or not first.isascii() or first in '[(“"'


def division_of(heading: str) -> str | None:
    """The division that a heading opens with ("Article 5"), or None."""
    match = _DIVISION.match(heading.strip())
    if match is None or match["rest"].strip(" .:–—-")[:1].islower():
        return None  # "Article 5 and its history": a title that speaks of a division
    return f"{match['name']} {match['number']}"


def is_bare_division(heading: str) -> bool:
    """Whether a heading is a division and nothing more: "Article 5", "CHAPTER II."."""
    match = _DIVISION.match(heading.strip())
    return match is not None and not match["rest"].strip(" .:–—-")


def division_depth(heading: str) -> int | None:
    """1 for a part to 5 for an article; None for a heading that opens no division."""
    match = _DIVISION.match(heading.strip())
    if match is None or division_of(heading) is None:
        return None
    name = match["name"].lower()
    return next(depth for depth, names in enumerate(_DIVISIONS, start=1) if name in names)

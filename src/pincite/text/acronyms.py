"""Acronyms that a text defines: "Korea-ASEAN Solidarity Initiative (KASI)".

After A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462.
"""

from __future__ import annotations

import re

_SHORT_FORM = re.compile(r"\(\s*([A-Za-z][A-Za-z0-9&.+ -]{1,14}?)\s*\)")
_WORD = re.compile(r"[\w&.'’]+")


def find_acronyms(text: str) -> tuple[tuple[str, str], ...]:
    """(short form, long form) for each definition, in the order of the text, without repeats."""
    found: dict[tuple[str, str], None] = {}
    for match in _SHORT_FORM.finditer(text):
        short = match.group(1)
        if not _plausible(short):
            continue
        # The paper's window: min(|A| + 5, 2 |A|) words before the parenthesis.
        reach = min(len(short) + 5, 2 * len(short))
        before = text[max(0, match.start() - 400) : match.start()]
        words = list(_WORD.finditer(before))[-reach:]
        if not words:
            continue
        long = _best_long_form(short, before[words[0].start() :].rstrip())
        if long is not None:
            found[(short, " ".join(long.split()))] = None
    return tuple(found)


def _plausible(short: str) -> bool:
    letters = [character for character in short if character.isalpha()]
    return (
        2 <= len(short) <= 12
        and len(short.split()) <= 2
        and sum(character.isupper() for character in letters) >= 2
    )


def _best_long_form(short: str, candidate: str) -> str | None:
    """The shortest stretch before the parenthesis that holds the letters in order (the paper's)."""
    s = len(short) - 1
    c = len(candidate) - 1
    while s >= 0:
        wanted = short[s].lower()
        if not wanted.isalnum():
            s -= 1
            continue
        while c >= 0 and (
            candidate[c].lower() != wanted or (s == 0 and c > 0 and candidate[c - 1].isalnum())
        ):
            c -= 1
        if c < 0:
            return None
        c -= 1
        s -= 1
    start = max(candidate.rfind(" ", 0, c + 2), candidate.rfind("(", 0, c + 2)) + 1
    long = candidate[start:].lstrip("\"“‘'«(").removeprefix("The ").removeprefix("the ")
    words = long.split()
    if len(long) <= len(short) or len(words) < 2 or short in words:
        return None
    if "." in long.rstrip(".") and re.search(r"[.;:]\s", long):
        return None  # it would run over a sentence's end
    return long

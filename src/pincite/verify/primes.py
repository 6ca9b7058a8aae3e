"""Primes, which measure: feet and inches, minutes and seconds, told from quotation marks.

The normal form makes one mark of them all, as a mark that closes may well stand after a digit and
be single in the draft where it is double in the source. Which marks measure is told by the source,
whose paragraph says whether a quotation is open; there the draft must be single or double as well.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pincite.verify.normal import Normal
from pincite.verify.sources import Sources

_SINGLE = "'`´‘’‚‛‹›′＇「」"
_DOUBLE = '"“”„‟«»″＂『』〝〞'
_MARK = re.compile(rf"''|``|,,|′′|[{_SINGLE}{_DOUBLE}]")
_BEFORE_OPENING = frozenset("([{<-–—/=*_>:;,")
_AT_AN_END = " \t\n.,;:!?)]"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def keeps_measures(sources: Sources, normal: Normal, start: int, end: int, place: int) -> bool:
    """Whether ``normal.text[start:end]``, which the sources hold at `place`, measures as they do.

    Its 5′ is then no 5″; which characters are used for either is no matter.
    """
    at = sources.text.find("'", place, place + end - start)
    while at >= 0:
        segment, index = sources.segment_at(at), at - place + start
        theirs = segment.normal.starts[at - segment.start], segment.normal.ends[at - segment.start]
        ours = normal.raw[normal.starts[index] : normal.ends[index]]
        if _is_double(ours) != _is_double(segment.normal.raw[slice(*theirs)]):
            raw = segment.normal.raw
            # Who quotes from the end of a paragraph may close what was opened in one before it.
            if theirs[0] in _measures(raw) and (
                raw[theirs[1] :].strip(_AT_AN_END) or _is_prime(raw[theirs[0]])
            ):
                return False
        at = sources.text.find("'", at + 1, place + end - start)
    return True


def one_form(text: str) -> str:
    """The text, as long as before, with one kind of dash and of quotation mark.

    What measures is one of two kinds, ′ and ″.
    """
    pieces: list[str] = []
    position, measuring = 0, _measures(text)
    for match in _MARK.finditer(text):
        sign = ("″" if _is_double(match.group()) else "′") if match.start() in measuring else "'"
        pieces += [text[position : match.start()], sign * len(match.group())]
        position = match.end()
    return "".join([*pieces, text[position:]]).translate(_DASHES)


def _is_double(mark: str) -> bool:
    return len(mark) > 1 or mark in _DOUBLE


def _is_prime(mark: str) -> bool:
    return mark in "′″"


@lru_cache(maxsize=256)
def _measures(text: str) -> frozenset[int]:
    """The offsets of the marks in a paragraph that measure, in time linear in it.

    A prime after a letter or a digit does, any other mark after a digit, unless a quotation is
    open that it closes.
    """
    found: set[int] = set()
    opened: dict[tuple[bool, bool], int] = {}  # by kind: primes, and doubles or not
    follows_mark = -1
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        kind = _is_prime(mark[0]), _is_double(mark)
        before, after = text[at - 1 : at] if at else "", text[match.end() : match.end() + 1]
        opens = not before or before.isspace() or before in _BEFORE_OPENING or at == follows_mark
        follows_mark = match.end() if opens else -1
        if before.isalpha() and after.isalpha() and not kind[1]:
            continue  # an apostrophe
        if opens:
            opened[kind] = opened.get(kind, 0) + (not after.isspace())
        elif opened.get(kind):
            opened[kind] -= 1
        elif before.isdigit() or (kind[0] and before.isalpha()):
            found.add(at)
    return frozenset(found)

"""Pinpoints as people write them: "para. 17", "paras 12–14", "¶¶ 3, 5 and 7", "pp. 3-4"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.text.dates import MONTHS
from pincite.types import Span

PARAGRAPH, PAGE, CAPTION, UNNUMBERED = "paragraph", "page", "caption", "unnumbered para."

_DASH = r"[-‐‑‒–—−]"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,4}){0,3}[a-z]?(?!\w)"
_RANGE = rf"{_NUMBER}(?:(?:\s{{0,3}}{_DASH}\s{{0,3}}|\s{{1,3}}(?:to|through)\s{{1,3}}){_NUMBER})?"
_MARK = r"(?:paragraphs?|paras?|pars?)(?:\.|(?!\w))"
_UNIT = re.compile(
    r"(?<!\w)(?:"
    rf"(?P<unnumbered>unnumbered\s{{1,3}}{_MARK})"
    rf"|(?P<paragraph>{_MARK}(?:\s{{0,3}}nos?\.)?)"
    r"|(?P<page>pages?(?!\w)|pp(?:\.|(?=\s{0,3}[0-9]))|p\.)"
    r"|(?P<caption>captions?(?!\w))"
    r")|(?P<sign>[¶§]{1,2})",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"\s{{0,3}}({_RANGE})", re.IGNORECASE)
_NEXT = re.compile(
    rf"(?:\s{{0,3}}[,;]\s{{0,3}}(?:and\s{{1,3}}|&\s{{0,3}})?|\s{{1,3}}(?:and|&)\s{{1,3}})({_RANGE})",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"({_NUMBER})(?:\D+?({_NUMBER}))?", re.IGNORECASE)
_REMARK = re.compile(r"\s{1,3}\(([^()\n]{1,160})\)")
_MOST_IN_LIST = 200


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `first` to `last`, both included; equal for a single one."""

    first: str
    last: str

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """What is pointed at: the label of a locator (or "page") and the numbers, as a list of ranges.

    `span` is where it stands in the text. No ranges: "caption" alone, which is the first. `remark`
    is what stands in parentheses after a single number, as in "para. 28 (first of two)", and
    `remark_end` where these close.
    """

    label: str
    ranges: tuple[Range, ...]
    span: Span
    remark: str | None = None
    remark_end: int = 0

    @property
    def normalized(self) -> str:
        """In one customary form: "para. 17", "paras 3, 5 and 7–9", "pp. 3–4"."""
        several = len(self.ranges) > 1 or any(r.first != r.last for r in self.ranges)
        unit = {
            PARAGRAPH: ("para.", "paras"),
            PAGE: ("p.", "pp."),
            CAPTION: ("caption", "captions"),
            UNNUMBERED: ("unnumbered para.", "unnumbered paras"),
        }[self.label][several]
        words = [str(r) for r in self.ranges]
        listed = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
        return f"{unit} {listed}".strip()


def pinpoints(text: str) -> Iterator[Pinpoint]:
    """Every pinpoint of the text, in order, in time linear in the text."""
    position = 0
    while match := _UNIT.search(text, position):
        found = _pinpoint(text, match)
        position = match.end() if found is None else max(found.span.end, match.end())
        if found is not None:
            yield found


def bare_numbers(text: str, start: int, label: str) -> Pinpoint | None:
    """Numbers without a unit at `start`, as in "ibid. at 15"; the label is the caller's."""
    first = _FIRST.match(text, start)
    if first is None:
        return None
    return Pinpoint(label, (_range(first.group(1)),), Span(first.start(1), first.end()))


def _pinpoint(text: str, match: re.Match[str]) -> Pinpoint | None:
    label = {"sign": PARAGRAPH, "unnumbered": UNNUMBERED}.get(
        match.lastgroup or "", match.lastgroup or ""
    )
    first = _FIRST.match(text, match.end())
    if first is None:
        alone = label == CAPTION
        return Pinpoint(label, (), Span(match.start(), match.end())) if alone else None
    ranges, end = [_range(first.group(1))], first.end()
    for _ in range(_MOST_IN_LIST):
        following = _NEXT.match(text, end)
        if following is None or not _continues(text, ranges[-1], following):
            break
        ranges.append(_range(following.group(1)))
        end = following.end()
    remark = _REMARK.match(text, end) if len(ranges) == 1 else None
    span = Span(match.start(), end)
    if remark is None:
        return Pinpoint(label, tuple(ranges), span)
    return Pinpoint(label, tuple(ranges), span, remark.group(1), remark.end())


def _continues(text: str, last: Range, following: re.Match[str]) -> bool:
    """Whether the number goes on with the list: it grows, is no year, and no month follows it.

    "para. 17, 1 January 2010" and "para. 17, 2010" end at 17.
    """
    number = following.group(1)
    whole, previous = re.match(r"[0-9]+", number), re.match(r"[0-9]+", last.last)
    if whole is None or previous is None or int(whole.group()) < int(previous.group()):
        return False
    if number == last.last:
        return False
    if len(whole.group()) == 4 and len(previous.group()) < 4:
        return False
    word = re.match(r"\s{1,3}([^\W\d_]{3,9})", text[following.end() : following.end() + 14])
    return word is None or word.group(1).lower() not in MONTHS


def _range(words: str) -> Range:
    match = _ENDS.fullmatch(words)
    assert match is not None  # the pattern that found it is the stricter one
    first, last = match.group(1).lower(), (match.group(2) or match.group(1)).lower()
    first, last = _plain(first), _plain(last)
    if first.isdecimal() and last.isdecimal() and int(last) < int(first):
        if len(last) < len(first):  # "128–30"
            last = first[: len(first) - len(last)] + last
        if int(last) < int(first):
            first, last = last, first
    return Range(first, last)


def _plain(number: str) -> str:
    """Without leading zeros."""
    return number.lstrip("0") or "0" if number.isdecimal() else number

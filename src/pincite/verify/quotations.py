"""Quoted spans in a draft: straight, curly, angled, Korean and block quotes.

A mark opens or closes by what stands beside it, so that straight marks nest and a missing mark
spoils no more than its own paragraph. Apostrophes are no marks. Of nested quotations the outermost
is taken, as the inner marks belong to the words quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite.types import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted span, without its marks and the white space inside them.

    `outer` includes the marks. `closed` is False where the closing mark is missing: the span then
    ends with the paragraph. `block` marks a block quote.
    """

    span: Span
    outer: Span
    closed: bool = True
    block: bool = False


_PAIRS = {
    '"': '"',
    "“": "”“",  # closed low-high in German: „ … “
    "„": "“”",
    "‟": "”",
    "＂": "＂",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "〈": "〉",
    "《": "》",
    "〝": "〞",
}
_ALWAYS_OPEN = frozenset("„‟‚「『〈《〝")
_ALWAYS_CLOSE = frozenset("」』〉》〞")
_SINGLE = frozenset("'‘’‚‹›")
_MARK = re.compile("[\"“”„‟＂‘’‚'«»‹›「」『』〈〉《》〝〞]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_BEFORE_OPENING = frozenset(" \t\n\u00a0\u202f\u2009([{<-–—/=*_>:,;") | frozenset(_PAIRS)
_SHORTENED = re.compile(r"['’‘](?:\d0s\b|tis\b|twas\b|em\b|til\b|n['’])|’\d\d\b", re.IGNORECASE)
_BLOCK_LINE = re.compile(r"^[ \t]{0,3}>.*(?:\n|\Z)", re.MULTILINE)
_INDENTED = re.compile(r"(?<=:\n\n)(?:(?: {4}|\t)\S.*(?:\n|\Z))+")


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a draft in order, not overlapping; linear in the text."""
    blocks = _blocks(text)
    found = list(blocks)
    edges = [0, *(edge for block in blocks for edge in (block.outer.start, block.outer.end))]
    for start, end in zip(edges[::2], [*edges[1::2], len(text)], strict=True):
        position = start
        for gap in _PARAGRAPH.finditer(text, start, end):
            found += _in_paragraph(text, position, gap.start(), text[gap.end() : gap.end() + 1])
            position = gap.end()
        found += _in_paragraph(text, position, end, "")
    return tuple(sorted(found, key=lambda quotation: quotation.span))


def _blocks(text: str) -> list[Quotation]:
    found: list[Quotation] = []
    runs: list[tuple[int, int]] = []
    for line in _BLOCK_LINE.finditer(text):
        if runs and runs[-1][1] == line.start():
            runs[-1] = (runs[-1][0], line.end())
        else:
            runs.append((line.start(), line.end()))
    runs += [match.span() for match in _INDENTED.finditer(text)]
    for start, end in sorted(runs):
        span = _trimmed(text, start, end, ' \t\n\r>"“”«»')
        if len(span) and (not found or start >= found[-1].outer.end):
            found.append(Quotation(span, Span(start, end), block=True))
    return found


def _in_paragraph(text: str, start: int, end: int, following_paragraph: str) -> list[Quotation]:
    """The quotations of one paragraph; of the next its first character is given, or ""."""
    marks = [match.start() for match in _MARK.finditer(text, start, end)]
    marks = [at for at in marks if not _is_apostrophe(text, at)]
    stack: list[int] = []
    found: list[Quotation] = []
    count: dict[str, int] = {}  # open marks by the character that opened them
    for index, at in enumerate(marks):
        following = marks[index + 1] if index + 1 < len(marks) else None
        opener = _closes(text, at, stack, count, following)
        if opener is not None:
            while stack[-1] != opener:
                count[text[stack.pop()]] -= 1
            stack.pop()
            count[text[opener]] -= 1
            found = _replaced(found, text, opener, at)
        elif _may_open(text, at):
            stack.append(at)
            count[text[at]] = count.get(text[at], 0) + 1
    unclosed = [at for at in stack if text[at] not in _SINGLE]
    if unclosed:
        last = unclosed[-1]
        if not any(quotation.outer.start > last for quotation in found):
            span = _trimmed(text, last + 1, end)
            if len(span):
                # A quotation of several paragraphs opens each and closes the last.
                goes_on = following_paragraph == text[last]
                found.append(Quotation(span, Span(last, end), closed=goes_on))
    return found


def _replaced(found: list[Quotation], text: str, start: int, end: int) -> list[Quotation]:
    """The quotation from mark to mark, in place of those that it holds."""
    while found and found[-1].outer.start > start:
        found.pop()
    span = _trimmed(text, start + 1, end)
    if len(span):
        found.append(Quotation(span, Span(start, end + 1)))
    return found


def _trimmed(text: str, start: int, end: int, extra: str = "") -> Span:
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return Span(start, end)


def _is_apostrophe(text: str, at: int) -> bool:
    if text[at] not in "'’‘":
        return False
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if before.isalnum() and after.isalnum():
        return True
    return not before.isalnum() and _SHORTENED.match(text, at) is not None


def _may_open(text: str, at: int) -> bool:
    mark = text[at]
    if mark in _ALWAYS_CLOSE or mark not in _PAIRS:
        return False
    if mark in _ALWAYS_OPEN or mark == "«":
        return True
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not after.isspace() and (before in _BEFORE_OPENING or not before.isalnum())


def _closes(
    text: str, at: int, stack: list[int], count: dict[str, int], following: int | None
) -> int | None:
    """The opening mark that this one closes, the innermost that fits; None if it closes none."""
    mark = text[at]
    if mark in _ALWAYS_OPEN or not any(
        count.get(opener) for opener, closers in _PAIRS.items() if mark in closers
    ):
        return None
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if mark in "\"'＂“":
        if before.isspace() and not after.isspace() and mark != "“":
            return None  # it opens
        if mark == "“" and not count.get("„"):
            return None
        if after.isalnum() and before in "([{-–—/":
            return None
    if mark in "'’" and _is_possessive(text, at, following):
        return None
    for opener in reversed(stack):
        if mark in _PAIRS[text[opener]] and not (mark == "“" and text[opener] == "“"):
            return opener
    return None


def _is_possessive(text: str, at: int, following: int | None) -> bool:
    """Whether it is as in "the Parties' lists" within single marks.

    It is where a mark that closes still comes before one that opens.
    """
    if text[at - 1 : at] not in ("s", "S") or not text[at + 1 : at + 3].strip()[:1].islower():
        return False
    return following is not None and text[following] in "'’" and not _may_open(text, following)

"""A normal form for comparing quotations that keeps the way back to the text it came from.

It takes away what a typesetter, a clipboard or a citation style changes and no word depends on:
runs and kinds of white space, kinds of quotation marks and dashes, spaces around dashes,
ligatures, decomposed letters, invisible characters; and in a draft a hyphen at a line end,
"[sic]", the brackets of "[T]he". Letters keep their case, digits and words are never touched. A
minus sign keeps the space before it, so that "to −5" is told from the range "2–5".
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

WHITE_SPACE = "white space"
QUOTATION_MARKS = "quotation marks"
DASHES = "dashes"
LIGATURES = "ligatures"
LETTER_FORMS = "composed and decomposed letters"
INVISIBLE = "invisible characters"
ELLIPSIS_FORM = "dots of an ellipsis"
LINE_END_HYPHEN = "hyphen at a line end"
BRACKETED_CAPITAL = "bracketed capital"
SIC = "[sic]"
CLOSING_PUNCTUATION = "punctuation before the closing mark"
END_ELLIPSIS = "ellipsis at an end"
PARAGRAPH_BREAK = "paragraph break"

SIGN = "-‐‑‒–−﹣－"
"""What a minus is written with: every dash but the long ones."""

DIGITS_AFTER_SIGN = r"[$€£¥₩]?\.?[0-9]"
"""What follows a minus at once; what a dash follows stands apart or is a word's."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›″′＂＇「」『』〝〞"
_DASH = "-‐‑‒–—―−﹘﹣－"
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a"
_PIECE = re.compile(
    rf"(?P<sic>\s*\[sic\.?\])"
    rf"|(?P<capital>\[(?P<letter>[^\W\d_])\](?=\w))"
    rf"|(?P<linehyphen>(?<=[^\W\d_])[-‐\u00ad][ \t]*\n\s*(?=[^\W\d_])|(?<=[a-z])[-‐] (?=[a-z]))"
    rf"|(?P<signed>(?<!(?-i:[0-9A-Z\s]))\s++(?=[{SIGN}]{DIGITS_AFTER_SIGN})"
    rf"|(?<![0-9\s])\s++(?=−{DIGITS_AFTER_SIGN}))"
    rf"|(?P<dash>\s*(?:--+|[{_DASH}])\s*)"
    rf"|(?P<space>\s+)"
    rf"|(?P<invisible>[{_INVISIBLE}]+)"
    rf"|(?P<dots>…|\.(?:\s?\.){{2}})"
    rf"|(?P<quote>''|``|,,|′′|[{_QUOTES}])"
    rf"|(?P<jamo>[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?)"
    rf"|(?P<ligature>[\ufb00-\ufb06])"
    rf"|(?P<cluster>[^\W\d_][{_MARKS}]+)"
    rf"|(?P<plain>[A-Za-z0-9]+(?![{_MARKS}])|.)",
    re.DOTALL | re.IGNORECASE,
)
_FORMS = {
    " ": WHITE_SPACE,
    "'": QUOTATION_MARKS,
    "-": DASHES,
    "…": ELLIPSIS_FORM,
}

Joins = Callable[[str], bool]
"""Whether a word, lower case, is one: asked of both halves of a word cut at a line end."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal form and where each of its characters came from.

    Character ``i`` stands for ``raw[starts[i]:ends[i]]``; both ascend (and are mere ranges where
    each character stands for one). `free_case` are the indices whose case is the draft's own
    ("[T]he"). `hyphens` counts the line-end hyphens that were met.
    """

    raw: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    free_case: frozenset[int] = frozenset()
    hyphens: int = 0

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the raw text."""
        return self.starts[start], self.ends[end - 1]

    def between(self, index: int) -> str:
        """What was taken away between the characters ``index - 1`` and ``index``."""
        return self.raw[self.ends[index - 1] : self.starts[index]]


def normalize(
    raw: str, draft: bool = False, joins: Joins | None = None, printed: Collection[str] = ()
) -> Normal:
    """The normal form of a text, in time linear in it.

    `draft` also resolves what writers put into quotations, but for what is `printed`: of `SIC` and
    `BRACKETED_CAPITAL` those that are the source's own. A word cut at a line end is joined where
    `joins` knows the whole word, else its hyphen stays.
    """
    out: list[str] = []
    starts, ends = array("i"), array("i")
    free: set[int] = set()
    length = hyphens = 0
    one_by_one = True

    def put(characters: str, start: int, end: int) -> None:
        nonlocal length, one_by_one
        one_by_one = one_by_one and len(characters) == end - start == 1
        out.append(characters)
        for _ in characters:
            starts.append(start)
            ends.append(end)
        length += len(characters)

    for match in _PIECE.finditer(raw):
        kind, piece, start, end = match.lastgroup, match.group(), match.start(), match.end()
        if kind == "plain":
            out.append(piece)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            length += len(piece)
        elif kind in ("space", "signed"):
            put(" ", start, end)
        elif kind == "sic":
            if not draft or SIC in printed:
                put(
                    " [" if piece[0].isspace() else "[",
                    start,
                    start + len(piece) - len(piece.lstrip()) + 1,
                )
                at = ends[-1]
                put(piece.lstrip()[1:-1], at, end - 1)
                put("]", end - 1, end)
        elif kind == "capital":
            letter = match.group("letter")
            if draft and BRACKETED_CAPITAL not in printed:
                free.add(length)
                put(letter, start + 1, end - 1)
            else:
                for offset, character in enumerate(piece):
                    put(character, start + offset, start + offset + 1)
        elif kind == "linehyphen":
            hyphens += 1
            if not (draft and joins is not None and joins(_halves(raw, start, end))):
                put("-", start, end)
        elif kind == "dash":
            put("-", start, end)
        elif kind == "dots":
            put("…", start, end)
        elif kind == "quote":
            put("'", start, end)
        elif kind in ("jamo", "cluster"):
            put(unicodedata.normalize("NFC", piece), start, end)
        elif kind == "ligature":
            put(unicodedata.normalize("NFKC", piece), start, end)
    text, free_case = "".join(out), frozenset(free)
    if one_by_one and length == len(raw):
        # Most passages of a corpus; numbers would take eight times as much memory as their text.
        same = raw if text == raw else text
        return Normal(raw, same, range(length), range(1, length + 1), free_case, hyphens)
    return Normal(raw, text, starts, ends, free_case, hyphens)


def readable(normal: Normal) -> str:
    """The raw text on one line with its own marks, words joined and brackets resolved."""
    pieces: list[str] = []
    for character, start, end in zip(normal.text, normal.starts, normal.ends, strict=True):
        own = normal.raw[start:end].strip()
        pieces.append(own if character in _FORMS and own and character != " " else character)
    return " ".join("".join(pieces).split())


def differences(left: Normal, start: int, right: Normal, begin: int, length: int) -> set[str]:
    """What differs between two raw texts whose normal forms are equal over `length` characters."""
    found: set[str] = set()
    for offset in range(length):
        i, j = start + offset, begin + offset
        ours = left.raw[left.starts[i] : left.ends[i]]
        theirs = right.raw[right.starts[j] : right.ends[j]]
        if i in left.free_case:
            found.add(BRACKETED_CAPITAL)
        elif ours != theirs:
            found |= _named(left.text[i], ours, theirs)
        if offset:
            found |= _taken_away(left.between(i)) | _taken_away(right.between(j))
    return found


def differences_but_spaces(left: Normal, right: Normal) -> set[str]:
    """What differs between two raw texts whose words and marks are equal, one by one."""
    found = {WHITE_SPACE}
    ours, theirs = (
        [index for index, character in enumerate(side.text) if character != " "]
        for side in (left, right)
    )
    for i, j in zip(ours, theirs, strict=False):
        found |= differences(left, i, right, j, 1)
        found |= _taken_away(left.between(i).strip()) if i else set()
    return found


def _halves(raw: str, start: int, end: int) -> str:
    """The word that a line-end hyphen cuts, without the hyphen, lower case."""
    left = re.search(r"[^\W\d_]{1,60}$", raw[max(0, start - 60) : start])
    right = re.match(r"[^\W\d_]{1,60}", raw[end : end + 60])
    return ((left.group() if left else "") + (right.group() if right else "")).casefold()


def _named(character: str, ours: str, theirs: str) -> set[str]:
    if character == "-":
        kinds = set()
        if ours.strip() != theirs.strip():
            kinds.add(DASHES)
        if ours != ours.strip() or theirs != theirs.strip():
            kinds.add(LINE_END_HYPHEN if "\n" in ours + theirs else WHITE_SPACE)
        return kinds
    if character in _FORMS:
        return {_FORMS[character]}
    if any("\ufb00" <= each <= "\ufb06" for each in ours + theirs):
        return {LIGATURES}
    return {LETTER_FORMS}


def _taken_away(piece: str) -> set[str]:
    if not piece:
        return set()
    found = set()
    if "[sic" in piece.lower():
        found.add(SIC)
    elif "[" in piece or "]" in piece:
        found.add(BRACKETED_CAPITAL)
    elif "\n" in piece or piece.rstrip() in ("-", "‐"):
        found.add(LINE_END_HYPHEN)
    else:
        found.add(INVISIBLE)
    return found

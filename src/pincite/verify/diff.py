"""What differs between the words of a source and those of a draft, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from pincite.verify.normal import DIGITS_AFTER_SIGN, SIGN, normalize
from pincite.verify.primes import one_form
from pincite.verify.types import Change, Edit

# A minus sign belongs to its number; between two numbers the same mark is a dash.
_WORD = (
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
    rf"|(?:(?<![^\s(\[])(?<![0-9]\s)[{SIGN}](?={DIGITS_AFTER_SIGN})[$€£¥₩]?)?"
    r"(?:(?<![\w.,])\.)?[0-9]+(?:[.,][0-9]+)*"
    r"|[^\W_]+(?:['’][^\W_]+)*|\S"
)
_TOKEN = re.compile(_WORD)
_UNIT = re.compile(rf"\[[^\[\]]{{1,80}}\]|{_WORD}")  # words in brackets are the draft's, as one
# Kinds of quotation marks and dashes are no difference between words.
_ONE_FORM = str.maketrans(
    {**dict.fromkeys('"`´“”„‟‘’‚‛«»‹›″′', "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_SIGNIFICANT = frozenset("%‰°&@#§")  # punctuation to Unicode, and words to who reads it
_BETWEEN_NUMBERS = frozenset("-:/")  # a range, a time, a ratio: elsewhere it is punctuation


def word_diff(source: str, draft: str) -> tuple[Change, ...]:
    """The word-level diff from the source's words to the draft's, punctuation as words of its own.

    Joining the sides of all changes, with a blank before each that is not glued, gives both texts
    back but for kinds of white space.
    """
    ours, theirs = _spans(_UNIT, source), _spans(_UNIT, draft)
    one, other = one_form(source), one_form(draft)
    left, right = [one[a:b] for a, b in ours], [other[a:b] for a, b in theirs]
    runs: list[tuple[bool, int, int, int, int]] = []
    for op in Levenshtein.opcodes(left, right):
        same = op.tag == "equal"
        i, k, j, m = op.src_start, op.src_end, op.dest_start, op.dest_end
        if runs and not same and not runs[-1][0]:
            _, i, _, j, _ = runs.pop()
        runs.append((same, i, k, j, m))
    return tuple(
        Change(
            _edit(same, k > i, m > j),
            _slice(source, ours, i, k),
            _slice(draft, theirs, j, m),
            _is_glued(ours, i, k),
            _is_glued(theirs, j, m),
        )
        for same, i, k, j, m in runs
    )


def differs_in_words(source: str, draft: str) -> bool:
    """Whether a word or a figure differs, and not only punctuation or capitals.

    A figure's sign, currency, unit sign ("%", "°") and relation ("<", "±") are of the figure, and
    so is what stands between the digits of a range, a time or a ratio.
    """
    return _significant(source) != _significant(draft)


def _significant(text: str) -> list[str]:
    text = normalize(text).text.translate(_ONE_FORM)
    tokens = _spans(_TOKEN, text)
    found: list[str] = []
    for index, (start, end) in enumerate(tokens):
        token = text[start:end]
        if token[-1].isalnum() or token in _SIGNIFICANT or _is_symbol(token):
            found.append(token.casefold())
        elif token in _BETWEEN_NUMBERS and 0 < index < len(tokens) - 1:
            (_, before), (after, _) = tokens[index - 1], tokens[index + 1]
            if text[before - 1].isdigit() and text[after].isdigit() and after - before == 1:
                found.append(token)
    return found


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in ("Sc", "Sm", "So")


def _edit(same: bool, old: bool, new: bool) -> Edit:
    if same:
        return Edit.SAME
    if old and new:
        return Edit.CHANGED
    return Edit.DROPPED if old else Edit.ADDED


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _slice(text: str, tokens: Sequence[tuple[int, int]], start: int, end: int) -> str:
    return text[tokens[start][0] : tokens[end - 1][1]] if start < end else ""


def _is_glued(tokens: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return 0 < start < end and tokens[start - 1][1] == tokens[start][0]

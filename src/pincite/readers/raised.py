"""Superscripts and subscripts in plain text, so that no number changes: 10⁶, km², H₂O, 1st.

Without the raising, "10" and a raised "6" would read "106". Unicode has raised and lowered forms
of the digits, of the signs of arithmetic and of most small letters (its blocks "Superscripts and
Subscripts" and "Phonetic Extensions"). Words stay as they are: "1st", "Mme", "Vmax".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby

_DIGITS_AND_SIGNS = "0123456789+-−=()"
_RAISED_LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
_LOWERED_LETTERS = dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_RAISED = dict(zip(_DIGITS_AND_SIGNS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True))
_LOWERED = dict(zip(_DIGITS_AND_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_SIGNS_OF_TRADE = {"TM": "™", "SM": "℠"}
_WORD = re.compile(r"[^\W\d_]{2}")
_OPERATOR = re.compile(r"[+\-−=]")
# Of single letters, these are powers wherever they stand. The others are after a small letter or a
# stop, where they mark a note or a variable; after the rest they shorten a word: XIXe, Mr, 2d, no.
_VARIABLES = frozenset("ijkmnx")
_SHORTENED = re.compile(r"(?:[^\W_a-z]|\b[Nn])\Z")


class Level(StrEnum):
    """Where a text stands to its line, named as in Word's files."""

    BASELINE = "baseline"
    RAISED = "superscript"
    LOWERED = "subscript"


def settled(pieces: Iterable[tuple[str, Level]]) -> str:
    """The text of a line, given piece by piece in reading order."""
    runs = [
        ("".join(text for text, _ in run), level)
        for level, run in groupby(pieces, key=lambda piece: piece[1])
    ]
    written = ""
    for place, (text, level) in enumerate(runs):
        after = runs[place + 1][0] if place + 1 < len(runs) else ""
        if level is Level.RAISED:
            text = raised(text, written, after)
        elif level is Level.LOWERED:
            text = lowered(text, written, after)
        written += text
    return written


def raised(text: str, before: str, after: str) -> str:
    """A superscript; ``before`` and ``after`` are what it stands between."""
    words = text.strip()
    if words in _SIGNS_OF_TRADE:
        return text.replace(words, _SIGNS_OF_TRADE[words])
    letters = bool(_OPERATOR.search(words)) or (
        len(words) == 1 and (words in _VARIABLES or not _SHORTENED.search(before))
    )
    return _formed(text, _RAISED, _RAISED_LETTERS if letters else {}, before, after)


def lowered(text: str, before: str, after: str) -> str:
    """A subscript; ``before`` and ``after`` are what it stands between."""
    return _formed(text, _LOWERED, _LOWERED_LETTERS, before, after)


def _formed(
    text: str, forms: dict[str, str], letters: dict[str, str], before: str, after: str
) -> str:
    if not _WORD.search(text):
        forms = forms | letters
        return "".join(forms.get(character, character) for character in text)
    # Words, and numbers among them, keep their form: "1st, 2019" in one superscript.
    lead = " " if before[-1:].isdecimal() and text[:1].isdecimal() else ""
    tail = " " if text[-1:].isdecimal() and after[:1].isdecimal() else ""
    return f"{lead}{text}{tail}"

"""Tokens of a text and the numbers that they spell: digits, number words, scales and ordinals.

The tokenizer is one possessive regular expression, so that its time is linear in the text; the
readers look at a bounded window of tokens from where they stand.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a token is made of; a break is an empty line."""

    NUMBER = "number"
    WORD = "word"
    MARK = "mark"
    BREAK = "break"


class Token(NamedTuple):
    """A run of digits (with separators inside), of letters, or one other character."""

    # A tuple, for there are as many as words: a frozen dataclass takes three times as long to make.

    kind: TokenKind
    start: int
    end: int
    text: str
    lower: str


_TOKEN = re.compile(
    r"(?P<number>[0-9]++(?:[.,:/][0-9]++|[\u00a0\u2009\u202f][0-9]{3}(?![0-9]))*+)"
    r"|(?P<word>[^\W\d_]++(?:['’][^\W\d_]++)*+)"
    r"|(?P<space>\s\s++)"  # one alone is passed over
    r"|(?P<mark>\S)",
)
_WORD = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)*+")
_DIGIT = re.compile(r"[0-9]")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_POINTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_MOST_DIGITS = 30


def words(text: str) -> list[str]:
    """A table's words, written as one line of text."""
    return text.split()


DASHES = frozenset("-‐‑‒–—−")

UNITS = {
    word: number
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "millions": Decimal(10**6),
    "billion": Decimal(10**9),
    "billions": Decimal(10**9),
    "trillion": Decimal(10**12),
}
# These stand for metres, kelvin or nothing at all unless a currency is named beside them.
SHORT_SCALES = {
    "k": Decimal(10**3),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "mln": Decimal(10**6),
    "mil": Decimal(10**6),
    "mio": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
    "bln": Decimal(10**9),
    "tn": Decimal(10**12),
    "trn": Decimal(10**12),
}
ORDINAL_UNITS = {
    word: number
    for number, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        ),
        start=1,
    )
}
ORDINAL_TENS = {
    word: 10 * number
    for number, word in enumerate(
        words("twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"),
        start=2,
    )
} | {"hundredth": 100}
NUMBER_WORDS = frozenset({"a", "an", *UNITS, *TENS, *ORDINAL_UNITS, *ORDINAL_TENS})
"""The words, lower case, that a cardinal or an ordinal can begin with."""

# No number is written without a digit or one of these.
_IN_NUMBERS = frozenset({*UNITS, *TENS, *ORDINAL_UNITS, *ORDINAL_TENS, *SCALES})
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_KINDS = {kind.value: kind for kind in TokenKind}  # calling the class costs as much as a token


def tokenize(text: str) -> list[Token]:
    """The text's tokens in order, white space left out; an empty line becomes one BREAK."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        piece = match.group()
        if kind == "space":
            if piece.count("\n") < 2:
                continue
            kind = "break"
        start, end = match.span()
        tokens.append(Token(_KINDS[kind], start, end, piece, piece.lower()))
    return tokens


def has_numbers(text: str, others: frozenset[str] = frozenset()) -> bool:
    """Whether a text holds a digit, a word that numbers are written with, or one of the others.

    A tenth of the cost of reading it; a text that does not cannot state a number or a month, if
    the others are the months.
    """
    if _DIGIT.search(text):
        return True
    found = {word.lower() for word in _WORD.findall(text)}
    return not (_IN_NUMBERS.isdisjoint(found) and others.isdisjoint(found))


def amount_of(digits: str) -> Decimal | None:
    """The number that digits with separators write; None for a time, a version or the like."""
    if len(digits) > _MOST_DIGITS:
        return None
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if _SPACED.fullmatch(digits):
        return Decimal(re.sub(r"[\u00a0\u2009\u202f]", "", digits).replace(",", "."))
    if _POINTED.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if _DECIMAL_COMMA.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    return None


class Tokens:
    """The tokens of one text with the small questions that the readers of figures ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.all = tokenize(text)

    def __len__(self) -> int:
        return len(self.all)

    def at(self, index: int) -> Token | None:
        return self.all[index] if 0 <= index < len(self.all) else None

    def lower(self, index: int) -> str:
        """The token in lower case, or "" outside the text."""
        return self.all[index].lower if 0 <= index < len(self.all) else ""

    def is_number(self, index: int) -> bool:
        return 0 <= index < len(self.all) and self.all[index].kind is TokenKind.NUMBER

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.all) and self.all[index].kind is TokenKind.WORD

    def is_dash(self, index: int) -> bool:
        return self.lower(index) in DASHES

    def touches(self, index: int) -> bool:
        """Whether the token follows the one before it with nothing between."""
        return 0 < index < len(self.all) and self.all[index - 1].end == self.all[index].start

    def amount(self, index: int) -> Decimal | None:
        """The number written in digits at the index, no scale read; None if there is none."""
        return amount_of(self.all[index].text) if self.is_number(index) else None

    def integer(self, index: int, low: int, high: int) -> int | None:
        """The plain whole number at the index, where it lies in ``[low, high]``."""
        if not self.is_number(index):
            return None
        digits = self.all[index].text
        if not digits.isdecimal() or len(digits) > 9:
            return None
        value = int(digits)
        return value if low <= value <= high else None

    # --- numbers ------------------------------------------------------------------------------

    def number(self, index: int, short_scales: bool = False) -> tuple[Decimal, int] | None:
        """A cardinal that begins at the index, and the index after it.

        "16", "16 million", "sixteen million", "two hundred and fifty", "a million"; with
        `short_scales` also "16m" and "16 bn".
        """
        if self.is_number(index):
            amount = amount_of(self.all[index].text)
            if amount is None:
                return None
            return self._scaled(amount, index + 1, short_scales)
        if self.lower(index) in ("a", "an") and self.lower(index + 1) in SCALES:
            return self._scaled(Decimal(1), index + 1, False)
        return self._spelled(index)

    def _scaled(self, amount: Decimal, index: int, short_scales: bool) -> tuple[Decimal, int]:
        for _ in range(2):
            at = index + 1 if self.is_dash(index) and self.touches(index) else index
            scale = SCALES.get(self.lower(at))
            if scale is None and short_scales:
                scale = SHORT_SCALES.get(self.lower(at))
            if scale is None:
                break
            amount, index = amount * scale, at + 1
        return amount, index

    def _spelled(self, index: int) -> tuple[Decimal, int] | None:
        """A number in words: tens and units, hundreds, then thousands, millions, billions."""
        total, group, position, used = Decimal(0), Decimal(0), index, False
        ceiling = Decimal(10**15)
        for _ in range(12):
            small = self._below_hundred(position)
            word = self.lower(position)
            if small is not None and group % 100 == 0:
                group, position, used = group + small[0], small[1], True
            elif word == "hundred" and 0 < group < 10:
                group, position = group * 100, position + 1
            elif word in SCALES and word != "hundred" and group > 0 and SCALES[word] < ceiling:
                ceiling = SCALES[word]
                total, group, position = total + group * ceiling, Decimal(0), position + 1
            elif (
                word == "and"
                and self.lower(position - 1) in SCALES
                and self._below_hundred(position + 1) is not None
            ):
                position += 1
            else:
                break
        return (total + group, position) if used else None

    def _below_hundred(self, index: int) -> tuple[int, int] | None:
        word = self.lower(index)
        if word in UNITS:
            return UNITS[word], index + 1
        if word not in TENS:
            return None
        after = index + 2 if self.is_dash(index + 1) else index + 1
        unit = UNITS.get(self.lower(after), 0)
        if 0 < unit < 10:
            return TENS[word] + unit, after + 1
        return TENS[word], index + 1

    def ordinal(self, index: int) -> tuple[int, int] | None:
        """An ordinal that begins at the index ("24th", "twenty-fourth"), and the index after it."""
        if self.is_number(index):
            value = self.integer(index, 0, 10**6)
            if value is None or self.lower(index + 1) not in _SUFFIXES:
                return None
            return (value, index + 2) if self.touches(index + 1) else None
        word = self.lower(index)
        if word in ORDINAL_UNITS:
            return ORDINAL_UNITS[word], index + 1
        if word in ORDINAL_TENS:
            return ORDINAL_TENS[word], index + 1
        if word in TENS:
            after = index + 2 if self.is_dash(index + 1) else index + 1
            unit = ORDINAL_UNITS.get(self.lower(after), 10)
            if unit < 10:
                return TENS[word] + unit, after + 1
        return None

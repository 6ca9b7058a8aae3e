"""Figures in a text: sums, percentages, dates, years, ordinals and counts, made comparable.

How they compare is in `pincite.text.agreement`. "USD 16 million", "US$16m" and "$16,000,000" are
one sum, "17.5 per cent" and "17.5%" one percentage. A number that is part of a longer one
("11:32"), of a name ("COVID-19", "G20") or of a label ("para. 17", "Article 5") is not a figure;
nor is the bare word "one". A minus sign is of its figure. The time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pincite.text.dates import MONTHS, Period, read_date
from pincite.text.measures import read_measure
from pincite.text.money import CURRENCY_WORDS, read_sum_range
from pincite.text.numerals import NUMBER_WORDS, TokenKind, Tokens, has_numbers, words
from pincite.types import Span


class FigureKind(StrEnum):
    """What sort of fact a figure states."""

    SUM = "sum"
    PERCENTAGE = "percentage"
    DATE = "date"
    YEAR = "year"
    ORDINAL = "ordinal"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount and its unit: a currency code ("USD"), "%", "pp" (points), a measure, or ""."""

    amount: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: where it stands in the text (code points), its kind and what it states.

    `value` is a Period for dates and years, a Quantity for the rest. `word` marks one that is
    written in letters ("third", "two"), which running prose uses more loosely than digits.
    """

    span: Span
    kind: FigureKind
    value: Quantity | Period
    word: bool = False


_PERCENT = frozenset({"%", "％", "percent", "pct"})
_LABELS = frozenset(
    words(
        "para paras paragraph paragraphs p pp page pages no nos number article articles art "
        "chapter ch section sec figure fig table annex appendix part item step volume vol issue "
        "footnote note version protocol resolution regulation act clause line lines room numbered"
    )
)
# What stands before the verb besides nouns in the plural, and nouns that only look like those.
_BEFORE_VERB = frozenset(
    words(
        "they we you these those which who that all both to will would may might must can could "
        "should now today still already together people men women children police staff crew"
    )
)
_SINGULAR = frozenset(words("series bus gas means news"))
_GLUE = frozenset("_#/@\\:")

# What a figure or a label can begin with besides digits; all else is passed over at once.
_STARTERS = _LABELS | NUMBER_WORDS | CURRENCY_WORDS | MONTHS.keys() | {"§", "¶", "\\"}
_MONTHS = frozenset(MONTHS)

Read = tuple[Figure, int]


def find_figures(text: str) -> tuple[Figure, ...]:
    """The figures of the text in order, not overlapping. Any string is accepted."""
    if not has_numbers(text, _MONTHS):
        return ()
    tokens = Tokens(text)
    figures: list[Figure] = []
    index, count = 0, len(tokens)
    while index < count:
        token = tokens.all[index]
        if token.kind is not TokenKind.NUMBER and token.lower not in _STARTERS:
            index += 1
            continue
        after = _label(tokens, index)
        if after is not None:
            index = after
            continue
        found = _at(tokens, index)
        if not found:
            index += 1
            continue
        figures.extend(figure for figure, _ in found)
        index = max(after for _, after in found)
    return tuple(figures)


# --- reading ----------------------------------------------------------------------------------


def _at(tokens: Tokens, index: int) -> list[Read]:
    """The figure, or the two of a range ("USD 5-10 million"), that begin at the token."""
    sums = read_sum_range(tokens, index) if _free(tokens, index) else ()
    if sums:
        return [
            _quantity(tokens, start, end, FigureKind.SUM, amount, currency)
            for amount, currency, start, end in sums
        ]
    if not (tokens.is_number(index) or tokens.is_word(index)):
        return []
    percentages = _percentages(tokens, index)
    if percentages:
        return percentages
    for reader in (_date, _ordinal, _count):
        found = reader(tokens, index)
        if found is not None:
            return [found]
    return []


def _figure(
    tokens: Tokens, start: int, end: int, kind: FigureKind, value: Quantity | Period
) -> Figure:
    pieces = tokens.all[start:end]
    word = not any(piece.kind is TokenKind.NUMBER for piece in pieces)
    return Figure(Span(pieces[0].start, pieces[-1].end), kind, value, word)


def _quantity(
    tokens: Tokens, start: int, end: int, kind: FigureKind, amount: Decimal, unit: str
) -> Read:
    """An amount at a token, with the minus sign before it if there is one."""
    if _is_signed(tokens, start):
        start, amount = start - 1, -amount
    return _figure(tokens, start, end, kind, Quantity(amount, unit)), end


def _is_signed(tokens: Tokens, index: int) -> bool:
    """Whether a minus stands before the token, and no dash that joins it to what comes before."""
    sign = index - 1
    if not tokens.is_dash(sign) or tokens.lower(sign) == "—" or tokens.is_number(sign - 1):
        return False
    if not tokens.touches(index) and tokens.lower(sign) != "−":
        return False
    return not tokens.touches(sign) or tokens.lower(sign - 1) in ("(", "[")


def _free(tokens: Tokens, index: int) -> bool:
    """The token is not glued to a letter, a digit, or a mark that makes it part of a name."""
    if not tokens.touches(index):
        return True
    before = tokens.all[index - 1]
    if before.kind is TokenKind.MARK:
        if before.text == ".":
            return not (
                tokens.touches(index - 1) and tokens.all[index - 2].kind is not TokenKind.MARK
            )
        if before.text in _GLUE:
            return before.text == "\\"  # a trace of Markdown before a currency sign
        if tokens.is_dash(index - 1) and before.text != "—" and tokens.touches(index - 1):
            return not tokens.is_word(index - 2)
        return True
    return before.kind is TokenKind.BREAK


def _label(tokens: Tokens, index: int) -> int | None:
    """The index after a label with its numbers ("paras 3, 5 and 7"), or after a list's number."""
    if tokens.is_number(index):
        return index + 1 if _list_number(tokens, index) else None
    if tokens.lower(index) not in _LABELS and tokens.lower(index) not in ("§", "¶"):
        return None
    if tokens.all[index].text == "no" and tokens.lower(index + 1) != ".":
        return None  # "no 10 countries"
    if tokens.all[index].text == "number" and _counts(tokens, index):
        return None
    if tokens.lower(index) == "numbered" and tokens.lower(index - 1) not in _LABELS:
        return None  # "they numbered 34"
    after = index + 1
    while tokens.lower(after) in (".", "§", "¶") and after < index + 3:
        after += 1
    if tokens.integer(after, 0, 10**6) is None:
        return None
    after += 1
    for _ in range(200):
        follows = tokens.integer(after + 1, 0, 999) is not None
        if follows and (tokens.is_dash(after) or tokens.lower(after) in (",", "and", "&", "to")):
            if tokens.lower(after) in (",", "and") and (
                read_date(tokens, after + 1) is not None
                or not tokens.lower(index).endswith(("s", "pp", "§", "¶"))
            ):
                break
            after += 2
        else:
            break
    return after


def _counts(tokens: Tokens, index: int) -> bool:
    """Whether "number" is what a subject does: "its turbines number 34", not "bus number 34"."""
    before = tokens.lower(index - 1)
    if not tokens.is_word(index - 1) or before in _LABELS:
        return False
    return before in _BEFORE_VERB or (
        before.endswith(("s", "ly"))
        and not before.endswith(("ss", "us", "is", "'s", "’s"))
        and before not in _SINGULAR
    )


def _list_number(tokens: Tokens, index: int) -> bool:
    """Whether this is "17." or "3)" at the beginning of a line, perhaps after a bullet."""
    token = tokens.all[index]
    if len(token.text) > 3 or tokens.lower(index + 1) not in (".", ")"):
        return False
    if not tokens.touches(index + 1) or tokens.touches(index + 2) or tokens.at(index + 2) is None:
        return False
    start = token.start
    before = tokens.text[max(0, start - 12) : start]
    line = before.rpartition("\n")
    if not line[1] and start > 12:
        return False
    return not line[2].strip(" \t-*•>(")


def _date(tokens: Tokens, index: int) -> Read | None:
    if tokens.touches(index) and not _free(tokens, index) and not tokens.is_dash(index - 1):
        return None
    found = read_date(tokens, index)
    if found is None:
        return None
    period, after = found
    moments = (period.first, period.last)
    only_years = all(moment.month is None and moment.day is None for moment in moments)
    if only_years and after == index + 1 and read_measure(tokens, after) is not None:
        return None  # "2000 tonnes"
    kind = FigureKind.YEAR if only_years else FigureKind.DATE
    return _figure(tokens, index, after, kind, period), after


def _percent_sign(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """The unit "%" or "pp" at the index, and the index after it."""
    if tokens.is_dash(index) and tokens.touches(index):
        index += 1
    word = tokens.lower(index)
    if word in _PERCENT:
        return "%", index + 1
    if word == "per" and tokens.lower(index + 1) in ("cent", "centum"):
        return "%", index + 2
    if word == "percentage" and tokens.lower(index + 1) in ("point", "points"):
        return "pp", index + 2
    return None


def _percentages(tokens: Tokens, index: int) -> list[Read]:
    """The one of "17.5 per cent", both of "10 to 15%"."""
    if not _free(tokens, index):
        return []
    number = tokens.number(index)
    if number is None:
        return []
    amount, after = number
    sign = _percent_sign(tokens, after)
    if sign is not None:
        unit, end = sign
        return [_quantity(tokens, index, end, FigureKind.PERCENTAGE, amount, unit)]
    if not (tokens.is_dash(after) or tokens.lower(after) in ("to", "and", "or")):
        return []
    at = after + 2 if _is_signed(tokens, after + 2) else after + 1
    second = tokens.number(at)
    sign = _percent_sign(tokens, second[1]) if second else None
    if second is None or sign is None:
        return []
    unit, end = sign
    return [
        _quantity(tokens, index, after, FigureKind.PERCENTAGE, amount, unit),
        _quantity(tokens, at, end, FigureKind.PERCENTAGE, second[0], unit),
    ]


def _ordinal(tokens: Tokens, index: int) -> Read | None:
    if not _free(tokens, index):
        return None
    found = tokens.ordinal(index)
    if found is None:
        return None
    value, after = found
    if tokens.lower(after) == "," and tokens.all[index].text[0].isupper():
        return None  # "First, …" orders an argument and counts nothing
    return _figure(tokens, index, after, FigureKind.ORDINAL, Quantity(Decimal(value))), after


def _count(tokens: Tokens, index: int) -> Read | None:
    if not _free(tokens, index):
        return None
    number = tokens.number(index)
    if number is None:
        return None
    amount, after = number
    measure = read_measure(tokens, after)
    if tokens.is_number(index):
        if tokens.touches(after) and (
            (tokens.is_word(after) and measure is None) or tokens.lower(after) in ("_", "@", "/")
        ):
            return None
    elif tokens.lower(index) == "one" and after == index + 1 and measure is None:
        return None  # a pronoun far more often than a count
    unit, end = measure if measure is not None else ("", after)
    return _quantity(tokens, index, end, FigureKind.COUNT, amount, unit)

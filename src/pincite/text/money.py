"""Sums of money in a text: a currency before or after a number, and ranges of them.

A bare "$" or "dollars" is read as the United States dollar.
"""

from __future__ import annotations

from decimal import Decimal

from pincite.text.numerals import Tokens, words

_CODES = frozenset(
    words(
        "usd eur gbp jpy krw cny rmb sgd aud cad hkd nzd twd thb idr myr php vnd inr lak khr mmk "
        "bnd chf sek nok dkk rub brl zar"
    )
)
_SIGNS = {
    "$": "USD",
    "＄": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "￥": "JPY",
    "₩": "KRW",
    "￦": "KRW",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₹": "INR",
}
_DOLLARS_BY_PREFIX = {
    "us": "USD",
    "s": "SGD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "hk": "HKD",
    "nz": "NZD",
    "nt": "TWD",
    "b": "BND",
}
_DOLLARS_BY_COUNTRY = {
    "us": "USD",
    "american": "USD",
    "singapore": "SGD",
    "australian": "AUD",
    "canadian": "CAD",
}
_NAMES = {
    "dollar": "USD",
    "euro": "EUR",
    "won": "KRW",
    "yen": "JPY",
    "pound": "GBP",
    "yuan": "CNY",
    "renminbi": "CNY",
    "baht": "THB",
    "rupiah": "IDR",
    "ringgit": "MYR",
    "peso": "PHP",
    "dong": "VND",
    "kip": "LAK",
    "riel": "KHR",
    "kyat": "MMK",
    "rupee": "INR",
}
_ALIASES = {"RMB": "CNY"}
CURRENCY_WORDS = frozenset({*_CODES, *_DOLLARS_BY_PREFIX, *_SIGNS, "rm"})
"""The words, lower case, and signs that a sum can begin with if not with its number."""

Sum = tuple[Decimal, str, int, int]
"""Amount, currency code, index of the first token, index after the last."""


def read_sum(tokens: Tokens, index: int) -> Sum | None:
    """The sum that begins at the token, if one does."""
    before = _currency_before(tokens, index)
    if before is not None:
        currency, at = before
        number = tokens.number(at, short_scales=True)
        if number is None:
            return None
        return number[0], currency, index, number[1]
    number = tokens.number(index, short_scales=True)
    if number is None:
        return None
    after = _currency_after(tokens, number[1])
    return (number[0], after[0], index, after[1]) if after is not None else None


def read_sum_range(tokens: Tokens, index: int) -> tuple[Sum, ...]:
    """The sum at the token, or both of "USD 5-10 million" and "5 to 10 million euros"; else ()."""
    single = read_sum(tokens, index)
    if single is not None:
        amount, currency, start, end = single
        if _joins(tokens, end) and tokens.is_number(end + 1):
            upper, digits = tokens.number(end + 1, short_scales=True), tokens.amount(end + 1)
            dashed = tokens.is_dash(end) and tokens.touches(end + 1)
            if upper is not None and digits and (dashed or upper[1] > end + 2):
                if tokens.is_number(end - 1):
                    # The scale is written once, after the upper end, and holds for both.
                    amount *= upper[0] / digits
                return ((amount, currency, start, end), (upper[0], currency, end + 1, upper[1]))
        return (single,)
    if not tokens.is_number(index) or not _joins(tokens, index + 1):
        return ()
    lower, second = tokens.amount(index), read_sum(tokens, index + 2)
    digits = tokens.amount(index + 2)
    if lower is None or second is None or not digits or second[2] != index + 2:
        return ()
    return ((lower * (second[0] / digits), second[1], index, index + 1), second)


def _joins(tokens: Tokens, index: int) -> bool:
    return tokens.is_dash(index) or tokens.lower(index) == "to"


def _currency_before(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """The currency named at the index, and where its number should begin."""
    word = tokens.lower(index)
    if tokens.is_word(index):
        at = index + 1
        if tokens.lower(at) == "\\":  # a trace of Markdown
            at += 1
        if word in _DOLLARS_BY_PREFIX and tokens.lower(at) in ("$", "＄") and tokens.touches(at):
            return _DOLLARS_BY_PREFIX[word], at + 1
        if word in _CODES and tokens.all[index].text.isupper():
            code = word.upper()
            sign = tokens.lower(at) in _SIGNS  # "USD $16"
            return _ALIASES.get(code, code), at + 1 if sign else at
        if word == "rm" and tokens.all[index].text == "RM":
            return "MYR", at
        return None
    if word == "\\" and tokens.lower(index + 1) in _SIGNS:
        return _SIGNS[tokens.lower(index + 1)], index + 2
    if word in _SIGNS:
        return _SIGNS[word], index + 1
    return None


def _currency_after(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """The currency named at the index after a number, and the index after it."""
    if tokens.is_dash(index) and tokens.touches(index):
        index += 1
    word = tokens.lower(index)
    if word in _SIGNS:
        # "10 $5 coupons": the sign belongs to what follows it.
        follows = tokens.is_number(index + 1) and tokens.touches(index + 1)
        return None if follows else (_SIGNS[word], index + 1)
    if word in _CODES and tokens.all[index].text.isupper():
        # "in 2019 USD 5 million": the code belongs to the number after it.
        if tokens.is_number(index + 1):
            return None
        return _ALIASES.get(word.upper(), word.upper()), index + 1
    if word == "u" and [tokens.lower(index + at) for at in (1, 2, 3)] == [".", "s", "."]:
        index, word = index + 3, "us"  # "U.S. dollars"; index now at the last point
    if word in ("hong", "new") and tokens.lower(index + 1) in ("kong", "zealand"):
        code = "HKD" if word == "hong" else "NZD"
        is_dollar = tokens.lower(index + 2) in ("dollar", "dollars")
        return (code, index + 3) if is_dollar else None
    if word in _DOLLARS_BY_COUNTRY:
        at = index + 1
        if tokens.lower(at) in ("dollar", "dollars") or tokens.lower(at) == "$":
            return _DOLLARS_BY_COUNTRY[word], at + 1
        return None
    if word in ("korean", "japanese", "british", "chinese"):
        index, word = index + 1, tokens.lower(index + 1)
    name = _NAMES.get(word) or _NAMES.get(word.removesuffix("s"))
    return (name, index + 1) if name is not None else None

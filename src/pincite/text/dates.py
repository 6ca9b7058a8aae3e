"""Dates and years in a text: whole, shortened, and ranges of them.

A `Moment` states what is written and no more: "Aug. 8" has a month and a day and no year. Forms
whose order of day and month cannot be told ("01/02/2010") keep the year alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pincite.text.numerals import Tokens, words


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as it is given; `decade` marks "the 1990s", whose year is its first."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A date (`first` equals `last`) or a range of dates, both ends included."""

    first: Moment
    last: Moment


MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        words(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
    for length in (3, len(name))
} | {"sept": 9}
EARLIEST_YEAR, LATEST_YEAR = 1500, 2150

_ISO = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
_DAY_FIRST_OR_NOT = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_BEFORE_MONTH = frozenset(
    words(
        "in since by until till of during from last this next early late mid to through before "
        "after every each"
    )
)
_BEFORE_YEAR = frozenset(words("mid post pre early late since non"))

Read = tuple[Period, int]


def read_date(tokens: Tokens, index: int) -> Read | None:
    """The date or range of dates that begins at the token, and the index after it; else None."""
    if tokens.is_number(index):
        for reader in (_iso, _separated, _korean, _day_month, _years):
            found = reader(tokens, index)
            if found is not None:
                return found
        return None
    if tokens.is_word(index):
        return _month_first(tokens, index)
    return None


def year_at(tokens: Tokens, index: int) -> int | None:
    """The year of four digits at the index, if nothing beside it makes it something else."""
    year = tokens.integer(index, EARLIEST_YEAR, LATEST_YEAR)
    if year is None or len(tokens.all[index].text) != 4:
        return None
    return year


def _one(moment: Moment) -> Period:
    return Period(moment, moment)


def _valid(month: int, day: int) -> bool:
    return (
        1 <= month <= 12 and 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    )


def _month(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """A month's name written with a capital, with the point of its short form."""
    token = tokens.at(index)
    if token is None or token.lower not in MONTHS or not token.text[0].isupper():
        return None
    after = index + 1
    if len(token.text) <= 4 and tokens.lower(after) == "." and tokens.touches(after):
        after += 1
    return MONTHS[token.lower], after


def _day(tokens: Tokens, index: int) -> tuple[int, int] | None:
    day = tokens.integer(index, 1, 31)
    if day is None or len(tokens.all[index].text) > 2:
        return None
    if tokens.lower(index + 1) in _SUFFIXES and tokens.touches(index + 1):
        return day, index + 2
    if tokens.is_word(index + 1) and tokens.touches(index + 1):
        return None
    return day, index + 1


def _joined(tokens: Tokens, index: int, words: tuple[str, ...] = ("to", "until")) -> bool:
    return tokens.is_dash(index) or tokens.lower(index) in words


def _year_after(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """The year that follows a day and month, across a comma or "of"; (None, index) without one."""
    after = index + 1 if tokens.lower(index) in (",", "of") else index
    year = year_at(tokens, after)
    if year is None or (tokens.touches(after) and tokens.is_dash(after - 1)):
        return None, index
    return year, after + 1


def _iso(tokens: Tokens, index: int) -> Read | None:
    """2010-01-01, 2010-01."""
    year = year_at(tokens, index)
    if year is None or not (tokens.is_dash(index + 1) and tokens.touches(index + 1)):
        return None
    month = tokens.integer(index + 2, 1, 12)
    if month is None or len(tokens.all[index + 2].text) != 2 or not tokens.touches(index + 2):
        return None
    if tokens.is_dash(index + 3) and tokens.touches(index + 3) and tokens.touches(index + 4):
        day = tokens.integer(index + 4, 1, 31)
        if day is not None and _valid(month, day):
            return _one(Moment(year, month, day)), index + 5
        return None
    if month > year % 100:  # "2010-11" is rather the years 2010 to 2011 than a month
        return None
    return _one(Moment(year, month)), index + 3


def _separated(tokens: Tokens, index: int) -> Read | None:
    """2010/01/01, 24.12.2010, 12/24/2010; of "01/02/2010" only the year can be told."""
    digits = tokens.all[index].text
    match = _ISO.fullmatch(digits)
    if match:
        year, month, day = (int(part) for part in match.groups())
        if EARLIEST_YEAR <= year <= LATEST_YEAR and _valid(month, day):
            return _one(Moment(year, month, day)), index + 1
    match = _DAY_FIRST_OR_NOT.fullmatch(digits)
    if match:
        left, right, year = (int(part) for part in match.groups())
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            return None
        day_first, month_first = _valid(right, left), _valid(left, right)
        if day_first and (not month_first or left == right or "." in digits):
            return _one(Moment(year, right, left)), index + 1
        if month_first and not day_first:
            return _one(Moment(year, left, right)), index + 1
        if day_first:
            return _one(Moment(year)), index + 1
    return None


def _korean(tokens: Tokens, index: int) -> Read | None:
    """2010년 1월 1일, and its beginnings."""
    year = year_at(tokens, index)
    if year is None or tokens.lower(index + 1)[:1] != "년" or not tokens.touches(index + 1):
        return None
    month = tokens.integer(index + 2, 1, 12)
    if month is None or tokens.lower(index + 3)[:1] != "월":
        return _one(Moment(year)), index + 2
    day = tokens.integer(index + 4, 1, 31)
    if day is None or tokens.lower(index + 5)[:1] != "일" or not _valid(month, day):
        return _one(Moment(year, month)), index + 4
    return _one(Moment(year, month, day)), index + 6


def _day_month(tokens: Tokens, index: int) -> Read | None:
    """1 January 2010, 1st of January, 25-26 November 2019, 30 November to 2 December 2019."""
    start = _day(tokens, index)
    if start is None:
        return None
    first_day, after = start
    month = _month_of(tokens, after)
    if month is None:  # two days of one month?
        if not _joined(tokens, after, ("to", "and", "until")):
            return None
        end = _day(tokens, after + 1)
        month = _month_of(tokens, end[1]) if end else None
        if end is None or month is None or end[0] <= first_day:
            return None
        year, done = _year_after(tokens, month[1])
        if not (_valid(month[0], first_day) and _valid(month[0], end[0])):
            return None
        return Period(Moment(year, month[0], first_day), Moment(year, month[0], end[0])), done
    if not _valid(month[0], first_day):
        return None
    year, done = _year_after(tokens, month[1])
    if _joined(tokens, done):
        end = _day(tokens, done + 1)
        last_month = _month_of(tokens, end[1]) if end else None
        if end is not None and last_month is not None and _valid(last_month[0], end[0]):
            last_year, done = _year_after(tokens, last_month[1])
            first = Moment(last_year if year is None else year, month[0], first_day)
            return Period(first, Moment(last_year, last_month[0], end[0])), done
    return _one(Moment(year, month[0], first_day)), done


def _month_of(tokens: Tokens, index: int) -> tuple[int, int] | None:
    return _month(tokens, index + 1 if tokens.lower(index) in ("of", ",") else index)


def _month_first(tokens: Tokens, index: int) -> Read | None:
    """January 1, 2010; Aug. 8; November 25-26, 2019; June 2007; June-July 2007; in July."""
    month = _month(tokens, index)
    if month is None:
        return None
    number, after = month
    start = _day(tokens, after)
    if start is not None and _valid(number, start[0]):
        return _month_days(tokens, number, start)
    year, done = _year_after(tokens, after)
    if year is not None:
        return _one(Moment(year, number)), done
    if _joined(tokens, after):
        last = _month(tokens, after + 1)
        if last is not None:
            year, done = _year_after(tokens, last[1])
            if year is not None:
                return Period(Moment(year, number), Moment(year, last[0])), done
    before = tokens.lower(index - 1) if not tokens.is_dash(index - 1) else tokens.lower(index - 2)
    if before in _BEFORE_MONTH:
        return _one(Moment(month=number)), after
    return None


def _month_days(tokens: Tokens, month: int, start: tuple[int, int]) -> Read:
    first_day, after = start
    last_day = first_day
    if _joined(tokens, after, ("to", "and")):
        end = _day(tokens, after + 1)
        if end is not None and end[0] > first_day and _valid(month, end[0]):
            last_day, after = end
    year, done = _year_after(tokens, after)
    if last_day == first_day and _joined(tokens, done):
        last_month = _month(tokens, done + 1)
        end = _day(tokens, last_month[1]) if last_month else None
        if last_month is not None and end is not None and _valid(last_month[0], end[0]):
            last_year, done = _year_after(tokens, end[1])
            first = Moment(last_year if year is None else year, month, first_day)
            return Period(first, Moment(last_year, last_month[0], end[0])), done
    return Period(Moment(year, month, first_day), Moment(year, month, last_day)), done


def _years(tokens: Tokens, index: int) -> Read | None:
    """2010, 2011-2015, 2011–15, the 1990s."""
    year = year_at(tokens, index)
    if year is None or not _stands_alone(tokens, index):
        return None
    after = index + 1
    if tokens.lower(after) == "s" and tokens.touches(after) and year % 10 == 0:
        return _one(Moment(year, decade=True)), after + 1
    if tokens.is_word(after) and tokens.touches(after):
        return None
    if _joined(tokens, after, ("to", "through")):
        last = year_at(tokens, after + 1)
        if last is not None and last > year and _ends(tokens, after + 1):
            return Period(Moment(year), Moment(last)), after + 2
        short = tokens.integer(after + 1, 0, 99)
        if (
            short is not None
            and len(tokens.all[after + 1].text) == 2
            and short > year % 100
            and tokens.touches(after)
            and tokens.touches(after + 1)
            and _ends(tokens, after + 1)
        ):
            return Period(Moment(year), Moment(year - year % 100 + short)), after + 2
    return _one(Moment(year)), after


def _stands_alone(tokens: Tokens, index: int) -> bool:
    """Not the tail of a name or a longer number: "post-2015" stands alone, "X-2015" does not."""
    if not tokens.touches(index):
        return True
    if not tokens.is_dash(index - 1):
        return not tokens.is_word(index - 1) and tokens.lower(index - 1) not in ("_", "#", "/", "@")
    if not tokens.touches(index - 1) or not tokens.is_word(index - 2):
        return True
    return tokens.lower(index - 2) in _BEFORE_YEAR


def _ends(tokens: Tokens, index: int) -> bool:
    """No letter follows directly, and no further dash and digit."""
    if tokens.is_word(index + 1) and tokens.touches(index + 1):
        return False
    return not (
        tokens.is_dash(index + 1)
        and tokens.touches(index + 1)
        and tokens.touches(index + 2)
        and tokens.is_number(index + 2)
    )

"""ISO 8601 dates as records state them, possibly shortened, taken apart."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", re.ASCII)


def date_parts(issued: str | None) -> tuple[int, ...] | None:
    """(year,), (year, month) or (year, month, day), as far as the date goes.

    A time of day is dropped. None for no date and for what is no date of the calendar, so that
    the caller can fall back to the words as they stand instead of inventing a day.
    """
    match = _ISO.fullmatch(issued.strip()) if issued else None
    if match is None:
        return None
    parts = tuple(int(part) for part in match.groups() if part is not None)
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        return None
    return parts


def long_date(issued: str) -> str:
    """8 August 2023, August 2023 or 2023; anything that is no ISO date as it stands."""
    parts = date_parts(issued)
    if parts is None:
        return " ".join(issued.split())
    year, *rest = parts
    if not rest:
        return str(year)
    month = MONTHS[rest[0] - 1]
    return f"{rest[1]} {month} {year}" if len(rest) == 2 else f"{month} {year}"

"""Pincite's own citation in one line, ready to paste, made without a citation processor.

The pattern, with everything that a record does not say left out::

    Author, "Title", Publisher, 8 August 2023, para. 5
    "Title" (n.d.), para. 17

Commas part the elements and stand outside the quotation marks, because inside them they would be
words that the title does not have. ``(n.d.)`` follows without a comma, as a remark on the document
rather than an element of it. There is no full stop at the end: the line goes into a sentence or a
note, which brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pincite.cite.dates import long_date
from pincite.cite.names import full_name
from pincite.types import Locator, Name, Record

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOST_AUTHORS = 3  # beyond this the first stands for all, "et al."

# A straight double quotation mark, and the typographic pairs, become their single counterparts
# inside a title, which itself stands in double ones. Apostrophes and guillemets cannot be confused
# with those and stay.
_INNER_QUOTES = str.maketrans({'"': "'", "“": "‘", "”": "’", "„": "‚", "‟": "‛"})


def one_line(
    record: Record,
    locator: Locator | None,
    pages: tuple[int, int] | None,
    section: tuple[str, ...] = (),
) -> str:
    """The default citation of a passage, or of the document where no pinpoint is given.

    The pinpoint is the locator's display, which no other passage of the document has; a passage
    without one is pinned to its pages (first, last), and failing these to the innermost heading
    of its section. The result is one line of text, never empty.
    """
    authors = _authors(record.authors)
    head = [authors, quoted_title(record)]
    # A body that publishes its own report is named once.
    if record.publisher and _tidy(record.publisher) != authors:
        head.append(_tidy(record.publisher))
    line = ", ".join(part for part in head if part)
    issued = long_date(record.issued or "")
    line += f", {issued}" if issued else " (n.d.)"
    pinpoint = pinpoint_of(locator, pages, section)
    return without_directions(f"{line}, {pinpoint}" if pinpoint else line)


def without_directions(text: str) -> str:
    """The text without the controls that begin or end a direction of writing.

    One that a title begins and does not end would turn the pinpoint round, here and where the
    citation is pasted. Letters have their direction by themselves.
    """
    return _DIRECTIONS.sub("", text)


def pinpoint_of(
    locator: Locator | None, pages: tuple[int, int] | None, section: tuple[str, ...] = ()
) -> str:
    """What points at the passage: "para. 17", "p. 3", "pp. 3–4", a heading's words, or nothing."""
    if locator is not None:
        return _tidy(locator.display)
    if pages is not None:
        first, last = pages
        return f"p. {first}" if first == last else f"pp. {first}–{last}"
    return f'section "{_inside_quotes(section[-1])}"' if section else ""


def quoted_title(record: Record) -> str:
    """The title in double quotation marks, those within it made single; the key if it has none."""
    return f'"{_inside_quotes(record.title) or record.key}"'


def _authors(names: Sequence[Name]) -> str:
    full = [name for name in map(full_name, names) if name]
    if len(full) > _MOST_AUTHORS:
        return f"{full[0]} et al."
    if len(full) > 1:
        return f"{', '.join(full[:-1])} and {full[-1]}"
    return full[0] if full else ""


def _inside_quotes(text: str) -> str:
    return _tidy(text).translate(_INNER_QUOTES)


def _tidy(text: str) -> str:
    return " ".join(text.split())

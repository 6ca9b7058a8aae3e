"""What stands right after a document's whole name and would be passed over, though it points."""

from __future__ import annotations

import re

from pincite.cite.pinpoint import PAGE, UNREAD, Pinpoint, bare_numbers
from pincite.text.dates import MONTHS
from pincite.types import Span

# What a reader takes for a pinpoint, and we cannot follow: ", fol. 7", ": Stanza 3(b)".
_UNREAD = re.compile(
    r"[)\]\"”’]{0,2}[,:]\s{1,3}(?P<words>(?P<unit>[A-Z][a-zà-ÿ]{2,14}\s|[a-z]{1,6}\.\s?)\s?"
    r"[0-9]{1,3}(?:\s?[-–]\s?[0-9]{1,3})?(?![0-9])(?:\s?\(\w{1,4}\)){0,4})"
    r"(?=\s{0,3}(?:[).,;\]]|\Z))"
)
# A page as author and year are followed by it: "(Kim 2023, 5)", "Kim 2023: 5–7.", "(2023) at 5".
_PAGE = re.compile(
    r"(?:(?P<comma>,)\s{0,3}|:\s{0,3}|[)\]]?\s{1,3}at\s{1,3})"
    r"(?=[0-9]{1,4}(?:\s?[-–]\s?[0-9]{1,4})?\s{0,3}(?(comma)[)\];]|(?:[)\];]|[.,](?![0-9])|\Z)))"
)


def left_over(text: str, end: int, dated: bool) -> Pinpoint | None:
    """The pinpoint at the end of a name that is none of those that are known, if there is one.

    `dated` says that a date is part of the name.
    """
    page = _PAGE.match(text, end) if dated else None
    if page is not None:
        return bare_numbers(text, page.end(), PAGE)
    match = _UNREAD.match(text, end)
    if match is None or match["unit"].strip(" .").lower() in MONTHS:
        return None
    return Pinpoint(UNREAD, (), Span(*match.span("words")), words=" ".join(match["words"].split()))

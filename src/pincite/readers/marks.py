"""What a reference to a note looks like, in whatever format: "2", "[12]", "*", "a", "1, 2"."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"[\[(]?(?:(?:fn|note)\.?\s*)?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[^\w\s()\[\]]{1,3})"
    r"(?:\s*[,–-]\s*\d{1,4})*[\])]?",
    re.IGNORECASE,
)


def is_mark(words: str) -> bool:
    """Whether this is all that a mark says; longer words in a link are words of their sentence."""
    return _MARK.fullmatch(words.strip()) is not None

"""What a reader changes in a file's text, counted so that nothing is changed in silence."""

from __future__ import annotations

import re

from pincite.types import Repair

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

LINE_ENDINGS = "carriage return written as line feed"
LINE_SEPARATORS = "form feed or Unicode line separator written as line feed"
BYTE_ORDER_MARKS = "byte order mark removed"
SOFT_HYPHENS = "soft hyphen removed"
UNPRINTABLE = "control character or lone surrogate replaced by U+FFFD"

# What a document's own text cannot mean: C0 and C1 controls but for tab and line feed (the ones
# that end a line are dealt with before), and halves of surrogate pairs, which UTF-8 cannot write.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SEPARATORS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


class Repairs:
    """A tally of repairs; `clean` makes those that every format needs."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def note(self, what: str, count: int = 1) -> None:
        """Add `count` repairs of one sort; 0 leaves no trace."""
        if count:
            self._counts[what] = self._counts.get(what, 0) + count

    def clean(self, text: str) -> str:
        """Text that UTF-8 can write, its lines ended by line feeds alone.

        Besides line endings, byte order marks and soft hyphens (both invisible) are removed, and
        control characters and lone surrogates become U+FFFD. Nothing else is touched; in
        particular no Unicode normalisation is done, so that a quote stays as the source wrote it.
        """
        if "\r" in text:
            self.note(LINE_ENDINGS, text.count("\r"))
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        for character, what in (("\ufeff", BYTE_ORDER_MARKS), ("\xad", SOFT_HYPHENS)):
            if character in text:
                self.note(what, text.count(character))
                text = text.replace(character, "")
        text, count = _SEPARATORS.subn("\n", text)
        self.note(LINE_SEPARATORS, count)
        text, count = _UNPRINTABLE.subn(REPLACEMENT, text)
        self.note(UNPRINTABLE, count)
        return text

    def result(self) -> tuple[Repair, ...]:
        """The tally, in the order in which each sort was first met."""
        return tuple(Repair(what, count) for what, count in self._counts.items())

"""Words cut at the end of a line, made whole where the hyphen is the printer's."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pincite.readers.repairs import Repairs

UNDONE = "hyphenation at a line end undone"

_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011'’][^\W\d_]+)*")
_HEAD = re.compile(r"([^\W\d_][\w'’\-\u2010\u2011]*)?([-\u2010\u2011])$")
_TAIL = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
# From this share of its lines on, a document that ends them in cut words hyphenates; one that does
# not ends far fewer in compounds.
_HYPHENATES = 0.02
# Shorter words stand alone too often to be proof that a compound is made of two of them ("to-day").
_PART = 4
# First parts that English writes with a hyphen before a word of its own.
_PREFIXES = frozenset(
    {"self", "non", "well", "cross", "mid", "multi", "post", "pre", "pro", "anti", "ex"}
)
# First parts that are words, and compounds with whatever is no ending.
_FIRSTS = frozenset({"self", "cross", "well", "half", "non"})
_ENDING = 3  # letters
# Before a participle a word of this length is a compound's first part ("standard-conforming"), but
# for those that are written in one with it ("understanding").
_BEFORE_PARTICIPLE = 5
_PARTICIPLE = re.compile(r"\w{4,}(?:ing|ed)")
_IN_ONE = frozenset(
    "after counter electro hyper inter macro micro multi other photo super trans ultra"
    " under".split()
)
# Second parts that make a compound of the word before them, and end no word that is written as one.
_SECONDS = frozenset(
    {
        "based",
        "driven",
        "level",
        "maker",
        "makers",
        "making",
        "oriented",
        "owned",
        "scale",
        "specific",
    }
)
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_ONES = re.compile(
    r"(?:one|two|three|four|five|six|seven|eight|nine)(?:-.*)?"
    r"|(?:fir|seco|thi|four|fif|six|seven|eigh|nin)(?:st|nd|rd|th)s?"
)


class Hyphens:
    """Decides by the words that the document itself holds away from line ends.

    ``marked`` says that the document has a soft hyphen wherever a word is cut: then every other
    hyphen is its own.
    """

    def __init__(self, lines: Iterable[str], repairs: Repairs, *, marked: bool = False) -> None:
        self._words: Counter[str] = Counter()
        self._repairs = repairs
        self._marked = marked
        lines = [line.strip() for line in lines]
        cut = False
        for line in lines:
            words = [word.lower() for word in _WORD.findall(line)]
            # Neither half of a cut word is a word of the document, or each tail would be proof
            # that the hyphen before it is a compound's.
            start = int(cut and bool(words) and line.lower().startswith(words[0]))
            cut = line.endswith(("-", "\u2010", "\u2011", "\xad"))
            self._words.update(words[start : -1 if cut else None])
        self._hyphenates = self._judge(lines)

    def join(self, lines: Sequence[str]) -> str:
        """The lines as one, a space between them or a cut word made whole."""
        joined = lines[0].strip()
        for line in lines[1:]:
            following = line.strip()
            if not following:
                continue
            joined = self.pair(joined, following)
        return joined

    def pair(self, above: str, below: str) -> str:
        """Two lines as one, likewise. The second stands at its end, none of it changed."""
        if above.endswith("\xad"):
            self._repairs.note(UNDONE)
            return above.rstrip("\xad") + below
        # "-" after a space is a dash, and " -5" is a number.
        found = _HEAD.search(above[-60:])
        if found is None or not found.group(1) or not below[0].isalnum():
            if above[-1:] in "-\u2010\u2011" and above[-2:-1].isalnum() and below[0].isalnum():
                return above + below  # 2011-\n2015
            return f"{above} {below}"
        tail = _TAIL.match(below)
        if tail is None or self._marked or not self._is_printers(found.group(1), tail.group()):
            return above + below
        self._repairs.note(UNDONE)
        return above[:-1] + below

    def _judge(self, lines: Sequence[str]) -> bool:
        """Whether the document hyphenates, by its cut lines and what it writes elsewhere."""
        cuts = 0
        proof = 0
        for above, below in itertools.pairwise(lines):
            if above.endswith("\xad"):
                return True
            head, tail = _HEAD.search(above[-60:]), _TAIL.match(below)
            if head and head.group(1) and tail and tail.group()[0].islower():
                first, second = head.group(1).lower(), tail.group().lower()
                cuts += first.isalpha()
                proof += bool(self._words[first + second])
                proof -= bool(self._words[f"{first}-{second}"])
        return proof > 0 or cuts > _HYPHENATES * len(lines)

    def _is_printers(self, head: str, tail: str) -> bool:
        """Whether the hyphen between the two is there only because the line ended."""
        capitals = head.isupper() and tail.isupper()
        if "-" in head or not (capitals or (tail[0].islower() and head[-1].islower())):
            return False  # ASEAN-\nROK, people-to-\npeople
        head, tail = head.lower(), tail.lower()
        joined, hyphenated = self._words[head + tail], self._words[f"{head}-{tail}"]
        if joined or hyphenated:
            return joined >= hyphenated
        if capitals:
            return False  # GOVERN-\nMENT must be a word elsewhere: two acronyms look the same
        if self._makes_compound(head, tail):
            return False
        if not self._hyphenates:
            return False
        if not self._words[tail]:
            return True
        return head not in _PREFIXES and not (
            len(head) >= _PART and len(tail) >= _PART and self._words[head]
        )

    def _makes_compound(self, head: str, tail: str) -> bool:
        """Whether the words themselves say that the hyphen is theirs."""
        if tail in _SECONDS or (head in _TENS and _ONES.fullmatch(tail)):
            return True
        first, hyphen, _ = tail.partition("-")
        if hyphen and self._words[first] and not self._words[head + first]:
            return True  # just-\nin-time
        if head in _FIRSTS:
            return len(tail) > _ENDING
        is_word = len(head) >= _BEFORE_PARTICIPLE and self._words[head] > 0
        if is_word and head.endswith("ly") and len(tail) > _ENDING:
            return True  # commonly-\nrequested
        return is_word and head not in _IN_ONE and _PARTICIPLE.fullmatch(tail) is not None

"""From a text to the terms that the lexical index counts.

A term is a word folded (NFKC, case, accents) and stemmed (Snowball, by PyStemmer), a number
without its thousands separators, or a pair of neighbouring characters of a script that writes
words unspaced (Chinese, Japanese, Korean), as Lucene's CJK analyzer has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from pincite.types import Span

_CJK = "\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
# Accents and vowel signs that are characters of their own belong to the word that they stand in.
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x10000)  # those beyond are of historic scripts
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_LETTERS = rf"[^\W\d_{_CJK}]+(?:[{_MARKS}]+[^\W\d_{_CJK}]*)*"
_TOKEN = re.compile(
    rf"(?P<cjk>[{_CJK}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>{_LETTERS}(?:['’]{_LETTERS})*)"
)

# Words that carry no subject: a question is not better answered by a passage that holds them.
STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are aren't as at be because been before being
    below between both but by can can't could couldn't did didn't do does doesn't doing don't down
    during each either else ever every few for from further get give given gives had hadn't has
    hasn't have haven't having he her here hers him his how i if in into is isn't it its itself
    just know let like many may me might more most much must my no nor not of off on once one only
    or other our out over own per please said same say says shall she should so some such tell
    than that the their them then there these they this those through to too under until up upon
    us use very was wasn't we were weren't what when where whether which while who whom whose why
    will with within without won't would yes yet you your
    """.split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A stem, where it stands, and the word as it is written there."""

    stem: str
    surface: str
    span: Span

    @property
    def is_stop_word(self) -> bool:
        """Whether the word carries no subject; one in capitals ("WHO", "US", "IT") is a name."""
        if len(self.surface) > 1 and self.surface.isupper():
            return False
        return self.surface.lower().replace("’", "'").removesuffix("'s") in STOP_WORDS


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one word: folded, then stemmed by Snowball's English rules."""
    folded = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    # Made for each word: PyStemmer's object is not safe between threads, the cache hides the cost.
    return str(Stemmer.Stemmer("english", 0).stemWord(plain))


def _in_ascii(number: str) -> str:
    """A number in the digits 0 to 9, whatever script it is written in."""
    if number.isascii():
        return number
    return "".join(str(unicodedata.digit(each, each)) for each in number)


def terms(text: str) -> list[Term]:
    """Every term of a text, in order, stop words included."""
    return [
        Term(stem, surface, Span(start, start + len(surface)))
        for stem, surface, start in _found(text)
    ]


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem for stem, _, _ in _found(text)]  # without the objects, which cost the most


def stems_and_surfaces(text: str) -> tuple[list[str], list[str]]:
    """The stems of a text and the terms as they are written, in order."""
    found = list(_found(text))
    return [stem for stem, _, _ in found], [surface for _, surface, _ in found]


def _found(text: str) -> Iterator[tuple[str, str, int]]:
    """The stem of each term, the term as it is written, and where."""
    for match in _TOKEN.finditer(text):
        surface = match.group()
        kind = match.lastgroup
        if kind == "word":
            yield stem(surface), surface, match.start()
        elif kind == "number":
            yield _in_ascii(surface).replace(",", ""), surface, match.start()
        elif len(surface) == 1:
            yield surface, surface, match.start()
        else:
            for at in range(len(surface) - 1):
                yield surface[at : at + 2], surface[at : at + 2], match.start() + at

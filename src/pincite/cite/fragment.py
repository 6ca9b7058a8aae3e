"""Links that lead a browser to a quote: text fragments, ``https://…#:~:text=…``.

After the specification of the Web Incubator Community Group, "URL Fragment Text Directives"
(https://wicg.github.io/scroll-to-text-fragment/): a directive is

    text=[prefix-,]textStart[,textEnd][,-suffix]

each part percent-encoded, "-", "," and "&" among the rest because they are its syntax. A browser
takes the first place where the parts match, by whole words, without regard to case and to how
white space is written. So that this place is the quote and none before it, words that repeat are
given with the words beside them. A short quote is given whole; of a long one the first and the
last words, as a link of a whole paragraph is cut by mail programs and chats.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote as percent_encoded

from pincite.errors import NotFoundError

_WHOLE = 160  # characters up to which a quote is given whole
_ENDS = 4  # words of each end of a longer one, more where these repeat
_MOST_WORDS = 40  # of an end or of the context; beyond this the text repeats itself for long
_CONTEXT_WORDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, _MOST_WORDS)

_SPACES = re.compile(r"\s+")
_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Directive:
    """The parts of a text directive, not yet encoded; empty ones are absent."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        parts = [
            f"{_encoded(self.prefix)}-" if self.prefix else "",
            _encoded(self.start),
            _encoded(self.end),
            f"-{_encoded(self.suffix)}" if self.suffix else "",
        ]
        return "text=" + ",".join(part for part in parts if part)


def text_fragment(document_text: str, quote: str, start: int | None = None) -> str:
    """The fragment directive ``:~:text=…`` that leads to the quote, without the "#".

    Args:
        document_text: The text of the page that the link leads to, or of the document made from it.
        quote: Words that stand in it; white space may differ.
        start: Where they stand, in code points, if they stand more than once; by default the
            first place. The place at or nearest after it is taken.

    Raises:
        NotFoundError: the words are not in the text, or there are none.
    """
    return f":~:{directive(document_text, quote, start)}"


def link(url: str, document_text: str, quote: str, start: int | None = None) -> str:
    """The address with the text fragment that leads to the quote; see `text_fragment`.

    A fragment that the address has already is kept, and an earlier text fragment replaced.
    """
    base, _, fragment = url.partition("#")
    return f"{base}#{fragment.partition(':~:')[0]}{text_fragment(document_text, quote, start)}"


def directive(document_text: str, quote: str, start: int | None = None) -> Directive:
    """The shortest directive of its kind whose first match in the text is the quote.

    Where a text repeats so long that no context of 40 words tells the places apart, the one with
    the most context.
    """
    folded = _fold(document_text)
    wanted = _SPACES.sub(" ", quote).strip()
    needle = _lower(wanted)
    if not needle:
        raise NotFoundError("the quote is empty; a text fragment needs words to look for")
    at = _place(folded.text, needle, folded.position(start or 0))
    if at < 0:
        raise NotFoundError(f'the quote "{wanted[:60]}" is not in the document\'s text')
    first, last = _whole_words(folded.text, at, at + len(needle))
    best: Directive | None = None
    for best in _candidates(folded, first, last):
        if _find(folded.text, best) == (first, last):
            break
    assert best is not None, "there is always a first candidate"
    return best


def find(document_text: str, directive: Directive) -> tuple[int, int] | None:
    """Where a browser finds the directive in a text of one block, by the specification.

    The range counts code points of the text with its white space made single spaces. None if the
    directive does not match.
    """
    return _find(_fold(document_text).text, directive)


def _find(text: str, directive: Directive) -> tuple[int, int] | None:
    prefix, start = _lower(directive.prefix), _lower(directive.start)
    end, suffix = _lower(directive.end), _lower(directive.suffix)
    position = 0
    while True:
        if prefix:
            before = _find_word(text, prefix, position, ends=False)
            if before < 0:
                return None
            begin = before + len(prefix)
            begin += text[begin : begin + 1] == " "
            position = before + 1
            if not text.startswith(start, begin) or not _bounded(
                text, begin, begin + len(start), ends=bool(end) or not suffix
            ):
                continue
        else:
            begin = _find_word(text, start, position, ends=bool(end) or not suffix)
            if begin < 0:
                return None
            position = begin + 1
        finish = begin + len(start)
        while end:
            at = _find_word(text, end, finish, ends=not suffix)
            if at < 0:
                return None
            finish = at + len(end)
            if not suffix or _followed(text, finish, suffix):
                return begin, finish
        if not suffix or _followed(text, finish, suffix):
            return begin, finish


# --- how a text is compared ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text with single spaces, as written and in lower case of the same length; its offsets."""

    original: str
    text: str
    words: tuple[int, ...]  # where each word begins here
    sources: tuple[int, ...]  # and in the source
    lines: tuple[int, ...]  # where the words begin that begin a line

    def position(self, source: int) -> int:
        """The place here of a code point of the source."""
        word = bisect_right(self.sources, source) - 1
        if word < 0:
            return 0
        return min(self.words[word] + source - self.sources[word], len(self.text))

    def broken(self, first: int, last: int) -> bool:
        """Whether a line ends within the range."""
        return bisect_right(self.lines, first) < bisect_left(self.lines, last)

    def context(self, first: int, last: int, *, within_line: bool) -> tuple[list[str], list[str]]:
        """The words before and after a range, if asked only those of the one line beside it."""
        begin, end = max(0, first - 40 * _MOST_WORDS), last + 40 * _MOST_WORDS
        if within_line:
            line = bisect_left(self.lines, first) - 1
            begin = max(begin, self.lines[line] if line >= 0 else 0)
            following = bisect_right(self.lines, last + 1)
            end = min(end, self.lines[following] if following < len(self.lines) else end)
        before, after = self.original[begin:first].split(), self.original[last:end].split()
        return before[-_MOST_WORDS:], after[:_MOST_WORDS]


@lru_cache(maxsize=8)
def _fold(text: str) -> _Folded:
    words: list[str] = []
    here: list[int] = []
    sources: list[int] = []
    lines: list[int] = []
    length, previous = 0, 0
    for match in re.finditer(r"\S+", text):
        if "\n" in text[previous : match.start()] or not words:
            lines.append(length)
        words.append(match[0])
        here.append(length)
        sources.append(match.start())
        length += len(match[0]) + 1
        previous = match.end()
    original = " ".join(words)
    return _Folded(original, _lower(original), tuple(here), tuple(sources), tuple(lines))


def _lower(text: str) -> str:
    """Lower case with no character more or less, so that positions stay (not "İ" to two)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_word(text: str, position: int) -> bool:
    return 0 <= position < len(text) and _WORD_CHARACTER.match(text[position]) is not None


def _boundary(text: str, position: int) -> bool:
    return not (_is_word(text, position - 1) and _is_word(text, position))


def _bounded(text: str, begin: int, finish: int, *, ends: bool) -> bool:
    return _boundary(text, begin) and (not ends or _boundary(text, finish))


def _place(text: str, needle: str, position: int) -> int:
    """Where the words stand: at the position, else after it, else anywhere; whole words first."""
    if text.startswith(needle, position):
        return position
    for begin in (position, 0):
        at = _find_word(text, needle, begin, ends=True)
        if at < 0:
            at = text.find(needle, begin)
        if at >= 0:
            return at
    return -1


def _find_word(text: str, needle: str, position: int, *, ends: bool) -> int:
    while (at := text.find(needle, position)) >= 0:
        if _bounded(text, at, at + len(needle), ends=ends):
            return at
        position = at + 1
    return -1


def _followed(text: str, finish: int, suffix: str) -> bool:
    finish += text[finish : finish + 1] == " "
    return text.startswith(suffix, finish) and _boundary(text, finish + len(suffix))


def _whole_words(text: str, first: int, last: int) -> tuple[int, int]:
    """The range widened to whole words, since a browser matches no part of one."""
    while not _boundary(text, first):
        first -= 1
    while not _boundary(text, last):
        last += 1
    return first, last


# --- which directives are tried -----------------------------------------------------------------


def _candidates(folded: _Folded, first: int, last: int) -> Iterator[Directive]:
    """Directives for a place: longer ends, then all of it, then more and more context."""
    quoted = folded.original[first:last]
    words = quoted.split(" ")
    forms: list[tuple[str, str]] = []
    most = min(_MOST_WORDS, len(words) // 2)
    if most and (len(quoted) > _WHOLE or folded.broken(first, last)):
        forms = [
            (" ".join(words[:count]), " ".join(words[-count:]))
            for count in range(min(_ENDS, most), most + 1, 2)
        ]
    forms.append((quoted, ""))
    for form in forms:
        yield Directive(*form)
    # A browser finds a prefix or suffix only within one paragraph: those come first.
    for within_line in (True, False):
        before, after = folded.context(first, last, within_line=within_line)
        for count in _CONTEXT_WORDS:
            prefix, suffix = " ".join(before[-count:]), " ".join(after[:count])
            for some in ((prefix, ""), ("", suffix), (prefix, suffix)):
                for start, end in dict.fromkeys((forms[0], forms[-1])):
                    if any(some):
                        yield Directive(start, end, *some)


def _encoded(text: str) -> str:
    # `quote` never encodes "-", "." , "_" and "~"; of these only the hyphen is syntax here.
    return percent_encoded(text, safe="").replace("-", "%2D")

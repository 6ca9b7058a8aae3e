"""Plain text: decoded, and rid of what a conversion from Markdown left behind."""

from __future__ import annotations

import re

from pincite.readers.charset import decode
from pincite.readers.limits import Limits
from pincite.readers.repairs import Repairs
from pincite.types import Extract

ESCAPES = "Markdown backslash before punctuation removed"
EMPHASIS = "pair of Markdown emphasis marks removed"

# A backslash that Markdown writes before a character of its own syntax. It must not follow a
# colon, a slash or another backslash (C:\$x, \\server), nor stand in a word with another sort of
# backslash in it (a path, a regular expression, LaTeX): that is judged word by word below.
_ESCAPE = re.compile(r"(?<![:\\/])\\([$*_#\[\]~`>&%|])")
_WORD = re.compile(r"\S+")
_OTHER_BACKSLASH = re.compile(r"[:\\/]\\|\\(?![$*_#\[\]~`>&%|])")
# A text with commands, paths or patterns in it means its backslashes before brackets, too.
_COMMAND = re.compile(r"\\[A-Za-z0-9]")

# A pair of emphasis marks on one line hugs its content, has white space or opening punctuation
# before it and white space or closing punctuation after it. That leaves alone a lone footnote
# asterisk, "a * b", "2*3*4", "*.txt", snake_case and lines that begin with a bullet. (Possessive,
# *+, so that a mark without its other one costs no more than a look to the end of the line.)
_BEFORE = r"(?<![^\s(\[{\"'“‘—–-])"
_AFTER = r"(?![^\s.,;:!?)\]}\"'”’—–-])"
_STARS = re.compile(
    _BEFORE + r"(\*{1,3})(?=[\w\"'“‘(\[])([^*\n]*+)(?<![\s\\])\1" + _AFTER,
)
# Single words between underscores are more often names in code (_id_, __init__) than emphasis.
_UNDERSCORES = re.compile(
    _BEFORE + r"(_{1,3})(?=[^\W_]|[\"'“‘(\[])(?=[^_\n ]*+ )([^_\n]*+)(?<![\s\\])\1" + _AFTER,
)


def read_plain(data: bytes, name: str, limits: Limits) -> Extract:
    """The text as it stands, its lines and list markers kept; blocks are inferred by others."""
    repairs = Repairs()
    text = repairs.clean(decode(data, name))
    return Extract(text=without_markdown(text, repairs), repairs=repairs.result())


def without_markdown(text: str, repairs: Repairs) -> str:
    r"""Text without stray Markdown: ``US\$5`` → ``US$5``, ``*Title*`` → ``Title``.

    Backslashes go last, so that the asterisk of ``\*`` is not taken for emphasis.
    """
    for pattern in (_STARS, _UNDERSCORES):
        text, count = pattern.subn(r"\2", text)
        repairs.note(EMPHASIS, count)
    if "\\" not in text:
        return text
    brackets = _COMMAND.search(text) is None
    removed = 0

    def unescaped(match: re.Match[str]) -> str:
        nonlocal removed
        word = match.group()
        if "\\" not in word or _OTHER_BACKSLASH.search(word):
            return word
        if not brackets and re.search(r"\\[\[\]]", word):
            return word
        word, count = _ESCAPE.subn(r"\1", word)
        removed += count
        return word

    text = _WORD.sub(unescaped, text)
    repairs.note(ESCAPES, removed)
    return text

"""Text with formatting marks in it, and what becomes of them in plain text, HTML and Markdown.

A style is rendered once, with private-use characters where formatting begins and ends, and
written out in the format asked for afterwards. Escaping then covers everything that is text,
whether it came from a record or from the style, and nothing that is markup. The module serves
citeproc-py as its *formatter*: it calls `preformat` and the functions named for CSL's formatting.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from pincite.cite.line import without_directions
from pincite.cite.names import is_cjk


@dataclass(frozen=True, slots=True)
class Mark:
    """A pair of private-use characters around a piece of text."""

    opening: str
    closing: str

    def around(self, text: str) -> str:
        return f"{self.opening}{text}{self.closing}"


ITALIC = Mark("\ue000", "\ue001")
BOLD = Mark("\ue002", "\ue003")
SUPERSCRIPT = Mark("\ue004", "\ue005")
SUBSCRIPT = Mark("\ue006", "\ue007")
SMALL_CAPS = Mark("\ue008", "\ue009")
UNDERLINE = Mark("\ue00a", "\ue00b")
URL = Mark("\ue00c", "\ue00d")
GIVEN = Mark("\ue00e", "\ue00f")  # around the parts of a name that is written family first
FAMILY = Mark("\ue010", "\ue011")
HYPHEN = "\ue012"  # one that a style must not take for the dash of a range

_ANY_MARK = re.compile("[\ue000-\ue012]")

# --- what citeproc-py calls ---------------------------------------------------------------------


def preformat(text: str) -> str:
    """Nothing is escaped before the end."""
    return text


def _plain(text: object) -> str:
    return str(text)


def _marked(mark: Mark) -> Callable[[object], str]:
    return lambda text: mark.around(str(text))


Italic = Oblique = _marked(ITALIC)
Bold = _marked(BOLD)
Light = _plain
Underline = _marked(UNDERLINE)
Superscript = _marked(SUPERSCRIPT)
Subscript = _marked(SUBSCRIPT)
SmallCaps = _marked(SMALL_CAPS)

# --- before rendering ---------------------------------------------------------------------------


def clean(text: str) -> str:
    """The text on one line, without characters that we use as marks, or that turn its direction."""
    return " ".join(without_directions(_ANY_MARK.sub("", text)).split())


def keep_hyphens(text: str) -> str:
    """Hyphens marked, so that a style makes none a dash, unless the text is a range of numbers."""
    return text if re.fullmatch(r"\d+\s*-\s*\d+", text) else text.replace("-", HYPHEN)


def typographic(text: str) -> str:
    """Straight quotation marks in pairs made curly, as typeset styles have them."""
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return re.sub(r"(?<!\w)'([^']*)'(?!\w)", r"‘\1’", text)


def initials(given: str, mark: str) -> str:
    """Initials of a given name: H.-Y. of Hae-yong, A. M. of Anna Maria; without capitals as it is.

    The second part of a hyphenated name gets a capital, as APA asks and readers of romanised
    Korean and Chinese names expect. Initials lose the mark of a family-first name: with them the
    style's own order and comma stand ("Kim, H.-Y.").
    """
    name = re.sub(f"[{GIVEN.opening}{GIVEN.closing}]", "", given)
    if not any(character.isupper() for character in name):
        return given
    words: list[str] = []
    # The full stop of "J.-P." parts no words.
    for word in re.sub(r"(?:\.\s?)?[-‐‑–]", "-", name).replace(".", " ").split():
        if word[0].isupper():
            parts = [part[0].upper() + mark.rstrip() for part in word.split("-") if part]
            words.append("-".join(parts))
        else:
            words.append(word)  # a particle
    joint = " " if mark.endswith(" ") or any(word[0].islower() for word in words) else ""
    return joint.join(words)


def quoted_words_capitalised(text: str) -> str:
    """The first letter after an opening quotation mark made a capital."""
    return re.sub(r"(?<=[“‘])\w", lambda match: match[0].upper(), text)


def with_inner_quotes(text: str, opening: str, closing: str) -> str:
    """Quotation marks in a text that will itself be quoted, changed to the other kind.

    In “…” what was double becomes single, in ‘…’ what was single becomes double. A ’ between
    letters is an apostrophe and stays.
    """
    text = typographic(text)
    if opening == "“":
        return text.replace("“", "‘").replace("”", "’")
    if opening == "‘":
        return re.sub(r"‘((?:[^‘’]|(?<=\w)’(?=\w))*)’", r"“\1”", text)
    return text


# --- after rendering ----------------------------------------------------------------------------

_GIVEN = f"{GIVEN.opening}([^{GIVEN.closing}]*){GIVEN.closing}"
_FAMILY = f"{FAMILY.opening}([^{FAMILY.closing}]*){FAMILY.closing}"
_GIVEN_FIRST = re.compile(f"{_GIVEN} {_FAMILY}")
_SORTED = re.compile(f"{_FAMILY},? {_GIVEN}")


def family_first(text: str) -> str:
    """Marked names in their own order, without a comma: Kim Hae-yong, 김해용."""
    text = _GIVEN_FIRST.sub(lambda match: _joined(match[2], match[1]), text)
    text = _SORTED.sub(lambda match: _joined(match[1], match[2]), text)
    return re.sub(f"[{GIVEN.opening}{GIVEN.closing}{FAMILY.opening}{FAMILY.closing}]", "", text)


def _joined(family: str, given: str) -> str:
    return family + ("" if is_cjk(family) and is_cjk(given) else " ") + given


_CLOSINGS = f"[{ITALIC.closing}{BOLD.closing}{UNDERLINE.closing}{SMALL_CAPS.closing}]*"


def punctuation_into_quotes(text: str) -> str:
    """A comma or full stop after a closing ” moved before it, as American styles have it."""
    return re.sub(f"(?<![.,])(’*”)({_CLOSINGS})([.,])", r"\3\1\2", text)


def single_punctuation(text: str) -> str:
    """No mark twice where two elements meet, and no full stop after a question mark."""
    text = re.sub(f"([.,;:!?])({_CLOSINGS})\\1(?=\\s|$)", r"\1\2", text)
    return re.sub(f"([?!][’”]*{_CLOSINGS})[.](?=[’”\\s]|$)", r"\1", text)


def brackets_within_parentheses(text: str) -> str:
    """A parenthesis within the parentheses of a citation made square."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    return f"({text[1:-1].replace('(', '[').replace(')', ']')})"


def to_text(text: str) -> str:
    """Plain text."""
    return _ANY_MARK.sub("", _hyphens(text))


_TAGS = {
    ITALIC: "i",
    BOLD: "b",
    SUPERSCRIPT: "sup",
    SUBSCRIPT: "sub",
    UNDERLINE: "u",
}


def to_html(text: str) -> str:
    """HTML of inline elements only; http and https addresses are links."""
    out = html.escape(_hyphens(text), quote=True)
    for mark, tag in _TAGS.items():
        out = out.replace(mark.opening, f"<{tag}>").replace(mark.closing, f"</{tag}>")
    out = out.replace(SMALL_CAPS.opening, '<span style="font-variant: small-caps">')
    out = out.replace(SMALL_CAPS.closing, "</span>")
    return _ANY_MARK.sub("", _urls(out, lambda url: f'<a href="{url}">{url}</a>'))


_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>~|])")


def to_markdown(text: str) -> str:
    """CommonMark on one line, which reads as the plain text wherever it is put."""
    pieces = re.split(f"({URL.opening}[^{URL.closing}]*{URL.closing})", _hyphens(text))
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            piece = _MARKDOWN_SPECIAL.sub(r"\\\1", piece)
            # An ampersand that would begin a character reference.
            pieces[i] = re.sub(r"&(?=#?\w+;)", r"\\&", piece)
    out = "".join(pieces)
    # What would make a heading, a list item or a numbered one at the line's beginning.
    out = re.sub(r"\A([#+-])", r"\\\1", out)
    out = re.sub(r"\A(\d{1,9})([.)])", r"\1\\\2", out)
    for mark, sign in ((ITALIC, "*"), (BOLD, "**")):
        out = out.replace(mark.opening, sign).replace(mark.closing, sign)
    for mark, tag in ((SUPERSCRIPT, "sup"), (SUBSCRIPT, "sub")):
        out = out.replace(mark.opening, f"<{tag}>").replace(mark.closing, f"</{tag}>")
    return _ANY_MARK.sub("", _urls(out, lambda url: f"<{url}>"))


def _urls(text: str, write: Callable[[str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        url = match[1]
        return write(url) if re.match(r"https?://[^\s<>]+\Z", url, re.IGNORECASE) else url

    return re.sub(f"{URL.opening}([^{URL.closing}]*){URL.closing}", one, text)


def _hyphens(text: str) -> str:
    return text.replace(HYPHEN, "-")

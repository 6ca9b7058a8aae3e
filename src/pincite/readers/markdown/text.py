"""What a reader of rendered Markdown sees of one block: its text without the markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdown_it.token import Token

from pincite.readers.html.notes import BREAKS, drop_marks
from pincite.readers.html.scripts import settle_scripts
from pincite.readers.marks import is_mark
from pincite.readers.raised import Level, settled

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_PARSER = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
_SCRIPT = re.compile(r"<(/?)su([pb])\b[^>]*>", re.IGNORECASE)


def text_of(token: Token) -> str:
    """A token's content as a reader sees it: no markup, an image's description in its place."""
    if token.type in ("code_block", "fence"):
        return token.content
    if token.type == "html_block":
        return _without_tags(token.content)
    return settled(_pieces(token.children or ()))


def _pieces(children: Sequence[Token]) -> Iterator[tuple[str, Level]]:
    level = Level.BASELINE
    is_link = False  # to a place in the document itself
    for child in children:
        match child.type:
            case "softbreak" | "hardbreak":
                yield "\n", Level.BASELINE
            case "link_open":
                is_link = str(child.attrGet("href") or "").startswith("#")
            case "link_close":
                is_link = False
            case "text" | "code_inline" | "image":
                if not (is_link and level is Level.RAISED and is_mark(child.content)):
                    yield child.content, level
            case "html_inline":
                if _BREAK.fullmatch(child.content):
                    yield "\n", Level.BASELINE
                elif found := _SCRIPT.fullmatch(child.content):
                    opened = Level.RAISED if found.group(2).lower() == "p" else Level.LOWERED
                    level = Level.BASELINE if found.group(1) else opened


def _without_tags(fragment: str) -> str:
    """The text of a piece of HTML, which may open or close elements of other pieces."""
    tree = lxml_html.document_fromstring(f"<html><body>{fragment}</body></html>", parser=_PARSER)
    drop_marks(tree)
    settle_scripts(tree)
    lines = "".join(_lines(tree)).split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def _lines(element: HtmlElement) -> Iterator[str]:
    """The element's text, a line feed at each edge of a block and a tab between cells."""
    if element.tag in ("script", "style"):
        return
    edge = "\n" if element.tag in BREAKS else ""
    if element.tag in ("td", "th") and element.getprevious() is not None:
        edge = "\t"
    yield edge
    yield element.text or ""
    for child in element:
        yield from _lines(child)
        yield child.tail or ""
    yield edge if edge != "\t" else ""

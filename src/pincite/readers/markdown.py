"""Markdown: its outline as blocks, its text without the markup."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pincite.errors import ReadError
from pincite.readers.charset import decode
from pincite.readers.limits import Limits
from pincite.readers.outline import BULLET, Outline
from pincite.readers.repairs import Repairs
from pincite.types import BlockKind, Extract

# The parser leaves out, without a word, what is nested deeper than its limit; ours is far above
# any real document, and a document that reaches it is refused.
MAX_NESTING = 100

_FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def read_markdown(data: bytes, name: str, limits: Limits) -> Extract:
    """CommonMark with tables and strikethrough, and a front matter's title where there is one."""
    repairs = Repairs()
    text = repairs.clean(decode(data, name))
    title = None
    if matter := _FRONT_MATTER.match(text):
        if found := _TITLE.search(matter.group(2)):
            title = found.group(1).strip("\"'")
        text = text[matter.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    tokens = parser.enable(["table", "strikethrough"]).parse(text)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        raise ReadError(
            name, "corrupt", f"blocks nested {MAX_NESTING} deep or deeper; flatten the document"
        )
    outline = Outline(repairs)
    _walk(tokens, outline)
    return outline.extract(title)


def _walk(tokens: list[Token], outline: Outline) -> None:
    numbers = _numbers(tokens)
    ordered: list[bool] = []  # the lists that are open, outermost first
    marker = ""
    heading = 0
    in_item = False  # the next paragraph opens a list item
    row: list[str] | None = None
    for place, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                ordered.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                ordered.pop()
            case "list_item_open":
                in_item = True
                marker = numbers[place] + token.markup if ordered[-1] else BULLET
            case "list_item_close":
                in_item = False
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "tr_open":
                row = []
            case "tr_close":
                outline.add(BlockKind.PARAGRAPH, "\t".join(row or ()))
                row = None
            case "inline" if row is not None:
                row.append(_text_of(token))
            case "inline" if heading:
                outline.add(BlockKind.HEADING, _text_of(token), level=heading)
            case "inline" | "code_block" | "fence" | "html_block":
                if in_item:
                    outline.add(
                        BlockKind.LIST_ITEM, _text_of(token), level=len(ordered), marker=marker
                    )
                    in_item = False
                else:
                    outline.add(BlockKind.PARAGRAPH, _text_of(token))


def _numbers(tokens: list[Token]) -> dict[int, str]:
    """The number of each ordered item, by its token's position.

    It is the number as written, also where the list jumps or repeats itself, which Markdown's own
    rendering would smooth over. A list that writes one number throughout means to be counted.
    """
    numbers: dict[int, str] = {}
    lists: list[list[int]] = []
    for place, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists.append([])
        elif token.type == "list_item_open":
            lists[-1].append(place)
            numbers[place] = token.info
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            items = lists.pop()
            written = {numbers[item] for item in items}
            if token.type == "ordered_list_close" and len(items) > 1 and len(written) == 1:
                start = int(written.pop())
                numbers.update((item, str(start + n)) for n, item in enumerate(items))
    return numbers


def _text_of(token: Token) -> str:
    """A token's content as a reader sees it: no markup, an image's description in its place."""
    if token.type in ("code_block", "fence"):
        return token.content
    if token.type == "html_block":
        return _without_tags(token.content)
    pieces = []
    for child in token.children or ():
        match child.type:
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "text" | "code_inline" | "image":
                pieces.append(child.content)
            case "html_inline" if re.fullmatch(r"<br\s*/?>", child.content, re.IGNORECASE):
                pieces.append("\n")
    return "".join(pieces)


def _without_tags(fragment: str) -> str:
    if re.fullmatch(r"(?s)\s*<(!--.*|/?[A-Za-z][^>]*>)\s*", fragment):
        return ""  # a lone tag or a comment: nothing that a reader sees
    tree = lxml_html.fragment_fromstring(fragment, create_parent="div")
    for hidden in tree.xpath("//script | //style"):
        hidden.drop_tree()
    return str(tree.text_content())

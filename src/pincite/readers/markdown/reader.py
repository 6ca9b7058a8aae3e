"""Markdown: its outline as blocks, its text without the markup."""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pincite.errors import ReadError
from pincite.readers.charset import decode
from pincite.readers.limits import Limits
from pincite.readers.markdown.notes import REFERRED, footnotes
from pincite.readers.markdown.text import text_of
from pincite.readers.outline import BULLET, Outline
from pincite.readers.repairs import Repairs
from pincite.readers.rows import add_rows
from pincite.types import BlockKind, Extract

# The parser leaves out, without a word, what is nested deeper than its limit; ours is far above
# any real document, and a document that reaches it is refused.
MAX_NESTING = 100

_FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+)[ \t]*\n(.*?)^\1[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
# What is written between two rules is front matter only if each line of it reads as YAML or TOML:
# a key, a comment, what is set in under a key, an item or the end of a list.
_MATTER_LINE = re.compile(
    r"(?:[\"']?[\w.-]+[\"']?[ \t]*(?::(?:[ \t]|$)|=)|[ \t]+\S|-(?:[ \t]|$)|#|[\[\]{}]|[ \t]*$)"
)
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)


def read_markdown(data: bytes, name: str, limits: Limits) -> Extract:
    """CommonMark with tables, strikethrough and footnotes, and a front matter's title, if any."""
    repairs = Repairs()
    text = repairs.clean(decode(data, name))
    title = None
    if matter := _front_matter(text):
        if found := _TITLE.search(matter.group(2)):
            title = found.group(1).strip("\"'")
        text = text[matter.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    environment: dict[str, Any] = {}
    tokens = parser.enable(["table", "strikethrough"]).use(footnotes).parse(text, environment)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        raise ReadError(
            name, "corrupt", f"blocks nested {MAX_NESTING} deep or deeper; flatten the document"
        )
    outline = Outline(repairs)
    notes = _walk(tokens, outline)
    # Notes are numbered by their first reference, whatever their labels say.
    numbers = {label: str(number) for number, label in enumerate(environment.get(REFERRED, ()), 1)}
    for label in (*numbers, *(label for label in notes if label not in numbers)):
        outline.add(BlockKind.NOTE, notes[label], marker=numbers.get(label, ""))
    return outline.extract(title)


def _front_matter(text: str) -> re.Match[str] | None:
    """The front matter; text between two rules, which may open a document as well, is none."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return None
    lines = found.group(2).splitlines()
    is_matter = not lines or (lines[0].strip() and all(map(_MATTER_LINE.match, lines)))
    return found if is_matter else None


def _walk(tokens: list[Token], outline: Outline) -> dict[str, str]:
    """Add the blocks of the text; give the text of each note by its label."""
    numbers = _numbers(tokens)
    ordered: list[bool] = []  # the lists that are open, outermost first
    marker = ""
    heading = 0
    in_item = False  # the next paragraph opens a list item
    rows: list[list[str]] = []
    in_row = False
    notes: dict[str, str] = {}
    label: str | None = None  # of the note that is open
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
            case "footnote_open":
                label = token.info
                notes.setdefault(label, "")
            case "footnote_close":
                label = None
            case "inline" | "code_block" | "fence" | "html_block" if label is not None:
                notes[label] = f"{notes[label]}\n{text_of(token)}".strip()
            case "tr_open":
                rows.append([])
                in_row = True
            case "tr_close":
                in_row = False
            case "table_close":
                add_rows(outline, rows)
                rows = []
            case "inline" if in_row:
                rows[-1].append(text_of(token))
            case "inline" if heading:
                outline.add(BlockKind.HEADING, text_of(token), level=heading)
            case "inline" | "code_block" | "fence" | "html_block":
                if in_item:
                    outline.add(
                        BlockKind.LIST_ITEM, text_of(token), level=len(ordered), marker=marker
                    )
                    in_item = False
                else:
                    outline.add(BlockKind.PARAGRAPH, text_of(token))
    return notes


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

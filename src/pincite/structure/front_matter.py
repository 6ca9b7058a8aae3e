"""What stands around an article: masthead, byline, share buttons, a caption printed twice.

None of it is a passage of the argument. Recognised by its place (before the first paragraph of
prose) and its form, never by a particular document's words.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pincite.types import Block, BlockKind, Record, Span

_PROSE_WORDS = 25
_LABEL_WORDS = 15
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_BYLINE = re.compile(r"by\s+[^\W\d_]", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:published|updated|posted|modified|first published|last updated|date)\b\s*:?\s*.*\d{4}",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:link copied|copy link|copy url|share(?: this)?(?: article)?|print|e-?mail|subscribe|"
    r"sign (?:in|up)|log in|font size|listen|save|bookmark)\W*$",
    re.IGNORECASE,
)
# What buttons are named after may also be what is written about, under a heading or in a list.
_PLATFORM = re.compile(r"(?:facebook|twitter|x|whatsapp|linkedin)\W*$", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:photo|photograph|image|picture|credit|source|\(c\)|©)\s*(?:by|:|/)", re.IGNORECASE
)


def set_apart(text: str, blocks: tuple[Block, ...], record: Record) -> tuple[Block, ...]:
    """The blocks with front matter marked as what it is; numbered paragraphs have none."""
    blocks = tuple(piece for block in blocks for piece in _doubled_caption(text, block))
    if 2 * sum(block.number is not None for block in blocks) >= len(blocks):
        return blocks
    prose = next((i for i, block in enumerate(blocks) if _is_prose(text, block)), len(blocks))
    title_at = next(
        (i for i, block in enumerate(blocks[:prose]) if _is_title(_words(text, block), record)),
        None,
    )
    marked: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.CAPTION:
            marked.append(block)
        elif index < prose:
            marked.append(_front(text, block, record, index, title_at))
        elif _is_button(block.kind, _words(text, block)):
            marked.append(replace(block, kind=BlockKind.BOILERPLATE, level=0))
        else:
            marked.append(block)
    return tuple(marked)


def _front(text: str, block: Block, record: Record, index: int, title_at: int | None) -> Block:
    words = _words(text, block)
    if index == title_at:
        return replace(block, kind=BlockKind.HEADING, level=1)
    furniture = (
        _BUTTON.match(words)
        or _PLATFORM.match(words)
        or _is_label(_DATELINE, words)
        or _is_label(_BYLINE, words)
        or (record.publisher is not None and words.casefold() == record.publisher.casefold())
        or (title_at is not None and index < title_at)
    )
    if furniture:
        return replace(block, kind=BlockKind.BOILERPLATE, level=0)
    if _CREDIT.match(words):
        return replace(block, kind=BlockKind.CAPTION, level=0)
    return block


def _is_button(kind: BlockKind, words: str) -> bool:
    """Whether what stands after the first paragraph of prose is to share the article with."""
    return bool(_BUTTON.match(words) or (kind is BlockKind.PARAGRAPH and _PLATFORM.match(words)))


def _is_label(form: re.Pattern[str], words: str) -> bool:
    """Whether a line is a byline or dateline, and not a sentence that begins like one.

    "By then, all had agreed." is a sentence; "By Ann Lee." is not.
    """
    if not form.match(words) or len(words.split()) > _LABEL_WORDS:
        return False
    names = [word for word in words.split()[1:] if word[0].isalpha()]
    return not _SENTENCE_END.search(words) or all(name[0].isupper() for name in names)


def _is_title(words: str, record: Record) -> bool:
    """The record's title, possibly behind a rubric: "[Contribution] ASEAN and Korea …"."""
    bare = re.sub(r"^\[[^\]]{1,40}\]\s*", "", words)
    return record.title.casefold() in (words.casefold(), bare.casefold())


def _is_prose(text: str, block: Block) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    words = _words(text, block)
    return (
        len(words.split()) >= _PROSE_WORDS
        and bool(_SENTENCE_END.search(words))
        and not _is_label(_BYLINE, words)
    )


def _words(text: str, block: Block) -> str:
    return " ".join(" ".join(text[span.start : span.end] for span in block.spans).split())


def _doubled_caption(text: str, block: Block) -> tuple[Block, ...]:
    """A block that is the same words twice over is a caption: once as that, once left out."""
    if block.kind is not BlockKind.PARAGRAPH or block.number or len(block.spans) != 1:
        return (block,)
    span = block.spans[0]
    middle = _middle(text[span.start : span.end])
    if middle is None:
        return (block,)
    first = Span(span.start, span.start + len(text[span.start : span.start + middle].rstrip()))
    return (
        Block(BlockKind.CAPTION, (first,)),
        Block(BlockKind.BOILERPLATE, (Span(span.start + middle, span.end),)),
    )


def _middle(words: str) -> int | None:
    """Where the second of two equal halves begins, or None."""
    if len(words) < 40:
        return None
    near = len(words) // 2
    for middle in range(max(1, near - 3), min(len(words), near + 4)):
        if words[:middle].split() == words[middle:].split() and words[middle - 1].isspace():
            return middle
    return None

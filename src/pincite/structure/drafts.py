"""Which blocks make a passage together: a numbered paragraph and all that belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pincite.structure.quoting import offsets_of
from pincite.types import Block, BlockKind, Document, Span

_SENTENCE = re.compile(
    r"(?:\([a-z\d]+\)|\w[.)])?\s*[^a-z\s].*[.!?:。！？：؟।][\"'”’»)\]]*$", re.DOTALL
)
_MARKER = re.compile(r"\S+\s+\Z")
_LONGEST_MARKER = 24  # code points
_LONGEST_JUMP = 5
# What stands among the paragraphs and is none of them.
_APART = frozenset({BlockKind.ROW, BlockKind.NOTE})
# From this share of numbered paragraphs on, what follows the last number is part of it.
_NUMBERED_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage before its locator and id are known.

    ``level`` is that of the list item it begins with, else 0; ``leads`` says that items of a list
    belong to it.
    """

    kind: BlockKind
    spans: tuple[Span, ...]
    number: str | None
    section: tuple[str, ...]
    level: int = 0
    leads: bool = False


def drafts_of(document: Document) -> list[Draft]:
    """The passages of a document in reading order, each block's words in one of them.

    Boilerplate is in none, and a heading in none unless there is nothing else. Each row of a table
    and each note is a passage by itself, and the paragraph above goes on below them.
    """
    drafts: list[Draft] = []
    headings: list[tuple[int, str]] = []
    gathering = _Gathering(document)
    fresh_section = True
    above = -1  # the last passage that is no row and no note
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.BOILERPLATE:
            continue
        if block.kind is BlockKind.HEADING:
            words, _ = offsets_of(document.text, block.spans)
            headings = [heading for heading in headings if heading[0] < block.level]
            if not _is_title(words, document.record.title):
                headings.append((block.level, words))
            fresh_section = True
            continue
        draft = gathering.draft(block, tuple(words for _, words in headings))
        if block.kind in _APART:
            drafts.append(draft)
            continue
        if above >= 0 and not fresh_section and gathering.belongs(draft, drafts[above], index):
            last = drafts[above]
            leads = last.leads or draft.kind is BlockKind.LIST_ITEM or draft.leads
            drafts[above] = replace(last, spans=(*last.spans, *draft.spans), leads=leads)
        else:
            above = len(drafts)
            drafts.append(draft)
        fresh_section = fresh_section and block.kind is BlockKind.CAPTION
    if not drafts:
        # A document of bare lines: better to cite its lines than to hold it and never show it.
        drafts = [
            Draft(BlockKind.PARAGRAPH, block.spans, None, ())
            for block in document.blocks
            if block.kind is not BlockKind.BOILERPLATE
        ]
    return drafts


class _Gathering:
    """Decides what belongs to the paragraph before it."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        blocks = document.blocks
        self._next_number: list[tuple[int, ...] | None] = [None] * len(blocks)
        following: tuple[int, ...] | None = None
        for index in range(len(blocks) - 1, -1, -1):
            self._next_number[index] = following
            following = _paragraph_number(blocks[index]) or following
        tops = [
            block
            for block in blocks
            if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.level <= 1
        ]
        numbered = sum(_paragraph_number(block) is not None for block in tops)
        self._is_numbered = numbered >= max(2, _NUMBERED_SHARE * len(tops))

    def draft(self, block: Block, section: tuple[str, ...]) -> Draft:
        """A block as a passage of its own. Notes lie in no section: they may be of any."""
        if block.kind is BlockKind.NOTE:
            return Draft(block.kind, block.spans, block.number, ())
        number = block.number if _paragraph_number(block) is not None else None
        spans = block.spans
        if number is None and block.number is not None:
            spans = self._with_marker(spans, block.number)
        level = block.level if block.kind is BlockKind.LIST_ITEM else 0
        leads = self._text[spans[-1].start : spans[-1].end].rstrip().endswith((":", "："))
        return Draft(block.kind, spans, number, section, level, leads)

    def belongs(self, draft: Draft, last: Draft, index: int) -> bool:
        """Whether a draft, made of the block at the index, is part of the one before it.

        To a numbered paragraph belongs all up to the next number, if the sequence goes on there.
        Elsewhere a list belongs to the paragraph that leads into it, a deeper item to the item
        above it, and an item that is no sentence to the one before it.
        """
        if BlockKind.CAPTION in (draft.kind, last.kind) or draft.number is not None:
            return False
        is_item = draft.kind is BlockKind.LIST_ITEM
        if last.number is not None:
            return is_item or self._is_numbered or self._goes_on(last.number, index)
        if not is_item:
            return False
        if draft.level != last.level:
            return draft.level > last.level and (last.leads or last.level > 0)
        words = self._text[draft.spans[0].start : draft.spans[-1].end]
        return not _SENTENCE.match(words)

    def _goes_on(self, number: str, index: int) -> bool:
        following = self._next_number[index]
        current = _parts(number)
        return following is not None and (
            current < following and following[0] - current[0] <= _LONGEST_JUMP
        )

    def _with_marker(self, spans: tuple[Span, ...], number: str) -> tuple[Span, ...]:
        """The spans with the letter printed before them: it is cited, so it is quoted."""
        start = spans[0].start
        marker = _MARKER.search(self._text[max(0, start - _LONGEST_MARKER) : start])
        if marker is None or number not in marker.group():
            return spans
        return (Span(start - len(marker.group()), spans[0].end), *spans[1:])


def _paragraph_number(block: Block) -> tuple[int, ...] | None:
    """The number of a numbered paragraph; None for a letter or an item of a list inside one."""
    if block.number is None or block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return None
    parts = _parts(block.number)
    is_inner = block.kind is BlockKind.LIST_ITEM and block.level > 1 and len(parts) == 1
    return None if is_inner or not parts else parts


def _parts(number: str) -> tuple[int, ...]:
    """3.2.1 as (3, 2, 1); empty for what is no number."""
    parts = number.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def _is_title(words: str, title: str) -> bool:
    return words.casefold().endswith(title.casefold()) and len(words) <= len(title) + 40

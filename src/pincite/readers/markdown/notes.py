"""Footnotes for markdown-it: ``[^1]`` in the text, ``[^1]: …`` where they are written.

The rules are those of markdown-it's own footnote plugin, whose Python port is not among our
dependencies; its references in the line, ``^[…]``, are not read. A reference gives no text. A
definition gives the tokens of its blocks between ``footnote_open`` and ``footnote_close``; its
``info`` is the label.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_DEFINITION = re.compile(r"\[\^([^\]\s]{1,80})\]:[ \t]*")
_REFERENCE = re.compile(r"\[\^([^\]\s]{1,80})\]")
_INDENT = 4  # columns by which the further paragraphs of a note are set in
DEFINED, REFERRED = "footnotes defined", "footnotes referred to"  # in the parser's environment


def footnotes(parser: MarkdownIt) -> None:
    """Teach the parser footnotes; a reference is one only if its note is defined."""
    parser.block.ruler.before(
        "reference", "footnote_definition", _definition, {"alt": ["paragraph", "reference"]}
    )
    parser.inline.ruler.before("link", "footnote_reference", _reference)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin = state.bMarks[start] + state.tShift[start]
    found = _DEFINITION.match(state.src, begin, state.eMarks[start])
    if found is None or state.is_code_block(start):
        return False
    if silent:
        return True
    state.env.setdefault(DEFINED, set()).add(found.group(1))
    token = state.push("footnote_open", "", 1)
    token.info = found.group(1)
    held = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    # The note's first line is read as if it began after the mark, the next ones if set in.
    state.bMarks[start], state.tShift[start] = found.end(), 0
    state.sCount[start] = state.blkIndent + _INDENT
    state.blkIndent += _INDENT
    state.parentType = "footnote"
    state.md.block.tokenize(state, start, end)
    state.blkIndent -= _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = held
    state.push("footnote_close", "", -1)
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    found = _REFERENCE.match(state.src, state.pos)
    if found is None or found.group(1) not in state.env.get(DEFINED, ()):
        return False
    if not silent:
        referred = state.env.setdefault(REFERRED, [])
        if found.group(1) not in referred:
            referred.append(found.group(1))
    state.pos = found.end()
    return True

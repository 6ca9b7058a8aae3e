"""From what a reader extracted to a document with its blocks."""

from __future__ import annotations

from pincite.structure.decimals import with_decimals
from pincite.structure.front_matter import set_apart
from pincite.structure.outline import infer_blocks
from pincite.types import Document, Extract, Record


def document_of(extract: Extract, record: Record, edition: str) -> Document:
    """The document: the outline that its format states, or else the one inferred from its text."""
    blocks = with_decimals(extract.text, extract.blocks) or infer_blocks(extract.text)
    return Document(
        record=record,
        edition=edition,
        text=extract.text,
        pages=extract.pages,
        blocks=set_apart(extract.text, blocks, record),
        repairs=extract.repairs,
    )

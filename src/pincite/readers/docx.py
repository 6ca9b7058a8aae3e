"""DOCX: paragraphs with the numbers that Word prints before them, its styles as an outline.

python-docx opens the package and finds its parts. The body is walked here, because its own
iterators pass over content controls, tracked insertions and hyperlinks in them, and no library at
hand numbers paragraphs that get their number from a style, as those of official documents do.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from pincite.errors import ReadError
from pincite.readers.limits import Limits
from pincite.readers.numbering import Numbering, W
from pincite.readers.outline import Outline
from pincite.readers.repairs import Repairs
from pincite.types import BlockKind, Extract

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What is not printed where it stands: deleted or moved text, the copy of a drawing for old
# readers. Text boxes come as paragraphs of their own.
_SKIPPED = frozenset(
    {W + "del", W + "moveFrom", W + "rPr", W + "pPr", W + "txbxContent", _FALLBACK}
)
_CHARACTERS = {
    W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"
}  # fmt: skip
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)


def read_docx(data: bytes, name: str, limits: Limits) -> Extract:
    """Body, then foot- and endnotes; page headers and footers and deleted text are left out."""
    _check_package(data, name, limits)
    document = docx.Document(io.BytesIO(data))
    part = document.part
    numbering = Numbering(
        _root(part, RELATIONSHIP_TYPE.NUMBERING), _root(part, RELATIONSHIP_TYPE.STYLES)
    )
    outline = Outline(Repairs())
    for block in _blocks(document.element.body):
        _add(block, numbering, outline)
    for notes in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for note in _notes(_root(part, notes)):
            _add(note, numbering, outline)
    return outline.extract(document.core_properties.title)


def _check_package(data: bytes, name: str, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        # What a member unpacks to beyond its declared size, zipfile refuses by itself.
        expanded = sum(member.file_size for member in package.infolist())
        if expanded > limits.expanded:
            raise ReadError(
                name,
                "too-large",
                f"unpacks to {expanded:,} bytes, at most {limits.expanded:,} are read;"
                " split the document or remove its pictures",
            )
        if "[Content_Types].xml" not in package.namelist():
            raise ReadError(
                name, "corrupt", "a ZIP archive, but not a Word document; rename or convert it"
            )


def _root(part: Part, relationship: str) -> etree._Element | None:
    """The root element of a related part, None where there is no such part."""
    for relation in part.rels.values():
        if relation.reltype == relationship and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


def _blocks(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in reading order, those in content controls and the like included."""
    for child in holder:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _blocks(child)


def _notes(root: etree._Element | None) -> Iterator[etree._Element]:
    for note in () if root is None else root:
        # The other types are the lines that separate notes from the text.
        if note.get(W + "type", "normal") == "normal":
            yield from _blocks(note)


def _add(block: etree._Element, numbering: Numbering, outline: Outline) -> None:
    if block.tag == W + "tbl":
        _add_table(block, numbering, outline)
        return
    text = _text(block)
    # An empty paragraph is numbered and counted by Word all the same.
    marker = numbering.marker(block)
    kind, level = _kind(block, numbering)
    if kind is BlockKind.PARAGRAPH and marker is not None:
        kind, level = BlockKind.LIST_ITEM, marker.level
    outline.add(kind, text, level=level, marker=marker.text if marker else "")
    for box in block.iter(W + "txbxContent"):
        if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
            for inner in _blocks(box):
                _add(inner, numbering, outline)


def _add_table(table: etree._Element, numbering: Numbering, outline: Outline) -> None:
    """A row a paragraph, its cells apart by tabs. A layout table of one cell reads as its text."""
    rows = [list(_cells(row)) for row in table.iter(W + "tr") if _own(row, table)]
    if all(len(cells) <= 1 for cells in rows):
        for cells in rows:
            for cell in cells:
                for block in _blocks(cell):
                    _add(block, numbering, outline)
        return
    for cells in rows:
        written = []
        for cell in cells:
            lines = []
            for paragraph in cell.iter(W + "p"):
                marker = numbering.marker(paragraph)
                text = _text(paragraph).strip()
                lines.append(f"{marker.text} {text}" if marker and text else text)
            written.append("\n".join(line for line in lines if line))
        outline.add(BlockKind.PARAGRAPH, "\t".join(written))


def _own(row: etree._Element, table: etree._Element) -> bool:
    return next(row.iterancestors(W + "tbl"), None) is table


def _cells(holder: etree._Element) -> Iterator[etree._Element]:
    for child in holder:
        if child.tag == W + "tc":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins"):
            yield from _cells(child)


def _kind(paragraph: etree._Element, numbering: Numbering) -> tuple[BlockKind, int]:
    """Kind and level by the paragraph's style, or by the outline level given to it."""
    properties = paragraph.find(W + "pPr")
    chain = list(numbering.style_chain(paragraph))
    for style in chain:
        name = style.find(W + "name")
        label = (name.get(W + "val", "") if name is not None else "").strip().lower()
        if found := _HEADING.match(label):
            return BlockKind.HEADING, int(found.group(1))
        if label == "title":
            return BlockKind.HEADING, 1
        if label == "caption":
            return BlockKind.CAPTION, 0
        if label.startswith("toc "):
            return BlockKind.BOILERPLATE, 0
    for holder in [properties, *(style.find(W + "pPr") for style in chain)]:
        outline = None if holder is None else holder.find(W + "outlineLvl")
        if outline is not None:
            depth = outline.get(W + "val", "")
            if depth in tuple("012345678"):
                return BlockKind.HEADING, int(depth) + 1
            break  # 9 is body text, and the nearest holder decides
    return BlockKind.PARAGRAPH, 0


def _text(paragraph: etree._Element) -> str:
    """What the paragraph prints, its own text boxes left to the caller."""
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return "".join(pieces)


def _gather(element: etree._Element, pieces: list[str]) -> None:
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == W + "t":
            pieces.append(child.text or "")
        elif child.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[child.tag])
        elif child.tag == W + "r" and _hidden(child):
            continue
        else:
            _gather(child, pieces)


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val", "1") not in ("0", "false", "off")

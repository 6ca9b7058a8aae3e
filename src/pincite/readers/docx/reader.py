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
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from lxml import etree

from pincite.errors import ReadError
from pincite.readers.docx.numbering import Numbering, W
from pincite.readers.docx.runs import Runs
from pincite.readers.limits import Limits
from pincite.readers.outline import Outline
from pincite.readers.repairs import Repairs
from pincite.readers.rows import add_rows
from pincite.types import BlockKind, Extract

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PRINTED = (W + "t", W + "sym", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)


def read_docx(data: bytes, name: str, limits: Limits) -> Extract:
    """Body, then foot- and endnotes; page headers and footers and deleted text are left out."""
    _check_package(data, name, limits)
    document = docx.Document(io.BytesIO(data))
    part = document.part
    _settle_alternatives(document.element)
    styles = _root(part, RELATIONSHIP_TYPE.STYLES)
    numbering = Numbering(_root(part, RELATIONSHIP_TYPE.NUMBERING), styles)
    reading = _Reading(numbering, Runs(styles), Outline(Repairs()))
    for block in _blocks(document.element.body):
        reading.add(block)
    for notes in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for note in _notes(_root(part, notes)):
            reading.add_note(note)
    return reading.outline.extract(_title(document))


def _title(document: Document) -> str | None:
    """The title that the package states; python-docx makes one up where nothing is stated."""
    relations = document.part.package.rels.values()
    if all(relation.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES for relation in relations):
        return None
    return str(document.core_properties.title)


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
            root = etree.fromstring(relation.target_part.blob, parser)
            _settle_alternatives(root)
            return root
    return None


def _settle_alternatives(root: etree._Element) -> None:
    """Put what Word would show in the place of each set of alternatives.

    That is the first choice, or the copy for older programs where only that has words.
    """
    for element in list(root.iter(_MC + "AlternateContent")):
        options = [*element.findall(_MC + "Choice")[:1], *element.findall(_MC + "Fallback")]
        options.sort(key=lambda option: next(option.iter(*_PRINTED), None) is None)
        holder = element.getparent()
        if holder is not None:
            place = holder.index(element)
            holder[place : place + 1] = list(options[0]) if options else []


def _blocks(holder: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables in reading order, those in content controls and the like included."""
    for child in holder:
        if child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"):
            yield from _blocks(child)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that are anchored in a paragraph, without those within them."""
    for box in paragraph.iter(W + "txbxContent"):
        if next(box.iterancestors(W + "p"), None) is paragraph:
            yield box


def _paragraphs(holder: etree._Element) -> Iterator[etree._Element]:
    """All paragraphs of a cell or note, those in tables and text boxes within it included."""
    for block in _blocks(holder):
        if block.tag == W + "p":
            yield block
            for box in _boxes(block):
                yield from _paragraphs(box)
        else:
            for row in block.iter(W + "tr"):
                if _own(row, block):
                    for cell in _cells(row):
                        yield from _paragraphs(cell)


def _notes(root: etree._Element | None) -> Iterator[etree._Element]:
    for note in () if root is None else root:
        # The other types are the lines that separate notes from the text.
        if note.get(W + "type", "normal") == "normal":
            yield note


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one document's blocks are read with, and added to."""

    numbering: Numbering
    runs: Runs
    outline: Outline

    def add(self, block: etree._Element) -> None:
        """Add a paragraph or a table."""
        if block.tag == W + "tbl":
            self._add_table(block)
            return
        text = self.runs.text(block)
        # An empty paragraph is numbered and counted by Word all the same.
        marker = self.numbering.marker(block)
        kind, level = _kind(block, self.numbering)
        if kind is BlockKind.PARAGRAPH and marker is not None:
            kind, level = BlockKind.LIST_ITEM, marker.level
        self.outline.add(kind, text, level=level, marker=marker.text if marker else "")
        for box in _boxes(block):
            for inner in _blocks(box):
                self.add(inner)

    def add_note(self, note: etree._Element) -> None:
        """Add a note as one block. Its number is a field, which a section may begin anew."""
        lines = [self._line(paragraph) for paragraph in _paragraphs(note)]
        self.outline.add(BlockKind.NOTE, "\n".join(line for line in lines if line))

    def _add_table(self, table: etree._Element) -> None:
        """A row a block, its cells apart by tabs. A layout table of one cell reads as its text."""
        rows = [list(_cells(row)) for row in table.iter(W + "tr") if _own(row, table)]
        if all(len(cells) <= 1 for cells in rows):
            for cells in rows:
                for cell in cells:
                    for block in _blocks(cell):
                        self.add(block)
            return
        add_rows(self.outline, [[self._cell(cell) for cell in cells] for cells in rows])

    def _cell(self, cell: etree._Element) -> str:
        lines = [self._line(paragraph) for paragraph in _paragraphs(cell)]
        return "\n".join(line for line in lines if line)

    def _line(self, paragraph: etree._Element) -> str:
        """A paragraph with the number that is printed before it."""
        marker = self.numbering.marker(paragraph)
        text = self.runs.text(paragraph).strip()
        return f"{marker.text} {text}" if marker and text else text


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

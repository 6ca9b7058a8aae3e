"""Real files for the tests, each made by a real writer of its format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from pincite.types import Extract


def slices(extract: Extract) -> list[tuple[str, int, str | None, str]]:
    """Each block as (kind, level, number, text cut from the canonical text)."""
    return [
        (
            block.kind.value,
            block.level,
            block.number,
            " / ".join(extract.text[span.start : span.end] for span in block.spans),
        )
        for block in extract.blocks
    ]


def pdf_of_lines(
    pages: Sequence[Sequence[str]],
    *,
    size: int = 11,
    leading: float = 14,
    title: str = "",
    header: Callable[[int], str] | None = None,
    footer: Callable[[int], str] | None = None,
    encrypt: object = None,
) -> bytes:
    """Lines set one below the other as given; an empty one leaves its height free."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, encrypt=encrypt)
    canvas.setTitle(title)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("Helvetica", 9)
        if header is not None:
            canvas.drawString(72, 810, header(number))
        if footer is not None:
            canvas.drawCentredString(297, 30, footer(number))
        canvas.setFont("Helvetica", size)
        for place, line in enumerate(lines):
            if line:
                canvas.drawString(72, 760 - place * leading, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_of_columns(
    pages: Sequence[Sequence[tuple[float, float, float, Sequence[str]]]], *, moves_on: bool = False
) -> bytes:
    """Pages of columns: each the x and y of its first line, the size of its type, and its lines.

    An empty line leaves its height free. What stands between two "^" is raised, and smaller; that
    between two "|" is set by itself. ``moves_on`` has the writer move to a next line after each.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for columns in pages:
        for x, y, size, lines in columns:
            for place, line in enumerate(lines):
                at = x
                raised = False
                for part in re.split(r"([|^])", line):
                    raised ^= part == "^"
                    if not part or part in "|^":
                        continue
                    set_size, rise = (0.62 * size, 0.36 * size) if raised else (size, 0.0)
                    text = canvas.beginText(at, y - place * 1.25 * size + rise)
                    text.setFont("Helvetica", set_size)
                    (text.textLine if moves_on else text.textOut)(part)
                    canvas.drawText(text)
                    at += stringWidth(part, "Helvetica", set_size)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_of_paragraphs(paragraphs: Sequence[tuple[str, str]], title: str) -> bytes:
    """(style, text) pairs set by reportlab's own layout, justified, with header and footer."""
    styles = getSampleStyleSheet()
    styles["BodyText"].alignment = 4
    file = io.BytesIO()

    def running(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica-Oblique", 8)
        canvas.drawString(72, 810, "Dialogue Relations")
        canvas.drawRightString(520, 810, "For official use")
        canvas.drawCentredString(297, 30, f"Page {document.page}")

    document = SimpleDocTemplate(file, pagesize=A4, title=title)
    document.build(
        [Paragraph(text, styles[style]) for style, text in paragraphs],
        onFirstPage=running,
        onLaterPages=running,
    )
    return file.getvalue()


def bytes_of(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# A legal numbering in five levels, the first of which begins at 17; as Word writes it.
_ABSTRACT = """
<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="17"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%4"/></w:lvl>
</w:abstractNum>"""
_HEADINGS = """
<w:abstractNum {ns} w:abstractNumId="78"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="Heading1"/>
<w:lvlText w:val="Chapter %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading2"/>
<w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>"""
_LIST = '<w:num {ns} w:numId="{id}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'
_RESTART = (
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'  # at level 0
)


def numbered_document() -> Document:
    """An empty document that knows lists 770 (from 17), 771 (the same, from 40), 780 (headings)."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    ns = nsdecls("w")
    for place, xml in enumerate((_ABSTRACT, _HEADINGS)):
        numbering.insert(place, parse_xml(xml.format(ns=ns)))
    for number, abstract, override in (
        (770, 77, ""),
        (771, 77, _RESTART.format(start=40)),
        (780, 78, ""),
    ):
        xml = _LIST.format(ns=ns, id=number, abstract=abstract, override=override)
        numbering.append(parse_xml(xml))
    for level, style in enumerate(("Heading 1", "Heading 2")):
        properties = document.styles[style].element.get_or_add_pPr()
        numbered(properties, 780, level)
    return document


def numbered(properties: object, number: int, level: int) -> None:
    """Put a paragraph's or a style's properties into a list."""
    found = properties.get_or_add_numPr()  # type: ignore[attr-defined]
    found.get_or_add_ilvl().val = level
    found.get_or_add_numId().val = number


def add_numbered(document: Document, text: str, number: int = 770, level: int = 0) -> WordParagraph:
    paragraph = document.add_paragraph(text)
    numbered(paragraph._p.get_or_add_pPr(), number, level)
    return paragraph


def add_page_number(paragraph: WordParagraph) -> None:
    """The field that prints the page's number."""
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    paragraph._p.append(field)

"""PDF: text by page, made into paragraphs again. The only module that knows pypdf."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from pincite.errors import ReadError
from pincite.readers.hyphens import Hyphens
from pincite.readers.limits import Limits
from pincite.readers.pdf.compose import compose
from pincite.readers.pdf.cuts import cuts_are_marked, with_soft_hyphens
from pincite.readers.pdf.fragments import Assembler, Fragment
from pincite.readers.pdf.furniture import LEFT_OUT, furniture
from pincite.readers.pdf.lines import Line, Spacing
from pincite.readers.pdf.notes import SET_APART, Note, take_notes
from pincite.readers.pdf.raised import settle
from pincite.readers.pdf.title import title_lines
from pincite.readers.repairs import Repairs
from pincite.types import Extract

LIGATURES = "typographic ligature spelled out"
UNREAD_PAGE = "page with pictures but no text, of which nothing was read"

# It warns of every oddity in a file that it then reads all the same; what it cannot read, it
# raises, and that becomes a ReadError.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_SPACES = re.compile(r"[ \t\xa0]+")


def read_pdf(data: bytes, name: str, limits: Limits) -> Extract:
    """Paragraphs apart by a blank line, pages in the order of the file, counted from 1.

    Left out are running headers, footers and page numbers; cut words are made whole; footnotes
    stand after all other text, and their marks are left out of it. Each is counted among the
    repairs. A paragraph that a page break cuts is one.
    """
    reader = _open(data, name, limits)
    repairs = Repairs()
    assembler = Assembler()
    printed: list[list[Line]] = []
    total = 0
    pictures = 0
    for page in reader.pages:
        assembled = assembler.lines(_fragments(page))
        lines = [line for row in assembled for line in _finished(row, repairs)]
        total += sum(len(line.text) for line in lines)
        if total > limits.characters:
            raise ReadError(
                name,
                "too-large",
                f"more than {limits.characters:,} characters of text by page {len(printed) + 1};"
                " split the document",
            )
        if not lines and _has_picture(page):
            pictures += 1
        printed.append(lines)
    if not total:
        if pictures:
            raise ReadError(
                name,
                "image-only",
                f"{pictures} of {len(printed)} pages are pictures and none holds text;"
                " run text recognition (OCR) over it first",
            )
        raise ReadError(name, "empty", "no page of it holds text; remove the file")
    repairs.note(UNREAD_PAGE, pictures)
    marked = cuts_are_marked(printed, assembler.lone_inside)
    if marked:
        printed = [with_soft_hyphens(lines) for lines in printed]
    left_out = furniture(printed)
    repairs.note(LEFT_OUT, sum(map(len, left_out)))
    kept = [
        [line for index, line in enumerate(lines) if index not in indices]
        for lines, indices in zip(printed, left_out, strict=True)
    ]
    bodies, notes = _without_private_marks(*take_notes(kept), repairs)
    repairs.note(SET_APART, len(notes))
    title = _title(reader) or _printed_title(bodies, marked=marked)
    text, pages, blocks = compose(bodies, notes, repairs, marked=marked)
    return Extract(text=text, pages=pages, title=title, repairs=repairs.result(), notes=blocks)


def _open(data: bytes, name: str, limits: Limits) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        # Many official files are locked against changes only: their user password is empty.
        opened = not reader.is_encrypted or reader.decrypt("")
    except DependencyError as error:
        raise ReadError(
            name, "encrypted", f"encrypted in a way that is not read here ({error})"
        ) from error
    if not opened:
        raise ReadError(
            name, "encrypted", "encrypted; save it without a password or remove the file"
        )
    count = len(reader.pages)
    if count == 0:
        raise ReadError(name, "empty", "has no page; supply the document or remove the file")
    if count > limits.pages:
        raise ReadError(
            name,
            "too-large",
            f"{count:,} pages, at most {limits.pages:,} are read; split the document",
        )
    return reader


def _fragments(page: pypdf.PageObject) -> Iterator[Fragment]:
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        # The size that is set is scaled by both matrices, whatever their rotation.
        scale = (tm[2] ** 2 + tm[3] ** 2) ** 0.5 * (cm[2] ** 2 + cm[3] ** 2) ** 0.5
        pieces.append((text, x, y, abs(size * scale) or 1.0))

    page.extract_text(visitor_text=visit)
    for text, x, y, size in pieces:
        for place, part in enumerate(text.split("\n")):
            yield Fragment(part, x, y, size, fresh=place > 0)


def _finished(line: Line, repairs: Repairs) -> Iterator[Line]:
    text = line.text
    # A soft hyphen at the end says that the word goes on: it is dealt with where lines are joined.
    cut = text.rstrip().endswith("\xad")
    text = " ".join(repairs.clean(text[:-1] if cut else text).split("\n"))
    text = _SPACES.sub(" ", text).strip()
    text, count = _LIGATURE.subn(lambda found: _LIGATURES[found.group()], text)
    repairs.note(LIGATURES, count)
    if text:
        yield replace(line, text=text + "\xad" if cut else text)


def _without_private_marks(
    pages: list[list[Line]], notes: list[Note], repairs: Repairs
) -> tuple[list[list[Line]], list[Note]]:
    """Body and notes, their raised figures settled."""
    noted: list[list[Note]] = [[] for _ in pages]
    for note in notes:
        noted[note.page].append(note)
    written = [
        [line.text for line in lines] + [text for note in held for text in note.lines]
        for lines, held in zip(pages, noted, strict=True)
    ]
    # A note may stand on the page after its mark.
    marks = [
        {note.mark for note in (*held, *after)}
        for held, after in zip_longest(noted, noted[1:], fillvalue=())
    ]
    bodies: list[list[Line]] = []
    rest: list[Note] = []
    for lines, held, texts in zip(pages, noted, settle(written, marks, repairs), strict=True):
        settled = iter(texts)
        placed = [replace(line, text=text) for line, text in zip(lines, settled, strict=False)]
        bodies.append([line for line in placed if line.text.strip()])
        rest += [Note(note.mark, note.page, [next(settled) for _ in note.lines]) for note in held]
    return bodies, rest


def _has_picture(page: pypdf.PageObject) -> bool:
    """Whether the page draws an image, itself or through a form, without decoding any."""
    waiting: list[tuple[Any, int]] = [(page.get("/Resources"), 0)]
    while waiting:
        resources, depth = waiting.pop()
        resources = resources.get_object() if resources is not None else None
        objects = resources.get("/XObject") if isinstance(resources, dict) else None
        objects = objects.get_object() if objects is not None else {}
        for reference in objects.values():
            item = reference.get_object()
            if item.get("/Subtype") == "/Image":
                return True
            if item.get("/Subtype") == "/Form" and depth < 3:
                waiting.append((item.get("/Resources"), depth + 1))
    return False


def _title(reader: pypdf.PdfReader) -> str | None:
    """The title in the file's metadata; a name that a converter left there is none."""
    try:
        title = reader.metadata.title if reader.metadata else None
    except PyPdfError:
        return None  # damaged metadata cost the title, not the text
    title = " ".join(Repairs().clean(str(title or "")).split())
    if re.search(r"(?i)\.(docx?|pdf|indd|odt|rtf|qxd|pptx?)$", title) or title.lower() in _NO_TITLE:
        return None
    return title or None


def _printed_title(pages: list[list[Line]], *, marked: bool) -> str | None:
    lines = title_lines(pages[0], Spacing(pages).body)
    if not lines:
        return None
    # The text has the title, too: what is mended in it is counted there.
    texts = (line.text for page in pages for line in page)
    return Hyphens(texts, Repairs(), marked=marked).join(lines)


_NO_TITLE = frozenset({"untitled", "(anonymous)", "anonymous", "document", "no title"})

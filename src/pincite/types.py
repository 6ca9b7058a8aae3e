"""The values that every stage speaks in. This module imports nothing of ours.

Offsets are Unicode code points, half open: ``text[start:end]``. Unless a field says otherwise
they count in the document's *canonical text*: extracted once by a reader, stored once, and never
copied along. A quote is cut from it at the very end (`quote_of`), which is what makes the promise
of verbatim passages true by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``0 <= start <= end``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


class BlockKind(StrEnum):
    """What a piece of a document is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    ROW = "row"
    NOTE = "note"
    BOILERPLATE = "boilerplate"


class Status(StrEnum):
    """Whether the documents answer the question."""

    FOUND = "found"
    WEAK = "weak"
    NOT_FOUND = "not_found"


# --- bibliography -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A person (``family``, ``given``) or a body (``literal``).

    ``family_first`` keeps "Kim Hae-yong" in that order where the name is written in full.
    """

    family: str = ""
    given: str = ""
    literal: str = ""
    family_first: bool = False
    role: str = ""

    @property
    def full(self) -> str:
        """The name as one writes it in running text."""
        if self.literal:
            return self.literal
        order = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in order if part)


@dataclass(frozen=True, slots=True)
class Record:
    """A document's bibliographic record; what the document does not say is None or empty."""

    key: str
    file: str
    title: str
    authors: tuple[Name, ...] = ()
    publisher: str | None = None
    kind: str | None = None
    issued: str | None = None  # ISO 8601, possibly shortened: 2023-08-08, 2023-08 or 2023
    language: str | None = None
    url: str | None = None
    short: tuple[str, ...] = ()  # short forms under which citations may name it


# --- documents --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One physical page, counted from 1, and where its text lies."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, caption, row of a table, note or boilerplate.

    ``spans`` has one span, or several where something (a page break, a footnote) cut the block;
    a printed number or bullet before it lies outside. ``number`` is that number as printed, without
    its punctuation ("17"). ``level`` is a heading's depth from 1, a list item's from 1, else 0.
    """

    kind: BlockKind
    spans: tuple[Span, ...]
    level: int = 0
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """What a reader changed between the file's text and the canonical text, and how often."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader makes of one file's bytes.

    ``blocks`` holds the outline of formats that state one (HTML, DOCX, Markdown) in reading order;
    it is empty for formats that do not (plain text, PDF), whose outline is inferred from the text.
    ``pages`` is empty for formats without pages. ``title`` is the file's own metadata title.
    """

    text: str
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source: its record, its edition (sha256 of the file's bytes, hex) and its structure."""

    record: Record
    edition: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    repairs: tuple[Repair, ...] = ()

    @property
    def key(self) -> str:
        return self.record.key


# --- passages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Locator:
    """What a reader would write to point at a passage within its document.

    ``value`` is the number as printed, or counted from 1 where the document prints none
    (``printed`` False). ``occurrence`` of ``occurrences`` tells apart numbers printed more than
    once; ``part`` of ``parts`` the pieces of a paragraph too long for the encoder.
    """

    label: str
    value: str
    display: str
    printed: bool = True
    occurrence: int = 1
    occurrences: int = 1
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is searched, shown and cited; by default one paragraph.

    ``sentences`` are spans in the passage's *quote* (see `quote_of`), in order, covering every
    word of it. ``pages`` is (first, last) or None. ``section`` is the path of headings above it.
    """

    id: str
    document: str
    kind: BlockKind
    spans: tuple[Span, ...]
    sentences: tuple[Span, ...]
    locator: Locator | None
    section: tuple[str, ...] = ()
    pages: tuple[int, int] | None = None


def quote_of(text: str, spans: tuple[Span, ...]) -> str:
    """The canonical text at the spans, runs of white space made one space, nothing else touched."""
    return " ".join(" ".join(text[span.start : span.end] for span in spans).split())


# --- answers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the documents answer, with a calibrated confidence in [0, 1], and what is missing."""

    status: Status
    confidence: float
    missing_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, its rank (from 1), its score in [0, 1], and the evidence as spans of its quote."""

    passage: Passage
    quote: str
    rank: int
    score: float
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents hold on a question. Hits are given whatever the verdict."""

    question: str
    verdict: Verdict
    hits: tuple[Hit, ...]

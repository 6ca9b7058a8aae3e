"""A record and its pinpoint as CSL-JSON (schema csl-data.json, version 1.0.2)."""

from __future__ import annotations

import re
from typing import Any

from pincite.cite.dates import date_parts
from pincite.cite.line import pinpoint_of
from pincite.cite.names import is_cjk
from pincite.types import Locator, Name, Record

# A document's kind, as the collection's owner words it, to the CSL type that styles know. An
# official overview is a report: its title stands alone, in italics, where a report's would.
_TYPES = {
    "official": "report",
    "report": "report",
    "statement": "report",
    "declaration": "report",
    "press-release": "report",
    "opinion": "article-newspaper",
    "editorial": "article-newspaper",
    "news": "article-newspaper",
    "newspaper": "article-newspaper",
    "magazine": "article-magazine",
    "journal": "article-journal",
    "article": "article-journal",
    "paper": "article-journal",
    "book": "book",
    "chapter": "chapter",
    "speech": "speech",
    "interview": "interview",
    "law": "legislation",
    "legislation": "legislation",
    "treaty": "treaty",
    "agreement": "treaty",
    "case": "legal_case",
    "judgment": "legal_case",
    "thesis": "thesis",
    "web": "webpage",
    "webpage": "webpage",
    "blog": "post-weblog",
}
_PARTS_OF_A_WHOLE = {
    "article-newspaper",
    "article-magazine",
    "article-journal",
    "chapter",
    "post-weblog",
}

# The locator labels of CSL that a passage can have. An "article" is a preprint there.
_LABELS = {"paragraph", "page", "section", "chapter", "line", "verse", "part", "figure"}
_LABEL_WORDS = re.compile(
    r"(?:paragraphs?|paras?\.?|pages?|pp?\.|sections?|secs?\.?|chapters?|chaps?\.?|articles?|arts?\.?|[¶§]+)"
    r"\s*(?=\d)",
    re.IGNORECASE,
)


def csl_type(record: Record) -> str:
    """The CSL type of the record's kind; without a known one, webpage where it has a URL."""
    kind = (record.kind or "").strip().lower().replace(" ", "-").replace("_", "-")
    return _TYPES.get(kind) or ("webpage" if record.url else "document")


def csl_item(
    record: Record,
    locator: Locator | None = None,
    pages: tuple[int, int] | None = None,
    section: tuple[str, ...] = (),
) -> dict[str, Any]:
    """One item of CSL-JSON: what the record says and nothing else.

    CSL keeps the pinpoint in a citation, not in an item; so that an export does not lose it, it
    stands in the item's ``note``. A date that is no ISO date is given as a literal.
    """
    kind = csl_type(record)
    title = " ".join(record.title.split()) or record.key
    item: dict[str, Any] = {"id": record.key, "type": kind, "title": title}
    authors = [csl_name(name) for name in record.authors if name.full.strip()]
    if authors:
        item["author"] = authors
    if record.publisher:
        whole = kind in _PARTS_OF_A_WHOLE or kind == "webpage"
        item["container-title" if whole else "publisher"] = record.publisher
    if record.issued and record.issued.strip():
        parts = date_parts(record.issued)
        item["issued"] = (
            {"date-parts": [list(parts)]} if parts else {"literal": record.issued.strip()}
        )
    if record.language:
        item["language"] = record.language
    if record.url:
        item["URL"] = record.url
    pinpoint = pinpoint_of(locator, pages, section)
    if pinpoint:
        item["note"] = pinpoint
    return item


def csl_name(name: Name) -> dict[str, Any]:
    """A CSL name variable. ``static-ordering`` keeps a family-first name in that order."""
    if name.literal:
        return {"literal": " ".join(name.literal.split())}
    if not (name.family and name.given):
        # One name only, such as Suharto: CSL sorts and shortens it as a family name.
        return {"family": name.family or name.given}
    parts: dict[str, Any] = {"family": name.family, "given": name.given}
    if name.family_first or (is_cjk(name.family) and is_cjk(name.given)):
        parts["static-ordering"] = True
    return parts


def csl_locator(
    locator: Locator | None,
    pages: tuple[int, int] | None = None,
    section: tuple[str, ...] = (),
) -> tuple[str, str] | None:
    """The pinpoint as CSL has it, (label, value): ("paragraph", "28 (first of two)").

    The value is the locator's display without the label's word, so that it stays unique in the
    document. Where CSL has no such label (a caption), the label is empty and the value speaks for
    itself. Without a locator it is the page, or the section's heading; without these, None.
    """
    if locator is not None:
        display = " ".join(locator.display.split())
        if locator.label in _LABELS:
            value, found = _LABEL_WORDS.subn("", display, count=1)
            if found and value.startswith(locator.value):
                return locator.label, value
        return "", display
    if pages is not None:
        first, last = pages
        return "page", str(first) if first == last else f"{first}–{last}"
    return ("section", " ".join(section[-1].split())) if section else None

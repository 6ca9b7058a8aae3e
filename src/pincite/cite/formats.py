"""A citation for other programs: CSL-JSON, BibTeX and RIS.

The pinpoint goes into the field that each format has for a note. Text is UTF-8 throughout;
accents and CJK are kept as they are, which BibTeX's successors (biber, bibtex8) and every
reference manager read.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

from pincite.cite.csl import csl_item, csl_type
from pincite.cite.dates import date_parts
from pincite.cite.line import pinpoint_of
from pincite.errors import QuestionError
from pincite.types import Locator, Name, Record

Pages = tuple[int, int] | None
Section = tuple[str, ...]


def csl_json(
    record: Record, locator: Locator | None = None, pages: Pages = None, section: Section = ()
) -> str:
    """A CSL-JSON array of one item, as reference managers import it; the pinpoint in ``note``."""
    item = csl_item(record, locator, pages, section)
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


# --- BibTeX -------------------------------------------------------------------------------------

_BIBTEX_TYPES = {
    "report": "techreport",
    "article-newspaper": "article",
    "article-magazine": "article",
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
}
_BIBTEX_PUBLISHER = {
    "techreport": "institution",
    "article": "journal",
    "book": "publisher",
    "incollection": "booktitle",
    "misc": "howpublished",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Braces become commands, not "\{": BibTeX counts braces without looking at what is before them.
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_LATEX_SPECIAL = re.compile("[" + re.escape("".join(_LATEX)) + "]")


def latex(text: str) -> str:
    """The text on one line with LaTeX's special characters escaped and its braces balanced."""
    return _LATEX_SPECIAL.sub(lambda match: _LATEX[match[0]], _one_line(text))


def bibtex(
    record: Record, locator: Locator | None = None, pages: Pages = None, section: Section = ()
) -> str:
    """A BibTeX entry, good for biblatex too; the pinpoint in ``note``.

    A title and a body's name stand in double braces: styles then change neither capitals
    ("ASEAN") nor take "Trade and Industry" for two authors. Without a date there is no year.
    """
    kind = _BIBTEX_TYPES.get(csl_type(record), "misc")
    if kind in ("techreport", "article", "incollection", "book") and not record.publisher:
        kind = "misc"  # these types demand what the record does not say
    fields: dict[str, str] = {}
    authors = [_bibtex_name(name) for name in record.authors if name.full.strip()]
    if authors:
        fields["author"] = f"{{{' and '.join(authors)}}}"
    fields["title"] = f"{{{{{latex(record.title) or latex(record.key)}}}}}"
    if record.publisher:
        fields[_BIBTEX_PUBLISHER[kind]] = f"{{{latex(record.publisher)}}}"
    fields.update(_bibtex_date(record.issued))
    if record.language:
        fields["language"] = f"{{{latex(record.language)}}}"
    if record.url:
        fields["url"] = f"{{{_bibtex_url(record.url)}}}"
    pinpoint = pinpoint_of(locator, pages, section)
    if pinpoint:
        fields["note"] = f"{{{latex(pinpoint)}}}"
    body = "".join(f",\n  {name} = {value}" for name, value in fields.items())
    return f"@{kind}{{{_bibtex_key(record.key)}{body}\n}}\n"


def _bibtex_name(name: Name) -> str:
    if name.literal:
        return f"{{{latex(name.literal)}}}"
    family, given = latex(name.family), latex(name.given)
    if not (family and given):
        # One name, braced so that "van Gogh" or "Kim and Lee" are not taken apart.
        return f"{{{family or given}}}"
    return f"{_braced(family)}, {_braced(given)}"


def _braced(part: str) -> str:
    """In braces where a comma or "and" would be taken for a separator."""
    return f"{{{part}}}" if re.search(r",|\band\b", part, re.IGNORECASE) else part


def _bibtex_date(issued: str | None) -> dict[str, str]:
    parts = date_parts(issued)
    if parts is None:
        written = latex(issued or "")
        return {"year": f"{{{written}}}"} if written else {}
    fields = {"date": f"{{{'-'.join([f'{parts[0]:04}', *(f'{part:02}' for part in parts[1:])])}}}"}
    fields["year"] = f"{{{parts[0]:04}}}"
    if len(parts) > 1:
        fields["month"] = _MONTHS[parts[1] - 1]
    return fields


def _bibtex_url(url: str) -> str:
    """As it is, for ``url`` is read verbatim, but for what ends a field or a line."""
    unsafe = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
    return "".join(unsafe.get(character, character) for character in _one_line(url))


def _bibtex_key(key: str) -> str:
    """The key in ASCII letters, digits and -_.: ("été" to "ete"), as every BibTeX takes them."""
    ascii_key = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._:-]+", "-", ascii_key).strip("-") or "document"


# --- RIS ----------------------------------------------------------------------------------------

_RIS_TYPES = {
    "report": "RPRT",
    "article-newspaper": "NEWS",
    "article-magazine": "MGZN",
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "speech": "GEN",
    "legislation": "STAT",
    "treaty": "GEN",
    "legal_case": "CASE",
    "thesis": "THES",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
}


def ris(
    record: Record, locator: Locator | None = None, pages: Pages = None, section: Section = ()
) -> str:
    """A RIS record with the line ends that the format asks for; the pinpoint in ``N1``.

    RIS takes a comma in a name for the one between family and given name and has no way to say
    otherwise; a body whose name holds commas keeps them all the same.
    """
    kind = csl_type(record)
    lines = [("TY", _RIS_TYPES.get(kind, "GEN")), ("ID", record.key)]
    lines += [("AU", _ris_name(name)) for name in record.authors if name.full.strip()]
    lines.append(("TI", record.title if record.title.strip() else record.key))
    if record.publisher:
        parted = kind.startswith("article") or kind in ("chapter", "webpage", "post-weblog")
        lines.append(("T2" if parted else "PB", record.publisher))
    parts = date_parts(record.issued)
    if parts:
        year = f"{parts[0]:04}"
        month, day = (*(f"{part:02}" for part in parts[1:]), "", "")[:2]
        lines += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    elif record.issued:
        lines.append(("DA", record.issued))
    lines += [("LA", record.language or ""), ("UR", record.url or "")]
    lines.append(("N1", pinpoint_of(locator, pages, section)))
    body = [(tag, _one_line(value)) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in body if value) + "ER  - \r\n"


def _ris_name(name: Name) -> str:
    if name.literal or not (name.family and name.given):
        return name.full
    return f"{name.family}, {name.given}"


# --- all of them --------------------------------------------------------------------------------

EXPORTS: dict[str, Callable[[Record, Locator | None, Pages, Section], str]] = {
    "csl-json": csl_json,
    "bibtex": bibtex,
    "ris": ris,
}
MEDIA_TYPES = {
    "csl-json": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
}


def export(
    record: Record,
    locator: Locator | None,
    format: str,
    *,
    pages: Pages = None,
    section: Section = (),
) -> str:
    """The citation in one of `EXPORTS`.

    Raises:
        QuestionError: a format that is not offered; the message lists those that are.
    """
    if format not in EXPORTS:
        raise QuestionError(f"format {format!r} is not offered; choose one of {', '.join(EXPORTS)}")
    return EXPORTS[format](record, locator, pages, section)


def _one_line(text: str) -> str:
    """White space made one space, for these formats go by lines, and control characters gone."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) != "Cc")

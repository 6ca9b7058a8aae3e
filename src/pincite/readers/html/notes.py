"""Foot- and endnotes of an HTML page: the marks that refer to them, and their own text.

A mark is no word of its sentence: "14.<sup><a href='#n2'>2</a></sup>" must not read "14.2". The
notes are taken out of the page before its main text is looked for, because a list of them is
numbered like the paragraphs of the text, and an extraction may take it for a part of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement as Element

from pincite.readers.marks import is_mark

_ARROWS = re.compile(r"[\s\[\]()]*[↩↑⏎⤴⮥⬑^«][\ufe0e\ufe0f\s\[\]()]*\Z")
_EMPTIED = re.compile(r"\A\s*(?:\[\s*\]|\(\s*\))")
_NUMBER = re.compile(r"\d{1,4}")
# What the converters in use call the places of notes (#fn1, #_ftn1, #cite_note-3, #endnote-2) and
# the places that notes lead back to (#fnref1, #_ftnref1, #cite_ref-3).
_NOTE_PLACE = re.compile(
    r"_?(?:user-content-)?(?:fn|ftn|edn|en|footnotes?|endnotes?|notes?|cite[-_]notes?)[-_:.]*\w{0,40}\d\w*\Z",
    re.IGNORECASE,
)
_BACK_PLACE = re.compile(
    r"_?(?:user-content-)?(?:fn|ftn|edn|en|foot|end|note|footnote|endnote|cite)[-_:]?(?:ref|back)",
    re.IGNORECASE,
)
_REFERENCES = frozenset({"noteref", "doc-noteref", "footnote-ref", "footnote-reference", "fnref",
                         "endnote-ref", "footnoteref", "endnoteref", "sdfootnoteanc",
                         "sdendnoteanc"})  # fmt: skip
_BACKLINKS = frozenset({"doc-backlink", "footnote-back", "footnote-backref", "reversefootnote",
                        "footnote-backlink", "mw-cite-backlink", "sdfootnotesym", "sdendnotesym",
                        "data-footnote-backref"})  # fmt: skip
_LISTS = frozenset({"doc-endnotes", "doc-footnotes", "footnotes", "endnotes", "footnote-list",
                    "footnotes-list", "endnotes-list", "rearnotes"})  # fmt: skip
_NOTES = frozenset({"doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote"})
_HOLDERS = frozenset({"li", "p", "dd", "aside", "div", "section", "td", "tr"})
# The elements before and after which a line ends.
BREAKS = frozenset({"p", "div", "li", "br", "ul", "ol", "dl", "dt", "dd", "table", "tr", "caption",
                    "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section",
                    "article", "aside", "header", "footer", "main", "nav", "figure", "figcaption",
                    "details", "summary", "address", "form", "fieldset", "center"})  # fmt: skip
_HEADINGS = ".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6"
_LONGEST_NOTE = 5_000  # code points; what is longer is no note, whatever leads to it


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note's text, a line feed between its paragraphs, and the number printed before it."""

    text: str
    number: str | None


def drop_marks(tree: Element) -> dict[Element, str | None]:
    """Take the marks and the links back to them out of the text.

    Gives the elements that are the page's notes, in their order, each with its printed number.
    """
    order = {element: place for place, element in enumerate(tree.iter())}
    places: dict[str, Element] = {}
    for element in order:
        for name in (element.get("id"), element.get("name")):
            if name:
                places.setdefault(name, element)
    numbers: dict[Element, str | None] = {}
    for mark, place, number in list(_marks(tree)):
        target = places.get(place)
        # A note follows its mark; what leads upwards leads back.
        holder = None if target is None or order[target] < order[mark] else _holder(target)
        if holder is not None:
            numbers.setdefault(holder, number)
        if mark.getparent() is not None:
            mark.drop_tree()
    for holder in _stated(tree):
        numbers.setdefault(holder, _item_number(holder))
    for back in list(tree.iter("a", "span", "sup")):
        if _is_backlink(back) and back.getparent() is not None:
            back.drop_tree()
    outer = {above for holder in numbers for above in holder.iterancestors()}
    held = sorted(numbers.keys() - outer, key=order.__getitem__)
    return {holder: numbers[holder] for holder in held}


def take_notes(numbers: dict[Element, str | None]) -> tuple[PageNote, ...]:
    """The notes that `drop_marks` found, taken out of their page."""
    notes = [PageNote(_text(holder), number) for holder, number in numbers.items()]
    emptied = [outer for holder in numbers if (outer := holder.getparent()) is not None]
    for holder in numbers:
        if holder.getparent() is not None:
            holder.drop_tree()
    for outer in dict.fromkeys(emptied):
        _drop_empty(outer)
    return tuple(note for note in notes if note.text)


def _marks(tree: Element) -> Iterator[tuple[Element, str, str | None]]:
    """Each mark in the text, its outermost element, with the place and number of its note."""
    found: set[Element] = set()
    for link in tree.iter("a"):
        _, _, place = (link.get("href") or "").partition("#")
        words = "".join(link.itertext()).strip()
        if not place or not is_mark(words) or _is_backlink(link):
            continue
        sup = next(link.iterancestors("sup"), None)
        inner = link.find("sup")
        is_raised = sup is not None or (
            inner is not None and "".join(inner.itertext()).strip() == words
        )
        is_stated = any(
            _is_called(element, _REFERENCES)
            for element in (link, *link.iterancestors("sup", "span"))
        )
        if is_raised or is_stated or _NOTE_PLACE.match(place):
            mark = sup if sup is not None and _is_marks(sup) else link
            found.update(mark.iter())
            number = _NUMBER.search(words)
            yield mark, place, number.group() if number else None
    for element in tree.iter("sup", "span"):
        # A mark without a link, by its name alone.
        stated = _is_called(element, _REFERENCES) and is_mark("".join(element.itertext()))
        if stated and found.isdisjoint(element.iter()):
            yield element, "", None


def _is_marks(sup: Element) -> bool:
    """Whether a superscript is nothing but marks: "2", "1, 2"."""
    return all(map(is_mark, sup.text_content().replace(",", " ").split()))


def _holder(target: Element) -> Element | None:
    """The block that is the note, where the place lies in or at it; None if it is no note."""
    holder: Element | None = target
    while holder is not None and holder.tag not in _HOLDERS:
        if holder.tag in ("body", "h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "main"):
            return None
        holder = holder.getparent()
    if holder is None:
        return None
    outer = holder.getparent()
    if holder.tag == "p" and outer is not None and outer.tag in ("li", "dd", "aside"):
        holder = outer
    is_note = not holder.xpath(_HEADINGS) and len(holder.text_content()) <= _LONGEST_NOTE
    return holder if is_note else None


def _stated(tree: Element) -> Iterator[Element]:
    """The notes of lists that are called so, and the notes that are themselves."""
    for element in list(tree.iter("section", "div", "ol", "ul", "dl", "aside", "footer", "li")):
        if _is_called(element, _LISTS) and not element.xpath(".//h1"):
            items = element.xpath("./li | ./ol/li | ./ul/li | ./dl/dd | ./div/ol/li")
            yield from items or element.xpath("./p") or [element]
        elif _is_called(element, _NOTES) and element.tag in ("li", "aside", "div"):
            yield from element.xpath("./ol/li") or [element]


def _is_called(element: Element, names: frozenset[str]) -> bool:
    """By its class, its ARIA role or its EPUB type."""
    called = " ".join(element.get(name, "") for name in ("class", "role", "epub:type"))
    return not names.isdisjoint(called.lower().split())


def _is_backlink(element: Element) -> bool:
    if _is_called(element, _BACKLINKS):
        return True
    if element.tag != "a":
        return False
    _, _, place = (element.get("href") or "").partition("#")
    words = "".join(element.itertext())
    back = _ARROWS.match(words) or (_BACK_PLACE.match(place) and is_mark(words))
    return bool(place and back)


def _item_number(item: Element) -> str | None:
    """The number that an ordered list prints before a note."""
    holder = item.getparent()
    if item.tag != "li" or holder is None or holder.tag != "ol":
        return None
    first = holder.get("start", "1")
    if not first.isdecimal():
        return None
    return str(int(first) + [child for child in holder if child.tag == "li"].index(item))


def _text(holder: Element) -> str:
    # Brackets that held the number, which led back to the text.
    lines = _EMPTIED.sub("", "".join(_pieces(holder))).split("\n")
    return "\n".join(words for line in lines if (words := " ".join(line.split())))


def _pieces(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style"):
        return
    edge = "\n" if element.tag in BREAKS else ""
    yield edge
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _pieces(child)
        yield (child.tail or "").replace("\n", " ")
    yield edge


def _drop_empty(outer: Element) -> None:
    """Take out what held nothing but notes: their list, their section with its heading."""
    while outer.tag in ("ol", "ul", "dl", "section", "div", "aside", "footer"):
        rest = sum(len(text.strip()) for text in outer.itertext())
        if _is_called(outer, _LISTS):
            rest -= sum(len(head.text_content().strip()) for head in outer.xpath(_HEADINGS))
        inner, outer = outer, outer.getparent()
        if rest > 0 or outer is None:
            return
        inner.drop_tree()

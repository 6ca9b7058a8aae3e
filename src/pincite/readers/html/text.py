"""Text of an HTML page that stands bare where trafilatura looks for elements.

It reads what is in paragraphs, items and cells. Of a ``div`` that holds text and blocks side by
side it leaves out the text before the first block, of one with line breaks the first line, of one
among paragraphs mostly all. A browser sets such text as paragraphs, and here they are made.
"""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.html import HtmlElement
from trafilatura.utils import RE_FILTER

# Written for a line break where the extraction would take it out without a space, and after words
# that it would take for a button ("Print", "Facebook"). No page may hold it of its own.
BREAK = "\U000ffff3"

_CONTAINERS = frozenset({"article", "body", "center", "details", "div", "fieldset", "form", "main",
                         "section"})  # fmt: skip
_INLINE = frozenset({"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data",
                     "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "link", "mark",
                     "meta", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "script", "small",
                     "span", "strike", "strong", "style", "sub", "sup", "svg", "time", "tt", "u",
                     "var", "wbr"})  # fmt: skip
_ITEMS = ("li", "dd", "dt")
_CELLS = ("td", "th")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORDS = ".//text()[not(ancestor::a or ancestor::script or ancestor::style)]"
_SENTENCE = re.compile(r"[.!?…。！？]['\"’”»)\]]*\s*\Z")


def wrap_bare_text(tree: HtmlElement) -> None:
    """Make paragraphs of the text that a container of blocks holds beside them."""
    elements = list(tree.iter())
    holders: set[HtmlElement] = set()  # of a block, however deep in it
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and (element in holders or element.tag not in _INLINE):
            holders.add(parent)
    has_paragraphs = any(paragraph.text_content().strip() for paragraph in tree.iter("p"))
    for element in elements:
        if element.tag not in _CONTAINERS:
            continue
        if element in holders or element.find("br") is not None:
            _wrap(element, holders)
        elif element.tag == "div" and _is_paragraph(element, has_paragraphs):
            element.tag = "p"


def mark_breaks(tree: HtmlElement) -> None:
    """Write `BREAK` where the extraction would join or drop the words of an item or a cell."""
    for line_break in list(tree.iter("br")):
        if next(line_break.iterancestors(*_ITEMS), None) is not None:
            line_break.tail = BREAK + (line_break.tail or "")
            line_break.drop_tag()
    for element in tree.iter(*_ITEMS, *_CELLS, *_HEADINGS, "p"):
        is_free = element.tag == "p" and next(element.iterancestors(*_ITEMS, *_CELLS), None) is None
        if not is_free and not len(element) and RE_FILTER.match((element.text or "").strip()):
            element.text = f"{element.text}{BREAK}"


def _is_paragraph(leaf: HtmlElement, has_paragraphs: bool) -> bool:
    """Whether a ``div`` without blocks in it is one by its place or by its words.

    Among paragraphs it is mostly a date, a label or a button, unless it ends as a sentence does.
    """
    if next(leaf.iterancestors(*_ITEMS), None) is not None:
        return True
    words = "".join(leaf.xpath(_WORDS)).strip()
    return bool(_SENTENCE.search(words) if has_paragraphs else words)


def _wrap(container: HtmlElement, holders: set[HtmlElement]) -> None:
    """Put each run of text and inline elements between two blocks into a paragraph."""
    before: HtmlElement | None = None  # the block above the run
    run: list[HtmlElement] = []
    for child in [*container, None]:
        if child is not None and child.tag in _INLINE and child not in holders:
            run.append(child)
            continue
        _gather(container, before, run)
        before, run = child, []


def _gather(container: HtmlElement, before: HtmlElement | None, run: list[HtmlElement]) -> None:
    if not _is_lost(before, run):
        return
    lead = (container.text if before is None else before.tail) or ""
    if not lead.strip() and not any(map(_has_words, run)):
        return
    paragraphs = [_paragraph(lead)]
    for element in run:
        if element.tag == "br" and len(paragraphs[-1]) and _is_break(paragraphs[-1][-1]):
            # Two line breaks are how a paragraph ends in such text.
            paragraphs.append(_paragraph(element.tail or ""))
            element.getparent().remove(element)
            continue
        paragraphs[-1].append(element)
    if before is None:
        container.text = None
    else:
        before.tail = None
    place = 0 if before is None else container.index(before) + 1
    for paragraph in paragraphs:
        container.insert(place, paragraph)
        place += 1


def _is_lost(before: HtmlElement | None, run: list[HtmlElement]) -> bool:
    """Whether the extraction would not take the run: it does after a paragraph, a list, a table.

    That text is left as it is, because of a short ``div`` the extraction counts the elements.
    """
    return before is None or before.tag in _CONTAINERS or any(child.tag == "br" for child in run)


def _is_break(element: HtmlElement) -> bool:
    return element.tag == "br" and not (element.tail or "").strip()


def _paragraph(text: str) -> HtmlElement:
    paragraph = lxml_html.Element("p")
    paragraph.text = text
    return paragraph


def _has_words(element: HtmlElement) -> bool:
    """Whether there is text in it or right after it that leads nowhere: a row of links is none."""
    if (element.tail or "").strip():
        return True
    if element.tag in ("a", "script", "style"):
        return False
    return any(text.strip() for text in element.xpath(_WORDS))

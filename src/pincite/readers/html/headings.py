"""Headings of an HTML page that the extraction of its main text lost.

Where a page names no main part (no ``article``, no ``main``, no class that says so), trafilatura
gathers its paragraphs, lists and tables one by one and leaves its headings behind. A heading goes
back before the first of these that stands under it. One with nothing left under it (of a
navigation, a sidebar, a footer) is of no main text and stays out.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PASSED_OVER = frozenset({"head", "script", "style", "noscript", "template"})
_END = 1 << 62
_PROOF = 40  # code points, white space left out, by which a block is found in the page


@dataclass(slots=True)
class _Heading:
    """A heading and the stretch of the page's letters under it, up to the next heading."""

    tag: str
    words: str
    start: int
    end: int


def straighten_headings(tree: HtmlElement) -> None:
    """Put each heading on one line: what follows a line break in it would become a paragraph."""
    for heading in tree.iter(*_HEADINGS):
        for line_break in list(heading.iter("br")):
            line_break.tail = f" {line_break.tail or ''}"
            line_break.drop_tag()


def restore_headings(main: etree._Element, tree: etree._Element) -> None:
    """Put the headings of the page ``tree`` into its main text, if that has none."""
    if next(main.iter("head"), None) is not None or next(tree.iter(*_HEADINGS), None) is None:
        return
    letters, headings = _survey(tree)
    waiting = iter(headings)
    heading = next(waiting, None)
    position = 0
    for block in list(main):
        words = _letters("".join(block.itertext()))[:_PROOF]
        found = letters.find(words, position) if words else -1
        if found < 0:
            continue
        position = found
        above: list[_Heading] = []
        while heading is not None and heading.start <= found:
            # Of headings that follow one another directly, all stand above the same text.
            if above and above[-1].end > above[-1].start:
                above.clear()
            above.append(heading)
            heading = next(waiting, None)
        if above and found < above[-1].end:
            for one in above:
                element = etree.Element("head", rend=one.tag)
                element.text = one.words
                block.addprevious(element)


def _survey(tree: etree._Element) -> tuple[str, list[_Heading]]:
    """The page's letters, white space left out, and its headings with what is under each."""
    pieces: list[str] = []
    headings: list[_Heading] = []
    length = 0
    open_elements: list[tuple[int, list[_Heading]]] = [(0, [])]  # where each began, its headings
    within: etree._Element | None = None  # a heading, or what is passed over
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if within is None and element.tag in _HEADINGS:
                if headings:
                    headings[-1].end = min(headings[-1].end, length)
                words = " ".join("".join(element.itertext()).split())
                headings.append(_Heading(element.tag, words, length, _END))
                open_elements[-1][1].append(headings[-1])
            if within is None and element.tag in (*_HEADINGS, *_PASSED_OVER):
                within = element
            open_elements.append((length, []))
            length += 0 if within is not None else _write(element.text, pieces)
            continue
        began, held = open_elements.pop()
        for heading in held:
            if began == heading.start == length:
                # Alone in its element, it heads what follows that.
                open_elements[-1][1].append(heading)
            else:
                heading.end = min(heading.end, length)
        if element is within:
            within = None
        length += 0 if within is not None else _write(element.tail, pieces)
    return "".join(pieces), [heading for heading in headings if heading.words]


def _write(text: str | None, pieces: list[str]) -> int:
    letters = _letters(text or "")
    pieces.append(letters)
    return len(letters)


def _letters(text: str) -> str:
    return "".join(text.split())

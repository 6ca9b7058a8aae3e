"""An HTML page's superscripts and subscripts, made plain text before its main text is taken."""

from __future__ import annotations

from lxml import html as lxml_html

from pincite.readers.raised import lowered, raised

_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "font", "i", "small", "span", "strong", "u"})
_BLOCKS = ("p", "div", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6")
_SCRIPTS = (
    "//sup | //sub | //span[contains(@style, 'vertical-align')]"
    "[contains(@style, 'super') or contains(@style, 'sub')]"
)


def settle_scripts(tree: lxml_html.HtmlElement) -> None:
    """Write ``10<sup>6</sup>`` as 10⁶ and so on; a plain ``span`` is left of the element."""
    for element in tree.xpath(_SCRIPTS):
        if next(element.iter(*_BLOCKS), None) is not None:
            continue  # never closed: it holds more of the page than it raises
        text = "".join(element.itertext())
        form = lowered if _is_lowered(element) else raised
        written = form(text, _before(element), element.tail or "")
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.tag = "span"
        element.text = written


def _is_lowered(element: lxml_html.HtmlElement) -> bool:
    return element.tag == "sub" or "sub" in element.get("style", "")


def _before(element: lxml_html.HtmlElement) -> str:
    """The text that runs up to the element in its line; empty at the beginning of a block."""
    while True:
        previous = element.getprevious()
        if previous is not None:
            return previous.tail or "".join(previous.itertext())
        parent = element.getparent()
        if parent is None or parent.text or parent.tag not in _INLINE:
            return (parent.text or "") if parent is not None else ""
        element = parent

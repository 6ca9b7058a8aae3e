"""Tables of an HTML page that only lay it out: frames of one column around text of their own."""

from __future__ import annotations

from lxml.html import HtmlElement

_TEXT_OF_ITS_OWN = ".//p | .//div | .//h1 | .//h2 | .//h3 | .//h4 | .//ul | .//ol | .//table"
_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})


def unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make each frame a plain ``div``: in a cell its headings and lists would be lost."""
    for table in list(tree.iter("table")):
        parts = [
            part
            for part in table.iter(*_PARTS, "caption")
            if part is table or next(part.iterancestors("table"), None) is table
        ]
        cells = [part for part in parts if part.tag in ("td", "th")]
        is_column = len(cells) <= sum(part.tag == "tr" for part in parts)
        has_caption = any(part.tag == "caption" for part in parts)
        if is_column and not has_caption and any(cell.xpath(_TEXT_OF_ITS_OWN) for cell in cells):
            for part in parts:
                part.tag = "div"

"""The main text of an HTML page, as trafilatura judges it under more than one of its settings."""

from __future__ import annotations

import copy

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import use_config

from pincite.readers.html.text import BREAK, mark_breaks

# Short pages are worth the same care: below this many characters the extraction would give up its
# structure and take all the page's text as one paragraph.
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
_FAR_MORE = 1.5
# Paragraphs made of bare text may lead elsewhere: a page that has a fifth more text
# without them is taken without them.
_MORE = 1.2


def main_text(tree: HtmlElement, bare: HtmlElement) -> etree._Element | None:
    """The element that holds the page's main text, in trafilatura's own terms (head, p, list, …).

    Its choice for recall keeps nested lists but may lose whole tables, its balanced choice the
    other way round: the first is taken unless the second has far more. The page as it was before
    its bare text was made paragraphs is taken where these have led to another, smaller part of it.
    """
    best: etree._Element | None = None
    most = 0.0
    for page, recall, more in ((tree, True, 0), (tree, False, _FAR_MORE), (bare, True, _MORE)):
        marked = copy.deepcopy(page)
        mark_breaks(marked)
        found = trafilatura.bare_extraction(
            marked,
            include_comments=False,
            include_tables=True,
            include_links=False,
            include_images=False,
            favor_recall=recall,
            config=_CONFIG,
        )
        if found is None or isinstance(found, dict) or found.body is None:
            continue
        length = sum(len(text.strip()) for text in found.body.itertext())
        if length > most * more:
            best, most = found.body, length
    for element in () if best is None else best.iter():
        element.text = (element.text or "").replace(BREAK, "\n")
        element.tail = (element.tail or "").replace(BREAK, "\n")
    return best

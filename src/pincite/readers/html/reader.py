"""HTML: the main text alone, without navigation, banners and footers, its outline as blocks."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from lxml import html as lxml_html

from pincite.errors import ReadError
from pincite.readers.charset import decode
from pincite.readers.html.headings import restore_headings, straighten_headings
from pincite.readers.html.main import main_text
from pincite.readers.html.notes import drop_marks, take_notes
from pincite.readers.html.scripts import settle_scripts
from pincite.readers.html.tables import unwrap_layout_tables
from pincite.readers.html.text import BREAK, wrap_bare_text
from pincite.readers.limits import Limits
from pincite.readers.outline import BULLET, Outline
from pincite.readers.plain import plain_extract
from pincite.readers.repairs import REPLACEMENT, Repairs
from pincite.readers.rows import add_rows
from pincite.readers.typed import typed_number
from pincite.types import BlockKind, Extract

# The extraction drops the numbers of ordered lists and all captions, so both are written into the
# text beforehand, between characters of a private-use plane that no page may hold of its own.
_OPEN, _CLOSE, _CAPTION = "\U000ffff0", "\U000ffff1", "\U000ffff2"
# A character reference may name any character: these, and two that no element may hold.
_RESERVED = re.compile(f"[{_OPEN}{_CLOSE}{_CAPTION}{BREAK}\ufffe\uffff]")
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")

_MARKUP = re.compile(r"<[A-Za-z/!?]")
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"\A\s*<\?xml[^>]+encoding\s*=\s*[\"']([\w:.-]+)", re.IGNORECASE)
_BLOCKS = frozenset({"div", "head", "item", "list", "p", "quote", "section", "table"})
_INLINE = frozenset({"code", "del", "graphic", "hi", "lb", "ref", "span"})
# From this share of its words on, a page is the text that it holds preformatted.
_PREFORMATTED = 0.95
_FURNITURE = (
    "//nav | //footer | //dialog | //button | //header[not(ancestor::article or ancestor::main)]"
    " | //*[@role='navigation' or @role='banner' or @role='contentinfo' or @role='dialog'"
    " or @role='search' or @aria-hidden='true' or @hidden]"
)
_TITLES = (
    "//meta[@property='og:title']/@content",
    "//head/title/text()",
    "//title/text()",
    "//article//h1 | //main//h1",
    "//h1[not(ancestor::header or ancestor::nav or ancestor::footer or ancestor::aside)]",
    "//h1",
)
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def read_html(data: bytes, name: str, limits: Limits) -> Extract:
    """The page's main text as trafilatura judges it; ReadError empty where there is none."""
    repairs = Repairs()
    text = decode(data, name, _declared(data))
    if not _MARKUP.search(text):
        return plain_extract(text, repairs)
    tree = _parse(repairs.clean(text))
    if tree is None:
        raise ReadError(name, "empty", "no element and no text in it; remove the file")
    _clean(tree, repairs)
    title = _title(tree)
    holders = drop_marks(tree)
    settle_scripts(tree)
    notes = take_notes(holders)
    _drop_furniture(tree)
    if not notes and (preformatted := _preformatted(tree)):
        return replace(plain_extract(preformatted, repairs), title=title)
    unwrap_layout_tables(tree)
    straighten_headings(tree)
    bare = copy.deepcopy(tree)
    wrap_bare_text(tree)
    for version in (tree, bare):
        _write_list_numbers(version)
        _write_captions(version)
    outline = Outline(repairs)
    main = main_text(tree, bare)
    if main is not None:
        restore_headings(main, tree)
        _walk(main, outline)
    for note in notes:
        outline.add(BlockKind.NOTE, note.text, marker=note.number or "")
    if not len(outline):
        raise ReadError(
            name, "empty", "no main text found in the page; save the article itself as HTML or text"
        )
    return outline.extract(title)


def _declared(data: bytes) -> str | None:
    """The encoding that the page claims in its first kilobytes, under the Web's reading of it."""
    found = _XML_DECLARED.search(data[:1024]) or _DECLARED.search(data[:4096])
    if found is None:
        return None
    label = found.group(1).decode("ascii").lower()
    # The Web's encoding standard reads these labels as their Windows supersets.
    supersets = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
                 "ascii": "cp1252", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
                 "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}  # fmt: skip
    return supersets.get(label, label)


def _parse(text: str) -> lxml_html.HtmlElement | None:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError:  # "Document is empty"
        return None


def _clean(tree: lxml_html.HtmlElement, repairs: Repairs) -> None:
    """Clean what the page wrote as character references, which are known only now."""
    for element in tree.iter():
        for part in ("text", "tail"):
            text = getattr(element, part) or ""
            cleaned = repairs.clean(_RESERVED.sub(REPLACEMENT, text))
            if cleaned != text:
                setattr(element, part, cleaned)


def _title(tree: lxml_html.HtmlElement) -> str | None:
    """The headline as the page gives it to others, its window title, or else its first heading."""
    for path in _TITLES:
        for value in tree.xpath(path):
            words = value if isinstance(value, str) else _flat(value)
            if words.strip():
                return str(words)
    return None


def _preformatted(tree: lxml_html.HtmlElement) -> str:
    """The text of a page that is nothing but text between ``<pre>`` marks; else empty."""
    body = tree.find("body")
    held = [] if body is None else [str(pre.text_content()) for pre in body.iter("pre")]
    text = "\n\n".join(held)
    return text if held and len(text.split()) >= _PREFORMATTED * len(_words(body)) else ""


def _words(body: lxml_html.HtmlElement) -> list[str]:
    return " ".join(body.xpath(".//text()[not(ancestor::script or ancestor::style)]")).split()


def _drop_furniture(tree: lxml_html.HtmlElement) -> None:
    """Take out what the page itself calls navigation and the like.

    The extraction would, too, but for short pages, of which it takes all there is.
    """
    for element in tree.xpath(_FURNITURE):
        if element.getparent() is not None:
            element.drop_tree()


def _write_list_numbers(tree: lxml_html.HtmlElement) -> None:
    for ordered in tree.iter("ol"):
        items = [child for child in ordered if child.tag == "li"]
        backwards = "reversed" in ordered.attrib
        number = _integer(ordered.get("start"), len(items) if backwards else 1)
        for item in items:
            number = _integer(item.get("value"), number)
            if typed_number(item.text_content().lstrip()) is not None:
                # Numbered by hand; such lists hide the numbers of their own.
                number += -1 if backwards else 1
                continue
            marker = f"{_OPEN}{_numeral(number, ordered.get('type', '1'))}.{_CLOSE}"
            # Into the first paragraph, where there is one: text beside it would be cut off.
            target = item
            while len(target) and not (target.text or "").strip() and target[0].tag in ("p", "div"):
                target = target[0]
            target.text = marker + (target.text or "")
            number += -1 if backwards else 1


def _write_captions(tree: lxml_html.HtmlElement) -> None:
    for caption in list(tree.iter("figcaption", "caption")):
        holder = caption.getparent()
        while holder is not None and holder.tag not in ("figure", "table"):
            holder = holder.getparent()
        words = " ".join(caption.text_content().split())
        if holder is None or holder.getparent() is None or not words:
            continue
        paragraph = lxml_html.Element("p")
        paragraph.text = _CAPTION + words
        caption.drop_tree()
        holder.addprevious(paragraph)


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", value) else default


def _numeral(number: int, style: str) -> str:
    """A list number in one of HTML's styles; below 1 only decimals exist."""
    if number < 1 or number > 3999 or style not in ("a", "A", "i", "I"):
        return str(number)
    written = ""
    if style in "aA":
        while number:
            number, letter = divmod(number - 1, 26)
            written = chr(ord("a") + letter) + written
    else:
        for value, roman in _ROMAN:
            count, number = divmod(number, value)
            written += roman * count
    return written.upper() if style.isupper() else written


def _walk(element: etree._Element, outline: Outline) -> None:
    """Add an element of trafilatura's tree, whose root may be any element that holds text."""
    match element.tag:
        case "head":
            level = _integer((element.get("rend") or "h2")[1:], 2)
            outline.add(BlockKind.HEADING, _flat(element), level=level)
        case "list" if any((item.get("rend") or "").startswith("dt") for item in element):
            _add_terms(element, outline)
        case "list":
            _add_list(element, outline, 1)
        case "table":
            rows = [list(row.iter("cell")) for row in element.iter("row")]
            add_rows(outline, [[_MARKED.sub(r"\1 ", _edged(cell)) for cell in row] for row in rows])
        case _ if any(child.tag in _BLOCKS for child in element):
            _add_paragraph(element.text or "", outline)
            for child in element:
                _walk(child, outline)
                _add_paragraph(child.tail or "", outline)
        case _:
            _add_paragraph(_flat(element), outline)


def _add_terms(element: etree._Element, outline: Outline) -> None:
    """A list of terms: each with its definitions as one paragraph."""
    entry: list[str] = []
    for item in element:
        if (item.get("rend") or "").startswith("dt") and entry and item.getprevious() is not None:
            before = item.getprevious().get("rend") or ""
            if not before.startswith("dt"):
                _add_paragraph("\n".join(entry), outline)
                entry = []
        entry.append(_edged(item))
    _add_paragraph("\n".join(entry), outline)


def _add_list(element: etree._Element, outline: Outline, level: int) -> None:
    for item in element:
        if item.tag == "list":
            _add_list(item, outline, level + 1)
        else:
            _add_item(item, outline, level)


def _add_item(item: etree._Element, outline: Outline, level: int) -> None:
    """A list item's own text, its nested lists where they stand in it."""
    kind = BlockKind.LIST_ITEM
    for part in _parts(item):
        if not isinstance(part, str):
            _add_list(part, outline, level + 1)
            continue
        marker = _MARKED.search(part)
        text = _MARKED.sub("", part)
        if kind is BlockKind.LIST_ITEM:
            bullet = "" if typed_number(text.lstrip()) else BULLET
            outline.add(kind, text, level=level, marker=marker.group(1) if marker else bullet)
        else:
            outline.add(kind, text)
        if text.strip():
            kind = BlockKind.PARAGRAPH


def _parts(item: etree._Element) -> Iterator[str | etree._Element]:
    """The item's text cut at the paragraphs in it, and its nested lists."""
    run = item.text or ""
    for child in item:
        if child.tag == "list":
            yield run
            yield child
            run = ""
        elif child.tag in _INLINE:
            run += "\n" if child.tag == "lb" else _flat(child)
        else:
            # A marker that stands alone before the first paragraph belongs to it.
            lead = run if not _MARKED.sub("", run).strip() else ""
            if not lead:
                yield run
            yield lead + _edged(child)
            run = ""
        run += child.tail or ""
    yield run


def _add_paragraph(text: str, outline: Outline) -> None:
    text = _MARKED.sub(r"\1 ", text)
    kind = BlockKind.CAPTION if _CAPTION in text else BlockKind.PARAGRAPH
    outline.add(kind, text.replace(_CAPTION, ""))


def _edged(element: etree._Element) -> str:
    """The text of a cell or the like, a line feed between the paragraphs in it."""
    lines = "".join(_lines(element)).split("\n")
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


def _lines(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        edge = "" if child.tag in _INLINE and child.tag != "lb" else "\n"
        yield edge
        yield from _lines(child)
        yield edge
        yield child.tail or ""


def _flat(element: etree._Element) -> str:
    """All of an element's text, a line feed for each line break in it."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("\n" if child.tag in ("lb", "br") else _flat(child))
        pieces.append(child.tail or "")
    return "".join(pieces)

"""Hostile and broken files, made anew from a seed: (name, bytes) pairs.

Used by tests/readers/test_hostile_files.py and tests/bench/hostile.py.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Iterator

import docx

from readers.making import bytes_of, pdf_of_lines

File = tuple[str, bytes]


def whole_files() -> dict[str, bytes]:
    """One small sound file of each format."""
    document = docx.Document()
    document.add_heading("Of trade", 1)
    for number in range(6):
        document.add_paragraph(f"Paragraph {number} tells of trade and of culture.")
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "a cell"
    lines = [[f"{n}. The Parties meet each year, and trade." for n in range(1, 20)]] * 2
    paragraphs = "".join(f"<p>Paragraph {n} tells of trade &amp; culture.</p>" for n in range(9))
    return {
        "pdf": pdf_of_lines(lines, title="Trade"),
        "docx": bytes_of(document),
        "html": f"<!doctype html><html><body><h1>Of trade</h1>{paragraphs}</body></html>".encode(),
        "md": b"# Of trade\n\n1. It grows.\n2. It pays.\n\n> Quoted\n\n|a|b|\n|-|-|\n|1|2|\n",
        "txt": "Of trade\n\n1. It grows.\n\n2. It pays — “well”.\n".encode(),
    }


def hostile_files(seed: int, each: int = 10) -> Iterator[File]:
    """Over ``16 * each + 180`` files: damage done at random, and what people have thought up."""
    draw = random.Random(seed)
    for kind, data in whole_files().items():
        for number in range(each):
            cut = draw.randrange(1, len(data))
            yield f"truncated-{number}.{kind}", data[:cut]
            yield f"flipped-{number}.{kind}", _flipped(data, draw, 1 + number % 40)
            yield f"spliced-{number}.{kind}", _spliced(data, draw)
    for number in range(each):
        yield f"noise-{number}.{_any(draw)}", draw.randbytes(draw.randrange(1, 4000))
    yield from _misnamed()
    yield from _texts(draw)
    yield from _markup()
    yield from _pdfs()
    yield from _archives()


def _any(draw: random.Random) -> str:
    return draw.choice(["pdf", "docx", "html", "md", "txt", "xhtml", "htm"])


def _flipped(data: bytes, draw: random.Random, bits: int) -> bytes:
    changed = bytearray(data)
    for _ in range(bits):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _spliced(data: bytes, draw: random.Random) -> bytes:
    """A stretch of the file put where another was."""
    start, to = draw.randrange(len(data)), draw.randrange(len(data))
    stretch = data[start : start + draw.randrange(1, 200)]
    return data[:to] + stretch + data[to + draw.randrange(200) :]


def _misnamed() -> Iterator[File]:
    """Each format under each other's name."""
    files = whole_files()
    for named in files:
        for kind, data in files.items():
            if named != kind:
                yield f"really-{kind}.{named}", data


def _texts(draw: random.Random) -> Iterator[File]:
    planes = "".join(chr(draw.randrange(0x20, 0xD800)) for _ in range(500)) + "".join(
        chr((plane << 16) + draw.randrange(0xFFFE)) for plane in range(1, 17) for _ in range(9)
    )
    texts = {
        "nuls": b"Of trade\0\0\0 and\0 culture\0\n" * 50,
        "only-nuls": b"\0" * 5000,
        "one-long-line": b"trade and culture " * 60_000,
        "one-long-word": b"a" * 300_000,
        "many-lines": b"\n" * 200_000 + b"end",
        "carriage-returns": b"one\rtwo\r\r\nthree\n\r" * 500,
        "lone-surrogates": "said \ud800 and \udfff so".encode("utf-8", "surrogatepass") * 40,
        "bidi": "a \u202e\u2066\u2067 b \u202c\u200f c\u061c. ".encode() * 200,
        "combining": ("e" + "\u0301" * 1000 + " ").encode() * 40,
        "zero-width": ("tra\u200b\u200d\u2060\ufeffde ").encode() * 500,
        "every-plane": planes.encode(),
        "mixed-encodings": "Zoë – ".encode() + "Zoë ".encode("latin-1") + "서울".encode("euc-kr"),
        "utf-16": "Of trade and culture. ".encode("utf-16") * 3,
        "utf-16-odd": "Of trade".encode("utf-16") + b"\x00",
        "utf-32": "Of trade and culture.".encode("utf-32"),
        "overlong-utf-8": b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf trade",
        "only-a-mark": b"\xef\xbb\xbf",
        "escapes": b"\x1b[2J\x1b]0;title\x07 trade \x9b31m\n" * 40,
        "form-feeds": b"one page\f" * 3000,
        "numbers": b"".join(b"%d. item\n" % n for n in range(20_000)),
        "deep-numbers": b"1." * 4000 + b" item\n",
        "huge-number": b"9" * 5000 + b". item\n\nmore text\n",
        "hyphens": b"exam-\nple " * 8000,
        "quotes": b">" * 4000 + b" quoted\n",
        "stars": b"*" * 20_000 + b"a" + b"*" * 20_000,
        "brackets": b"[" * 20_000 + b"]" * 20_000,
        "brackets-and-parens": b"[a](" * 4000,
        "underscores": b"_a__b_" * 8000,
        "backticks": b"`" * 2000 + b" a " + b"`" * 1999,
        "tables": b"|" * 5000 + b"\n" + b"|-" * 5000 + b"\n",
        "nested-list": b"".join(b" " * (2 * n) + b"- item\n" for n in range(300)),
        "references": b"".join(b"[a%d]: http://x/%d\n[a%d]\n" % (n, n, n) for n in range(3000)),
    }
    for name, data in texts.items():
        yield f"{name}.txt", data
        yield f"{name}.md", data
        yield f"{name}.html", b"<html><body><p>" + data + b"</p></body></html>"


def _markup() -> Iterator[File]:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "lol">{entities}]>'
    outside = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    pages = {
        "deep": "<div>" * 20_000 + "text" + "</div>" * 20_000,
        "deep-inline": "<b>" * 5000 + "text",
        "deep-lists": "<ul><li>" * 3000 + "text",
        "deep-tables": "<table><tr><td>" * 1500 + "text",
        "unclosed": "<p>one<p>two<li>three<td>four" * 2000,
        "attributes": "<p " + " ".join(f'a{n}="{n}"' for n in range(8000)) + ">text</p>",
        "long-attribute": f'<p title="{"x" * 400_000}">text</p>',
        "entities": f"{bomb}<html><body><p>&e11;</p></body></html>",
        "outside": f"{outside}<html><body><p>&x; text</p></body></html>",
        "charrefs": "<p>" + "&#x0;&#xD800;&#x110000;&#99999999999;" * 400 + "text</p>",
        "comments": "<!--" * 5000 + "text" + "-->" * 5000,
        "scripts": "<script>" * 3000 + "alert(1)" + "</script>text",
        "cdata": "<![CDATA[" * 3000 + "text]]>",
        "frames": '<frameset><frame src="file:///etc/passwd"></frameset>',
        "meta": '<meta charset="no-such-charset"><p>text of it</p>',
        "meta-utf-16": '<meta charset="utf-16"><p>text of it</p>',
        "meta-utf-7": '<meta charset="utf-7"><p>+ADw-script+AD4-</p>',
    }
    for name, page in pages.items():
        yield f"{name}.html", page.encode()
        yield f"{name}.xhtml", page.encode()


def _pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, its cross-reference table right."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, at)
    )
    return out.getvalue()


def _stream(data: bytes, head: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def pdf_bomb(text: bytes) -> bytes:
    """One page whose content is this, compressed."""
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "
        b"/BaseFont /Helvetica >> >> >> >>",
        _stream(zlib.compress(text, 9)),
    )


def _pdfs() -> Iterator[File]:
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    yield "bomb.pdf", pdf_bomb(b"\n" * 8_000_000)
    yield (
        "bomb-twice.pdf",
        _pdf(
            catalog,
            kids,
            page,
            _stream(
                zlib.compress(zlib.compress(b" " * 80_000_000, 9), 9),
                b"/Filter [/FlateDecode /FlateDecode]",
            ),
        ),
    )
    yield (
        "says-a-billion-pages.pdf",
        _pdf(
            catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>", page, _stream(b"", b"")
        ),
    )
    yield (
        "same-page-a-thousand-times.pdf",
        _pdf(
            catalog,
            b"<< /Type /Pages /Kids [" + b"3 0 R " * 1000 + b"] /Count 1000 >>",
            page,
            _stream(b"", b""),
        ),
    )
    yield (
        "pages-of-themselves.pdf",
        _pdf(catalog, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>", page, _stream(b"", b"")),
    )
    yield "content-of-itself.pdf", _pdf(catalog, kids, page, b"4 0 R")
    yield (
        "form-of-itself.pdf",
        _pdf(
            catalog,
            kids,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
            b"/Resources << /XObject << /X 5 0 R >> >> >>",
            _stream(b"/X Do", b""),
            _stream(
                b"/X Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 5 0 R >> >>"
            ),
        ),
    )
    yield "deep-array.pdf", _pdf(catalog, kids, page, b"[" * 20_000 + b"]" * 20_000)
    yield "deep-page.pdf", _pdf(catalog, b"<< /Kids " + b"[" * 5000 + b"]" * 5000 + b" >>", page)
    yield "prev-of-itself.pdf", _pdf(catalog, kids, page, trailer=b"/Root 1 0 R /Prev 9")
    yield "no-root.pdf", _pdf(catalog, kids, page, trailer=b"")
    yield (
        "length-beyond.pdf",
        _pdf(catalog, kids, page, b"<< /Length 99999999999 >>\nstream\nBT (a) Tj ET\nendstream"),
    )
    yield "unknown-filter.pdf", _pdf(catalog, kids, page, _stream(b"xx", b"/Filter /NoSuch"))
    yield "operators.pdf", pdf_bomb(b"q " * 200_000)
    yield "only-a-head.pdf", b"%PDF-1.7\n"
    yield "head-and-noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(20_000)


_WORD = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def docx_with(part: bytes, name: str = "word/document.xml") -> bytes:
    """A Word file in which one part is replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(whole_files()["docx"])) as whole,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in whole.namelist():
            made.writestr(entry, part if entry == name else whole.read(entry))
        if name not in whole.namelist():
            made.writestr(name, part)
    return out.getvalue()


def _archives() -> Iterator[File]:
    run = b"<w:p><w:r><w:t>text</w:t></w:r></w:p>"
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    yield "bomb.docx", docx_with(_WORD % (b" " * 120_000_000))
    yield "bomb-elsewhere.docx", docx_with(b"\0" * 120_000_000, "word/media/image1.png")
    yield "deep.docx", docx_with(_WORD % (b"<w:sdt><w:sdtContent>" * 3000))
    yield (
        "deep-closed.docx",
        docx_with(
            _WORD % (b"<w:sdt><w:sdtContent>" * 3000 + run + b"</w:sdtContent></w:sdt>" * 3000)
        ),
    )
    yield (
        "deep-tables.docx",
        docx_with(_WORD % (b"<w:tbl><w:tr><w:tc>" * 400 + run + b"</w:tc></w:tr></w:tbl>" * 400)),
    )
    yield (
        "entities.docx",
        docx_with(
            b'<!DOCTYPE x [<!ENTITY e0 "lol">'
            + entities
            + b"]>"
            + (_WORD % b"<w:p>&e11;</w:p>")[21:]
        ),
    )
    yield (
        "outside.docx",
        docx_with(
            b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + (_WORD % b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")[21:]
        ),
    )
    yield "not-xml.docx", docx_with(b"\0\1\2\3")
    yield "no-text.docx", docx_with(_WORD % b"")
    yield "no-relations.docx", docx_with(b"<x/>", "_rels/.rels")
    yield "many-paragraphs.docx", docx_with(_WORD % (run * 4000))
    yield "climbs.docx", docx_with(b"x", "../../../../etc/passwd")
    yield "bad-styles.docx", docx_with(b"<w:styles/>", "word/styles.xml")
    yield "bad-numbering.docx", docx_with(b"<w:numbering/>", "word/numbering.xml")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(20_000):
            made.writestr(f"word/{number}", b"")
    yield "many-entries.docx", out.getvalue()
    out = io.BytesIO()
    zipfile.ZipFile(out, "w").close()
    yield "empty-archive.docx", out.getvalue()

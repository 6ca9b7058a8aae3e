"""Whatever a file holds, reading it gives an extract or an error that names file and reason."""

from __future__ import annotations

import io
import os
import random
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pincite.errors import ReadError
from pincite.readers import MEDIA_TYPES, Limits, read, read_bytes
from pincite.readers.limits import MAX_BYTES, MAX_CHARACTERS, MAX_PAGES
from pincite.readers.outline import Outline
from pincite.readers.repairs import Repairs
from pincite.types import BlockKind, Extract
from readers.making import add_numbered, bytes_of, numbered_document, pdf_of_lines


def scanned_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 300, 400)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def blank_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def pdf_without_pages() -> bytes:
    file = io.BytesIO()
    pypdf.PdfWriter().write(file)
    return file.getvalue()


def simple_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("Words.")
    return bytes_of(document)


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "hello")
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ENCRYPTED_DOCX = OLE + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\r\n", "empty"),
        ("a.txt", b"\xef\xbb\xbf\n", "empty"),
        ("a.txt", bytes(1000), "empty"),  # zeros are what is left of a file after a crash
        ("a.txt", bytes(range(256)) * 20, "corrupt"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown"),
        ("a.txt", pdf_of_lines([["x"]]), "unknown"),  # a wrong extension
        ("a.md", b"---\ntitle: only\n---\n", "empty"),
        ("a.md", b"<!-- -->", "empty"),
        ("a.html", b"<html><head><title>x</title></head><body></body></html>", "empty"),
        ("a.html", zipped("x"), "unknown"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"hello", "corrupt"),
        ("a.pdf", b"%PDF-1.7\nhello", "corrupt"),
        ("a.pdf", pdf_of_lines([["x"]])[:300], "corrupt"),
        ("a.pdf", pdf_without_pages(), "empty"),
        ("a.pdf", blank_pdf(), "empty"),
        ("a.pdf", scanned_pdf(), "image-only"),
        ("a.pdf", simple_docx(), "unknown"),
        ("a.docx", b"hello", "corrupt"),
        ("a.docx", zipped("hello.txt"), "corrupt"),
        ("a.docx", zipped("[Content_Types].xml"), "corrupt"),
        ("a.docx", simple_docx()[:2000], "corrupt"),
        ("a.docx", bytes_of(docx.Document()), "empty"),
        ("a.docx", ENCRYPTED_DOCX, "encrypted"),
        ("a.docx", OLE, "unknown"),  # Word 97
        ("a.xlsx", zipped("x"), "unknown"),
        ("a", b"text", "unknown"),
    ],
)
def test_file_that_cannot_be_read_is_named_with_its_reason(
    name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert (caught.value.file, caught.value.reason) == (name, reason)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_page_with_a_picture_only_is_reported_beside_pages_with_text() -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 700, "Words.")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 0, 0, 300, 400)
    canvas.showPage()
    canvas.save()
    extract = read_bytes(file.getvalue(), "a.pdf")
    assert extract.text == "Words."
    assert [page.number for page in extract.pages] == [1, 2]
    assert [repair.count for repair in extract.repairs] == [1]


@pytest.mark.parametrize("extension", sorted(MEDIA_TYPES))
def test_every_listed_extension_has_a_reader(extension: str, tmp_path: Path) -> None:
    made = {
        "application/pdf": pdf_of_lines([["Words."]]),
        MEDIA_TYPES[".docx"]: simple_docx(),
        "text/html": b"<p>Words.</p>",
    }
    path = tmp_path / f"A{extension.upper()}"
    path.write_bytes(made.get(MEDIA_TYPES[extension], b"Words."))
    assert read(path).text == "Words."


def test_default_limits_are_the_documented_ones() -> None:
    assert (MAX_BYTES, MAX_PAGES, MAX_CHARACTERS) == (50_000_000, 5_000, 20_000_000)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(bytes=10), "26 bytes, at most 10"),
        (Limits(characters=10), "26 characters of text, at most 10"),
    ],
)
def test_limit_is_named_with_its_value(limits: Limits, told: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("abcdefghijklmnopqrstuvwxyz")
    with pytest.raises(ReadError, match=told) as caught:
        read(path, limits)
    assert caught.value.reason == "too-large"
    with pytest.raises(ReadError, match=told):
        read_bytes(path.read_bytes(), "a.txt", limits)


def test_folder_pipe_and_missing_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name, reason, told in (
        ("x.pdf", "unknown", "a folder"),
        ("pipe.txt", "unknown", "pipe"),
        ("gone.txt", "denied", "No such file"),
    ):
        with pytest.raises(ReadError, match=told) as caught:
            read(tmp_path / name)
        assert caught.value.reason == reason
        assert caught.value.file == str(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_denied(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ReadError, match="Permission denied") as caught:
        read(path)
    assert caught.value.reason == "denied"


def _samples() -> dict[str, bytes]:
    document = numbered_document()
    document.add_heading("Economy", 1)
    for number in range(3):
        add_numbered(document, f"Paragraph {number}.")
    page = (
        "<html><body><article><h1>T</h1><ol><li>one</li></ol><p>Words.</p></article></body></html>"
    )
    return {
        "a.pdf": pdf_of_lines([["17. Words of a page.", "", "More."], ["Second page."]]),
        "a.docx": bytes_of(document),
        "a.html": page.encode(),
        "a.md": b"# T\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| c | d |\n",
    }


SAMPLES = _samples()


def _hold(extract: Extract) -> None:
    """What holds for every extract, whatever it was read from."""
    extract.text.encode("utf-8")
    end = 0
    for block in extract.blocks:
        assert len(block.spans) == 1
        span = block.spans[0]
        assert end <= span.start < span.end <= len(extract.text)
        sliced = extract.text[span.start : span.end]
        assert sliced == sliced.strip() != ""
        # Between blocks there is white space, and the marker of the one that follows.
        between = extract.text[end : span.start].split()
        if block.number is None:
            assert between in ([], ["\N{BULLET}"])
        else:
            assert block.number in " ".join(between)
        end = span.end
    if extract.blocks:
        assert extract.text[end:] == ""
    end = 0
    for number, page in enumerate(extract.pages, start=1):
        assert page.number == number
        assert end <= page.span.start <= page.span.end <= len(extract.text)
        assert extract.text[end : page.span.start].strip() == ""
        end = page.span.end
    assert extract.title is None or extract.title.strip()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_spans_ascend_and_cut_what_is_visible(name: str) -> None:
    _hold(read_bytes(SAMPLES[name], name))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_damaged_file_gives_an_extract_or_a_named_error(name: str) -> None:
    """Cut at many places and with bytes altered; seeded, so that a failure comes again."""
    data = SAMPLES[name]
    chance = random.Random(20)
    damaged = [data[: len(data) * part // 20] for part in range(20)]
    for _ in range(25):
        altered = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            altered[chance.randrange(len(altered))] = chance.randrange(256)
        damaged.append(bytes(altered))
    for case in damaged:
        try:
            extract = read_bytes(case, name)
        except ReadError as error:
            told = error
        else:
            _hold(extract)
            continue
        assert told.file == name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.html", b"<div>" * 20_000 + b"words"),
        ("deep.html", b"<ul><li>" * 3_000 + b"words"),
        ("deep.html", b"<sup>1" * 3_000 + b"words"),
        ("long.html", b"<p>" + b"10<sup>6</sup> words " * 20_000),
        ("marks.html", b"<p>word<sup><a href='#n'>1</a></sup>" * 20_000 + b"<p id=n>note"),
        ("headings.html", b"<h2>Article</h2>words " * 20_000),
        ("deep.md", b"[^a]: " * 5_000 + b"words"),
        ("deep.md", b"> " * 5_000 + b"words"),
        ("deep.md", b"[" * 20_000),
        ("deep.md", b"*a " * 10_000),
        ("long.txt", b"word " * 200_000),
        ("hyphens.txt", b"con-\n" * 200_000),
        ("stars.txt", b"*a " * 50_000),
        ("slashes.txt", b"\\$" * 50_000),
    ],
)
@pytest.mark.timeout(20)
def test_deep_or_endless_file_ends_soon(name: str, data: bytes) -> None:
    try:
        extract = read_bytes(data, name)
    except ReadError as error:
        told = error
    else:
        _hold(extract)
        return
    assert told.reason in {"corrupt", "empty"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(BlockKind)),
            st.text(st.characters(exclude_categories=["Nd"]), max_size=30),
            st.sampled_from(["", "17.", "•"]),
        ),
        max_size=12,
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_outline_cuts_each_block_out_as_it_was_put_in(
    blocks: list[tuple[BlockKind, str, str]],
) -> None:
    outline = Outline(Repairs())
    for kind, text, marker in blocks:
        outline.add(kind, text, marker=marker)
    extract = outline.extract(None)
    _hold(extract)
    expected = [
        (kind, cleaned) for kind, text, _ in blocks if (cleaned := Repairs().clean(text).strip())
    ]
    found = [
        (block.kind, extract.text[block.spans[0].start : block.spans[0].end])
        for block in extract.blocks
    ]
    assert found == expected

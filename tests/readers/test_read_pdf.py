"""PDF: pages, paragraphs made of lines, running lines left out, cut words made whole."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from pincite.errors import ReadError
from pincite.readers import Limits, read_bytes
from pincite.readers.hyphens import UNDONE
from pincite.readers.pdf.furniture import LEFT_OUT
from pincite.readers.pdf.lines import Line
from pincite.readers.pdf.reader import _finished
from pincite.readers.repairs import Repairs
from pincite.types import Extract
from readers.making import pdf_of_columns, pdf_of_lines, pdf_of_paragraphs

LOREM = (
    "ASEAN and the Republic of Korea initiated sectoral dialogue relations in November 1989. The"
    " ROK was accorded a full Dialogue Partner status by ASEAN at the 24th Ministerial Meeting. "
)


def paragraphs_of(extract: Extract) -> list[str]:
    return extract.text.split("\n\n")


def pages_of(extract: Extract) -> list[str]:
    return [extract.text[page.span.start : page.span.end] for page in extract.pages]


@pytest.fixture(scope="module")
def long_pdf() -> Extract:
    body = [
        ("BodyText", f"{number}. Paragraph {number} begins. " + LOREM * 3)
        for number in range(1, 31)
    ]
    return read_bytes(
        pdf_of_paragraphs([("Title", "Overview"), ("Heading2", "Introduction"), *body], "A Title"),
        "a.pdf",
    )


def test_wrapped_lines_become_paragraphs_again(long_pdf: Extract) -> None:
    found = paragraphs_of(long_pdf)
    assert found[:2] == ["Overview", "Introduction"]
    assert found[2] == "1. Paragraph 1 begins. " + (LOREM * 3).strip()
    whole = [text for text in found if re.match(r"\d+\. Paragraph", text)]
    assert len(whole) == 30


def test_pages_are_numbered_from_one_and_hold_their_own_text(long_pdf: Extract) -> None:
    pages = pages_of(long_pdf)
    assert [page.number for page in long_pdf.pages] == list(range(1, len(pages) + 1))
    assert len(pages) >= 3
    assert " ".join(pages).split() == long_pdf.text.split()
    assert "1. Paragraph 1 begins." in pages[0]
    assert pages[-1].endswith("at the 24th Ministerial Meeting.")


def test_paragraph_over_a_page_break_is_one(long_pdf: Extract) -> None:
    pages = pages_of(long_pdf)
    broken = [text for text in pages[1:] if not re.match(r"\d+\. Paragraph", text)]
    assert broken, "the fixture must have a paragraph over a page break"
    for number in range(1, 31):
        whole = f"{number}. Paragraph {number} begins. " + (LOREM * 3).strip()
        assert whole in paragraphs_of(long_pdf)


def test_running_lines_are_left_out_and_counted(long_pdf: Extract) -> None:
    for running in ("Dialogue Relations", "For official use", "Page "):
        assert running not in long_pdf.text
    counts = {repair.what: repair.count for repair in long_pdf.repairs}
    assert counts[LEFT_OUT] == 3 * len(long_pdf.pages)
    assert long_pdf.title == "A Title"


def _pages(count: int) -> list[list[str]]:
    names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    return [[f"The {names[n]} page has its own text here.", "It goes on."] for n in range(count)]


@pytest.mark.parametrize(
    ("pages", "header", "footer", "kept", "gone"),
    [
        (3, "Report of the Secretariat", "{n}", [], ["Report", "1", "2", "3"]),
        (3, None, "- {n} -", [], ["- 1 -", "- 2 -"]),
        (3, None, "Page {n} of 3", [], ["Page"]),
        (2, "Annual report 2019", None, [], ["Annual"]),
        # roman page numbers of a preface
        (4, None, "{roman}", [], ["\nii", "\niv"]),
        # the only page
        (1, None, "1", [], ["\n1"]),
        # a year in the place of a page number does not count pages
        (3, None, "{year}", ["2019", "1989", "2004"], []),
        # a footnote at the same place, other words on each page
        (3, None, "{note}", ["uno", "dos", "tres"], []),
        # one page's header is no running header
        (1, "Report of the Secretariat", None, ["Report"], []),
    ],
)
def test_running_line_is_told_from_text_at_the_edge(
    pages: int, header: str | None, footer: str | None, kept: list[str], gone: list[str]
) -> None:
    def written(template: str | None, number: int) -> str:
        return (template or "").format(
            n=number,
            roman=("i", "ii", "iii", "iv")[number - 1],
            year=(2019, 1989, 2004, 2010)[number - 1],
            note=("uno", "dos", "tres", "cuatro")[number - 1],
        )

    data = pdf_of_lines(
        _pages(pages),
        header=lambda number: written(header, number),
        footer=lambda number: written(footer, number),
    )
    text = read_bytes(data, "a.pdf").text
    assert all(word in text for word in kept)
    assert not any(word in text for word in gone)
    assert text.count("its own text here") == pages


def test_text_that_recurs_at_the_foot_of_pages_stays() -> None:
    """Set without a gap from the lines above it, however often it comes at that place."""
    own = ("one", "two", "three", "four")
    pages = [[f"Words of page {n}."] + ["The same words come on every page here."] * 9 for n in own]
    text = read_bytes(pdf_of_lines(pages), "a.pdf").text
    assert " ".join(text.split()).count("The same words") == 36


def test_pages_that_are_all_alike_stay() -> None:
    data = pdf_of_lines([["A form.", "", "", "Name:"]] * 3)
    assert read_bytes(data, "a.pdf").text.split() == ["A", "form.", "Name:"] * 3


def test_header_of_a_short_chapter_is_told_by_the_page_number_in_it() -> None:
    headers = ["Chapter 1: Trade {}"] * 4 + ["Chapter 2: Aid {}", "Annex of tables {}"]
    data = pdf_of_lines(_pages(6), header=lambda number: headers[number - 1].format(number + 2))
    text = read_bytes(data, "a.pdf").text
    assert "Chapter" not in text
    assert "Annex" not in text


def test_heading_that_counts_its_pages_is_no_running_line() -> None:
    """ "Annex 1", "Annex 2" at the top of their pages, larger than the text."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in (1, 2, 3):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 780, f"Annex {number}")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 740, f"The {'one two three'.split()[number - 1]} annex has text.")
        canvas.showPage()
    canvas.save()
    text = read_bytes(file.getvalue(), "a.pdf").text
    assert [f"Annex {number}" in text for number in (1, 2, 3)] == [True] * 3


def test_figures_at_a_pages_edge_are_not_taken_for_page_numbers() -> None:
    pages = [[f"{year}   {value}", "Words of the page."] for year, value in ((2019, 7), (1989, 9))]
    text = read_bytes(pdf_of_lines(pages), "a.pdf").text
    assert "2019" in text
    assert "1989" in text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # the printer's hyphen, the word stands whole elsewhere
        (["cooperation was the aim of the coopera-", "tion fund."], "the cooperation fund."),
        # the word stands nowhere else, its parts are no words of the document
        (["an agreement on the imple-", "mentation of it."], "on the implementation of it."),
        # a compound that the document writes with its hyphen elsewhere
        (["the long-term view of the long-", "term fund"], "the long-term fund"),
        # names and figures keep their hyphen
        (["the funds of the ASEAN-", "ROK fund"], "the ASEAN-ROK fund"),
        (["the plan for the years 2011-", "2015 was"], "years 2011-2015 was"),
        (["the response to Covid-", "19 was"], "to Covid-19 was"),
        (["exchanges that are people-to-", "people ties"], "are people-to-people ties"),
        # both parts are words of the document: a compound
        (["people came and the talks were centred on", "people-", "centred aims"],
         "people-centred aims"),
        # the tail of a cut word is no word that stands alone
        (["the budget of the whole shall not ex-", "ceed that, nor shall the other imple-",
          "mentation of it"], "shall not exceed that, nor shall the other implementation of it"),
        # capitals, where the word stands elsewhere
        (["AGREEMENT BETWEEN THE GOVERN-", "MENT OF ONE", "and the Government of the other"],
         "THE GOVERNMENT OF ONE"),
        # acronyms
        (["a fund of the imple-", "mentation of the ASEAN-", "ROK plan"], "of the ASEAN-ROK plan"),
        # numbers, and compounds known by their second part, in a document that hyphenates
        (["on the imple-", "mentation in some twenty-", "four months"], "some twenty-four months"),
        (["on the imple-", "mentation on the thirty-", "first day"], "the thirty-first day"),
        (["on the imple-", "mentation by its policy-", "makers"], "by its policy-makers"),
        (["in time, on the imple-", "mentation just-", "in-time"], "just-in-time"),
        (["on the imple-", "mentation of cross-", "referencing"], "of cross-referencing"),
        (["commonly, on the imple-", "mentation of commonly-", "requested items"],
         "of commonly-requested items"),
        (["a standard of the imple-", "mentation of standard-", "conforming items"],
         "of standard-conforming items"),
        (["under the imple-", "mentation of an under-", "standing"], "of an understanding"),
        # a dash is no hyphen
        (["the fund -", "as it was called - grew"], "the fund - as it was called - grew"),
        # a hyphen that leaves its second part to the next word
        (["in the long term, by short- and long-", "term aims"], "short- and long-term aims"),
    ],
)  # fmt: skip
def test_hyphen_at_a_line_end(lines: list[str], expected: str) -> None:
    # Set as one paragraph: lines of like length, at the usual distance.
    text = read_bytes(pdf_of_lines([lines]), "a.pdf").text
    assert expected in " ".join(text.split())


def test_document_that_does_not_hyphenate_keeps_its_hyphens() -> None:
    lines = [
        f"Line {n} of a text that is set without cutting any of its words at all" for n in range(50)
    ]
    lines[20] += " ad-"
    lines[21] = "referendum approval of the text that is set without cutting any of its words"
    extract = read_bytes(pdf_of_lines([lines]), "a.pdf")
    assert "ad-referendum approval" in extract.text
    assert UNDONE not in {repair.what for repair in extract.repairs}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # a blank line
        (["First paragraph that is as wide as it can be", "and ends.", "", "Second."], 2),
        # a short last line, then another paragraph at the same distance
        (["A paragraph that fills the whole of its lines here and", "ends.",
          "Another one that fills the whole of its lines, then ends", "too."], 2),
        # numbered paragraphs without a gap
        (["17. ASEAN and the ROK agreed on the whole of the plan,", "and signed it.",
          "18. The plan was carried out in the year that followed", "by all."], 2),
        # a decimal at the beginning of a line numbers nothing
        (["Trade between the two sides grew in that year by some", "17.5 per cent in all."], 1),
        # a year that ends a sentence there
        (["The two sides established their relations in the year", "1989. They grew."], 1),
        # a heading of the body's size
        (["Economic Cooperation", "The two sides agreed on the whole of the plan, and they",
          "signed it in the end."], 2),
    ],
)  # fmt: skip
def test_paragraphs_are_told_apart(lines: list[str], expected: int) -> None:
    assert len(paragraphs_of(read_bytes(pdf_of_lines([lines]), "a.pdf"))) == expected


TITLE = ["AGREEMENT BETWEEN THE GOVERN-", "MENT OF MALDRONIA AND THE", "GOVERNMENT OF VESTMARK"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([(72, 760, 14, TITLE), (72, 690, 13, ["PREAMBLE"]), (72, 660, 11, [LOREM] * 3)],
         "AGREEMENT BETWEEN THE GOVERNMENT OF MALDRONIA AND THE GOVERNMENT OF VESTMARK"),
        # below a masthead
        ([(72, 800, 9, ["Treaty No. 27"]), (72, 760, 14, ["On Trade"]), (72, 660, 9, [LOREM])],
         "On Trade"),
        ([(72, 760, 11, ["On Trade", "", LOREM])], None),  # the body's size
        ([(72, 760, 11, [LOREM] * 12), (72, 460, 14, ["Annex"])], None),  # not at the top
        ([(72, 760, 40, ["2019"]), (72, 660, 11, [LOREM] * 3)], None),
    ],
)  # fmt: skip
def test_title_is_the_largest_type_at_the_top_of_the_first_page(
    columns: list[tuple[float, float, float, list[str]]], expected: str | None
) -> None:
    assert read_bytes(pdf_of_columns([columns]), "a.pdf").title == expected


def test_columns_are_read_one_after_the_other_with_indented_paragraphs_apart() -> None:
    style = getSampleStyleSheet()["BodyText"]
    style.alignment, style.firstLineIndent, style.spaceBefore, style.spaceAfter = 4, 14, 0, 0
    names = ("Alpha", "Beta", "Gamma")  # the second goes on in the other column
    texts = [f"{name} opens its paragraph here. " + LOREM * 4 for name in names]
    file = io.BytesIO()
    document = BaseDocTemplate(file)
    frames = [Frame(60, 400, 230, 340), Frame(310, 400, 230, 340)]
    document.addPageTemplates([PageTemplate(frames=frames)])
    document.build([Paragraph(text, style) for text in texts])
    extract = read_bytes(file.getvalue(), "a.pdf")
    assert len(extract.pages) == 1
    assert paragraphs_of(extract) == [text.strip() for text in texts]


def test_ligature_is_spelled_out() -> None:
    # As a font without a map for them hands them over; reportlab's own fonts hold none.

    repairs = Repairs()
    assert [line.text for line in _finished(Line("the ﬁnal oﬃce", 0, 0, 10), repairs)] == [
        "the final office"
    ]
    assert repairs.result()[0].count == 2


def test_numbers_that_libreoffice_prints_are_those_read_from_the_docx(
    official_docx: bytes, libreoffice_pdf: bytes
) -> None:
    """Two independent counts: LibreOffice's numbering in print, and ours of the same file."""
    stated = read_bytes(official_docx, "a.docx")
    printed = read_bytes(libreoffice_pdf, "a.pdf")
    assert len(printed.pages) >= 3
    assert printed.text.split() == stated.text.split()
    assert "ASEAN-ROK Dialogue Relations" not in printed.text
    numbers = [block.number for block in stated.blocks if block.kind == "list_item"]
    assert numbers[:4] == ["17", "a", "b", "18"]


def _encrypted(user: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of_lines([["Secret words."]])))
    writer.encrypt(user, "owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encrypted_file_is_read_if_its_user_password_is_empty(algorithm: str) -> None:
    assert read_bytes(_encrypted("", algorithm), "a.pdf").text == "Secret words."
    with pytest.raises(ReadError) as caught:
        read_bytes(_encrypted("user", algorithm), "a.pdf")
    assert caught.value.reason == "encrypted"


def test_file_encrypted_by_reportlab_is_named() -> None:
    data = pdf_of_lines([["Secret."]], encrypt=StandardEncryption("user", ownerPassword="owner"))
    with pytest.raises(ReadError, match="without a password"):
        read_bytes(data, "a.pdf")


@pytest.mark.parametrize(
    ("limits", "told"),
    [(Limits(pages=2), "3 pages, at most 2"), (Limits(characters=20), "more than 20 characters")],
)
def test_limits_are_named_with_their_value(limits: Limits, told: str) -> None:
    with pytest.raises(ReadError, match=told) as caught:
        read_bytes(pdf_of_lines(_pages(3)), "a.pdf", limits)
    assert caught.value.reason == "too-large"


def test_warnings_of_the_library_stay_inside(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    data = pdf_of_lines([["Words."]])
    # A cross-reference table that points beside everything: pypdf rebuilds it, and says so.
    broken = data.replace(b"startxref\n", b"startxref\n9")
    assert read_bytes(broken, "a.pdf").text == "Words."
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")

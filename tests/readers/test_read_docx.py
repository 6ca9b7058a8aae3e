"""DOCX: numbers that Word prints, the outline that its styles state, what is not printed."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pincite.errors import ReadError
from pincite.readers import Limits, read_bytes
from readers.making import add_numbered, bytes_of, numbered_document, slices


def test_automatic_number_is_written_before_the_paragraph_and_outside_its_span() -> None:
    document = numbered_document()
    add_numbered(document, "ASEAN and the ROK cooperate.")
    extract = read_bytes(bytes_of(document), "a.docx")
    assert extract.text == "17. ASEAN and the ROK cooperate."
    assert slices(extract) == [("list_item", 1, "17", "ASEAN and the ROK cooperate.")]


def test_levels_restarts_and_shared_lists_number_as_word_does() -> None:
    document = numbered_document()
    for text, number, level in (
        ("seventeen", 770, 0),
        ("a", 770, 1),
        ("b", 770, 1),
        ("i", 770, 2),
        ("eighteen", 770, 0),
        ("a again", 770, 1),  # a lower level begins anew under each higher one
        ("eighteen one", 770, 3),
        ("forty", 771, 0),  # the same abstract list with a restart
        ("forty-one", 771, 0),
        ("forty-two", 770, 0),  # and the first list counts on from there
    ):
        add_numbered(document, text, number, level)
    extract = read_bytes(bytes_of(document), "a.docx")
    assert [(number, level) for _, level, number, _ in slices(extract)] == [
        ("17", 1), ("a", 2), ("b", 2), ("i", 3), ("18", 1), ("a", 2), ("18.1", 4),
        ("40", 1), ("41", 1), ("42", 1),
    ]  # fmt: skip
    assert "(b) b" in extract.text


def test_number_that_comes_from_the_style_is_read() -> None:
    document = numbered_document()
    document.add_heading("Economy", 1)
    document.add_heading("Trade", 2)
    document.add_paragraph("First.", style="List Number")
    document.add_paragraph("Second.", style="List Number")
    document.add_paragraph("Dot.", style="List Bullet")
    extract = read_bytes(bytes_of(document), "a.docx")
    assert slices(extract) == [
        ("heading", 1, "Chapter I", "Economy"),
        ("heading", 2, "1.1", "Trade"),  # legal numbering: the I above counts as 1
        ("list_item", 1, "1", "First."),
        ("list_item", 1, "2", "Second."),
        ("list_item", 1, None, "Dot."),
    ]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        (["17. One.", "18. Two.", "19. Three."], ["17", "18", "19"]),
        (["17) One.", "Between.", "18) Two."], ["17", None, "18"]),
        (["(1) One.", "(2) Two."], ["1", "2"]),
        (["4.1 One.", "4.2 Two.", "5.1 Three."], ["4.1", "4.2", None]),
        # printed twice, in two runs
        (["28. a", "29. b", "28. c", "29. d"], ["28", "29", "28", "29"]),
        # alone, it may be a year that begins a sentence
        (["1990. That was the year.", "Two."], [None, None]),
        (["17.5 per cent grew.", "18 per cent grew."], [None, None]),
    ],
)
def test_typed_numbers_are_taken_where_they_make_a_sequence(
    typed: list[str], numbers: list[str | None]
) -> None:
    document = docx.Document()
    for text in typed:
        document.add_paragraph(text)
    extract = read_bytes(bytes_of(document), "a.docx")
    assert [number for _, _, number, _ in slices(extract)] == numbers
    assert extract.text == "\n\n".join(typed)
    for text, (_, _, number, cut) in zip(typed, slices(extract), strict=True):
        assert cut == (text.split(" ", 1)[1] if number else text)


def test_styles_give_title_headings_captions_and_contents() -> None:
    document = docx.Document()
    document.core_properties.title = "  Overview of Relations "
    document.add_heading("Overview", 0)
    document.add_heading("Deep", 3)
    document.add_paragraph("Figure 1. Trade", style="Caption")
    document.add_paragraph("Text.")
    extract = read_bytes(bytes_of(document), "a.docx")
    assert extract.title == "Overview of Relations"
    assert slices(extract) == [
        ("heading", 1, None, "Overview"),
        ("heading", 3, None, "Deep"),
        ("caption", 0, None, "Figure 1. Trade"),
        ("paragraph", 0, None, "Text."),
    ]


def test_table_gives_a_paragraph_for_each_row() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for place, text in enumerate(("Year", "Trade", "2008", "90.2")):
        table.cell(place // 2, place % 2).text = text
    extract = read_bytes(bytes_of(document), "a.docx")
    assert [text for *_, text in slices(extract)] == ["Year\tTrade", "2008\t90.2"]


def test_running_header_and_footer_are_left_out() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "RUNNING HEADER"
    document.sections[0].footer.paragraphs[0].text = "RUNNING FOOTER"
    document.add_paragraph("Body.")
    assert read_bytes(bytes_of(document), "a.docx").text == "Body."


_NS = nsdecls("w")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        # deleted text is not printed, inserted text is
        (f"<w:del {_NS}><w:r><w:delText>gone</w:delText></w:r></w:del>", "Start."),
        (f"<w:ins {_NS}><w:r><w:t>new</w:t></w:r></w:ins>", "Start.new"),
        # moved text stands where it went to only
        (f"<w:moveFrom {_NS}><w:r><w:t>old place</w:t></w:r></w:moveFrom>", "Start."),
        # a field's code is not printed, its result is
        (f"<w:r {_NS}><w:instrText>PAGEREF x</w:instrText></w:r>", "Start."),
        (f'<w:fldSimple {_NS} w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>', "Start.3"),
        # hidden text
        (f"<w:r {_NS}><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>", "Start."),
        # a content control within the line
        (f"<w:sdt {_NS}><w:sdtContent><w:r><w:t>in</w:t></w:r></w:sdtContent></w:sdt>", "Start.in"),
        (f"<w:r {_NS}><w:br/><w:t>below</w:t></w:r>", "Start.\nbelow"),
        (f"<w:r {_NS}><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "Start.co-op"),
        (f"<w:r {_NS}><w:t>co</w:t><w:softHyphen/><w:t>op</w:t></w:r>", "Start.coop"),
    ],
)
def test_text_is_what_the_paragraph_prints(xml: str, expected: str) -> None:
    document = docx.Document()
    document.add_paragraph("Start.")._p.append(parse_xml(xml))
    assert read_bytes(bytes_of(document), "a.docx").text == expected


def test_paragraph_in_a_content_control_is_read_in_its_place() -> None:
    document = docx.Document()
    document.add_paragraph("One.")
    document.add_paragraph("Three.")
    control = parse_xml(
        f"<w:sdt {_NS}><w:sdtContent><w:p><w:r><w:t>Two.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, control)
    assert read_bytes(bytes_of(document), "a.docx").text == "One.\n\nTwo.\n\nThree."


def test_package_that_unpacks_beyond_the_limit_is_refused_unread() -> None:
    document = docx.Document()
    document.add_paragraph("word " * 200_000)
    data = bytes_of(document)
    assert len(data) < 100_000
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "bomb.docx", Limits(expanded=500_000))
    assert caught.value.reason == "too-large"
    assert "500,000" in str(caught.value)

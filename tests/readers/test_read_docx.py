"""DOCX: numbers that Word prints, the outline that its styles state, what is not printed."""

from __future__ import annotations

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

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
        # years that begin sentences rise, but not one by one
        (["1990. It began.", "1997. It ended."], [None, None]),
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


def test_table_gives_a_block_for_each_row() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for place, text in enumerate(("Year", "Trade", "2008", "90.2")):
        table.cell(place // 2, place % 2).text = text
    extract = read_bytes(bytes_of(document), "a.docx")
    assert [(kind, text) for kind, *_, text in slices(extract)] == [
        ("row", "Year\tTrade"),
        ("row", "2008\t90.2"),
    ]


def test_numbers_laid_out_beside_their_paragraphs_are_no_table() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for place, text in enumerate(("(1)", "The first recital.", "(2)", "The second recital.")):
        table.cell(place // 2, place % 2).text = text
    assert slices(read_bytes(bytes_of(document), "a.docx")) == [
        ("paragraph", 0, "1", "The first recital."),
        ("paragraph", 0, "2", "The second recital."),
    ]


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
        (
            f"<w:r {_NS}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r>",
            "Start.shown",
        ),
        # characters of symbol fonts; one that is not known leaves a trace
        (f"<w:r {_NS}><w:sym w:font='Symbol' w:char='F06D'/><w:t>g</w:t></w:r>", "Start.μg"),
        (f"<w:r {_NS}><w:sym w:font='Symbol' w:char='00A3'/></w:r>", "Start.≤"),
        (f"<w:r {_NS}><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>", "Start.→"),
        (f"<w:r {_NS}><w:sym w:font='Wingdings' w:char='F021'/></w:r>", "Start.\ufffd"),
        (f"<w:r {_NS}><w:sym w:font='Arial' w:char='00B5'/></w:r>", "Start.µ"),
        (f"<w:r {_NS}><w:sym w:font='Webdings' w:char='F06D'/></w:r>", "Start.\ufffd"),
        (f"<w:r {_NS}><w:sym w:font='Arial' w:char='x'/></w:r>", "Start.\ufffd"),
        # the reading over a word is not said twice
        (
            f"<w:r {_NS}><w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r>"
            "<w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "Start.東京",
        ),
        # a content control within the line
        (f"<w:sdt {_NS}><w:sdtContent><w:r><w:t>in</w:t></w:r></w:sdtContent></w:sdt>", "Start.in"),
        (f"<w:r {_NS}><w:br/><w:t>below</w:t></w:r>", "Start.\nbelow"),
        (f"<w:r {_NS}><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "Start.co-op"),
        (f"<w:r {_NS}><w:t>co</w:t><w:softHyphen/><w:t>op</w:t></w:r>", "Start.coop"),
        # raised and lowered figures
        (
            f"<w:r {_NS}><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>6</w:t></w:r>",
            "Start.⁶",
        ),
        (
            f"<w:r {_NS}><w:rPr><w:vertAlign w:val='subscript'/></w:rPr><w:t>2</w:t></w:r>",
            "Start.₂",
        ),
        (f"<w:r {_NS}><w:rPr><w:vertAlign w:val='baseline'/></w:rPr><w:t>2</w:t></w:r>", "Start.2"),
        # a note's mark: of Word's own, typed, linked to a place, or a field
        (f"<w:r {_NS}><w:footnoteReference w:id='2'/></w:r>", "Start."),
        (
            f"<w:r {_NS}><w:footnoteReference w:customMarkFollows='1' w:id='2'/><w:t>*</w:t></w:r>",
            "Start.",
        ),
        (
            f"<w:hyperlink {_NS} w:anchor='n2'><w:r><w:rPr>"
            "<w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r></w:hyperlink>",
            "Start.",
        ),
        (f"<w:hyperlink {_NS} w:anchor='n2'><w:r><w:t>2</w:t></w:r></w:hyperlink>", "Start.2"),
        (
            f"<w:fldSimple {_NS} w:instr=' NOTEREF _Ref1 '><w:r><w:t>3</w:t></w:r></w:fldSimple>",
            "Start.",
        ),
    ],
)
def test_text_is_what_the_paragraph_prints(xml: str, expected: str) -> None:
    document = docx.Document()
    document.add_paragraph("Start.")._p.append(parse_xml(xml))
    assert read_bytes(bytes_of(document), "a.docx").text == expected


_FORMULA = (
    "<w:p {} xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>"
    "<w:r><w:t xml:space='preserve'>Here </w:t></w:r><m:oMath>{}</m:oMath>"
    "<w:r><w:t xml:space='preserve'> holds.</w:t></w:r></w:p>"
)


def _run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (_run("a=b"), "a=b"),
        (f"<m:sSup><m:e>{_run('x')}</m:e><m:sup>{_run('2')}</m:sup></m:sSup>", "x²"),
        (f"<m:sSub><m:e>{_run('x')}</m:e><m:sub>{_run('1')}</m:sub></m:sSub>", "x₁"),
        # a fraction's bar, brackets and roots are not among the letters of the file
        (f"<m:f><m:num>{_run('1')}</m:num><m:den>{_run('2')}</m:den></m:f>", "1/2"),
        (f"<m:f><m:num>{_run('a+b')}</m:num><m:den>{_run('2')}</m:den></m:f>", "(a+b)/2"),
        (f"{_run('f')}<m:d><m:e>{_run('x')}</m:e></m:d>", "f(x)"),
        (f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{_run('x')}</m:e>"
         "</m:d>", "[x]"),
        (f"<m:rad><m:radPr/><m:deg/><m:e>{_run('2')}</m:e></m:rad>", "√2"),
        (f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{_run('i=1')}</m:sub>"
         f"<m:sup>{_run('n')}</m:sup><m:e>{_run('i')}</m:e></m:nary>", "∑ᵢ₌₁ⁿi"),
    ],
)  # fmt: skip
def test_formula_is_read_in_its_order(formula: str, expected: str) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(_FORMULA.format(_NS, formula)))
    assert read_bytes(bytes_of(document), "a.docx").text == f"Here {expected} holds."


def test_raising_may_come_from_the_style_of_the_run() -> None:
    document = docx.Document()
    style = document.styles.add_style("Raised", WD_STYLE_TYPE.CHARACTER)
    style.font.superscript = True
    based = document.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER)
    based.base_style = style
    based.font.bold = True
    paragraph = document.add_paragraph("The pool holds 10")
    paragraph.add_run("6", based)
    paragraph.add_run(" litres.")
    assert read_bytes(bytes_of(document), "a.docx").text == "The pool holds 10⁶ litres."


def test_note_is_one_block_whatever_its_paragraphs() -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    notes = (
        f"<w:footnotes {_NS}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        "<w:footnote w:id='1'><w:p><w:r><w:t>One.</w:t></w:r></w:p><w:p><w:r><w:t>Two.</w:t></w:r>"
        "</w:p></w:footnote></w:footnotes>"
    )
    part = Part(
        PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert slices(read_bytes(bytes_of(document), "a.docx")) == [
        ("paragraph", 0, None, "Text."),
        ("note", 0, None, "One.\nTwo."),
    ]


def test_paragraph_in_a_content_control_is_read_in_its_place() -> None:
    document = docx.Document()
    document.add_paragraph("One.")
    document.add_paragraph("Three.")
    control = parse_xml(
        f"<w:sdt {_NS}><w:sdtContent><w:p><w:r><w:t>Two.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, control)
    assert read_bytes(bytes_of(document), "a.docx").text == "One.\n\nTwo.\n\nThree."


_ALTERNATIVES = (
    f"<mc:AlternateContent {nsdecls('w')}"
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
)


def _paragraph(text: str, *inside: str) -> str:
    return f"<w:p {_NS}><w:r><w:t>{text}</w:t>{''.join(inside)}</w:r></w:p>"


def _box(*paragraphs: str) -> str:
    """A text box as Word writes it, twice: as a shape and as a picture for older programs."""
    held = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return _ALTERNATIVES.format(f"<w:drawing>{held}</w:drawing>", f"<w:pict>{held}</w:pict>")


_BOXED = _paragraph("Around.", _box(_paragraph("In a box.")))


@pytest.mark.parametrize(
    ("block", "texts"),
    [
        (_BOXED, ["Around.", "In a box."]),
        (_paragraph("Outer.", _box(_BOXED)), ["Outer.", "Around.", "In a box."]),
        (
            f"<w:tbl {_NS}><w:tr><w:tc>{_BOXED}</w:tc><w:tc>{_paragraph('b')}</w:tc></w:tr>"
            "</w:tbl>",
            ["Around.\nIn a box.\tb"],
        ),
        (
            f"<w:tbl {_NS}><w:tr><w:tc>{_paragraph('Outer.', _box(_BOXED))}</w:tc>"
            f"<w:tc>{_paragraph('b')}</w:tc></w:tr></w:tbl>",
            ["Outer.\nAround.\nIn a box.\tb"],
        ),
        # alternatives of whole paragraphs, of which the older one may be the only text
        (_ALTERNATIVES.format(_paragraph("New."), _paragraph("Old.")), ["New."]),
        (_ALTERNATIVES.format(f"<w:p {_NS}/>", _paragraph("Old.")), ["Old."]),
    ],
)
def test_text_box_and_alternatives_are_read_once(block: str, texts: list[str]) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(block))
    found = slices(read_bytes(bytes_of(document), "a.docx"))
    assert [text for *_, text in found] == texts


def test_title_that_the_package_does_not_state_is_none() -> None:
    document = docx.Document()
    document.add_paragraph("Text.")
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES:
            del package.rels[name]
    assert read_bytes(bytes_of(document), "a.docx").title is None


def test_outline_level_of_body_text_outweighs_that_of_the_style() -> None:
    document = docx.Document()
    style = document.styles.add_style("Lead", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {_NS} w:val='1'/>"))
    document.add_paragraph("A heading.", style=style)
    body = document.add_paragraph("No heading.", style=style)
    body._p.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {_NS} w:val='9'/>"))
    assert slices(read_bytes(bytes_of(document), "a.docx")) == [
        ("heading", 2, None, "A heading."),
        ("paragraph", 0, None, "No heading."),
    ]


def test_level_restarts_only_after_the_level_it_names() -> None:
    document = numbered_document()
    level = next(
        level
        for level in document.part.numbering_part.element.iter(qn("w:lvl"))
        if level.get(qn("w:ilvl")) == "2"
    )
    level.insert(2, parse_xml(f"<w:lvlRestart {_NS} w:val='1'/>"))
    for depth in (0, 1, 2, 1, 2, 0, 2):
        add_numbered(document, f"at {depth}", 770, depth)
    numbers = [number for _, _, number, _ in slices(read_bytes(bytes_of(document), "a.docx"))]
    # The third level goes on under another second one and begins anew under another first one.
    assert numbers == ["17", "a", "i", "b", "ii", "18", "i"]


def test_package_that_unpacks_beyond_the_limit_is_refused_unread() -> None:
    document = docx.Document()
    document.add_paragraph("word " * 200_000)
    data = bytes_of(document)
    assert len(data) < 100_000
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "bomb.docx", Limits(expanded=500_000))
    assert caught.value.reason == "too-large"
    assert "500,000" in str(caught.value)

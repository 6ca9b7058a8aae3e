"""PDF: footnotes out of the running text, raised marks and exponents."""

from __future__ import annotations

import pytest

from pincite.readers import read_bytes, wire
from pincite.readers.pdf.furniture import LEFT_OUT
from pincite.readers.pdf.notes import SET_APART
from pincite.readers.pdf.raised import MARKS, SUPERSCRIPTS
from pincite.types import BlockKind, Extract
from readers.making import pdf_of_columns

# Full lines of the body, the last of which goes on elsewhere.
ABOVE = [
    "The inquiry was prompted by the report of the Office, which said in November 2022",
    "that the Force had inspected 1.8 per cent of all inbound containers in the year to",
]
BELOW = ["March 2022, against 2.6 per cent in the year to March 2019, before the pandemic."]
WHOLE = " ".join(ABOVE + BELOW)


def read(*pages: list[tuple[float, float, float, list[str]]]) -> Extract:
    return read_bytes(pdf_of_columns(pages), "a.pdf")


def notes_of(extract: Extract) -> list[tuple[str | None, str]]:
    assert all(block.kind is BlockKind.NOTE for block in extract.notes)
    return [
        (block.number, extract.text[block.spans[0].start : block.spans[0].end])
        for block in extract.notes
    ]


def body_of(extract: Extract) -> list[str]:
    """The paragraphs before the notes."""
    return extract.text.split("\n\n")[: -len(extract.notes) or None]


def pages_at(extract: Extract, words: str) -> list[int]:
    start = extract.text.index(words)
    return [page.number for page in extract.pages if page.span.start <= start < page.span.end]


def counts(extract: Extract) -> dict[str, int]:
    return {repair.what: repair.count for repair in extract.repairs}


def test_note_in_smaller_type_stands_after_the_text_and_not_in_its_sentence() -> None:
    opening = [
        "It was launched on 17 January 2023.^1^ We are grateful to all who have contributed to it."
    ]
    extract = read(
        [
            (72, 760, 11, opening + ABOVE),
            (
                72,
                90,
                8,
                ["^1^ Oral evidence taken at the Town Hall, HC 1044,", "questions 211 to 298."],
            ),
        ],
        [(72, 760, 11, BELOW)],
    )
    assert " ".join(body_of(extract)) == f"{opening[0].replace('^1^', '')} {WHOLE}"
    assert notes_of(extract) == [
        ("1", "Oral evidence taken at the Town Hall, HC 1044, questions 211 to 298.")
    ]
    assert (counts(extract)[MARKS], counts(extract)[SET_APART]) == (1, 1)


def test_page_of_a_note_is_the_one_it_is_printed_on() -> None:
    extract = read(
        [(72, 760, 11, ["As was told.^1^", *ABOVE]), (72, 90, 8, ["^1^ The first."])],
        [(72, 760, 11, [*BELOW, "It was.^2^"]), (72, 90, 8, ["^2^ The second."])],
    )
    for words, page in (
        ("As was told.", 1), ("in the year to March 2022"[:11], 1), ("March 2022", 2),
        ("The first.", 1), ("The second.", 2),
    ):  # fmt: skip
        assert pages_at(extract, words) == [page], words


def test_notes_of_the_bodys_size_are_told_by_a_gap_and_the_mark_in_the_text() -> None:
    """As a word processor sets them without a style for notes, the page's number close below."""
    pages = []
    for number, own in enumerate(("one", "two", "three"), start=1):
        lines = [
            f"This is page {own}.^{number}^ It has its own words, which fill all of the line.",
            *ABOVE,
        ]
        pages.append(
            [
                (72, 760, 11, lines),
                (72, 90, 11, [f"^{number}^ Note {own}, which goes on", "below."]),
                (72, 60, 11, [str(number)]),
            ]
        )
    extract = read(*pages, [(72, 760, 11, BELOW), (72, 60, 11, ["4"])])
    assert notes_of(extract) == [
        (str(n), f"Note {own}, which goes on below.")
        for n, own in ((1, "one"), (2, "two"), (3, "three"))
    ]
    assert counts(extract)[LEFT_OUT] == 4
    assert extract.text.count("in the year to This is page") == 2
    assert WHOLE in extract.text


def test_notes_come_from_the_reading_process_as_they_are() -> None:
    extract = read([(72, 760, 11, ["As was told.^1^"]), (72, 90, 8, ["^1^ The first."])])
    assert extract.notes
    assert wire.parse_reply(wire.reply(extract), "a.pdf") == extract


def test_note_that_the_next_page_ends_is_one() -> None:
    extract = read(
        [(72, 760, 11, ["As was told.^1^", *ABOVE]), (72, 90, 8, ["^1^ A long note that"])],
        [
            (72, 760, 11, [*BELOW, "More.^2^"]),
            (72, 90, 8, ["goes on there.", "^2^ Another note."]),
        ],
    )
    assert notes_of(extract) == [("1", "A long note that goes on there."), ("2", "Another note.")]
    assert WHOLE in " ".join(body_of(extract))


def test_small_type_after_a_note_without_a_stop_is_not_its_rest() -> None:
    extract = read(
        [(72, 760, 11, ["As was told.^1^", *ABOVE]), (72, 90, 8, ["^1^ Cm 974, paragraph 14"])],
        [(72, 760, 11, BELOW), (72, 700, 8, ["Dover 2 6 59.7", "Liverpool 2 2 77.0"])],
    )
    assert notes_of(extract) == [("1", "Cm 974, paragraph 14")]
    assert "Liverpool 2 2 77.0" in body_of(extract)[-1]


def test_note_that_found_no_room_stands_on_the_page_after_its_mark() -> None:
    extract = read(
        [(72, 760, 11, ["As was told.^1^", *ABOVE])],
        [(72, 760, 11, [*BELOW, "More."]), (72, 90, 11, ["^1^ The first note."])],
    )
    assert notes_of(extract) == [("1", "The first note.")]
    assert body_of(extract)[0] == "As was told."


def test_notes_below_each_of_two_columns() -> None:
    extract = read(
        [
            (60, 760, 10, ["It was so.^1^", "Their finding was never con-"]),
            (60, 90, 8, ["^1^ Note of the left."]),
            (310, 760, 10, ["firmed by anyone. It was not.^2^"]),
            (310, 90, 8, ["^2^ Note of the right."]),
        ]
    )
    assert "Their finding was never confirmed by anyone. It was not." in extract.text
    assert notes_of(extract) == [("1", "Note of the left."), ("2", "Note of the right.")]


def test_plain_number_before_a_note_is_its_mark_if_raised_in_the_text() -> None:
    extract = read(
        [
            (
                72,
                760,
                11,
                ["As was told.^7^ And so on, until the end of the whole of the line.", *BELOW],
            ),
            (72, 90, 8, ["7. The seventh note,", "2019, goes on."]),
        ]
    )
    assert notes_of(extract) == [("7", "The seventh note, 2019, goes on.")]


@pytest.mark.parametrize(
    "columns",
    [
        # a table in small type
        [(72, 760, 11, ABOVE), (72, 700, 8, ["1 Dover 44", "2 Felixstowe 61"])],
        # verses, or a list, in the body's size
        [(72, 760, 11, ["^1^ In the beginning it was so, as the whole of the book says.",
                        "^2^ And then it was otherwise, as the whole of it says."])],
        # affiliations at the top, the text below them
        [(72, 760, 8, ["^1^ University of Bergen", "^2^ Ministry of Trade"]), (72, 700, 11, ABOVE)],
    ],
)  # fmt: skip
def test_what_only_looks_like_a_note_stays(
    columns: list[tuple[float, float, float, list[str]]],
) -> None:
    extract = read(columns)
    assert extract.notes == ()
    for _, _, _, lines in columns:
        assert all(line.split("^")[-1].strip() in extract.text for line in lines)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("some 4 × 10^6^ litres", "some 4 × 10⁶ litres"),
        ("an area of 12 km^2^ in all", "an area of 12 km² in all"),
        ("a rate of 3 s^-1^ or so", "a rate of 3 s⁻¹ or so"),
        # a figure that is neither
        ("the verse^4^ says", "the verse⁴ says"),
        # the numbers of sentences in a statute
        ("^1^Clubs may sue. ^2^They may be sued.", "¹Clubs may sue. ²They may be sued."),
        ("on the 19^th^ of May", "on the 19th of May"),
        ("a star* stays", "a star* stays"),
    ],
)
def test_raised_figure_without_a_note_is_not_glued_to_the_line(line: str, expected: str) -> None:
    extract = read([(72, 760, 11, [line])])
    assert extract.text == expected
    assert counts(extract).get(SUPERSCRIPTS, 0) == len(set("¹²⁴⁶") & set(expected))


def test_exponent_stays_where_a_note_of_its_number_has_a_mark_of_its_own() -> None:
    extract = read(
        [
            (72, 760, 11, ["An area of 12 km^2^ was mapped.^1^ It holds 10^6^ trees.^2^", *BELOW]),
            (72, 90, 8, ["^1^ The map.", "^2^ The trees."]),
        ]
    )
    assert extract.text.startswith("An area of 12 km² was mapped. It holds 10⁶ trees.")


def test_marks_after_years_and_marks_of_several_notes() -> None:
    extract = read(
        [
            (72, 760, 11, ["The year to March 2019^1^ and the year 2020^1, 2^ were hard.", *BELOW]),
            (72, 90, 8, ["^1^ One.", "^2^ Two."]),
        ]
    )
    assert extract.text.startswith("The year to March 2019 and the year 2020 were hard.")


def test_mark_after_which_the_writer_moves_to_a_next_line_parts_no_paragraph() -> None:
    columns = [
        (72.0, 760.0, 11.0, ["As was told.^1^ And it goes on."]),
        (72.0, 90.0, 8.0, ["^1^ The first."]),
    ]
    extract = read_bytes(pdf_of_columns([columns], moves_on=True), "a.pdf")
    assert body_of(extract) == ["As was told. And it goes on."]
    assert notes_of(extract) == [("1", "The first.")]


def test_marks_of_endnotes_are_told_by_their_counting_from_one() -> None:
    extract = read(
        [(72, 760, 11, ["It was so in 2019.^1^ It was not in 2020.^2^ As was said,^1^ it was."])]
    )
    assert extract.text == "It was so in 2019. It was not in 2020. As was said, it was."
    assert counts(extract)[MARKS] == 3

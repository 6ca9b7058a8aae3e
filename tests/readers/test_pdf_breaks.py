"""PDF: words and sentences that a page or column break cuts."""

from __future__ import annotations

import pytest

from pincite.readers import read_bytes
from pincite.readers.hyphens import UNDONE
from readers.making import pdf_of_columns

FULL = "The two sides agreed on the whole of the plan after talks that lasted for ten"
MORE = "years, and they signed it in the end, in the presence of all of their Ministers."


def broken(first: list[str], second: list[str], *, size: float = 11, column: bool = False) -> str:
    """The text of two pages, or of two columns of one."""
    one, other = (60.0, 760.0, 11.0, first), (310.0 if column else 60.0, 760.0, size, second)
    return read_bytes(pdf_of_columns([[one, other]] if column else [[one], [other]]), "a.pdf").text


@pytest.mark.parametrize("column", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "seam"),
    [
        # the next page goes on in lower case
        ([FULL, "years. The Kingdom had 1,204 and"], [MORE[7:], FULL], "1,204 and and they signed"),
        # a full line without a stop, and a capital
        ([FULL, FULL + " years, as the"],
         ["Ministers of both had asked for it to be done in all of the years."],
         "as the Ministers"),
        # a full line that no sentence ends with, and a short one
        ([FULL, FULL + " and"], ["Korea 849 in 2023; and"], "ten and Korea 849"),
        # a cut word
        ([FULL, FULL + " af-"], ["fairs of theirs, the imple-", "mentation of the whole"],
         "ten affairs"),
        ([FULL, "years, and not for a week, and the sum of it all is 7.9 mil-"],
         ["lion kroner. The imple-", "mentation of it"], "7.9 million kroner"),
        # a full line that ends with a semicolon is no end of a sentence
        ([FULL, FULL + " years;"],
         ["we report it, as was said by all of the Ministers who had been there."],
         "years; we report"),
    ],
)  # fmt: skip
def test_sentence_goes_on_past_a_break(
    first: list[str], second: list[str], seam: str, column: bool
) -> None:
    assert seam in broken(first, second, column=column)


@pytest.mark.parametrize(
    ("first", "second", "size"),
    [
        ([FULL, "years."], [MORE], 11),  # a sentence's end
        ([FULL, FULL], ["Economic Cooperation", FULL], 11),  # a heading of the body's size
        ([FULL, FULL], ["Economic Cooperation and its whole history up to the very end of it"], 16),
        ([FULL, FULL + " years"],
         ["2.1 Economic Cooperation and the whole of its history up to the end", "", FULL], 11),
        ([FULL, "Signed: Ann Lee"],
         ["Annex of all of the plans that the two of them agreed on in Seoul."], 11),
        (["(a) " + FULL], ["(b) the other plan, which is not agreed on by all of them"], 11),
        (["18. " + FULL + " years."],
         ["19. the other plan, which is not agreed on by all of them"], 11),
    ],
)  # fmt: skip
def test_paragraph_that_a_page_begins_with_is_its_own(
    first: list[str], second: list[str], size: float
) -> None:
    assert f"\n\n{second[0]}" in broken(first, second, size=size)


def test_word_that_a_page_break_cuts_is_of_the_page_on_which_it_begins() -> None:
    pages = [
        [(60.0, 760.0, 11.0, [FULL, f"{FULL} af-"])],
        [(60.0, 760.0, 11.0, ["fairs of theirs, the imple-", "mentation of it."])],
        [],
        [(60.0, 760.0, 11.0, ["The end of it."])],
    ]
    extract = read_bytes(pdf_of_columns(pages), "a.pdf")
    assert [extract.text[page.span.start : page.span.end] for page in extract.pages] == [
        f"{FULL} {FULL} affairs",
        "of theirs, the implementation of it.",
        "",
        "The end of it.",
    ]
    assert {repair.what: repair.count for repair in extract.repairs}[UNDONE] == 2


def test_hyphen_set_by_itself_is_the_printers_and_any_other_the_words() -> None:
    """As LibreOffice sets them; the words themselves say nothing here."""
    lines = []
    for head, tail in (("policy", "makers"), ("prin", "ciple"), ("har", "bours")):
        lines += [
            f"It is for the {head}|-|",
            f"{tail} that they wrote the wild-",
            "bootstrap here.",
        ]
    text = read_bytes(pdf_of_columns([[(60, 700, 11, lines)]]), "a.pdf").text
    for words in ("policymakers", "principle", "harbours"):
        assert words in text
    assert text.count("wild-bootstrap") == 3


def test_dash_set_by_itself_at_the_end_of_a_row_is_no_hyphen() -> None:
    rows = [part for n in range(4) for part in (f"Dover {n} none|-|", "Felixstowe has 4")]
    text = read_bytes(pdf_of_columns([[(60, 700, 11, rows)]]), "a.pdf").text
    assert text.count("none-") == 4

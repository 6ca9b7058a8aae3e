"""Plain text that was broken into lines with words cut at their ends."""

from __future__ import annotations

import pytest

from pincite.readers import read_bytes
from pincite.readers.hyphens import Hyphens
from pincite.readers.repairs import Repairs
from readers.making import slices
from structure.texts import cut, document

PRESS = """The agreement is on the Skarv Bank wind farm, which has a capacity of 640 mega-
watts and cost an estimated EUR 1.9 billion in the first of the two years.

The wind farm is to be built 38 kilometres off the coast and will con-
sist of 43 turbines. The megawatts are those of the long-term con-
tract, which is the well-
known one of 2011-
2015, and consist of what non-
residents of the ASEAN-
ROK area pay.
"""


def quotes(text: str) -> list[str]:
    extract = read_bytes(text.encode(), "a.txt")
    return [quote for _, quote in cut(document(extract.text))]


def test_cut_words_are_whole_and_compounds_keep_their_hyphens() -> None:
    assert quotes(PRESS) == [
        "The agreement is on the Skarv Bank wind farm, which has a capacity of 640 megawatts and"
        " cost an estimated EUR 1.9 billion in the first of the two years.",
        "The wind farm is to be built 38 kilometres off the coast and will consist of 43 turbines."
        " The megawatts are those of the long-term contract, which is the well-known one of"
        " 2011-2015, and consist of what non-residents of the ASEAN-ROK area pay.",
    ]


def test_repair_is_counted_and_full_lines_stay_as_many_as_they_were() -> None:
    text = "\n\n".join(PRESS.split("\n\n")[:1]) + "\n\nMegawatts.\n"
    extract = read_bytes(text.encode(), "a.txt")
    assert extract.text.count("\n") == text.count("\n")
    assert [(repair.what, repair.count) for repair in extract.repairs] == [
        ("hyphenation at a line end undone", 1)
    ]


def test_soft_hyphen_at_a_line_end_leaves_no_doubt() -> None:
    text = "The fleet will con\xad\r\nsist of 43 ships.\r\nIt is co\xadop\xad\r\nerative.\r\n"
    extract = read_bytes(text.encode(), "a.txt")
    assert extract.text == "The fleet will consist\nof 43 ships.\nIt is cooperative.\n"


def test_word_written_both_ways_as_often_is_joined() -> None:
    lines = ["The cooperation of the two", "is a co-operation of all."]
    hyphens = Hyphens(lines, Repairs())
    assert hyphens.join(["Their co-", "operation grew."]) == "Their cooperation grew."


@pytest.mark.parametrize(
    "text",
    [
        "The country -\nwhich is big - grew.\n",  # a dash
        "They agreed on the following non-\n\n1. To consist.\n",  # a blank line
        "It is about self-\n1. First.\n2. Second, it con-\n",  # a numbered item
        "Heading\n-------\nText of it.\n",
        "- item\n- another\n",
        # a paragraph that nobody broke
        "Word after word " * 12 + "and con-\n" + "sist " * 40 + "\n",
    ],
)
def test_other_line_ends_stay(text: str) -> None:
    assert read_bytes(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    "page",
    [
        "{0}",  # plain text in a file that is called .html
        "<html><head><title>Press</title></head><body><pre>{0}</pre></body></html>",
    ],
)
def test_page_that_is_plain_text_has_its_paragraphs(page: str) -> None:
    text = f"Title of it\n\n{PRESS}"
    extract = read_bytes(page.format(text).encode(), "a.html")
    found = [quote for _, quote in cut(document(extract.text))]
    assert slices(extract) == []
    assert found == quotes(text)
    assert len(found) == 2

"""HTML: text that stands beside blocks, and words that their markup alone keeps apart."""

from __future__ import annotations

import pytest
from lxml import html

from pincite.readers import read_bytes
from pincite.readers.html.main import main_text
from readers.making import slices

_PAGE = (
    "<html><body><main><h1>Head</h1><p>The paragraph that begins the text of it all.</p>"
    "{}</main></body></html>"
)


def _read(body: str) -> list[tuple[str, int, str | None, str]]:
    """The blocks of a page after its first two."""
    return slices(read_bytes(_PAGE.format(body).encode(), "a.html"))[2:]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Line one<br>Line two", "Line one\nLine two"),
        ("<b>Line one</b><br><i>Line</i> two", "Line one\nLine two"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<div>One.</div><div>Two.</div>", "One.\nTwo."),
        ("A<ul><li>x</li><li>y</li></ul>", "A\nx\ny"),
        # words of a button elsewhere
        ("Facebook", "Facebook"),
        ("PDF", "PDF"),
    ],
)
def test_words_of_a_cell_are_apart_and_whole(cell: str, text: str) -> None:
    table = f"<table><tr><td>{cell}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert _read(table) == [("row", 0, None, f"{text}\tb"), ("row", 0, None, "c\td")]


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        ("One<br>two", ["One\ntwo"]),
        ("One <b>x<br>y</b> two", ["One x\ny two"]),
        ("<p>One<br>two</p>", ["One\ntwo"]),
        ("<div>A.</div><div>B.</div>", ["A.", "B."]),
        ("One<div>A.</div>two", ["One", "A.", "two"]),
        ("<div><div>A <b>bold</b>.</div>x</div><div>B.</div>", ["A bold.", "x", "B."]),
        ("One<h3>Title</h3>two", ["One", "Title", "two"]),
        ("One<blockquote>two</blockquote>three", ["One", "two", "three"]),
        ("One<table><tr><td>a</td><td>b</td></tr></table>", ["One", "a", "b"]),
        ("A <a href='/x'>link</a> in <i>text</i>", ["A link in text"]),
        ("Twitter", ["Twitter"]),
    ],
)
@pytest.mark.parametrize(("tag", "number"), [("ul", None), ("ol", "1")])
def test_words_of_an_item_are_apart_and_whole(
    item: str, texts: list[str], tag: str, number: str | None
) -> None:
    first, *rest = texts
    assert _read(f"<{tag}><li>{item}</li></{tag}>") == [
        ("list_item", 1, number, first),
        *(("paragraph", 0, None, text) for text in rest),
    ]


def test_text_after_a_nested_list_stays_after_it() -> None:
    nested = "<ul><li>two<ul><li>three</li></ul>four</li></ul>"
    assert _read(f"<ul><li>one{nested}five</li><li>six</li></ul>") == [
        ("list_item", 1, None, "one"),
        ("list_item", 2, None, "two"),
        ("list_item", 3, None, "three"),
        ("paragraph", 0, None, "four"),
        ("paragraph", 0, None, "five"),
        ("list_item", 1, None, "six"),
    ]


def test_definition_of_several_paragraphs_joins_no_words() -> None:
    found = _read("<dl><dt>A<br>B</dt><dd><p>One.</p><p>Two.</p></dd></dl>")
    assert found == [("paragraph", 0, None, "A\nB\nOne.\nTwo.")]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        # before the first block, whatever it is
        ("<div>Plain text <p>and more.</p></div>", ["Plain text", "and more."]),
        ("<div>Plain <b>bold</b> text <ul><li>x</li></ul></div>", ["Plain bold text", "x"]),
        ("<section>Plain text <p>and more.</p></section>", ["Plain text", "and more."]),
        # between blocks and after them
        ("<div><div>One.</div>between<div>Two.</div></div>", ["One.", "between", "Two."]),
        ("<div><p>One.</p>between<p>Two.</p>after</div>", ["One.", "between", "Two.", "after"]),
        # line breaks: one ends a line, two a paragraph
        ("<div>One<br>two</div>", ["One\ntwo"]),
        ("<div>One<br> <br>two<br><br><br>three</div>", ["One", "two", "three"]),
        # sentences of their own
        ("<div>A sentence stands alone.</div>", ["A sentence stands alone."]),
    ],
)
def test_bare_text_is_read(body: str, texts: list[str]) -> None:
    assert [text for *_, text in _read(body)] == texts


def test_page_without_paragraphs_is_read_by_its_divisions() -> None:
    lines = [f"Line {number} of a poem without a stop" for number in range(5)]
    page = "".join(f"<div>{line}</div>" for line in lines)
    page = f"<html><body><div>A title<div>{page}</div></div></body></html>"
    found = slices(read_bytes(page.encode(), "a.html"))
    assert [text for *_, text in found] == ["A title", *lines]


def test_bare_text_elsewhere_does_not_hide_the_main_text() -> None:
    aside = "<article><div>Photo: someone<p></p></div><div>Place: there<p></p></div></article>"
    text = [f"The sentence number {number} of the text says what it says." for number in range(9)]
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in text)
    page = f"<html><body>{aside}<div><div>{paragraphs}</div></div></body></html>"
    found = [words for *_, words in slices(read_bytes(page.encode(), "a.html"))]
    assert found == text


def test_page_as_it_was_is_taken_where_paragraphs_made_it_much_smaller() -> None:
    long, short = (
        html.document_fromstring("".join(f"<p>Sentence {n} of the text.</p>" for n in range(count)))
        for count in (9, 3)
    )
    for tree, bare, count in ((long, short, 9), (short, long, 9), (long, long, 9)):
        found = main_text(tree, bare)
        assert found is not None
        assert len(found) == count


def test_text_around_the_part_that_is_called_text_is_read() -> None:
    sentences = [
        f"The sentence number {number} of the text says what it says." for number in range(9)
    ]
    before, called, after = (" ".join(sentences[n : n + 3]) for n in (0, 3, 6))
    page = f"<html><body>{before}<div class='text'><p>{called}</p></div>{after}</body></html>"
    found = [words for *_, words in slices(read_bytes(page.encode(), "a.html"))]
    assert found == [before, called, after]


def test_links_alone_make_no_paragraph() -> None:
    text = "One more line of text, which is longer than the links above it. " * 5
    links = "".join(f"<a href='/{n}'>Another section of the paper</a> " for n in range(4))
    body = f"<div>{links}<p>{text}</p></div>"
    assert [text for *_, text in _read(body)] == [text.strip()]


def test_heading_may_be_a_word_of_a_button() -> None:
    assert _read("<h2>Facebook</h2><p>What it is.</p>") == [
        ("heading", 2, None, "Facebook"),
        ("paragraph", 0, None, "What it is."),
    ]


def test_character_references_give_no_sign_of_the_readers_own() -> None:
    body = (
        "<ol><li>a &#xFFFF0;held words&#xFFFF1; b</li></ol>"
        "<p>c &#xFFFF2;d &#xFFFF3;e &#xFEFF;f &#1;g</p>"
    )
    assert [text for *_, text in _read(body)] == [
        "a \ufffdheld words\ufffd b",
        "c \ufffdd \ufffde f \ufffdg",
    ]

"""Markdown: its outline as blocks, its text without markup."""

from __future__ import annotations

import pytest

from pincite.errors import ReadError
from pincite.readers import read_bytes
from readers.making import slices

DOCUMENT = r"""---
title: "Overview of Relations"
author: someone
---
# Introduction

ASEAN *and* the **ROK** paid US\$531,915 ([source](https://example.org/x)
and `code`) in 2008.

- 17. The seventeenth.
- 18. The eighteenth.

Setext
------

1. one

   one, continued
2. two
   * dot

| Year | Trade |
|------|------:|
| 2008 | 90.2  |

> Quoted *words*.

![Leaders at the summit](x.png)

<!-- a note to the editor -->

```
code  stays
```
"""


def test_outline_of_a_document() -> None:
    extract = read_bytes(DOCUMENT.encode(), "a.md")
    assert extract.title == "Overview of Relations"
    assert slices(extract) == [
        ("heading", 1, None, "Introduction"),
        ("paragraph", 0, None, "ASEAN and the ROK paid US$531,915 (source\nand code) in 2008."),
        # a number within a bullet is the number of the item
        ("list_item", 2, "17", "The seventeenth."),
        ("list_item", 2, "18", "The eighteenth."),
        ("heading", 2, None, "Setext"),
        ("list_item", 1, "1", "one"),
        ("paragraph", 0, None, "one, continued"),
        ("list_item", 1, "2", "two"),
        ("list_item", 2, None, "dot"),
        ("row", 0, None, "Year\tTrade"),
        ("row", 0, None, "2008\t90.2"),
        ("paragraph", 0, None, "Quoted words."),
        ("paragraph", 0, None, "Leaders at the summit"),
        ("paragraph", 0, None, "code  stays"),
    ]
    assert "17. The seventeenth." in extract.text


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("1. a\n2. b\n3. c", ["1", "2", "3"]),
        # written so that the renderer counts
        ("1. a\n1. b\n1. c", ["1", "2", "3"]),
        ("7. a\n7. b", ["7", "8"]),
        # numbers that jump or come twice are the document's own
        ("27. a\n28. b\n30. c", ["27", "28", "30"]),
        ("29. a\n30. b\n29. c\n30. d", ["29", "30", "29", "30"]),
        ("1) a\n2) b", ["1", "2"]),
    ],
)
def test_items_carry_the_numbers_that_are_written(source: str, numbers: list[str]) -> None:
    extract = read_bytes(source.encode(), "a.md")
    assert [block.number for block in extract.blocks] == numbers


def test_raw_html_gives_its_text_only() -> None:
    source = "<div><p>Inside <b>bold</b>.</p><script>alert(1)</script></div>\n\nA<br>b <i>c</i>."
    extract = read_bytes(source.encode(), "a.md")
    assert [text for *_, text in slices(extract)] == ["Inside bold.", "A\nb c."]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<!-- note --> The visible text.", "The visible text."),
        ("<!-- a\nb --> The text. <!-- c --> It goes on.", "The text.  It goes on."),
        (
            "<div><p>First.</p><p>Second.</p>a<br>b <i>c</i>d</div>",
            "First.\nSecond.\na\nb cd",
        ),
        ("<ul><li>alpha</li><li>beta</li></ul>", "alpha\nbeta"),
        ("<details><summary>Alpha</summary>beta</details>", "Alpha\nbeta"),
        ("<td>alpha</td><td>beta</td>", "alpha\tbeta"),
        ("<table><tr><td>alpha</td><td>beta</td></tr>\n<tr><td>c</td></tr></table>",
         "alpha\tbeta\nc"),
        # what opens in one block and ends in another
        ("</div></section>\n\n</td></tr><tr><td>alpha</td>\n\nbeta", "alpha\n\nbeta"),
    ],
)  # fmt: skip
def test_raw_html_joins_and_hides_no_words(source: str, text: str) -> None:
    assert read_bytes(source.encode(), "a.md").text == text


def test_nesting_beyond_the_parsers_reach_is_refused_rather_than_cut() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes((">" * 300 + " deep").encode(), "a.md")
    assert caught.value.reason == "corrupt"


def test_document_that_begins_with_a_rule_has_no_front_matter() -> None:
    extract = read_bytes(b"---\n\nText.\n", "a.md")
    assert (extract.title, extract.text) == (None, "Text.")


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (
            "---\nThe first paragraph.\n\nA second one.\n\n---\n\nThe third.",
            ["The first paragraph.", "A second one.", "The third."],
        ),
        ("---\n\nnote: one\n\n---\n\nTwo.", ["note: one", "Two."]),
        (
            "---\ntitle: x\nand a line of text\n\n---\n\nTwo.",
            ["title: x\nand a line of text", "Two."],
        ),
        ("+++\nOne.\n+++\n\nTwo.", ["+++\nOne.\n+++", "Two."]),
    ],
)
def test_text_between_two_rules_is_no_front_matter(source: str, texts: list[str]) -> None:
    extract = read_bytes(source.encode(), "a.md")
    assert [text for *_, text in slices(extract)] == texts
    assert extract.title is None


@pytest.mark.parametrize(
    "matter",
    [
        "---\ntitle: Overview\ntags:\n- a\n  - b\n\n# comment\ntext: >\n  set in\n---",
        "---\ntitle: 'Overview'\nlist: [a,\n]\n---",
        '+++\ntitle = "Overview"\n[params]\nkey.part=1\nlist = [\n  "a",\n]\n+++',
    ],
)
def test_front_matter_gives_its_title_and_no_text(matter: str) -> None:
    extract = read_bytes(f"{matter}\nText.\n".encode(), "a.md")
    assert (extract.title, extract.text) == ("Overview", "Text.")


def test_footnotes_are_no_words_of_their_sentences() -> None:
    source = (
        "1. A system is software.[^b] It has a form[^1], and more[^b].\n\n"
        "[^1]: Form *one*,\n    in two lines.\n\n    A second paragraph.\n"
        "[^b]: As the OECD has it.\n"
        "[^c]: To which nothing refers.\n\n"
        "2. Another paragraph, with [brackets] and a mark[^x] that is none.\n"
    )
    assert slices(read_bytes(source.encode(), "a.md")) == [
        ("list_item", 1, "1", "A system is software. It has a form, and more."),
        ("list_item", 1, "2", "Another paragraph, with [brackets] and a mark[^x] that is none."),
        # numbered by their first references, whatever they are called
        ("note", 0, "1", "As the OECD has it."),
        ("note", 0, "2", "Form one,\nin two lines.\nA second paragraph."),
        ("note", 0, None, "To which nothing refers."),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It holds 10<sup>6</sup> litres of H<sub>2</sub>O.", "It holds 10⁶ litres of H₂O."),
        ("<p>It holds 10<sup>6</sup> litres.</p>", "It holds 10⁶ litres."),
        ("On channel 14.<sup>[2](#n2)</sup> It ends.", "On channel 14. It ends."),
        ('<p>On 14.<sup><a href="#n2">2</a></sup> It ends.</p>', "On 14. It ends."),
    ],
)
def test_raised_figures_join_no_number(source: str, text: str) -> None:
    assert read_bytes(source.encode(), "a.md").text == text

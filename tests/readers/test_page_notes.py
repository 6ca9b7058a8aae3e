"""Notes of HTML pages: their marks are no words of the text, their numbers no paragraph's."""

from __future__ import annotations

import pytest

from pincite.readers import read_bytes
from readers.making import slices

PROSE = "The fleet of the two states was counted by their registers in the year that followed."


def blocks(body: str) -> list[tuple[str, int, str | None, str]]:
    return slices(read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html"))


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n1">1</a></sup>',
        '<a href="#n1"><sup>1</sup></a>',
        '<a href="#n1" class="footnote-ref" id="r1" role="doc-noteref"><sup>1</sup></a>',  # pandoc
        '<a href="#n1" epub:type="noteref">1</a>',
        '<sup class="reference"><a href="#cite_note-1"><span>[</span>1<span>]</span></a></sup>',
        '<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>',  # Word
        '<sup><a href="page.html#n1">1</a></sup>',
        '<sup><a href="#n1">1</a>, <a href="#n2">2</a></sup>',
        '<sup class="footnote-ref">1</sup>',
        '<sup><a href="#n1">*</a></sup>',
    ],
)
def test_mark_of_a_note_is_left_out(mark: str) -> None:
    found = blocks(f"<main><p>{PROSE}</p><p>Masters use channel 14.{mark} The end.</p></main>")
    assert found[1] == ("paragraph", 0, None, "Masters use channel 14. The end.")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("The pool holds 10<sup>6</sup> litres.", "The pool holds 10⁶ litres."),
        ("The area is 12 km<sup>2</sup>.", "The area is 12 km²."),
        ("All of the H<sub>2</sub>O in it.", "All of the H₂O in it."),
        ("On the 1<sup>st</sup> of May.", "On the 1st of May."),
        ("In March 2019<sup>2</sup> it ended.", "In March 2019² it ended."),
        ('So 10<span style="vertical-align: super">6</span> litres.', "So 10⁶ litres."),
        ("So <b>10</b><sup><i>6</i></sup> litres.", "So 10⁶ litres."),
        # what a link in the page says in words, or between brackets that are no note's
        ('It held.<sup><a href="#s">see below</a></sup>', "It held.see below"),
        ('See <a href="#p10">[10]</a> above.', "See [10] above."),
    ],
)
def test_other_superscripts_keep_their_text(html: str, text: str) -> None:
    found = blocks(f"<main><p>{PROSE}</p><p>{html}</p></main>")
    assert found[1][3] == text


PANDOC = (
    '<p>{0}<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a></p>'
    '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1" role="doc-endnote">'
    '<p>Register of 2020.<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p>'
    "<p>And of 2021.</p></li></ol></section>"
)
WIKIPEDIA = (
    '<p>{0}<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup></p><h2>References</h2>'
    '<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink"><b>'
    '<a href="#cite_ref-1">^</a></b></span> <span>Register of 2020.<br>And of 2021.</span></li>'
    "</ol>"
)
WORD = (
    '<p>{0}<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p><div><hr><div id="ftn1"><p>'
    '<a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Register of 2020.<br>And of 2021.</p>'
    "</div></div>"
)
ASIDE = (
    '<p>{0}<a href="#n1" epub:type="noteref">1</a></p><aside epub:type="footnote" id="n1">'
    "<p>Register of 2020.</p><p>And of 2021.</p></aside>"
)
PYTHON_MARKDOWN = (
    '<p>{0}<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>'
    '<div class="footnote"><hr><ol><li id="fn:1"><p>Register of 2020.&#160;'
    '<a class="footnote-backref" href="#fnref:1">&#8617;</a></p><p>And of 2021.</p></li></ol></div>'
)
DOCUTILS = (
    '<p>{0}<a class="footnote-reference brackets" href="#id2" id="id1" role="doc-noteref">[1]</a>'
    '</p><aside class="footnote-list brackets"><aside class="footnote brackets" id="id2">'
    '<span class="label"><span>[</span><a role="doc-backlink" href="#id1">1</a>]</span>'
    "<p>Register of 2020.</p><p>And of 2021.</p></aside></aside>"
)
NAMED_LIST = (
    '<p>{0}</p><ol class="footnotes"><li>Register of 2020.<br>And of 2021.</li></ol>'  # no links
)


@pytest.mark.parametrize(
    "page", [PANDOC, WIKIPEDIA, WORD, ASIDE, PYTHON_MARKDOWN, DOCUTILS, NAMED_LIST]
)
def test_note_is_a_block_of_its_own_without_its_links_back(page: str) -> None:
    paragraphs = f"<ol><li>{PROSE}</li><li>So it ended.</li></ol>"
    found = blocks(paragraphs + page.format("They were 640."))
    assert [(kind, number) for kind, _, number, _ in found] == [
        ("list_item", "1"),
        ("list_item", "2"),
        ("paragraph", None),
        ("note", "1"),
    ]
    assert [text for *_, text in found][2:] == ["They were 640.", "Register of 2020.\nAnd of 2021."]


def test_paragraph_that_a_note_leads_back_to_is_no_note() -> None:
    page = (
        f'<main><p id="r1">{PROSE}<sup><a href="#n1">1</a></sup></p>'
        '<p id="n1"><sup><a href="#r1">1</a></sup> Register of 2020.</p></main>'
    )
    assert [(kind, text) for kind, _, _, text in blocks(page)] == [
        ("paragraph", PROSE),
        ("note", "Register of 2020."),
    ]


def test_heading_that_a_mark_leads_to_stays_in_the_text() -> None:
    page = f'<main><p>{PROSE}<sup><a href="#b">2</a></sup></p><h2 id="b">B</h2><p>More.</p></main>'
    assert [kind for kind, *_ in blocks(page)] == ["paragraph", "heading", "paragraph"]

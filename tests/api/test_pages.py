"""The pages as they leave the service, without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pincite.contract import SpanView
from pincite.structure.document import document_of
from pincite.structure.passages import passages_of
from pincite.types import Block, BlockKind, Extract, Page, Record, Span, quote_of
from pincite_api.reading import reading_of
from pincite_api.templates import segments
from support.catalogue import corpus, document_from, numbered
from support.service import ServiceOver, problem_in

HTML = {"accept": "text/html"}
QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"


def page(client: TestClient, path: str, status: int = 200, **params: str) -> str:
    response = client.get(path, params=params or None, headers=HTML)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


class Texts(HTMLParser):
    """The text of each element of a kind."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag, self.depth, self.found = tag, 0, []

    found: list[str]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == self.tag:
            self.depth += 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.tag:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1] += data


def texts(html: str, tag: str) -> list[str]:
    parser = Texts(tag)
    parser.feed(html)
    return parser.found


def test_the_page_and_its_json_twin_hold_the_same_words(client: TestClient) -> None:
    html = page(client, "/", q=QUESTION)
    answer = client.get("/v1/ask", params={"q": QUESTION}).json()
    quotes = [text.strip("\n") for text in texts(html, "blockquote")]
    assert quotes == [passage["quote"] for passage in answer["passages"]]
    marked = [
        passage["quote"][span["start"] : span["end"]]
        for passage in answer["passages"]
        for span in passage["highlights"]
    ]
    assert texts(html, "mark") == marked


TWINS = ["/", f"/?q={QUESTION}", "/documents", "/d/asean-rok-overview", "/docs", "/problems"]


@pytest.mark.parametrize("path", TWINS)
def test_every_page_names_its_json_twin(client: TestClient, path: str) -> None:
    found = re.search(
        r'<link rel="alternate" type="application/json" href="([^"]+)">', page(client, path)
    )
    assert found
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


def test_the_verdict_is_in_plain_words(client: TestClient) -> None:
    assert "The documents answer this." in page(client, "/", q=QUESTION)
    nothing = page(client, "/", q="Who won the football world cup in 1998?")
    assert "No passage of these documents answers this; the nearest are below." in nothing


LIT, DIM = '<article class="passage"', '<article class="passage remote"'


def test_what_is_lit_says_the_same_as_the_verdict(client: TestClient) -> None:
    """An answer's first passage is lit, and none is where none answers."""
    html = page(client, "/", q="When did the Investment Agreement take effect?")
    assert '<section class="verdict found"' in html
    assert html.index(LIT) < html.index(DIM)
    nothing = page(client, "/", q="Who is the secretary-general of ASEAN?")
    assert '<section class="verdict not_found"' in nothing
    assert LIT not in nothing
    assert DIM in nothing


@pytest.mark.parametrize("k", ["0" * 8 + "5" + "0" * 5000, "5" * 30, "-1", "٥"])
def test_a_count_of_passages_that_is_none_is_told(client: TestClient, k: str) -> None:
    assert "k: " in page(client, "/", 422, q=QUESTION, k=k)


def test_a_paragraph_of_thousands_of_digits_is_not_there(client: TestClient) -> None:
    assert client.get(f"/d/asean-rok-overview/para/{'9' * 4400}").status_code == 404
    number = "0" * 4400 + "18"
    assert client.get(f"/v1/documents/asean-rok-overview/paragraphs/{number}").status_code == 404


@pytest.mark.parametrize(
    ("part", "status", "told"),
    [
        ({"text": (None, "  ")}, 422, "is empty"),
        ({"text": (None, "x" * 64_001)}, 413, "the limit is 64,000"),
        ({"file": ("draft.zip", b"PK")}, 415, "draft.zip"),
        ({"file": ("draft.docx", b"PK")}, 400, "draft.docx"),
    ],
)
def test_a_draft_that_cannot_be_read_leads_back_to_the_form(
    client: TestClient, part: Any, status: int, told: str
) -> None:
    response = client.post("/verify", headers=HTML, files=part)
    assert response.status_code == status
    assert '<form class="draft-form"' in response.text
    assert 'role="alert"' in response.text
    assert told in response.text
    assert client.post("/verify", files=part).headers["content-type"] == "application/problem+json"


def test_the_empty_page_asks_questions_that_the_documents_answer(client: TestClient) -> None:
    html = page(client, "/")
    assert " autofocus" in html
    links = re.findall(r'<li><a href="(/\?q=[^"]+)"', html)
    assert len(links) >= 3
    for link in links:
        assert '<section class="verdict found"' in page(client, link)


def test_a_blank_question_is_the_empty_page(client: TestClient) -> None:
    assert page(client, "/", q="  ") == page(client, "/")


def test_a_question_within_one_document_stays_there(client: TestClient) -> None:
    html = page(client, "/", q="culture", document="korea-herald-2023-08-08")
    assert "/d/asean-rok-overview#" not in html
    assert re.search(r'<option value="korea-herald-2023-08-08" selected', html)


def test_more_passages_can_be_had(client: TestClient) -> None:
    html = page(client, "/", q="culture")
    more = re.search(r'class="more"><a href="([^"]+)"', html)
    assert more
    larger = page(client, more[1].replace("&amp;", "&"))
    assert larger.count("<article") > html.count("<article")


ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title><script>alert(1)</script>",
    "</input><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_a_question_is_shown_and_never_obeyed(client: TestClient, attack: str) -> None:
    html = page(client, "/", q=attack)
    assert texts(html, "h1") == [attack]
    seen = [tag for tag in re.findall(r"<([a-z]+)", html) if tag in ("script", "img", "svg")]
    assert seen == ["script"]  # the page's own
    for path in (f"/p/{attack}", f"/d/{attack}", f"/{attack}"):
        lost = page(client, path, status=404)
        assert lost.count("<script") == 1
        assert "<img" not in lost


def test_an_error_is_a_page_for_a_browser_and_a_problem_for_a_program(client: TestClient) -> None:
    html = page(client, "/p/p_nothing", status=404)
    assert "p_nothing" in html
    assert 'role="search"' in html
    problem_in(client.get("/p/p_nothing"), 404, "not-found")
    problem_in(client.get("/v1/passages/p_nothing", headers=HTML), 404, "not-found")


def test_without_an_index_the_page_says_how_to_build_one(
    service_over: ServiceOver, tmp_path: Path
) -> None:
    html = page(service_over(tmp_path / "none"), "/", status=503)
    assert "pincite build" in html


def test_every_passage_of_a_document_is_an_anchor_with_its_words(client: TestClient) -> None:
    for document in client.get("/v1/documents").json()["documents"]:
        html = page(client, document["links"]["html"])
        shown = " ".join(" ".join(texts(html, "p")).split())
        for entry in client.get(document["links"]["self"]).json()["outline"]:
            assert html.count(f'id="{entry["id"]}"') == 1
            assert client.get(entry["links"]["self"]).json()["quote"] in shown


def test_no_id_is_used_twice_on_a_page(client: TestClient) -> None:
    for path in TWINS:
        ids = re.findall(r'\bid="([^"]+)"', page(client, path))
        assert len(ids) == len(set(ids)), path


def test_masthead_and_byline_are_asides_and_repairs_are_told(client: TestClient) -> None:
    article = page(client, "/d/korea-herald-2023-08-08")
    assert '<p class="boilerplate">By Lee Hyun-joo</p>' in article
    assert "those in the margin are counted" in article
    overview = page(client, "/d/asean-rok-overview")
    assert "Markdown" in overview
    assert "those in the margin are counted" not in overview


# Spans into "abcdef", and the pieces: (text, evidence).
CUTS: list[tuple[list[tuple[int, int]], list[tuple[str, bool]]]] = [
    ([], [("abcdef", False)]),
    ([(0, 6)], [("abcdef", True)]),
    ([(0, 2)], [("ab", True), ("cdef", False)]),
    ([(1, 2), (3, 4)], [("a", False), ("b", True), ("c", False), ("d", True), ("ef", False)]),
    ([(1, 3), (3, 6)], [("a", False), ("bc", True), ("def", True)]),  # side by side
]


@pytest.mark.parametrize(("spans", "pieces"), CUTS)
def test_a_quote_is_cut_at_its_evidence(
    spans: list[tuple[int, int]], pieces: list[tuple[str, bool]]
) -> None:
    assert segments("abcdef", [SpanView(*span) for span in spans]) == pieces


def test_evidence_is_counted_in_code_points() -> None:
    assert segments("𝔞𝔟é한", [SpanView(1, 3)]) == [("𝔞", False), ("𝔟é", True), ("한", False)]


def test_a_reading_loses_no_word_of_a_document() -> None:
    catalogue = corpus()
    for record in catalogue.records():
        document = catalogue.document(record.key)
        rows = catalogue.rows_of(record.key)
        reading = reading_of(document, catalogue.passages(rows), catalogue.quotes(rows))
        shown = [piece.text for piece in reading.pieces]
        blocks = [quote_of(document.text, block.spans) for block in document.blocks]
        title = [] if shown[0] == blocks[0] else [record.title]
        assert [*title, *shown] == blocks


# Passages of several blocks, and such as begin with a marker that stands before their block.
LEGAL = """1. The Parties shall
(a) exchange notes;
(b) meet every year.

2. The Parties shall not delay.
"""
LED = """The Centre uses:

- a list of its own;
- a second one;

and nothing else, so that everybody is reached.
"""
LETTERED = """Rules of the house

(a) Everybody takes off the shoes at the door of the house.

(b) Nobody smokes in any of the rooms, or on the stairs.

(c) Whoever comes last shuts the door and turns off the lights.
"""


@pytest.mark.parametrize("text", [LEGAL, LED, LETTERED, LETTERED + LEGAL + LED])
def test_each_passage_stands_on_the_page_once_and_no_words_twice(text: str) -> None:
    document = document_from(Record(key="rules", file="rules.txt", title="Rules"), text)
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    assert len(passages) < len(document.blocks) or "(a)" in quotes[0]
    reading = reading_of(document, passages, quotes)
    held = [piece for piece in reading.pieces if piece.anchor and piece.kind != "heading"]
    assert [piece.anchor for piece in held] == [passage.id for passage in passages]
    assert [piece.text for piece in held] == quotes
    rest = "".join(piece.text for piece in reading.pieces if piece not in held)
    for quote in quotes:
        assert not any(line and line in rest for line in quote.split("; "))


def test_a_page_that_begins_within_a_passage_is_marked_after_it() -> None:
    after = LEGAL.index("(b)")
    document = document_from(
        Record(key="paged", file="paged.pdf", title="Paged"),
        LEGAL,
        pages=(Page(1, Span(0, after)), Page(2, Span(after, len(LEGAL)))),
    )
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    assert [passage.locator.value for passage in passages if passage.locator] == ["1", "2"]
    assert [piece.page for piece in reading_of(document, passages, quotes).pieces] == [1, 2]


def test_a_page_is_marked_where_it_begins_once() -> None:
    text = "- 1. First.\n- 2. Second.\n- 3. Third.\n"
    second = text.index("- 2.")
    document = document_from(
        Record(key="paged", file="paged.pdf", title="Paged"),
        text,
        pages=(Page(1, Span(0, second)), Page(2, Span(second, len(text)))),
    )
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    reading = reading_of(document, passages, quotes)
    assert [piece.page for piece in reading.pieces] == [1, 2, None]


def test_notes_after_the_text_begin_no_page_and_bear_their_marks() -> None:
    body, note = "First.\n\nSecond.", "A note."
    text = f"{body}\n\n7 {note}"
    span = Span(len(text) - len(note), len(text))
    pages = (Page(1, Span(0, 8)), Page(2, Span(8, 15)), Page(1, Span(span.start - 2, span.end)))
    extract = Extract(text, pages=pages, notes=(Block(BlockKind.NOTE, (span,), number="7"),))
    record = Record(key="noted", file="noted.pdf", title="Noted")
    document = document_of(extract, record, "0" * 64)
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    reading = reading_of(document, passages, quotes)
    assert [(piece.kind, piece.page, piece.mark) for piece in reading.pieces] == [
        ("paragraph", 1, "1"),
        ("paragraph", 2, "2"),
        ("note", None, "n. 7"),
    ]


def test_a_paragraph_in_parts_bears_its_number_once() -> None:
    words = " ".join(f"Sentence number {n} says a little." for n in range(20))
    document = numbered("long", [words])
    passages = passages_of(document, lambda text: len(text.split()), 40)
    assert len(passages) > 1
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    reading = reading_of(document, passages, quotes)
    assert [piece.mark for piece in reading.pieces] == ["1"] + [""] * (len(passages) - 1)


def test_item_of_a_list_is_shown_with_its_paragraph_and_not_once_more() -> None:
    text = "1. The fee is due:\n(a) on entry;\n(b) on departure.\n\n2. It is waived in distress.\n"
    document = document_from(Record(key="fees", file="fees.txt", title="Fees"), text)
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    assert len(document.blocks) == 4
    assert [piece.text for piece in reading_of(document, passages, quotes).pieces] == [
        "The fee is due: (a) on entry; (b) on departure.",
        "It is waived in distress.",
    ]


def test_item_that_is_quoted_with_its_letter_stands_on_the_page_as_its_passage() -> None:
    text = "The fee is due.\n\n(a) It is due on entry.\n\n(b) It is due on departure.\n"
    items = (Span(21, 40), Span(46, 69))
    blocks = tuple(
        Block(BlockKind.LIST_ITEM, (span,), 1, letter)
        for span, letter in zip(items, "ab", strict=True)
    )
    first = Block(BlockKind.PARAGRAPH, (Span(0, 15),))
    record = Record(key="fees", file="fees.md", title="Fees")
    document = document_of(Extract(text, blocks=(first, *blocks)), record, "0" * 64)
    passages = passages_of(document, lambda words: len(words.split()), 1000)
    quotes = [quote_of(document.text, passage.spans) for passage in passages]
    pieces = reading_of(document, passages, quotes).pieces
    assert [(piece.text, piece.anchor) for piece in pieces] == [
        (quote, passage.id) for quote, passage in zip(quotes, passages, strict=True)
    ]
    assert quotes[1] == "(a) It is due on entry."

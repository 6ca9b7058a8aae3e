"""Text fragments, by the specification's rules and in a browser."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pincite.cite.fragment import Directive, directive, find, link, text_fragment
from pincite.errors import NotFoundError

LONG = (
    "17. The relations were elevated to a strategic partnership, with trade growing by 17.5 per "
    "cent a year, and both sides agreed to review the agreement in the following year, at the "
    "latest before the summit in Busan, where ministers would take note of it."
)


def parse(fragment: str) -> Directive:
    """The parts of a directive, read by the grammar of the specification."""
    match = re.fullmatch(
        r":~:text=(?:(?P<prefix>[^,&-]+)-,)?(?P<start>[^,&-]+)"
        r"(?:,(?P<end>[^,&-]+))?(?:,-(?P<suffix>[^,&-]+))?",
        fragment,
    )
    assert match is not None, fragment
    parts = {
        name: unquote(value or "", errors="strict") for name, value in match.groupdict().items()
    }
    return Directive(**parts)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        # The syntax's own characters are encoded, and so is what a URL cannot hold.
        ("the free-trade area, A&B", "free-trade area, A&B", "free%2Dtrade%20area%2C%20A%26B"),
        ("costs 50% + #1 in all", "50% + #1", "50%25%20%2B%20%231"),
        ("un été à Séoul", "été", "%C3%A9t%C3%A9"),
        # White space of the source does not count.
        ("the  strategic\n partnership holds", "strategic partnership", "strategic,partnership"),
        # Words that repeat are told apart by their neighbours.
        ("a pact. The pact. One pact!", "The pact", "The%20pact"),
        ("the old pact and the new pact", "new pact", "new%20pact"),
        # Part of a word is no match for a browser.
        ("a compact holds a pact", "pact", "pact"),
        # A quote that begins within a word is widened to it.
        ("strategic partnerships", "partnership", "partnerships"),
    ],
)  # fmt: skip
def test_fragment_reads(text: str, quote: str, expected: str) -> None:
    assert text_fragment(text, quote) == f":~:text={expected}"


def test_repeated_words_get_context() -> None:
    text = "The pact of 2005 holds. The pact of 2010 holds."
    second = text.index("The pact", 5)
    assert text_fragment(text, "The pact", second) == ":~:text=holds.-,The%20pact"
    assert text_fragment(text, "holds", 0) == ":~:text=holds"
    assert text_fragment(text, "holds", 30) == ":~:text=2010-,holds"


def test_context_that_repeats_too_grows_on_both_sides() -> None:
    text = "see a pact b. see d pact c. see a pact c."
    place = text.rindex("pact")
    parts = parse(text_fragment(text, "pact", place))
    assert (parts.prefix, parts.suffix) == ("a", "c.")


def test_context_stays_in_one_paragraph_where_it_can() -> None:
    """A browser looks for a prefix within one block only."""
    text = "Alpha beta\n\nsame words\n\nGamma beta\n\nsame words"
    parts = parse(text_fragment(text, "same words", text.rindex("same words")))
    assert parts.prefix == "Gamma beta"


def test_long_quote_is_given_by_its_ends() -> None:
    parts = parse(text_fragment(f"Before. {LONG} After.", LONG))
    assert parts == Directive("17. The relations were", "take note of it.")
    assert len(text_fragment(f"Before. {LONG} After.", LONG)) < 80


def test_ends_of_a_long_quote_grow_until_they_are_its_own() -> None:
    text = f"17. The relations were cold. {LONG}"
    parts = parse(text_fragment(text, LONG, 20))
    assert find(text, parts) == (len(text) - len(LONG), len(text))


def test_text_that_repeats_without_end_still_gives_a_link() -> None:
    text = "same " * 500
    assert parse(text_fragment(text, "same same", 1000)).start == "same same"


def test_words_that_are_not_there_are_refused() -> None:
    with pytest.raises(NotFoundError, match='"elsewhere" is not in the document'):
        text_fragment("here", "elsewhere")
    with pytest.raises(NotFoundError, match="empty"):
        text_fragment("here", "  \n")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c#:~:text=here"),
        ("https://example.org/a#part-2", "https://example.org/a#part-2:~:text=here"),
        ("https://example.org/a#:~:text=old", "https://example.org/a#:~:text=here"),
        ("https://example.org/a#x:~:text=old", "https://example.org/a#x:~:text=here"),
    ],
)
def test_link_keeps_the_address(url: str, expected: str) -> None:
    assert link(url, "it is here", "here") == expected


# A small vocabulary, so that words repeat; with the syntax's characters and odd cases among them.
_words = st.sampled_from(
    [
        "a",
        "the",
        "The",
        "pact",
        "trade",
        "free-trade",
        "A&B",
        "x,",
        "y.",
        "(z)",
        "été",
        "İstanbul",
        "한국",
        "50%",
        "“q”",
        "don’t",
        "ß",
        "#1",
        "=",
        "-",
    ]
)
_gaps = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\u00a0"])


@st.composite
def quotes_in_texts(draw: st.DrawFn) -> tuple[str, str, int]:
    """A text, a run of its words as written, and where the run begins."""
    words = draw(st.lists(_words, min_size=1, max_size=60))
    text, starts, ends = "", [], []
    for word in words:
        text += draw(_gaps)
        starts.append(len(text))
        text += word
        ends.append(len(text))
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, len(words) - 1))
    return text, text[starts[first] : ends[last]], starts[first]


@settings(max_examples=300, deadline=None)
@given(case=quotes_in_texts())
def test_fragment_decodes_to_the_quote_and_its_neighbours(case: tuple[str, str, int]) -> None:
    text, quote, start = case
    parts = parse(text_fragment(text, quote, start))
    wanted, page = " ".join(quote.split()), " ".join(text.split())
    if parts.end:
        assert wanted.startswith(parts.start)
        assert wanted.endswith(parts.end)
    else:
        assert parts.start == wanted
    if parts.prefix:
        assert f"{parts.prefix} {parts.start}" in page
    if parts.suffix:
        assert f"{parts.end or parts.start} {parts.suffix}" in page


@settings(max_examples=300, deadline=None)
@given(case=quotes_in_texts())
def test_first_match_is_the_quote_itself(case: tuple[str, str, int]) -> None:
    text, quote, start = case
    assume(re.match(r"\w", quote))  # else the first word alone may not be found as a word
    where = len(" ".join(text[:start].split()))
    where += where > 0
    found = find(text, parse(text_fragment(text, quote, start)))
    assert found == (where, where + len(" ".join(quote.split())))


def test_directive_without_context_is_written_plain() -> None:
    assert str(directive("it is here", "is here")) == "text=is%20here"


CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.parametrize("name", ["asean-rok-overview.txt", "korea-herald-2023-08-08.txt"])
def test_every_line_of_the_corpus_is_led_to(name: str) -> None:
    """The caption printed twice, and numbers of paragraphs, among them."""
    text = (CORPUS / name).read_text("utf-8")
    lines = [match for match in re.finditer(r"[^\n]+", text) if re.search(r"\w", match[0])]
    assert len(lines) > 15
    for line in lines:
        quote = line[0].strip()
        start = line.start() + line[0].index(quote)
        found = find(text, parse(text_fragment(text, quote, start)))
        before = " ".join(text[:start].split())
        where = len(before) + (1 if before else 0)
        assert found == (where, where + len(" ".join(quote.split())))


# --- in a browser -------------------------------------------------------------------------------

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def page_url() -> Iterator[str]:
    """A page with paragraphs that repeat, far apart, served on a free port."""
    filler = "".join(f"<p>Filler paragraph number {n} of this page.</p>" for n in range(200))
    body = (
        f"<p id=first>The pact of 2005 holds.</p>{filler}"
        f"<p id=second>The pact of 2010 holds.</p>{filler}<p id=long>{LONG}</p>{filler}"
    )
    html = f"<!doctype html><meta charset=utf-8><title>t</title>{body}".encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(html)))
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.browser
@pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="Debian's chromium is not installed"
)
def test_chromium_goes_to_the_quote(page_url: str) -> None:
    from playwright.sync_api import sync_playwright  # heavy, and only this test needs it

    filler = "".join(f"Filler paragraph number {n} of this page.\n\n" for n in range(200))
    text = (
        f"The pact of 2005 holds.\n\n{filler}The pact of 2010 holds.\n\n{filler}{LONG}\n\n{filler}"
    )
    second = text.index("The pact of 2010")
    cases = [
        ("second", "The pact", second),
        ("second", "holds.", second),
        ("long", LONG, 0),
        ("first", "The pact", 0),
    ]
    seen = """id => {
        const box = document.getElementById(id).getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for element, quote, start in cases:
            page = browser.new_page()
            page.goto(link(page_url, text, quote, start))
            page.wait_for_function(f"({seen})('{element}')", timeout=5000)
            assert page.evaluate("scrollY > 0") == (element != "first")
            page.close()
        page = browser.new_page()
        page.goto(f"{page_url}#:~:text=not%20there")
        assert not page.evaluate(f"({seen})('second')")
        browser.close()

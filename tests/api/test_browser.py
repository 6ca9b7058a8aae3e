"""The pages in chromium: with and without script, narrow and wide, light, dark, printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
ASKED = f"/?q={quote(QUESTION)}"
PAGES = {
    "empty": "/",
    "found": ASKED,
    "not found": "/?q=Who%20won%20the%20world%20cup%3F",
    "longest question": f"/?q={'m' * 1000}",
    "document": "/d/asean-rok-overview",
    "article": "/d/korea-herald-2023-08-08",
    "documents": "/documents",
    "documentation": "/docs",
    "problems": "/problems",
    "error": "/p/p_nothing",
}

Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a path in a context of its own; nothing may be refused by the policy or be missing."""
    contexts = []
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            faults.append(message.text)

    def open_path(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(address) else faults.append(f"asked {request.url}")
            ),
        )
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_asked_and_answered(open_page: Open, script: bool) -> None:
    page = open_page("/", java_script_enabled=script)
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill(QUESTION)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=When"))
    first = page.get_by_role("article").first
    expect(first).to_contain_text("para. 18")
    expect(first).to_contain_text("n.d.")
    expect(first).to_contain_text("official")
    expect(first.locator("mark")).to_contain_text("1 January 2010")
    expect(page.get_by_role("heading", name="The documents answer this.")).to_be_visible()
    expect(first.get_by_role("button")).to_have_count(1 if script else 0)


def test_the_reader_goes_from_the_answer_into_the_document(open_page: Open) -> None:
    page = open_page(ASKED, java_script_enabled=False)
    page.get_by_role("article").first.get_by_role("link", name="Read in the document").click()
    expect(page).to_have_url(re.compile(r"/d/asean-rok-overview#p_"))
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("The ASEAN Member States and the ROK signed")
    target.get_by_role("link", name="Permalink to para. 18").click()
    expect(page).to_have_url(re.compile(r"/p/p_"))
    expect(page.get_by_role("article")).to_contain_text("para. 18")


def test_the_button_puts_quote_and_citation_on_the_clipboard(open_page: Open) -> None:
    page = open_page(ASKED, permissions=["clipboard-read", "clipboard-write"])
    first = page.get_by_role("article").first
    first.get_by_role("button", name="Copy quote and citation").click()
    expect(first.get_by_role("button")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    words, citation = copied.split("\n")
    assert words == f"“{first.locator('.quote p').text_content()}”"
    assert citation == '"Overview of ASEAN-Republic of Korea Dialogue Relations" (n.d.), para. 18'


def test_where_there_is_no_clipboard_the_old_way_copies(open_page: Open) -> None:
    page = open_page(ASKED, permissions=["clipboard-read"])
    page.evaluate("delete Navigator.prototype.clipboard")
    copied = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("copy", () => resolve(document.getSelection().toString()
            || document.activeElement.value));
          document.querySelector("button.copy").click();
        })"""
    )
    assert copied.endswith("para. 18")


def test_the_keyboard_is_enough(open_page: Open) -> None:
    page = open_page(ASKED)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("1/2")
    assert page.get_by_role("searchbox").input_value() == "1/2"


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_scrolls_sideways(open_page: Open, width: int) -> None:
    page = open_page("/", viewport={"width": width, "height": 800})
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


# WCAG 2.2, relative luminance and contrast ratio; large text (18.66 px bold, 24 px) needs 3, other
# text 4.5. The background is that of the nearest ancestor that has one.
CONTRAST = """() => {
  const parse = (css) => css.match(/[\\d.]+/g).map(Number);
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  let seen = 0;
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement;
    if (!text.data.trim() || element.tagName === "OPTION" || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    seen += 1;
    if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
      poor.push(`${ratio.toFixed(2)}: ${text.data.trim().slice(0, 40)}`);
  }
  return [seen, poor];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_the_contrast_that_wcag_asks_for(open_page: Open, scheme: str) -> None:
    page = open_page("/", color_scheme=scheme)
    for name, path in PAGES.items():
        page.goto(path)
        seen, poor = page.evaluate(CONTRAST)
        assert seen > 5, name
        assert poor == [], name


def test_a_dark_scheme_is_dark(open_page: Open) -> None:
    def background(scheme: str) -> list[int]:
        page = open_page("/", color_scheme=scheme)
        css = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return [int(number) for number in re.findall(r"\d+", css)]

    assert max(background("dark")) < 60
    assert min(background("light")) > 200


CONTROLS = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter((e) => !(e.ariaLabel || e.labels?.[0]?.textContent || e.textContent || "").trim())
  .map((e) => e.outerHTML)"""
LEVELS = "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => +h.tagName[1])"


def test_every_control_has_a_name_and_headings_skip_no_level(open_page: Open) -> None:
    page = open_page("/")
    for name, path in PAGES.items():
        page.goto(path)
        assert page.evaluate(CONTROLS) == [], name
        levels = page.evaluate(LEVELS)
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(below <= above + 1 for above, below in pairwise(levels)), name


def test_the_answer_on_paper_has_the_question_the_words_and_the_citation(open_page: Open) -> None:
    page = open_page(ASKED)
    pdf = PdfReader(BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert QUESTION in text
    assert "came into effect on 1 January 2010" in text
    assert "(n.d.), para. 18" in text
    assert "Copy quote" not in text
    assert "Permalink" not in text


ATTACKS = [
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "</title><svg onload=\"document.title='owned'\">",
    "' onfocus='document.title=`owned`' autofocus='",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_markup_of_a_question_is_let_through(open_page: Open, attack: str) -> None:
    page = open_page(f"/?q={quote(attack)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(attack)
    expect(page.get_by_role("searchbox")).to_have_value(attack)
    assert "owned" not in page.title().replace(attack, "")
    assert page.locator("main img, main svg, main script").count() == 0


def test_the_policy_stops_a_script_even_if_markup_were_let_through(
    browser: Browser, address: str
) -> None:
    page = browser.new_context(base_url=address).new_page()
    page.goto("/")
    page.evaluate(
        """() => { const s = document.createElement("script");
                   s.textContent = "document.title = 'owned'"; document.body.append(s); }"""
    )
    assert page.title() != "owned"
    page.context.close()

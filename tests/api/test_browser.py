"""The pages in chromium: with and without script, narrow and wide, light, dark, printed."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from api.browsing import ASKED, CONTRAST, CONTROLS, LEVELS, QUESTION, Open, open_page

__all__ = ["open_page"]

pytestmark = pytest.mark.browser

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
    "draft": "/verify",
    "choice": "/d/asean-rok-overview/para/28",
    "styled": f"{ASKED}&style=apa",
    "error": "/p/p_nothing",
}


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


def test_the_button_puts_quote_citation_and_link_on_the_clipboard(open_page: Open) -> None:
    page = open_page(ASKED, permissions=["clipboard-read", "clipboard-write"])
    first = page.get_by_role("article").first
    first.get_by_role("button", name="Copy quote, citation and link").click()
    expect(first.get_by_role("button")).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    words, citation, link = copied.split("\n")
    assert words == f"“{first.locator('.quote p').text_content()}”"
    assert citation == '"Overview of ASEAN-Republic of Korea Dialogue Relations" (n.d.), para. 18'
    assert link == page.evaluate(
        "new URL(document.querySelector('.actions a').href, location.href).href"
    )


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
    assert copied.split("\n")[1].endswith("para. 18")


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

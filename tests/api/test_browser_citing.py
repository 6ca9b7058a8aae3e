"""Citing and checking a draft in chromium, with and without script."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from api.browsing import ASKED, CONTRAST, CONTROLS, LEVELS, Open, open_page

__all__ = ["open_page"]

pytestmark = pytest.mark.browser

APA = "(Overview of ASEAN-Republic of Korea Dialogue Relations, n.d., para. 18)"
DRAFT = """It "came into effect on 2 January 2010" (Overview, para. 18).

Trade was USD 5 million in 2009 (Overview, para. 18). See Overview, para. 28; the Hanoi
Communique, para. 5; and "nobody has ever written a word about cheese here".
"""


def first_citation(page: Page) -> str:
    return page.locator(".citation .text").first.text_content() or ""


def test_a_style_is_chosen_by_a_form_without_script(open_page: Open) -> None:
    page = open_page(ASKED, java_script_enabled=False)
    page.get_by_label("Citation style").select_option("apa")
    page.get_by_role("button", name="Use it").click()
    expect(page).to_have_url(re.compile("style=apa"))
    assert first_citation(page) == APA
    expect(page.get_by_label("Citation style")).to_have_value("apa")
    expect(page.get_by_role("article").first).to_contain_text("In the references")


def test_a_style_is_changed_in_place_and_remembered(open_page: Open) -> None:
    page = open_page(ASKED)
    before = first_citation(page)
    page.get_by_label("Citation style").select_option("apa")
    expect(page.locator(".citation .text").first).to_have_text(APA)
    expect(page.locator(".reference").first).to_be_visible()
    page.get_by_role("article").first.get_by_role("link", name="Permalink").click()
    expect(page).to_have_url(re.compile(r"/p/p_"))
    expect(page.locator(".citation .text").first).to_have_text(APA)
    expect(page.get_by_label("Citation style")).to_have_value("apa")
    page.get_by_label("Citation style").select_option("pincite")
    expect(page.locator(".citation .text").first).to_have_text(before)
    expect(page.locator(".reference").first).to_be_hidden()


def test_one_keystroke_copies_quote_citation_and_link(open_page: Open) -> None:
    page = open_page(f"{ASKED}&style=apa", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("Tab")  # off the question box
    page.locator("main").focus()
    page.keyboard.press("c")
    expect(page.get_by_role("status")).to_have_text("Copied")
    quote, citation, link = page.evaluate("navigator.clipboard.readText()").split("\n")
    first = page.get_by_role("article").first
    assert quote == f"“{first.locator('.quote p').text_content()}”"
    assert citation == APA
    assert link.endswith(f"/p/{first.get_attribute('id')}")


def test_the_keystroke_copies_the_result_that_has_the_focus(open_page: Open) -> None:
    page = open_page(ASKED, permissions=["clipboard-read", "clipboard-write"])
    second = page.get_by_role("article").nth(1)
    second.get_by_role("link", name="Permalink").focus()
    page.keyboard.press("c")
    expect(second.get_by_role("button")).to_have_text("Copied")
    assert str(second.get_attribute("id")) in page.evaluate("navigator.clipboard.readText()")


def test_typing_a_c_into_the_box_copies_nothing(open_page: Open) -> None:
    page = open_page(ASKED, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("searchbox").press("c")
    assert page.get_by_role("status").text_content() == ""


def test_an_export_is_downloaded(open_page: Open) -> None:
    page = open_page(ASKED)
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").first.click()
    assert download.value.suggested_filename.endswith(".bib")
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("@misc{")


def test_a_number_printed_twice_is_chosen_from(open_page: Open) -> None:
    page = open_page("/d/asean-rok-overview/para/28", java_script_enabled=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Paragraph 28 is printed twice")
    page.get_by_role("link", name="This one").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("para. 28 (second of two)")


def checked(page: Page) -> Page:
    page.get_by_label("The draft").fill(DRAFT)
    page.get_by_role("button", name="Check the draft").click()
    expect(page.get_by_role("heading", name="Report on the draft")).to_be_visible()
    return page


@pytest.mark.parametrize("script", [True, False])
def test_a_draft_is_checked_worst_first_and_linked_both_ways(open_page: Open, script: bool) -> None:
    page = checked(open_page("/verify", java_script_enabled=script))
    findings = page.locator(".finding")
    assert [text.strip() for text in findings.locator(".verdict-word").all_text_contents()] == [
        "not found",
        "the words differ",
        "names no document held",
        "the passage does not give it",
        "several places fit",
        "the passage gives it too",
        "the place is there",
        "the place is there",
    ]
    second = findings.nth(1)
    expect(second.locator("del")).to_have_text("1")
    expect(second.locator("ins")).to_have_text("2")
    second.get_by_role("link", name="Finding 2: to its place in the draft").click()
    place = page.locator(":target")
    expect(place).to_contain_text("came into effect on 2 January 2010")
    expect(place).to_be_in_viewport()
    place.click()
    expect(page.locator(":target")).to_have_id("finding-2")
    expect(page.locator(":target")).to_be_in_viewport()
    page.locator(":target").get_by_role("link", name="para. 18").click()
    expect(page).to_have_url(re.compile(r"/p/p_"))


def test_draft_and_findings_stand_side_by_side_where_there_is_room(open_page: Open) -> None:
    page = checked(open_page("/verify", viewport={"width": 1280, "height": 800}))
    draft = page.locator(".draft-side").bounding_box()
    findings = page.locator(".findings-side").bounding_box()
    assert draft is not None
    assert findings is not None
    assert draft["x"] + draft["width"] < findings["x"]
    page.set_viewport_size({"width": 360, "height": 800})
    narrow = page.locator(".findings-side").bounding_box()
    assert narrow is not None
    assert narrow["x"] < draft["x"] + draft["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_has_contrast_names_and_an_order_of_headings(
    open_page: Open, scheme: str
) -> None:
    page = checked(open_page("/verify", color_scheme=scheme))
    seen, poor = page.evaluate(CONTRAST)
    assert seen > 40
    assert poor == []
    assert page.evaluate(CONTROLS) == []
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_report_on_paper_has_the_draft_the_findings_and_what_was_compared(
    open_page: Open,
) -> None:
    page = checked(open_page("/verify"))
    pdf = PdfReader(BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())
    assert "Compared with Overview of ASEAN-Republic of Korea Dialogue Relations" in text
    assert "nobody has ever written a word about cheese here" in text
    assert text.lower().count("the place is there") >= 2  # to the last finding
    assert "Check the draft" not in text


def test_a_file_is_checked_without_script(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "briefing.md"
    file.write_text(DRAFT, encoding="utf-8")
    page = open_page("/verify", java_script_enabled=False)
    page.get_by_label("or its file").set_input_files(file)
    page.get_by_role("button", name="Check the draft").click()
    expect(page.get_by_role("heading", name="Report on briefing.md")).to_be_visible()
    expect(page.locator(".finding")).to_have_count(8)

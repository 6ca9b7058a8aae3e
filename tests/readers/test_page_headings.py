"""Pages that name no main part: their headings survive, their furniture does not."""

from __future__ import annotations

import pytest

from pincite.readers import read_bytes
from readers.making import slices

LAW = """<h1>Act on<br>Ports</h1><h2>Chapter I</h2><h3>Article 1 Scope</h3>
<p>This Act applies to ports that handle more than 50,000 tonnes a year.</p>
<h3>Article 2 Duties</h3><ol><li>The operator shall appoint a safety officer.</li>
<li>The officer shall report every six months.</li></ol>
<div class="part"><div class="head"><h2>Chapter II</h2></div><div>The fee is set by the Minister,
and it shall not be above 400 crowns.</div></div>"""
MENU = """<div class="top"><h2>The Council</h2><ul><li><a href="/a">Home</a></li>
<li><a href="/b">News</a></li></ul></div>
<div class="cookie-banner"><h3>Your privacy</h3><p>We use cookies. Accept all.</p></div>
<div class="sidebar"><h3>Most read</h3><ul><li><a href="/x">Ten things about celebrities</a></li>
<li><a href="/y">Another thing that is read by many</a></li></ul></div>"""
FOOT = """<div id="footer"><h4>About us</h4><p>Copyright of the Council.</p></div>"""
OUTLINE = [
    ("heading", 1, "Act on Ports"),
    ("heading", 2, "Chapter I"),
    ("heading", 3, "Article 1 Scope"),
    ("paragraph", 0, "This Act applies to ports that handle more than 50,000 tonnes a year."),
    ("heading", 3, "Article 2 Duties"),
    ("list_item", 1, "The operator shall appoint a safety officer."),
    ("list_item", 1, "The officer shall report every six months."),
    ("heading", 2, "Chapter II"),
    ("paragraph", 0, "The fee is set by the Minister, and it shall not be above 400 crowns."),
]


@pytest.mark.parametrize(
    "body",
    [
        LAW,
        f"<div>{LAW}</div>",
        MENU + LAW + FOOT,
        f"{MENU}<div>{LAW}</div>{FOOT}",
        f"{MENU}<table><tr><td>{LAW}</td></tr></table>{FOOT}",  # laid out by a table
    ],
)
def test_headings_of_the_main_text_survive_without_the_furniture(body: str) -> None:
    extract = read_bytes(f"<html><body>{body}</body></html>".encode(), "a.html")
    found = [(kind, level, " ".join(text.split())) for kind, level, _, text in slices(extract)]
    assert found == OUTLINE


def test_heading_with_nothing_left_under_it_stays_out() -> None:
    page = f"<html><body>{LAW}<h2>Share this page</h2></body></html>"
    assert "Share" not in read_bytes(page.encode(), "a.html").text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "<h1>Act on <i>Ports</i></h1>", "Act on Ports"),
        ("<title> </title>", "<header><h1>The Council</h1></header><h1>Act</h1>", "Act"),
        ("", "<header><h1>Act on<br>Ports</h1></header>", "Act on Ports"),
        ("<title>Ports</title>", "<h1>Act on Ports</h1>", "Ports"),
    ],
)
def test_first_heading_is_the_title_where_the_page_gives_none(
    head: str, body: str, title: str
) -> None:
    page = f"<html><head>{head}</head><body>{body}<p>The fee is set by law.</p></body></html>"
    assert read_bytes(page.encode(), "a.html").title == title

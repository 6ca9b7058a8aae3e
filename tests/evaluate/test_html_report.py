from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

from evaluate.samples import outcome, question
from pincite.evaluate.calibration import ReliabilityBin
from pincite.evaluate.charts import LEFT, SIDE, TOP, reliability_chart, roc_chart
from pincite.evaluate.html_report import html_page
from pincite.evaluate.outcome import Shown, System
from pincite.evaluate.roc import roc_curve
from pincite.types import Status

NASTY = "<script>alert('x')</script> & \"so\""
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Checks that tags nest, and gathers tags, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in {"src", "href", "xlink:href", "data"}]
        assert not [k for k, _ in attrs if k.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def system(name: str = "ours") -> System:
    nasty = replace(question("gold", id=NASTY, kind=NASTY, evidence=(NASTY,)), text=NASTY)
    hidden = replace(outcome(nasty), shown=(Shown(NASTY, NASTY[:8], NASTY),))
    asked_in_vain = replace(question(id="u1"), why=NASTY)
    return System(
        name,
        (
            outcome(question("gold", id="q1"), "gold first", confidence=0.8),
            hidden,
            outcome(asked_in_vain, "near miss", confidence=0.2),
        ),
    )


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    html = html_page([system(), system("BM25")])
    page = Page(html)
    assert page.links == []
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    assert "@import" not in html
    assert "url(" not in html


def test_all_text_is_escaped() -> None:
    page = Page(html_page([system(NASTY)], title=NASTY))
    assert "script" not in page.tags
    assert page.text.count("<script>") >= 8  # title, headings, kind, question, gold, quote, why


def test_the_page_has_both_themes_and_both_charts() -> None:
    html = html_page([system(), system("BM25")])
    assert "prefers-color-scheme: dark" in html
    assert html.count('class="chart"') == 2
    assert "Reliability diagram" in html
    assert "ROC curve" in html


def test_every_failure_is_there_with_what_was_shown_instead() -> None:
    page = Page(html_page([system()]))
    assert page.tags.count("article") == 2
    assert "called found though the documents do not answer" in page.text
    assert "near miss" in page.text
    assert "2 of 3 questions" in page.text


def test_marked_text_is_marked_in_place_or_named_apart_if_it_is_not_one_piece() -> None:
    wrong = replace(
        outcome(question("gold")), shown=(Shown("a b c d", "b  c"), Shown("a b c d", "a d"))
    )
    html = html_page([System("ours", (wrong,))])
    assert "<li>a <mark>b c</mark> d</li>" in html
    assert "<li>a b c d<br>Marked: <mark>a d</mark></li>" in html


def test_a_right_passage_that_came_late_is_pointed_out() -> None:
    html = html_page([System("ours", (outcome(question("gold"), "no", "gold"),))])
    assert html.count('class="right"') == 1


def test_a_run_without_fault_says_so_and_one_without_unanswerable_has_no_roc() -> None:
    html = html_page([System("ours", (outcome(question("gold"), "gold"),))])
    assert "<p>None.</p>" in html
    assert "ROC curve" not in html


def test_nothing_shown_is_said() -> None:
    empty = outcome(question("gold"), status=Status.NOT_FOUND, confidence=0.0)
    assert "Nothing was shown." in html_page([System("ours", (empty,))])


def test_no_failure_is_listed_for_a_baseline() -> None:
    right = System("ours", (outcome(question("gold"), "gold"),))
    wrong = System("BM25", (outcome(question("gold"), "no"),), calibrated=False)
    assert "<article" not in html_page([right, wrong])


def test_reliability_points_lie_where_claim_and_truth_meet() -> None:
    svg = reliability_chart([ReliabilityBin(0.0, 0.4, 4, 0.25, 0.5)])
    circle = ElementTree.fromstring(svg).find("circle")
    assert circle is not None
    assert float(circle.attrib["cx"]) == LEFT + 0.25 * SIDE
    assert float(circle.attrib["cy"]) == TOP + 0.5 * SIDE


def test_roc_curves_run_from_corner_to_corner() -> None:
    curve = roc_curve([0.9, 0.8, 0.1], [True, False, True])
    root = ElementTree.fromstring(roc_chart([curve, (), curve]))
    lines = root.findall("polyline")
    assert len(lines) == 2
    for line in lines:
        points = line.attrib["points"].split()
        assert points[0] == f"{LEFT:.1f},{TOP + SIDE:.1f}"
        assert points[-1] == f"{LEFT + SIDE:.1f},{TOP:.1f}"
    assert len({re.sub(r"dash.*", "", line.attrib["style"]) for line in lines}) == 2

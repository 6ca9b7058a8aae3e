from __future__ import annotations

import json
import re

import pytest

from evaluate.samples import outcome, question
from pincite.evaluate.outcome import System
from pincite.evaluate.report import as_json, cell, confusion_table, markdown, summaries_of
from pincite.types import Status

QUESTIONS = (
    question("gold", id="q1", evidence=("gold",)),
    question("gold", id="q2", kind="date"),
    question(id="u1", kind="unanswerable-near"),
)
OURS = System(
    "ours",
    (
        outcome(QUESTIONS[0], "gold", marked="gold"),
        outcome(QUESTIONS[1], "no", "gold", confidence=0.4, status=Status.WEAK),
        outcome(QUESTIONS[2], "no", confidence=0.1, status=Status.NOT_FOUND),
    ),
)
BM25 = System(
    "BM25 | paragraphs",
    tuple(outcome(q, "no", status=None, confidence=12.0) for q in QUESTIONS),
    calibrated=False,
)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading."""
    table = re.search(r"^\|.*(?:\n\|.*)*", text.partition(heading)[2], re.MULTILINE)
    assert table
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table[0].split("\n")]
    return [[part.strip() for part in line] for line in lines if "---" not in line[0]]


def test_markdown_has_a_row_for_each_figure_and_a_column_for_each_system() -> None:
    table = {name: rest for name, *rest in rows(markdown([OURS, BM25]), "# Evaluation")}
    assert table[""] == ["ours", r"BM25 \| paragraphs"]
    assert table["hit@1"] == ["0.500 [0.00, 1.00]", "0.000 [0.00, 0.00]"]
    assert table["ROC AUC"] == ["1.000 [1.00, 1.00]", "0.500 [0.50, 0.50]"]
    assert table["answered"][1] == table["ECE"][1] == "–"
    assert table["median ms"] == ["10.0", "10.0"]


def test_markdown_has_a_column_for_each_kind() -> None:
    text = markdown([OURS, BM25])
    head, questions, *rest = rows(text, "## ours by kind")
    assert head == ["", "direct", "date", "unanswerable-near"]
    assert questions == ["questions", "1", "1", "1"]
    assert ["hit@1", "1.000", "0.000", "–"] in rest
    assert ["refused", "–", "–", "1.000"] in rest
    assert rows(text, "## hit@1 by kind") == [
        ["hit@1", "direct", "date"],
        ["ours", "1.000", "0.000"],
        [r"BM25 \| paragraphs", "0.000", "0.000"],
    ]


def test_markdown_columns_line_up() -> None:
    for block in re.findall(r"^\|.*(?:\n\|.*)*", markdown([OURS, BM25]), re.MULTILINE):
        assert len({len(line) for line in block.split("\n")}) == 1


def test_confusion_counts_what_was_called_how() -> None:
    assert confusion_table(summaries_of([OURS])[0].overall) == [
        ["called", "answerable", "unanswerable"],
        ["found", "1", "0"],
        ["weak", "1", "0"],
        ["not_found", "0", "1"],
    ]


def test_json_is_plain_and_carries_figures_and_failures() -> None:
    report = json.loads(json.dumps(as_json([OURS, BM25]), allow_nan=False))
    ours, bm25 = report["systems"]
    assert ours["overall"]["estimates"]["hit@1"] == {
        "value": 0.5,
        "low": 0.0,
        "high": 1.0,
        "count": 2,
    }
    assert ours["overall"]["confusion"]["weak"] == {"answerable": 1, "unanswerable": 0}
    assert bm25["overall"]["confusion"] is None
    assert ours["kinds"]["date"]["answerable"] == 1
    assert ours["roc"][0] == [0, 0]
    assert ours["roc"][-1] == [1, 1]
    (failure,) = report["failures"]
    assert failure["id"] == "q2"
    assert failure["faults"] == ["not_first"]
    assert failure["gold"] == [["gold"]]
    assert failure["shown"][0] == {"quote": "no", "marked": "", "where": "para. 1"}


def test_a_report_of_unanswerable_questions_alone_has_no_hits() -> None:
    text = markdown([System("ours", (OURS.outcomes[2],))])
    assert "## hit@1 by kind" not in text
    assert {row[0] for row in rows(text, "# Evaluation")} >= {"refused", "ECE"}


def test_an_estimate_that_does_not_apply_is_a_dash() -> None:
    assert cell(None) == "–"


@pytest.mark.parametrize(
    ("systems", "message"),
    [
        ([], "no system"),
        ([OURS, OURS], "two systems share a name: ours, ours"),
        # Figures side by side must be of the same questions in the same order.
        (
            [OURS, System("dense", OURS.outcomes[::-1])],
            "dense: its questions are not those",
        ),
    ],
)
def test_systems_that_cannot_be_compared_are_refused(systems: list[System], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        markdown(systems)

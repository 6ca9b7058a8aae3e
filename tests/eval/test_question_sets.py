"""The question sets say what they claim: gold is in the corpus, counts and split are as described.

Paragraphs are split here by a rule of a few lines that shares nothing with the library, so that a
fault in the library's own structure cannot hide a fault in the questions.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
PARTS = ("dev", "extra", "test", "holdout")
ANSWERABLE = {
    "direct": 45,
    "paraphrase": 45,
    "acronym": 15,
    "date": 15,
    "sum": 12,
    "terse": 15,
    "misspelt": 10,
    "two-passage": 10,
}
UNANSWERABLE = {"unanswerable-near": 72, "unanswerable-far": 24}

Row = dict[str, Any]


def plain(text: str) -> str:
    """White space collapsed, Markdown traces removed."""
    return " ".join(re.sub(r"\\(?=\$)|\*", "", text).split())


def overview_paragraphs() -> list[str]:
    """The numbered paragraphs; number 21 runs on in the line of number 20."""
    text = plain((CORPUS / "asean-rok-overview.txt").read_text(encoding="utf-8"))
    return [part.strip() for part in re.split(r"\s(?:- )?\d{1,2}\. (?=[A-Z])", text)[1:]]


OPED = (CORPUS / "korea-herald-2023-08-08.txt").read_text(encoding="utf-8")
BYLINE = "By Kim Hae-yong, secretary general of the ASEAN-Korea Center"


def oped_paragraphs() -> list[str]:
    """The body: what stands between blank lines after the byline."""
    return [plain(part) for part in OPED.split(BYLINE)[1].split("\n\n") if part.strip()]


CAPTION = plain(OPED.split(BYLINE)[0].split("\n\n")[-2])
PARAGRAPHS = [*overview_paragraphs(), *oped_paragraphs(), CAPTION]


def load(part: str) -> list[Row]:
    lines = (HERE / f"overview_oped.{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


SETS = {part: load(part) for part in PARTS}
ALL = [row for part in PARTS for row in SETS[part]]
DEV_AND_TEST = SETS["dev"] + SETS["test"]


def places(gold: list[str]) -> list[int]:
    """Which paragraphs hold any of the alternatives."""
    return [i for i, text in enumerate(PARAGRAPHS) if any(string in text for string in gold)]


def test_the_split_finds_every_numbered_paragraph_and_the_whole_body() -> None:
    assert len(overview_paragraphs()) == 40  # 1 to 30, then 28 to 30 again, then 31 to 37
    assert len(oped_paragraphs()) == 12
    assert CAPTION.startswith("Secretary General Kim Hae-yong")


def test_ids_are_unique_across_the_sets() -> None:
    repeated = [i for i, n in Counter(row["id"] for row in ALL).items() if n > 1]
    assert repeated == []


def test_no_question_is_asked_twice() -> None:
    asked = Counter(" ".join(re.findall(r"\w+", row["question"].lower())) for row in ALL)
    assert [question for question, n in asked.items() if n > 1] == []


@pytest.mark.parametrize("row", ALL, ids=lambda row: row["id"])
def test_a_row_has_the_fields_of_its_kind_and_nothing_else(row: Row) -> None:
    assert row["question"].strip() == row["question"] != ""
    if row["kind"] in UNANSWERABLE:
        assert set(row) == {"id", "question", "gold", "kind", "why"}
        assert row["gold"] is None
        assert row["why"]
    else:
        assert row["kind"] in ANSWERABLE
        assert set(row) == {"id", "question", "gold", "kind", "evidence"}
        assert len(row["gold"]) == (2 if row["kind"] == "two-passage" else 1)
        assert all(row["gold"])
        assert row["evidence"]


@pytest.mark.parametrize("row", [row for row in ALL if row["gold"]], ids=lambda row: row["id"])
def test_every_gold_string_is_in_one_paragraph_and_the_evidence_in_a_gold_one(row: Row) -> None:
    for passage in row["gold"]:
        for string in passage:
            assert len(places([string])) == 1, string
    gold = [PARAGRAPHS[i] for passage in row["gold"] for i in places(passage)]
    for string in row["evidence"]:
        assert any(string in text for text in gold), string


def test_the_two_passages_of_a_question_are_different_paragraphs() -> None:
    for row in ALL:
        if row["kind"] == "two-passage":
            assert not set(places(row["gold"][0])) & set(places(row["gold"][1])), row["id"]


@pytest.mark.parametrize(("kind", "least"), (ANSWERABLE | UNANSWERABLE).items())
def test_each_kind_has_its_number_of_questions(kind: str, least: int) -> None:
    assert sum(row["kind"] == kind for row in DEV_AND_TEST) >= least


def test_the_sets_are_as_large_as_they_must_be() -> None:
    assert sum(row["gold"] is not None for row in DEV_AND_TEST) >= 165
    assert sum(row["gold"] is None for row in DEV_AND_TEST) >= 96
    assert sum(row["gold"] is not None for row in SETS["holdout"]) >= 65
    assert sum(row["gold"] is None for row in SETS["holdout"]) >= 35


@pytest.mark.parametrize("index", range(len(PARAGRAPHS) - 1), ids=lambda i: PARAGRAPHS[i][:30])
def test_every_paragraph_but_the_caption_is_asked_for_twice(index: int) -> None:
    asked = [
        row["id"] for row in DEV_AND_TEST for gold in row["gold"] or () if index in places(gold)
    ]
    assert len(asked) >= 2, PARAGRAPHS[index]


def test_dev_and_test_are_cut_by_the_rule_that_the_readme_states() -> None:
    def position(row: Row) -> tuple[str, int, str]:
        first = places(row["gold"][0])[0] if row["gold"] else len(PARAGRAPHS)
        return (row["kind"], first, row["id"])

    ordered = sorted(DEV_AND_TEST, key=position)
    assert {row["id"] for row in SETS["test"]} == {row["id"] for row in ordered[::3]}


def test_the_readme_counts_each_kind_as_it_is() -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for kind in (*ANSWERABLE, *UNANSWERABLE):
        counts = [sum(row["kind"] == kind for row in SETS[part]) for part in PARTS]
        assert f"| {kind} | {' | '.join(map(str, counts))} |" in readme

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.evaluate.questions import load_questions

FILES = sorted((Path(__file__).parent.parent / "eval").glob("overview_oped.*.jsonl"))


def test_the_question_sets_are_there() -> None:
    assert [path.name.split(".")[1] for path in FILES] == ["dev", "extra", "holdout", "test"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_shipped_question_sets_load_whole(path: Path) -> None:
    questions = load_questions(path)
    assert len(questions) == len(path.read_text(encoding="utf-8").splitlines())
    assert all(q.evidence if q.answerable else q.why for q in questions)

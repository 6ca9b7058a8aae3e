"""``pincite eval``: questions in, figures and a page out."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest

from cli.running import QUESTION, UNANSWERED, Pincite
from pincite.store import folder as folders


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "three.jsonl"
    rows = [
        {"id": "a", "question": QUESTION, "gold": [["effect on 1 January 2010"]], "kind": "date"},
        {"id": "b", "question": "What is <b>KASI</b>?", "gold": [["in no passage at all"]]},
        {"id": "c", "question": UNANSWERED, "gold": None, "kind": "far"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_figures_of_the_search_and_of_three_baselines(pincite: Pincite, questions: Path) -> None:
    ended = pincite("eval", str(questions))
    assert ended.status == 0
    assert ended.out.startswith("# three.jsonl\n\n3 questions, 2 answerable and 1 not.")
    for column in ("Pincite", "dense only", "BM25 only", "RRF"):
        assert column in ended.out
    assert "questions asked: 3\n" in ended.err


def test_json_holds_the_figures_and_the_failures(pincite: Pincite, questions: Path) -> None:
    ended = pincite("eval", str(questions), "--json", "--quiet")
    report = json.loads(ended.out)
    ours = report["systems"][0]
    assert ours["name"] == "Pincite"
    assert ours["overall"]["estimates"]["hit@1"]["value"] == 0.5
    assert "b" in [failure["id"] for failure in report["failures"]]
    assert ended.err == ""


def test_the_report_is_a_page(pincite: Pincite, questions: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    ended = pincite("eval", str(questions), "--report", str(page), "--quiet")
    assert f"{page} written" in ended.err
    text = page.read_text(encoding="utf-8")
    assert text.lower().startswith("<!doctype html>")
    assert "&lt;b&gt;KASI" in text


def test_a_report_that_cannot_be_written_is_an_error(
    pincite: Pincite, questions: Path, tmp_path: Path
) -> None:
    ended = pincite("eval", str(questions), "--report", str(tmp_path / "no" / "r.html"))
    assert ended.status == 1
    assert "the report cannot be written (No such file or directory)" in ended.err


def test_without_a_temporary_folder_the_remedy_is_told(
    pincite: Pincite, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is needed only where a corpus is indexed and not kept."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "no" / "folder"))
    ended = pincite("eval", str(questions), "--corpus", str(tmp_path), "-q")
    assert ended.status == 1
    assert "No such file or directory" in ended.err
    assert "TMPDIR" in ended.err
    assert pincite("eval", str(questions), "-q").status == 0


def test_a_corpus_is_indexed_first_and_kept_where_a_folder_is_named(
    pincite: Pincite, questions: Path, tmp_path: Path, index_folder: Path
) -> None:
    index = Path(shutil.copytree(index_folder, tmp_path / "index"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("KASI is to be found in no passage at all.")
    (corpus / "b.txt").write_text("")
    before = folders.current(index)
    ended = pincite(
        "eval", str(questions), "--corpus", str(corpus), "--index", str(index), "--json"
    )
    assert ended.status == 0
    assert folders.current(index) != before
    assert "pincite: left out: b.txt: " in ended.err
    assert json.loads(ended.out)["systems"][0]["overall"]["estimates"]["hit@1"]["value"] == 0.5


@pytest.mark.parametrize(
    ("content", "status", "message"),
    [
        (None, 3, "no such file"),
        ("", 1, "holds no question"),
        ("{}", 1, "line 1"),
    ],
)
def test_a_wrong_file_of_questions_is_told(
    pincite: Pincite, tmp_path: Path, content: str | None, status: int, message: str
) -> None:
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_text(content)
    ended = pincite("eval", str(path))
    assert ended.status == status
    assert message in ended.err
    assert ended.err.count("\n") == 1

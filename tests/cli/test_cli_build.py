"""``pincite build``: what it says, what it leaves out, how it ends."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import orjson
import pytest

from cli.running import Pincite
from pincite.build import pipeline
from pincite.cli.progress import shown_progress
from pincite.errors import PinciteError
from pincite.store import folder as folders

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def index(index_folder: Path, tmp_path: Path) -> Path:
    """An index to build in; that it holds the encoder already saves exporting it again."""
    return Path(shutil.copytree(index_folder, tmp_path / "index"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "note.txt").write_text("The bridge was opened on 3 May 1998 by the mayor.\n")
    return folder


def test_an_unchanged_corpus_builds_nothing(pincite: Pincite, index: Path) -> None:
    before = folders.current(index)
    ended = pincite("build", "--corpus", str(CORPUS), "--index", str(index))
    assert ended.status == 0
    assert ended.out == f"{before.name}: up to date; 2 documents, 53 passages, 121 sentences\n"
    assert folders.current(index) == before


def test_a_new_corpus_is_built_and_can_be_asked(
    pincite: Pincite, index: Path, corpus: Path
) -> None:
    ended = pincite("build", "--corpus", str(corpus), "--index", str(index))
    assert ended.status == 0
    assert ended.out.startswith(folders.current(index).name + ": built in ")
    assert "1 document, 1 passage, 1 sentence\n" in ended.out
    asked = pincite("ask", "When was the bridge opened?", "--index", str(index), "--json")
    assert "3 May 1998" in orjson.loads(asked.out)["passages"][0]["quote"]


def test_files_left_out_are_named_and_told_by_the_status(
    pincite: Pincite, index: Path, corpus: Path
) -> None:
    (corpus / "blank.txt").write_text(" \n")
    (corpus / "tune.mp3").write_bytes(b"ID3")
    (corpus / "\x1b[31mred.txt").write_text("")
    arguments = ("build", "--corpus", str(corpus), "--index", str(index))
    # The second build changes nothing, and still says what is missing from the index.
    for ended in (pincite(*arguments, "--quiet"), pincite(*arguments)):
        assert ended.status == 4
        told = [line for line in ended.err.splitlines() if line.startswith("pincite: left out: ")]
        assert len(told) == 3
        assert any("blank.txt" in line and line.endswith("(empty)") for line in told)
        assert any("tune.mp3" in line and line.endswith("(unknown)") for line in told)
        assert "\x1b" not in ended.err
    listed = pincite("documents", "--index", str(index))
    assert listed.status == 0
    assert "left out: blank.txt: " in listed.out


def test_json_says_what_was_built(pincite: Pincite, index: Path, corpus: Path) -> None:
    (corpus / "blank.txt").write_text("")
    arguments = ("build", "--corpus", str(corpus), "--index", str(index), "--json", "--quiet")
    report = orjson.loads(pincite(*arguments).out)
    assert report["generation"] == folders.current(index).name
    assert report["changed"] is True
    assert (report["documents"], report["passages"], report["sentences"]) == (1, 1, 1)
    assert report["model"] == "all-MiniLM-L6-v2"
    (left_out,) = report["left_out"]
    assert (left_out["file"], left_out["reason"]) == ("blank.txt", "empty")
    assert orjson.loads(pincite(*arguments).out) == {**report, "changed": False}


def test_options_reach_the_build_and_override_the_environment(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--force` itself exports the model anew, which takes half a minute: the build is not run."""
    asked: list[tuple[tuple[object, ...], dict[str, object]]] = []

    def build(*given: object, **options: object) -> None:
        asked.append((given, options))
        raise PinciteError("enough")

    monkeypatch.setattr(pipeline, "build", build)
    monkeypatch.setenv("PINCITE_CORPUS", "from-environment")
    monkeypatch.setenv("PINCITE_MODEL", "from-environment")
    pincite("build", "--index", "i", "--model", "m", "--force")
    pincite("build", "--index", "i", "--corpus", "c")
    assert [given for given, _ in asked] == [
        (Path("from-environment"), Path("i"), "m"),
        (Path("c"), Path("i"), "from-environment"),
    ]
    assert [options["force"] for _, options in asked] == [True, False]
    assert {options["threads"] for _, options in asked} == {1}


@pytest.mark.parametrize("content", [None, "empty"])
def test_a_corpus_without_documents_is_an_error(
    pincite: Pincite, index: Path, tmp_path: Path, content: str | None
) -> None:
    folder = tmp_path / "none"
    if content:
        folder.mkdir()
    before = folders.current(index)
    ended = pincite("build", "--corpus", str(folder), "--index", str(index))
    assert (ended.status, ended.out) == (1, "")
    assert f"pincite: {folder}: no " in ended.err
    assert folders.current(index) == before


def test_an_index_that_another_process_writes_is_told_apart(
    pincite: Pincite, index: Path, corpus: Path
) -> None:
    with folders.writing(index):
        ended = pincite("build", "--corpus", str(corpus), "--index", str(index))
    assert ended.status == 6
    assert "is writing this index" in ended.err


def test_progress_in_a_pipe_is_a_line_a_stage_on_standard_error(
    pincite: Pincite, index: Path, corpus: Path
) -> None:
    arguments = ("build", "--corpus", str(corpus), "--index", str(index))
    ended = pincite(*arguments)
    assert "documents read: 1\n" in ended.err
    assert "sentences encoded: 1\n" in ended.err
    assert "encoded" not in ended.out
    (corpus / "note.txt").write_text("The tunnel was closed in 2001.\n")
    assert pincite(*arguments, "--quiet").err == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal_is_a_bar_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with shown_progress(quiet=False) as progress:
        for done in (0, 40, 80):
            progress("passages", done, 80)
        progress("a stage to come", 1, 2)  # one that this display has no word for
    shown = terminal.getvalue()
    assert "passages encoded" in shown
    assert "80/80" in shown
    assert "a stage to come" in shown
    assert "/s" in shown

"""`pincite add`, `pincite remove` and `pincite build --watch`: what a rebuild would do."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import Ended, Pincite, environment
from pincite.build.watch import changes_of
from pincite.store import folder as folders
from support.service import until

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def folder(index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the corpus, and of its index, which the commands use."""
    shutil.copytree(index_folder, tmp_path / "index")
    shutil.copytree(CORPUS, tmp_path / "corpus")
    monkeypatch.setenv("PINCITE_CORPUS", str(tmp_path / "corpus"))
    return tmp_path


def keys(pincite: Pincite, index: Path) -> list[str]:
    listed = json.loads(pincite("documents", "--json", "--index", str(index)).out)
    return [document["key"] for document in listed["documents"]]


def told(ended: Ended) -> dict[str, object]:
    value: dict[str, object] = json.loads(ended.out)
    return value


def test_added_replaced_and_removed(pincite: Pincite, folder: Path) -> None:
    index = folder / "index"
    before = folders.current(index).name
    file = folder / "Trade Act.md"
    file.write_text("# The Trade Act\n\nTariffs on bicycles end in 2031.\n")
    options = ("--index", str(index), "-q")

    ended = pincite("add", str(file), *options)
    assert ended.status == 0, ended.err
    assert ended.out == "added: trade-act (Trade Act.md)\n"
    assert "trade-act" in keys(pincite, index)
    assert "2031" in pincite("ask", "When do tariffs on bicycles end?", "--index", str(index)).out

    file.write_text("# The Trade Act\n\nTariffs on bicycles end in 2040.\n")
    ended = pincite("add", str(file), *options, "--key", "trade-act", "--issued", "2030", "--json")
    assert ended.status == 0, ended.err
    assert told(ended)["changes"] == [
        {"key": "trade-act", "file": "Trade Act.md", "what": "replaced"}
    ]
    records = (folder / "corpus" / "corpus.toml").read_text()
    assert 'title = "The Trade Act"' in records  # the document's own
    assert "2040" in pincite("ask", "When do tariffs on bicycles end?", "--index", str(index)).out

    ended = pincite("remove", "trade-act", *options)
    assert ended.status == 0, ended.err
    assert keys(pincite, index) == ["asean-rok-overview", "korea-herald-2023-08-08"]
    assert (folder / "corpus" / "corpus.toml").read_text() == (CORPUS / "corpus.toml").read_text()
    assert folders.current(index).name == before, "the corpus is what it was: so is the generation"


def test_a_file_that_cannot_be_read_is_refused_and_the_rest_added(
    pincite: Pincite, folder: Path
) -> None:
    bad, good = folder / "bad.pdf", folder / "good.txt"
    bad.write_bytes(b"%PDF-1.7\nnothing")
    good.write_text("All is well.\n")
    ended = pincite("add", str(bad), str(good), "--index", str(folder / "index"), "-q")
    assert ended.status == 4
    assert "refused: bad.pdf: " in ended.err
    assert not (folder / "corpus" / "bad.pdf").exists()
    assert "good" in keys(pincite, folder / "index")


def test_while_another_process_writes_nothing_is_changed(pincite: Pincite, folder: Path) -> None:
    file = folder / "x.txt"
    file.write_text("All is well.\n")
    with folders.writing(folder / "index"):
        for command in (("add", str(file)), ("remove", "asean-rok-overview")):
            ended = pincite(*command, "--index", str(folder / "index"), "-q")
            assert ended.status == 6
    assert not (folder / "corpus" / "x.txt").exists()
    assert (folder / "corpus" / "asean-rok-overview.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("remove", "nothing"), 3, "no document 'nothing'"),
        (("add", "no-such-file.txt"), 4, "cannot be opened"),
        (("add", "a.txt", "b.txt", "--key", "x"), 2, "add that file alone"),
    ],
)
def test_wrong_use(
    pincite: Pincite, folder: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    ended = pincite(*arguments, "--index", str(folder / "index"), "-q")
    assert ended.status == status
    assert words in ended.err


def test_a_change_is_told_once_the_folder_is_left_alone(tmp_path: Path) -> None:
    ending = threading.Event()
    told = 0

    def count() -> None:
        nonlocal told
        for _ in changes_of(tmp_path, 0.02, ending):
            told += 1

    thread = threading.Thread(target=count)
    thread.start()
    until(lambda: told == 1)  # at the beginning
    (tmp_path / "x.txt").write_text("x")
    until(lambda: told == 2)
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "x.txt").write_text("xy")
    until(lambda: told == 3)
    (tmp_path / "x.txt").unlink()
    until(lambda: told == 4)
    ending.set()
    thread.join()
    assert told == 4


@pytest.fixture
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "pincite", "build", "--watch", "-q"]
    told = environment(folder / "index", PINCITE_CORPUS=str(folder / "corpus"))
    process = subprocess.Popen(
        command, env=told, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    yield process
    process.kill()
    process.communicate()


def test_watch_follows_the_folder(
    watching: subprocess.Popen[str], folder: Path, pincite: Pincite
) -> None:
    assert watching.stdout is not None
    assert "up to date" in watching.stdout.readline()
    (folder / "corpus" / "new.txt").write_text("All is well.\n")
    assert "3 documents" in watching.stdout.readline()
    assert "new" in keys(pincite, folder / "index")
    watching.send_signal(signal.SIGINT)
    assert watching.wait(20) == 130

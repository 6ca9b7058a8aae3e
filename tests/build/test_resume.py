"""What an interrupted build leaves is taken up, in every stage that encodes."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from build.conftest import Build
from build.test_build import contents
from pincite.build.known_vectors import Digests
from pincite.build.passage_journal import MadePassage, PassageJournal
from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.store import folder as folders

_PASSAGES = 290  # more than two of the writes that an interruption can fall between
_FORKS = multiprocessing.get_context("forkserver")


def build_until(corpus: Path, index: Path, encoder: Path, stage: str, least: int) -> None:
    """Build, and die when a stage has come so far."""

    def die(name: str, done: int, total: int) -> None:
        if name == stage and done >= least:
            os.kill(os.getpid(), signal.SIGKILL)

    build(corpus, index, DEFAULT_MODEL, encoder_folder=encoder, progress=die)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [
        f"{n}. The Parties met in room {n}. They spoke {n} times." for n in range(1, _PASSAGES + 1)
    ]
    (folder / "long.txt").write_text("\n\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize(
    ("stage", "least", "passages_left", "sentences_left"),
    [
        ("passages", 1, _PASSAGES - 128, 2 * _PASSAGES),
        ("passages", 129, _PASSAGES - 256, 2 * _PASSAGES),
        ("sentences", 1, 0, 2 * _PASSAGES - 256),
        ("terms", 1, 0, 0),
    ],
)
def test_killed_build_is_taken_up_where_it_was(
    build_index: Build,
    corpus: Path,
    index: Path,
    encoder_folder: Path,
    tmp_path: Path,
    encoded: list[str],
    stage: str,
    least: int,
    passages_left: int,
    sentences_left: int,
) -> None:
    args = (corpus, index, encoder_folder, stage, least)
    process = _FORKS.Process(target=build_until, args=args)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    build_index()
    passages = [text for text in encoded if "Parties met" in text and "They spoke" in text]
    assert (len(passages), len(encoded) - len(passages)) == (passages_left, sentences_left)
    build_index(index=tmp_path / "other")
    assert contents(folders.current(index)) == contents(folders.current(tmp_path / "other"))


def made(tokens: int | None) -> MadePassage:
    vector = np.arange(4, dtype=np.float16) + (tokens or 0)
    if tokens is None:
        return MadePassage(vector, None)
    return MadePassage(
        vector, (np.full((tokens, 3), tokens, np.int8), np.arange(tokens, dtype=np.int16))
    )


def digests(count: int) -> Digests:
    return np.random.default_rng(0).integers(0, 2**60, (count, 2)).astype(np.uint64)


def held(journal: PassageJournal, count: int, *, with_tokens: bool = False) -> list[int]:
    return sorted(journal.find(digests(count), with_tokens=with_tokens))


def test_journal_gives_back_what_it_was_given(tmp_path: Path) -> None:
    passages = [made(5), made(0), made(None), made(2)]
    PassageJournal(tmp_path / "p", "x", 4, 3).append(digests(4), passages)
    journal = PassageJournal(tmp_path / "p", "x", 4, 3)
    found = journal.find(digests(6), with_tokens=False)
    assert sorted(found) == [0, 1, 2, 3]
    for at, passage in enumerate(passages):
        assert found[at].vector.tolist() == passage.vector.tolist()
        assert (found[at].tokens is None) == (passage.tokens is None)
        for one, other in zip(found[at].tokens or (), passage.tokens or (), strict=True):
            assert one.tolist() == other.tolist()
    assert held(journal, 6, with_tokens=True) == [0, 1, 3]  # one was made without


@pytest.mark.parametrize("cut", [1, 4, 9, 30, 40])
def test_journal_cut_short_keeps_what_is_whole_and_goes_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "p"
    PassageJournal(path, "x", 4, 3).append(digests(3), [made(2), made(3), made(4)])
    path.write_bytes(path.read_bytes()[:-cut])
    journal = PassageJournal(path, "x", 4, 3)
    assert held(journal, 3) == [0, 1]
    journal.append(digests(3)[2:], [made(4)])
    assert held(PassageJournal(path, "x", 4, 3), 3) == [0, 1, 2]


def test_altered_record_ends_the_journal(tmp_path: Path) -> None:
    """Its length cannot be trusted, so that nothing behind it can be found."""
    path = tmp_path / "p"
    PassageJournal(path, "x", 4, 3).append(digests(3), [made(2), made(3), made(4)])
    data = bytearray(path.read_bytes())
    at = data.index(made(3).vector.tobytes(), 40)
    data[at] ^= 1
    path.write_bytes(data)
    assert held(PassageJournal(path, "x", 4, 3), 3) == [0]


@pytest.mark.parametrize("other", [("y", 4, 3), ("x", 5, 3), ("x", 4, 2)])
def test_journal_of_another_encoder_is_begun_anew(
    tmp_path: Path, other: tuple[str, int, int]
) -> None:
    PassageJournal(tmp_path / "p", "x", 4, 3).append(digests(1), [made(1)])
    assert held(PassageJournal(tmp_path / "p", *other), 1) == []
    assert held(PassageJournal(tmp_path / "p", "x", 4, 3), 1) == []

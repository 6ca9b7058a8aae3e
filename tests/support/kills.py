"""Builds in processes of their own that are killed: at a moment, or at the n-th thing they do to
the index folder. Used by tests/build/test_kills.py and tests/bench/kills.py."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.store import folder as folders
from pincite.store.generation import open_generation

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pincite.build.pipeline", "support.kills"])
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.copyfile"}


@dataclass(frozen=True, slots=True)
class Bench:
    """A corpus whose one document changes, the index built of it, and an encoder."""

    corpus: Path
    index: Path
    encoder: Path

    def write(self, version: int) -> None:
        """Give the corpus another content."""
        (self.corpus / "changing.txt").write_text(_text(version))

    def versions(self) -> tuple[str, int]:
        """The live generation, opened and checked whole, and the version that it holds."""
        generation = open_generation(folders.current(self.index))
        with closing(generation.catalogue) as catalogue:
            text = catalogue.document("changing").text
            version = int(text.split()[1])
            assert text.strip() == _text(version).strip(), "a mixture of versions"
            assert catalogue.document("constant").text.startswith("What stays")
            assert len(generation.passages) == catalogue.passage_count()
            return generation.name, version

    def start(self, kill_at: int = 0) -> ForkServerProcess:
        """Begin a build in a process of its own, to be killed at its n-th change of the folder."""
        process = _FORKS.Process(target=_run, args=(self, kill_at))
        process.start()
        return process


def bench(folder: Path, encoder: Path) -> Bench:
    """A bench with version 0 built and live."""
    made = Bench(folder / "corpus", folder / "index", encoder)
    made.corpus.mkdir(parents=True)
    (made.corpus / "constant.txt").write_text("What stays in every version is said here.\n")
    made.write(0)
    build(made.corpus, made.index, DEFAULT_MODEL, encoder_folder=encoder)
    return made


def changes_of(made: Bench, version: int) -> int:
    """How many things a whole build of a version does to the index folder."""
    made.write(version)
    process = made.start(kill_at=-1)
    process.join()
    assert process.exitcode == 0
    return int((made.index.parent / "count").read_text())


def kill_after(made: Bench, seconds: float) -> bool:
    """Start a build and kill it after a while; whether it was killed before its end."""
    process = made.start()
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


def kill_at(made: Bench, number: int) -> bool:
    """Let a build kill itself at its n-th change of the index folder."""
    process = made.start(kill_at=number)
    process.join()
    return process.exitcode == -signal.SIGKILL


@contextmanager
def checked(made: Bench, version: int) -> Iterator[None]:
    """Around a kill: the index opens afterwards on the old generation or on the new, whole."""
    made.write(version)
    before = made.versions()
    yield
    after = made.versions()
    assert after == before or after[1] == version


def finish(made: Bench, version: int) -> None:
    """The next build succeeds, clears what the killed ones left and publishes the version."""
    process = made.start()
    process.join()
    assert process.exitcode == 0
    assert made.versions()[1] == version
    assert list((made.index / folders.BUILDING).iterdir()) == []
    assert len(folders.generations(made.index)) <= 2


def a_whole_build(made: Bench, version: int) -> float:
    """Seconds that a build of a version takes."""
    made.write(version)
    started = time.monotonic()
    finish(made, version)
    return time.monotonic() - started


def _text(version: int) -> str:
    draw = random.Random(version)
    words = ("trade", "culture", "summit", "fund", "forest", "youth", "border", "ministers")
    said = (f"The {' '.join(draw.choices(words, k=6))}." for _ in range(12))
    return f"Version {version} of it.\n\n" + "\n\n".join(said) + "\n"


def _run(made: Bench, kill_at: int) -> None:
    if kill_at:
        _count(made, kill_at)
    build(made.corpus, made.index, DEFAULT_MODEL, encoder_folder=made.encoder)


def _count(made: Bench, kill_at: int) -> None:
    """Count what is done to the index folder, and die at the n-th; -1 only counts."""
    index = str(made.index)
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if kill_at < 0:
            (made.index.parent / "count").write_text(str(done))

    def hook(event: str, args: tuple[object, ...]) -> None:
        written = event == "open" and isinstance(args[1], str) and args[1][:1] in "wa"
        if (event in _CHANGES or written) and str(args[0]).startswith(index):
            tick()

    sync = os.fsync

    def fsync(descriptor: int) -> None:
        tick()
        sync(descriptor)

    os.fsync = fsync
    sys.addaudithook(hook)

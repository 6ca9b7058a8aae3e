"""Whole processes that write, killed at a moment: commands, and the service with its builds.

An `Archive` remembers what was acknowledged and holds what is found after each kill against it.
Used by tests/build/test_killed_writers.py and tests/bench/kills.py.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from pincite.build.pipeline import build
from pincite.corpus import changes
from pincite.corpus.folder import open_corpus
from pincite.encode.model import DEFAULT_MODEL
from pincite.store import folder as folders
from pincite.store.generation import open_generation

How = Literal["build", "add", "remove", "put", "delete"]
Whom = Literal["the writer", "its group", "the service", "its build"]

TOKEN = "a-token-of-the-tests"
_ENDS_SECONDS = 30.0  # within which what a killed process had started must be gone
_BY_HAND = "by-hand"  # the document that changes without a command


@dataclass(frozen=True, slots=True)
class Held:
    """A document: its title where it has a record, and its text."""

    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be written: a document under a key, or None to take it away."""

    how: How
    key: str
    held: Held | None


@dataclass(frozen=True, slots=True)
class Told:
    """How a writer ended: what it acknowledged, and whether it was killed before its end."""

    stored: bool  # the document is on disk in the corpus folder
    live: bool  # and in the live generation
    killed: bool


class Archive:
    """A corpus folder and its index, what was acknowledged of them, and what may be there."""

    def __init__(self, folder: Path, encoder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.folder = folder
        self._uploads = folder / "uploads"
        self._temporary = folder / "temporary"
        for made in (self.corpus, self._uploads, self._temporary):
            made.mkdir(parents=True)
        (self.corpus / "constant.txt").write_text("What stays in every version is said here.\n")
        build(self.corpus, self.index, DEFAULT_MODEL, encoder_folder=encoder)
        # By key, what the acknowledgements leave possible; None is "not there".
        self._stored: defaultdict[str, set[Held | None]] = defaultdict(lambda: {None})
        self._live: defaultdict[str, set[Held | None]] = defaultdict(lambda: {None})
        self._stored["constant"] = self._live["constant"] = {self._in_corpus()["constant"]}
        self._before = folders.current(self.index).name

    def environment(self) -> dict[str, str]:
        """For the writers: these folders, and none of the settings of whoever runs the tests."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PINCITE_")}
        return kept | {
            "PINCITE_CORPUS": str(self.corpus),
            "PINCITE_INDEX": str(self.index),
            "PINCITE_THREADS": "1",
            "PINCITE_WRITE_TOKEN_SHA256": hashlib.sha256(TOKEN.encode()).hexdigest(),
            "TMPDIR": str(self._temporary),
            # Readers are given PATH and little else: by it all are known that were started here.
            "PATH": f"{kept.get('PATH', os.defpath)}{os.pathsep}{self.folder}",
        }

    def drawn(self, how: How, number: int, draw: random.Random) -> Change:
        """The next change of a sort; each text is of its number, and of no other."""
        words = ("trade", "culture", "summit", "fund", "forest", "youth", "border", "ministers")
        said = (f"The {' '.join(draw.choices(words, k=6))}." for _ in range(12))
        text = f"Version {number} of it.\n\n" + "\n\n".join(said)
        if how == "build":
            return Change(how, _BY_HAND, Held(None, text))
        if how in ("remove", "delete"):
            if keys := sorted(set(self._in_corpus()) - {"constant", _BY_HAND}):
                return Change(how, draw.choice(keys), None)
            how = "add" if how == "remove" else "put"
        return Change(how, f"document-{draw.randrange(6)}", Held(f"Title {number}", text))

    def upload(self, held: Held) -> Path:
        """The document as a file beside the corpus folder."""
        path = self._uploads / f"{hashlib.sha256(held.text.encode()).hexdigest()[:12]}.txt"
        path.write_text(held.text + "\n")
        return path

    def begin(self, change: Change) -> None:
        """From here on the change may be there, in whole; by hand it is there at once."""
        if change.how == "build":
            assert change.held is not None
            beside = self.upload(change.held)
            beside.replace(self.corpus / f"{_BY_HAND}.txt")
            self._stored[change.key] = {change.held}
        self._stored[change.key] = self._stored[change.key] | {change.held}
        self._live[change.key] = self._live[change.key] | {change.held}

    def check(self, change: Change, told: Told) -> bool:
        """Hold what is there against what was acknowledged; whether a generation was published.

        The index opens, on the generation before or on one of the corpus folder as it is now.
        """
        self._wait_for_the_ends()
        if told.stored:
            self._stored[change.key] = {change.held}
        if told.live:
            self._stored[change.key] = self._live[change.key] = {change.held}
        stored = self._in_corpus()
        name, live = self._in_index()
        for key in {*self._stored, *self._live, *stored, *live}:
            assert stored.get(key) in self._stored[key], f"{change}, {told}: {key} in the corpus"
            assert live.get(key) in self._live[key], f"{change}, {told}: {key} in the index"
            self._stored[key] = {stored.get(key)}
            self._live[key] = {live.get(key), stored.get(key)}
        assert name == self._before or live == stored, f"{change}, {told}: neither old nor new"
        if told.live:
            assert live == stored, f"{change}: acknowledged, and not live"
            self._check_cleared()
        published, self._before = name != self._before, name
        return published

    def _check_cleared(self) -> None:
        """What killed writers left is gone after one that ended."""
        assert list((self.index / folders.BUILDING).iterdir()) == []
        assert len(folders.generations(self.index)) <= 2
        beside = {path.name for path in self.corpus.glob(".pincite-*")}
        assert beside <= {changes.LOCK}, beside
        named = {path.name for path in self.index.iterdir()}
        other = {name for name in named if not name.startswith("g_")}
        assert other <= {folders.CURRENT, folders.BUILDING, folders.LOCK}, other
        assert (left := list(self._temporary.rglob("*"))) == [], left

    def _in_index(self) -> tuple[str, dict[str, Held]]:
        """The live generation, every byte of it checked, and its documents."""
        generation = open_generation(folders.current(self.index))
        with closing(generation.catalogue) as catalogue:
            assert len(generation.passages) == catalogue.passage_count()
            return generation.name, {
                record.key: Held(
                    record.title if record.key.startswith("document-") else None,
                    catalogue.document(record.key).text.strip(),
                )
                for record in catalogue.records()
            }

    def _in_corpus(self) -> dict[str, Held]:
        """The corpus folder's documents as the next writer finds them, looked at in a copy."""
        copy = self.folder / "copy"
        shutil.copytree(self.corpus, copy)
        try:
            changes.recover(copy)
            return {
                source.key: Held(
                    source.record.title if source.record else None,
                    (copy / source.name).read_text().strip(),
                )
                for source in open_corpus(copy).sources
            }
        finally:
            shutil.rmtree(copy)

    def _wait_for_the_ends(self) -> None:
        """What a killed process had started (readers, a build) ends by itself."""
        ends = time.monotonic() + _ENDS_SECONDS
        while left := [pid for pid in _marked(self.folder) if not _of_a_service(pid)]:
            assert time.monotonic() < ends, f"still there: {left}"
            time.sleep(0.02)


def command(archive: Archive, change: Change, seconds: float | None, whom: Whom) -> Told:
    """Run ``pincite build``, ``add`` or ``remove``, and kill it after so many seconds, if any."""
    archive.begin(change)
    arguments = [change.how, "--quiet"]
    if change.how == "remove":
        arguments += [change.key]
    elif change.held is not None and change.how == "add":
        assert change.held.title is not None
        file = str(archive.upload(change.held))
        arguments += [file, "--key", change.key, "--title", change.held.title]
    process = subprocess.Popen(
        [sys.executable, "-m", "pincite", *arguments],
        env=archive.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if whom == "its group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    _, said = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), said.decode()
    done = process.returncode == 0
    return Told(stored=done, live=done, killed=not done)


class Service:
    """``pincite serve`` over an archive, in a process of its own."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._process: subprocess.Popen[str] | None = None
        self._url = ""

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pincite", "serve", "--port", "0"],
            env=self._archive.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found is not None
        self._url = found[0]

    def stop(self) -> None:
        """End it in the ordinary way."""
        if self._process is not None:
            self._process.terminate()
            self._ended(0)

    def request(self, change: Change, seconds: float | None, whom: Whom) -> Told:
        """PUT or DELETE, wait for the job, and meanwhile kill the service or its build."""
        self._archive.begin(change)
        client = _Client(self._url, change, self._archive)
        client.start()
        client.join(seconds)
        killed = client.is_alive() and self._kill(whom)
        client.join()
        if whom == "the service" and killed:
            self._ended(-signal.SIGKILL)
        assert killed or client.ended == "done", (change, client.ended)
        return Told(stored=client.stored, live=client.ended == "done", killed=killed)

    def _kill(self, whom: Whom) -> bool:
        assert self._process is not None
        if whom == "the service":
            self._process.kill()
            return True
        builds = [pid for pid in _children(self._process.pid) if "build_process" in _line(pid)]
        for pid in builds:
            os.kill(pid, signal.SIGKILL)
        return bool(builds)

    def _ended(self, status: int) -> None:
        assert self._process is not None
        self._process.communicate()
        assert self._process.returncode == status
        self._process = None


class _Client(threading.Thread):
    """Makes a change over HTTP and follows its job to the end, or until the service is gone."""

    def __init__(self, url: str, change: Change, archive: Archive) -> None:
        super().__init__()
        self._url = url
        self._change = change
        self._archive = archive
        self.stored = False
        self.ended = "nothing"

    def run(self) -> None:
        try:
            with httpx.Client(base_url=self._url, timeout=60, trust_env=False) as client:
                answer = self._ask(client)
                assert answer.status_code == 202, answer.text
                self.stored = True
                link = answer.json()["links"]["self"]
                while (job := client.get(link).json())["status"] == "running":
                    time.sleep(0.02)
                self.ended = job["status"]
        except httpx.TransportError as error:
            self.ended = type(error).__name__

    def _ask(self, client: httpx.Client) -> httpx.Response:
        path = f"/v1/documents/{self._change.key}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        if (held := self._change.held) is None:
            return client.delete(path, headers=headers)
        upload = self._archive.upload(held)
        record = f'{{"title": "{held.title}"}}'
        return client.put(
            path,
            headers=headers,
            files={
                "file": (upload.name, upload.read_bytes()),
                "record": (None, record, "application/json"),
            },
        )


def _marked(folder: Path) -> list[int]:
    """The processes that work for the archive in a folder."""
    mark = f"{os.pathsep}{folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            given = (path / "environ").read_bytes().split(b"\0")
            if any(one.startswith(b"PATH=") and one.endswith(mark) for one in given):
                found.append(int(path.name))
        except OSError:  # it has ended, or is not ours
            continue
    return found


def _of_a_service(pid: int) -> bool:
    """Whether it is a service that runs, or a reader that one keeps for the next file."""
    return any("\0serve\0" in _line(each) for each in (pid, _parent(pid)))


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]  # fmt: skip

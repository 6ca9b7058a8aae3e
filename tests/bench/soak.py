"""Ask at saturation while a new generation is published every few seconds.

    python tests/bench/soak.py [--seconds 600] [--every 5] [--clients 8] [--json FILE]

The service runs as its own process. No request may fail, no answer may mix generations, the memory
at the end must be within 5 % of that after the first minute (of a shorter run, the first quarter),
and no file may stay open: once nobody asks any more, the service has as many open as it had before
anybody did, and maps one generation. Exports the default model first (half a minute) unless a
folder with an exported one is given. Prints what was seen, and writes it as JSON where a file is
named, the memory's course included. Ends with status 1 if one of these does not hold.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

from pincite.build.pipeline import build  # noqa: E402
from pincite.encode.model import DEFAULT_MODEL  # noqa: E402

QUESTIONS = (
    "When did the ASEAN-ROK Free Trade Agreement come into effect?",
    "How large was trade between ASEAN and the ROK?",
    "What is the Korea-ASEAN Solidarity Initiative?",
    "Which version is this?",
)
_WARM_SECONDS = 60.0
_WINDOW_SECONDS = 15.0  # memory goes up and down with every generation: medians are compared
_GROWTH = 0.05  # that memory may have grown by at the end
_SETTLE_SECONDS = 30.0  # within which files must be closed once nobody asks any more


class Clients:
    """Threads that ask without a pause, and count how it went."""

    def __init__(self, port: int, number: int) -> None:
        self._port = port
        self.ended: Counter[str] = Counter()
        self.generations: set[str] = set()
        self.seconds: list[float] = []
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(number)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        asked = number
        while not self._ending.is_set():
            asked += 1
            question = quote(QUESTIONS[asked % len(QUESTIONS)])
            began = time.monotonic()
            try:
                connection.request("GET", f"/v1/ask?q={question}")
                response = connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, ValueError, http.client.HTTPException) as error:
                self.ended[type(error).__name__] += 1
                connection.close()
                continue
            self.seconds.append(time.monotonic() - began)
            self.ended[str(response.status)] += 1
            if response.status == 200:
                self.generations.add(answer["index"]["generation"])
                self.ended["mixed"] += is_mixed(answer)
        connection.close()


def is_mixed(answer: dict[str, object]) -> bool:
    """Whether a passage is of another version than the index that the answer names."""
    versions = set(re.findall(r"This is version (\d+)", json.dumps(answer)))
    return len(versions) > 1


def resident(pid: int) -> float:
    """Megabytes of memory that a process has."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--json", type=Path, help="a file for the result")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoder = given.encoder or _export(folder / "encoder")
        corpus, index = Path(shutil.copytree(ROOT / "corpus", folder / "corpus")), folder / "index"
        _publish(corpus, index, encoder, 0)
        process, port = _serve(index)
        try:
            result = _soak(given, process.pid, port, lambda n: _publish(corpus, index, encoder, n))
            result.settled = _settled(process.pid, index, result.open_before)
            result.open_after = _open_files(process.pid)
        finally:
            process.terminate()
            process.wait()
    print(result.told())
    if given.json:
        given.json.write_text(json.dumps(result.values(), indent=1) + "\n", encoding="utf-8")
    return 0 if result.good else 1


@dataclass
class Result:
    """What was seen of one run; memory is resident and in megabytes."""

    seconds: float
    clients: int
    published: int = 0
    answered_from: int = 0  # generations
    answered: int = 0
    failed: dict[str, int] = field(default_factory=dict)  # by status or error
    mixed: int = 0
    milliseconds: dict[str, float] = field(default_factory=dict)
    first_moment: float = 0.0
    first_memory: float = 0.0
    last_memory: float = 0.0
    open_before: int = 0  # files, before anybody asked
    open_most: int = 0
    open_after: int = 0  # the same, a while after the last question
    settled: bool = False  # no more files open than before, one generation mapped
    course: list[tuple[int, float]] = field(default_factory=list)  # second, memory

    @property
    def grown(self) -> float:
        return self.last_memory / self.first_memory - 1

    @property
    def good(self) -> bool:
        return not self.failed and not self.mixed and self.grown <= _GROWTH and self.settled

    def values(self) -> dict[str, object]:
        return {"good": self.good, "grown": round(self.grown, 4), **asdict(self)}

    def told(self) -> str:
        times = ", ".join(f"{name} {value:.0f} ms" for name, value in self.milliseconds.items())
        return (
            f"{self.seconds:.0f} s, {self.clients} clients, {self.published} generations "
            f"published, {self.answered_from} answered from\n"
            f"requests: {self.answered} answered, {sum(self.failed.values())} failed "
            f"{self.failed or ''}, {self.mixed} mixed; {times}\n"
            f"memory: {self.first_memory:.0f} MB after {self.first_moment:.0f} s, "
            f"{self.last_memory:.0f} MB at the end ({self.grown:+.1%})\n"
            f"open files: {self.open_before} before, {self.open_most} at most, "
            f"{self.open_after} afterwards\n" + ("nothing lost" if self.good else "NOT GOOD")
        )


def _soak(given: argparse.Namespace, pid: int, port: int, publish: Callable[[int], None]) -> Result:
    clients = Clients(port, given.clients)
    result = Result(given.seconds, given.clients, open_before=_open_files(pid))
    clients.start()
    began = time.monotonic()
    memory: list[tuple[float, float]] = []
    due = given.every
    while (now := time.monotonic() - began) < given.seconds:
        memory.append((now, resident(pid)))
        result.open_most = max(result.open_most, _open_files(pid))
        if now >= due:
            result.published += 1
            publish(result.published)
            due = time.monotonic() - began + given.every
        time.sleep(0.25)
    clients.stop()
    result.first_moment = min(_WARM_SECONDS, given.seconds / 4)
    result.first_memory = _around(memory, result.first_moment)
    result.last_memory = _around(memory, given.seconds)
    result.course = [
        (second, round(_around(memory, second), 1))
        for second in range(10, round(given.seconds) + 1, 10)
    ]
    result.answered, result.mixed = clients.ended.pop("200", 0), clients.ended.pop("mixed", 0)
    result.failed = {how: number for how, number in clients.ended.items() if number}
    result.answered_from = len(clients.generations)
    times = sorted(clients.seconds)
    result.milliseconds = {
        name: times[int(share * (len(times) - 1))] * 1000
        for name, share in (("median", 0.5), ("p99", 0.99), ("most", 1.0))
    }
    return result


def _settled(pid: int, index: Path, before: int) -> bool:
    """Whether the service lets go of all but one generation, and of what clients had open."""
    ends = time.monotonic() + _SETTLE_SECONDS
    while time.monotonic() < ends:
        maps = Path(f"/proc/{pid}/maps").read_text()
        mapped = set(re.findall(rf"{re.escape(str(index))}/(g_\w+)/", maps))
        # Each thread that asks has opened the catalogue for itself: one more at most.
        if len(mapped) <= 1 and _open_files(pid) <= before + 1:
            return True
        time.sleep(0.5)
    return False


def _open_files(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def _around(samples: list[tuple[float, float]], moment: float) -> float:
    """The median of what was seen in the seconds before a moment."""
    seen = [value for at, value in samples if moment - _WINDOW_SECONDS < at <= moment]
    return float(statistics.median(seen or [value for _, value in samples]))


def _publish(corpus: Path, index: Path, encoder: Path, version: int) -> None:
    said = "\n\n".join(f"This is version {version} of part {n}." for n in range(20))
    (corpus / "version.txt").write_text(said + "\n", encoding="utf-8")
    build(corpus, index, DEFAULT_MODEL, encoder_folder=encoder)


def _serve(index: Path) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pincite", "serve", "--port", "0", "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r":(\d+)  ", process.stdout.readline())
    assert found is not None
    return process, int(found[1])


def _export(folder: Path) -> Path:
    from pincite.encode.export import export  # loads torch

    export(DEFAULT_MODEL, folder)
    return folder


if __name__ == "__main__":
    sys.exit(main())

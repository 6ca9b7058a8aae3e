"""Ask at saturation while a new generation is published every few seconds.

    python tests/bench/soak.py [--seconds 600] [--every 5] [--clients 8] [--encoder FOLDER]

The service runs as its own process. No request may fail, no answer may mix generations, the memory
at the end must be within 5 % of that after the first minute, and no file may stay open. Exports the
default model first (half a minute) unless a folder with an exported one is given. Ends with status
1 if one of these does not hold.
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoder = given.encoder or _export(folder / "encoder")
        corpus, index = Path(shutil.copytree(ROOT / "corpus", folder / "corpus")), folder / "index"
        _publish(corpus, index, encoder, 0)
        process, port = _serve(index)
        try:
            return _soak(given, process, port, lambda n: _publish(corpus, index, encoder, n))
        finally:
            process.terminate()
            process.wait()


def _soak(given, process, port, publish) -> int:  # type: ignore[no-untyped-def]
    clients = Clients(port, given.clients)
    clients.start()
    began, version = time.monotonic(), 0
    memory: list[tuple[float, float]] = []
    files: list[tuple[float, int]] = []
    due = given.every
    while (now := time.monotonic() - began) < given.seconds:
        memory.append((now, resident(process.pid)))
        files.append((now, len(os.listdir(f"/proc/{process.pid}/fd"))))
        if now >= due:
            version += 1
            publish(version)
            due = time.monotonic() - began + given.every
        time.sleep(0.25)
    clients.stop()
    first = _around(memory, _WARM_SECONDS)
    last = _around(memory, given.seconds)
    open_first, open_last = _around(files, _WARM_SECONDS), _around(files, given.seconds)
    failed = sum(n for how, n in clients.ended.items() if how not in ("200", "mixed"))
    grown = last / first - 1
    median = statistics.median(clients.seconds) * 1000
    print(
        f"{given.seconds:.0f} s, {given.clients} clients, {version} generations published, "
        f"{len(clients.generations)} answered from\n"
        f"requests: {clients.ended['200']} answered, {failed} failed, "
        f"{clients.ended['mixed']} mixed; median {median:.0f} ms\n"
        f"memory: {first:.0f} MB after a minute, {last:.0f} MB at the end ({grown:+.1%})\n"
        f"open files: {open_first:.0f} after a minute, {open_last:.0f} at the end"
    )
    good = (
        not failed and not clients.ended["mixed"] and grown < 0.05 and open_last <= open_first + 4
    )
    print("nothing lost" if good else f"NOT GOOD: {dict(clients.ended)}")
    return 0 if good else 1


def _around(samples: list[tuple[float, float]] | list[tuple[float, int]], moment: float) -> float:
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

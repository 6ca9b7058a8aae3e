"""Pincite beside sentence-transformers on torch with FAISS: time, memory and throughput as ratios.

    python tests/bench/serving.py [--encoder FOLDER] [--rounds 5] [--threads 1 2] [--seconds 4]
        [--out FOLDER] [--growth FILE]

Both are measured in one run on one machine, in turn, round after round, and the median of the
rounds is told; each in processes of its own, at the number of threads that suits it best. Writes
bench.json, bench.md and bench.html to --out (default: a temporary folder, and prints the table).
--growth is what growth.py wrote with --json, to be shown in the same report.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent), str(ROOT / "src")]

from bench import report  # noqa: E402
from bench.growth import exported  # noqa: E402
from bench.machine import loads, processor_name, resident_mib  # noqa: E402
from bench.material import paragraphs, questions  # noqa: E402
from pincite.processors import processors  # noqa: E402

BASELINE = HERE / "baseline.py"
CLIENTS = 8
COLD = "When was the ASEAN-ROK Free Trade Agreement signed?"


def python(*command: object, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a Python of its own to its end."""
    environment = {**os.environ, **more.pop("environment", {})}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        **more,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(command: list[object], port: int, environment: dict[str, str]) -> Iterator[int]:
    """A server in a process of its own, once it listens; gives its process id."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(process, port)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not listen")


def asked_over_http(port: int, clients: int, seconds: float) -> dict[str, Any]:
    done = python(HERE / "load.py", port, clients, seconds, input=json.dumps(questions()))
    result: dict[str, Any] = json.loads(done.stdout)
    return result


class Bench:
    """The index and the baseline's files, and the commands that measure either."""

    def __init__(self, folder: Path, encoder: Path) -> None:
        from pincite.build.pipeline import build
        from pincite.encode.model import DEFAULT_MODEL
        from pincite.store import folder as folders
        from pincite.store.catalogue import StoredCatalogue

        self.index, self.folder = folder / "index", folder
        build(ROOT / "corpus", self.index, DEFAULT_MODEL, encoder_folder=encoder)
        self.encoder = encoder
        catalogue = StoredCatalogue(folders.current(self.index))
        quotes = catalogue.quotes(range(catalogue.passage_count()))
        catalogue.close()
        python(BASELINE, "prepare", folder, input=json.dumps(quotes))

    def library(self, who: str, threads: int) -> float:
        """The median of a question, in milliseconds, in a process of its own."""
        done = python(HERE / "serving.py", "--library", who, self.folder, threads)
        return float(done.stdout)

    def cold(self, who: str) -> float:
        """A question from cold to the end of the process, in seconds."""
        begin = time.perf_counter()
        if who == "pincite":
            python("-m", "pincite", "ask", COLD, environment=self._environment(1))
        else:
            python(BASELINE, "ask", self.folder, COLD, environment={"BASELINE_THREADS": "2"})
        return time.perf_counter() - begin

    @contextmanager
    def server(
        self, who: str, threads: int, workers: int = 0, answers: int = 1
    ) -> Iterator[tuple[int, int]]:
        """A running service; gives its port and its process id.

        Only the last answer is kept unless ``answers`` says otherwise: what is measured is the
        search.
        """
        port = free_port()
        if who == "pincite":
            command: list[object] = ["-m", "pincite", "serve", "--port", port]
            environment = self._environment(threads) | {"PINCITE_ANSWERS": str(answers)}
            if workers:
                environment["PINCITE_CONCURRENCY"] = str(workers)
        else:
            command = [BASELINE, "serve", self.folder, port]
            environment = {"BASELINE_THREADS": str(threads)}
        with serving(command, port, environment) as pid:
            asked_over_http(port, 1, 1.5)
            yield port, pid

    def build_seconds(self, who: str) -> float:
        if who == "baseline":
            done = python(BASELINE, "build", self._texts(), processors())
            return float(json.loads(done.stdout)["seconds"])
        done = python(HERE / "serving.py", "--build", self._texts(), self.encoder)
        return float(done.stdout)

    def _texts(self) -> Path:
        """Passages and their sentences, as a JSON file."""
        from pincite.text.sentences import split

        path = self.folder / "texts.json"
        if not path.exists():
            passages = paragraphs()[:400]
            sentences = [t[s.start : s.end] for t in passages for s in split(t)]
            path.write_text(json.dumps([passages, sentences]), encoding="utf-8")
        return path

    def _environment(self, threads: int) -> dict[str, str]:
        return {"PINCITE_INDEX": str(self.index), "PINCITE_THREADS": str(threads)}


def one_in_process(who: str, folder: Path, threads: int) -> float:
    """The median of a question asked of the library, in this process."""
    if who == "pincite":
        from pincite.search.ask import ask as ask_index
        from pincite.search.index import open_index

        index = open_index(folder / "index", threads=threads)
        ask: Callable[[str], object] = lambda text: ask_index(index, text)  # noqa: E731
    else:
        from bench.baseline import Baseline

        ask = Baseline(folder, threads).ask
    texts = questions()
    for text in texts[:100]:
        ask(text)
    taken = []
    for text in texts:
        begin = time.perf_counter()
        ask(text)
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def build_in_process(texts: Path, encoder_folder: Path) -> float:
    """Seconds for the vectors of passages (and their tokens) and of sentences, as a build does."""
    from pincite.build.embedding import embed
    from pincite.build.indexes import known_passages, open_journals
    from pincite.build.known_vectors import KnownVectors
    from pincite.build.passage_vectors import PassageText, write_passages
    from pincite.build.projection import token_projection
    from pincite.encode.runtime import OnnxEncoder

    passages, sentences = json.loads(texts.read_text("utf-8"))
    encoder = OnnxEncoder.open(encoder_folder, workers=processors())
    token_projection(encoder)  # once a model, whatever the collection
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journals = open_journals(folder, encoder)
        begin = time.perf_counter()
        write_passages(
            (PassageText(text, len(text), ()) for text in passages),
            len(passages),
            folder,
            encoder,
            known_passages(None, encoder, journals.passages),
            lambda _: None,
        )
        known = KnownVectors(encoder.dimension)
        embed(
            sentences,
            len(sentences),
            folder / "sentences.npy",
            encoder,
            known,
            journals.sentences,
            lambda _: None,
        )
        return time.perf_counter() - begin


def measured(bench: Bench, rounds: int, seconds: float, threads_tried: list[int]) -> dict[str, Any]:
    """Everything in turn, round after round; the median of the rounds."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)
        print(f"  {name}: {value:.3f}", file=sys.stderr, flush=True)

    for _ in range(rounds):
        for who in ("pincite", "baseline"):
            for threads in threads_tried:
                note(f"library ms, {who}, {threads} threads", bench.library(who, threads))
            note(f"cold s, {who}", bench.cold(who))
            note(f"build s, {who}", bench.build_seconds(who))
        services = [("pincite", t, at_once) for t in threads_tried for at_once in (1, processors())]
        services += [("baseline", threads, 0) for threads in threads_tried]
        for who, threads, workers in services:
            name = f"{who}, {threads} threads" + (f", {workers} at a time" if workers else "")
            with bench.server(who, threads, workers) as (port, pid):
                alone = asked_over_http(port, 1, seconds)
                note(f"http ms, {name}", statistics.median(alone["ms"]))
                many = asked_over_http(port, CLIENTS, seconds)
                note(f"per second, {name}", many["per_second"])
                note(f"resident MiB, {name}", resident_mib(pid))
        with bench.server("pincite", 1, processors(), answers=len(questions())) as (port, _):
            asked_over_http(port, CLIENTS, seconds)  # every question once or more
            again = asked_over_http(port, CLIENTS, seconds)
            note("per second, asked again", again["per_second"])
    medians = {name: statistics.median(values) for name, values in found.items()}
    return {"medians": medians, "rounds": found}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoder", type=Path, help="an exported encoder; or it is exported")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, processors()])
    parser.add_argument("--seconds", type=float, default=4.0, help="of load at a time")
    parser.add_argument("--out", type=Path, help="where to write the report")
    parser.add_argument("--growth", type=Path, help="what growth.py wrote with --json")
    parser.add_argument("--library", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if given.library:
        who, folder, threads = given.library
        print(one_in_process(who, Path(folder), int(threads)))
        return
    if given.build:
        print(build_in_process(*given.build))
        return
    with tempfile.TemporaryDirectory() as name:
        encoder = given.encoder or exported(Path(name) / "encoder")
        result = {
            "processor": processor_name(),
            "processors": processors(),
            "load_before": loads(),
            **measured(Bench(Path(name), encoder), given.rounds, given.seconds, given.threads),
            "growth": json.loads(given.growth.read_text("utf-8")) if given.growth else [],
        }
        result["breakdown"] = json.loads(python(HERE / "breakdown.py", Path(name) / "index").stdout)
    result["load_after"] = loads()
    print(report.markdown(result))
    if given.out:
        report.write(given.out, result)


if __name__ == "__main__":
    main()

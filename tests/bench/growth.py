"""How the search grows with the collection: a thousand passages, ten thousand, …, a million.

    python tests/bench/growth.py [--passages 1000 10000 100000 1000000] [--folder FOLDER]
        [--encoder FOLDER] [--queries 300] [--json FILE]

Each collection is made (a million passages take some 20 minutes and 5 GB) and measured in a process
of its own: opening it (its files in the page cache), the search after the encoding of the question
and its parts, memory, and recall@10 of the dense searches against exact. The questions are half
those of the development set, half drawn words; recall is measured on the vectors of all of them,
and for passages on vectors as near to the collection's as its own are to each other. What was made
in --folder before is not made again. Parts are given in the processor's time, which tells more than
the clock's where others use the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from bench.machine import loads, peak_mib, resident_mib  # noqa: E402
from bench.material import make_generation, near, questions, words  # noqa: E402
from pincite.encode.runtime import OnnxEncoder  # noqa: E402
from pincite.ports import TokenVectors, VectorIndex, Vectors  # noqa: E402
from pincite.search.ask import SCORED, ask, rank, read  # noqa: E402
from pincite.search.candidates import CANDIDATES, find_candidates  # noqa: E402
from pincite.search.index import Index, open_index  # noqa: E402
from pincite.search.signals import gather  # noqa: E402
from pincite.store.folder import CURRENT  # noqa: E402
from pincite.store.vectors import PASSAGES, SENTENCES, nearest_exactly  # noqa: E402
from pincite_api.collector import settle  # noqa: E402


class Remembered(OnnxEncoder):
    """Gives vectors that were computed before, so that the search alone can be timed."""

    def __init__(self, encoder: Any, texts: list[str]) -> None:
        self._made = {text: encoder.encode_with_tokens([text]) for text in texts}

    def encode_with_tokens(self, texts: Any) -> tuple[Vectors, list[TokenVectors]]:
        return self._made[texts[0]]


def asked(count: int) -> list[str]:
    """Questions of real words, the half of them drawn by their frequency."""
    real = questions(count // 2)
    draw, drawn = np.random.default_rng(11), words()
    shares = drawn.shares**0.5  # as frequent words do not carry a question
    shares /= shares.sum()
    made = [
        "What is said of " + " ".join(draw.choice(drawn.words, size=6, p=shares).tolist()) + "?"
        for _ in range(count - len(real))
    ]
    return real + made


def milliseconds(work: Callable[[Any], Any], items: list[Any]) -> dict[str, float]:
    """What the work on one item takes, by the clock and of the processor."""
    clock, processor = [], []
    for item in items:
        begin, used = time.perf_counter(), time.thread_time()
        work(item)
        processor.append((time.thread_time() - used) * 1000)
        clock.append((time.perf_counter() - begin) * 1000)
    return {
        "median": float(np.median(clock)),
        "p99": float(np.percentile(clock, 99)),
        "most": max(clock),
        "processor_median": float(np.median(processor)),
        "processor_p99": float(np.percentile(processor, 99)),
    }


def measure(folder: Path, queries: int) -> dict[str, Any]:
    """One collection, in this process."""
    opened = []
    for _ in range(2):  # the first brings the files into the page cache
        begin = time.perf_counter()
        index = open_index(folder, threads=1)
        opened.append(time.perf_counter() - begin)
    texts = asked(queries)
    index = replace(index, encoder=Remembered(index.encoder, texts))
    warm, timed = texts[: queries // 5], texts[queries // 5 :]
    for text in warm:
        ask(index, text)
    settle()  # as the service does
    whole = milliseconds(lambda text: ask(index, text), timed)
    parsed = [read(index, text) for text in timed]
    vectors = np.stack([one.vector for one in parsed])
    generation = index.generation
    catalogue = generation.catalogue
    parts = {
        "read": milliseconds(lambda text: read(index, text), timed),
        "dense": milliseconds(lambda q: generation.passages.search(q.vector, 50), parsed),
        "sentences": milliseconds(lambda q: generation.sentences.search(q.vector, 50), parsed),
        "lexical": milliseconds(lambda q: generation.lexical.search(q.lexical_weights, 50), parsed),
        "candidates": milliseconds(lambda q: find_candidates(generation, q, CANDIDATES), parsed),
    }
    found = [find_candidates(generation, q, CANDIDATES) for q in parsed]
    fetched = [candidates.rows[:SCORED].tolist() for candidates in found]
    parts["fetch"] = milliseconds(
        lambda rows: [(catalogue.passages([row]), catalogue.quotes([row])) for row in rows], fetched
    )
    pairs = list(zip(parsed, found, strict=True))
    parts["gather"] = milliseconds(lambda pair: gather(generation, *pair), pairs)
    gathered = [(question, gather(generation, question, some)) for question, some in pairs]
    index.analyser.row.cache_clear()
    for name in ("rank, unseen passages", "rank, seen passages"):
        parts[name] = milliseconds(lambda pair: rank(index, *pair), gathered)
    return {
        "passages": generation.manifest.passages,
        "open_s": min(opened),
        "disk_mib": sum(f.size for f in generation.manifest.files.values()) / 2**20,
        "resident_mib": resident_mib(),
        "peak_mib": peak_mib(),
        "search_ms": whole,
        "parts_ms": parts,
        "approximations": generation.manifest.approximations,
        "recall_at_10": {
            "questions": recall(generation.passages, generation.folder / PASSAGES, vectors),
            "near vectors": recall(
                generation.passages, generation.folder / PASSAGES, _near_vectors(index)
            ),
            "sentences": recall(generation.sentences, generation.folder / SENTENCES, vectors),
        },
        "load_average": loads(),
    }


def _near_vectors(index: Index) -> Vectors:
    passages = index.generation.passages
    draw = np.random.default_rng(3)
    return near(passages.take(np.sort(draw.integers(len(passages), size=300))), draw)


def recall(index: VectorIndex, rows: Path, queries: Vectors) -> float:
    """The share of the exact ten best rows of a file of vectors that the search finds."""
    expected = nearest_exactly(np.load(rows, mmap_mode="r"), queries, 10)
    found = [index.search(query, 10)[0] for query in queries]
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, expected, strict=True))
    return hits / expected.size


def table(rows: list[dict[str, Any]]) -> str:
    """The figures in Markdown."""
    lines = [
        "| passages | search, median ms | p99 ms | resident MiB | opened in s "
        "| recall@10, questions | near vectors | sentences | disk MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        recalls = row["recall_at_10"]
        lines.append(
            f"| {row['passages']:,} | {row['search_ms']['median']:.1f} | "
            f"{row['search_ms']['p99']:.1f} | {row['resident_mib']:.0f} | {row['open_s']:.2f} | "
            f"{recalls['questions']:.3f} | {recalls['near vectors']:.3f} | "
            f"{recalls['sentences']:.3f} | {row['disk_mib']:.0f} |"
        )
    parts = list(rows[0]["parts_ms"])
    lines += [
        "",
        f"| passages; ms of processor, median / p99 | search | {' | '.join(parts)} |",
        "|---:|" + "---:|" * (1 + len(parts)),
    ]
    for row in rows:
        taken = [row["search_ms"], *(row["parts_ms"][part] for part in parts)]
        cells = (f"{one['processor_median']:.2f} / {one['processor_p99']:.2f}" for one in taken)
        lines.append(f"| {row['passages']:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def measured(folder: Path, queries: int) -> dict[str, Any]:
    """Measure a collection in a process of its own."""
    command = [sys.executable, __file__, "--measure", str(folder), "--queries", str(queries)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, nargs="+", default=[10**n for n in range(3, 7)])
    parser.add_argument(
        "--folder", type=Path, help="where to make and keep them [default: temporary]"
    )
    parser.add_argument("--encoder", type=Path, help="an exported encoder; or it is exported")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if given.measure:
        print(json.dumps(measure(given.measure, given.queries)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        missing = [n for n in given.passages if not (folder / str(n) / CURRENT).exists()]
        encoder = given.encoder or (exported(Path(name) / "encoder") if missing else None)
        rows = []
        for passages in given.passages:
            if passages in missing:
                begin = time.perf_counter()
                make_generation(folder / str(passages), encoder, passages)
                taken = time.perf_counter() - begin
                print(f"{passages:,} passages made in {taken:.0f} s", flush=True)
            rows.append(measured(folder / str(passages), given.queries))
            print(table(rows[-1:]), flush=True)
    print(table(rows))
    if given.json:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def exported(folder: Path) -> Path:
    """The default model's encoder, exported to a folder."""
    from pincite.encode.export import export  # loads torch
    from pincite.encode.model import DEFAULT_MODEL

    export(DEFAULT_MODEL, folder)
    return folder


if __name__ == "__main__":
    main()

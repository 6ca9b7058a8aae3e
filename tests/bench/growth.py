"""How the search grows with the collection: a thousand passages, ten thousand, …, a million.

    python tests/bench/growth.py [--passages 1000 10000 100000 1000000] [--folder FOLDER]
        [--encoder FOLDER] [--queries 300] [--json FILE]

Each collection is made (a million passages take some minutes and 7 GB) and measured in a process of
its own: opening it (its files in the page cache), the search after the encoding of the question and
its parts, memory, and recall@10 of the dense search against exact. The questions are half those of
the development set, half drawn words; recall is measured on the vectors of all of them, and on
vectors as near to the collection's as its own are to each other.
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
from pincite.ports import TokenVectors, Vectors  # noqa: E402
from pincite.search.ask import ask, rank, read  # noqa: E402
from pincite.search.candidates import find_candidates  # noqa: E402
from pincite.search.index import Index, open_index  # noqa: E402
from pincite.store.vectors import PASSAGES, nearest_exactly  # noqa: E402


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


def milliseconds(work: Callable[[Any], Any], items: list[Any]) -> list[float]:
    taken = []
    for item in items:
        begin = time.perf_counter()
        work(item)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken


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
    whole = milliseconds(lambda text: ask(index, text), timed)
    parsed = [read(index, text) for text in timed]
    vectors = np.stack([one.vector for one in parsed])
    generation = index.generation
    parts = {
        "read": milliseconds(lambda text: read(index, text), timed),
        "dense": milliseconds(lambda q: generation.passages.search(q.vector, 50), parsed),
        "sentences": milliseconds(lambda q: generation.sentences.search(q.vector, 50), parsed),
        "lexical": milliseconds(lambda q: generation.lexical.search(q.lexical_weights, 50), parsed),
        "candidates": milliseconds(lambda q: find_candidates(generation, q, 40), parsed),
    }
    found = [find_candidates(generation, q, 40) for q in parsed]
    index.analyser.row.cache_clear()
    parts["rank, unseen passages"] = milliseconds(
        lambda pair: rank(index, *pair), list(zip(parsed, found, strict=True))
    )
    return {
        "passages": generation.manifest.passages,
        "open_s": min(opened),
        "disk_mib": sum(f.size for f in generation.manifest.files.values()) / 2**20,
        "resident_mib": resident_mib(),
        "peak_mib": peak_mib(),
        "search_ms": _spread(whole),
        "parts_ms": {name: _spread(taken) for name, taken in parts.items()},
        "approximation": generation.manifest.approximation,
        "recall_at_10": {
            "questions": recall(index, vectors),
            "near vectors": recall(index, _near_vectors(index)),
        },
        "load_average": loads(),
    }


def _near_vectors(index: Index) -> Vectors:
    passages = index.generation.passages
    draw = np.random.default_rng(3)
    return near(passages.take(np.sort(draw.integers(len(passages), size=300))), draw)


def recall(index: Index, queries: Vectors) -> float:
    """The share of the exact ten best passages that the search finds."""
    stored = np.load(index.generation.folder / PASSAGES, mmap_mode="r")
    expected = nearest_exactly(stored, queries, 10)
    found = [index.generation.passages.search(query, 10)[0] for query in queries]
    hits = sum(len(np.intersect1d(a, b)) for a, b in zip(found, expected, strict=True))
    return hits / expected.size


def _spread(taken: list[float]) -> dict[str, float]:
    return {
        "median": float(np.median(taken)),
        "p99": float(np.percentile(taken, 99)),
        "most": max(taken),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The figures in Markdown."""
    lines = [
        "| passages | search, median ms | p99 ms | resident MiB | opened in s "
        "| recall@10, questions | near vectors | disk MiB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        recalls = row["recall_at_10"]
        lines.append(
            f"| {row['passages']:,} | {row['search_ms']['median']:.1f} | "
            f"{row['search_ms']['p99']:.1f} | {row['resident_mib']:.0f} | {row['open_s']:.2f} | "
            f"{recalls['questions']:.3f} | {recalls['near vectors']:.3f} | {row['disk_mib']:.0f} |"
        )
    parts = list(rows[0]["parts_ms"])
    lines += [
        "",
        f"| passages, median ms of | {' | '.join(parts)} |",
        "|---:|" + "---:|" * len(parts),
    ]
    for row in rows:
        cells = (f"{row['parts_ms'][part]['median']:.2f}" for part in parts)
        lines.append(f"| {row['passages']:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def measured(folder: Path, passages: int, encoder: Path, queries: int) -> dict[str, Any]:
    """Make one collection and measure it in a process of its own."""
    begin = time.perf_counter()
    make_generation(folder, encoder, passages)
    print(f"{passages:,} passages made in {time.perf_counter() - begin:.0f} s", flush=True)
    command = [sys.executable, __file__, "--measure", str(folder), "--queries", str(queries)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, nargs="+", default=[10**n for n in range(3, 7)])
    parser.add_argument("--folder", type=Path, help="where to make them [default: temporary]")
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
        encoder = given.encoder or exported(Path(name) / "encoder")
        rows = []
        for passages in given.passages:
            rows.append(measured(folder / str(passages), passages, encoder, given.queries))
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

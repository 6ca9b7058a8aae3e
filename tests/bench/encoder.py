"""Measure the exported encoder, in each precision, against sentence-transformers on torch.

    python tests/bench/encoder.py [--threads 1 2] [--rounds 5] [--json FILE]

Texts are the paragraphs and words of the repository's own corpus. Each encoder runs in a process of
its own, so that memory and start-up are its own: `start` is imports and opening, `memory` what is
resident after the texts. Times are medians over `rounds` times 40 questions and 10 passages.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
REFERENCE = "sentence-transformers"

Encode = Callable[[list[str]], NDArray[np.float32]]


def corpus_paragraphs() -> list[str]:
    lines = [
        line.strip()
        for path in sorted(CORPUS.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line]


def passage_of_100_tokens(count: Callable[[str], int]) -> str:
    """The first words of the corpus that make 100 tokens or just more."""
    words = " ".join(corpus_paragraphs()).split()
    length = next(n for n in range(30, len(words)) if count(" ".join(words[:n])) >= 100)
    return " ".join(words[:length])


def open_encoder(kind: str, threads: int) -> tuple[Encode, Callable[[str], int]]:
    """``kind`` is the reference's name or an exported encoder's folder."""
    if kind == REFERENCE:
        import torch
        from sentence_transformers import SentenceTransformer

        from pincite.encode.model import locate

        torch.set_num_threads(threads)
        model = SentenceTransformer(locate().source, device="cpu")
        return (
            lambda texts: model.encode(texts, show_progress_bar=False),
            lambda text: len(model.tokenizer(text)["input_ids"]),
        )
    from pincite.encode.runtime import OnnxEncoder

    encoder = OnnxEncoder.open(Path(kind), threads=threads)
    return encoder.encode, encoder.count_tokens


def resident_mib() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(li.split()[1]) for li in status.splitlines() if li.startswith("VmRSS")) / 1024


def median_ms(encode: Encode, text: str, repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        encode([text])
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def measure(kind: str, threads: int, rounds: int, vectors: Path) -> dict[str, Any]:
    """One encoder in this process. Its vectors of the corpus are saved for comparison."""
    begin = time.perf_counter()
    encode, count = open_encoder(kind, threads)
    encode([QUESTION])
    start = time.perf_counter() - begin
    passage = passage_of_100_tokens(count)
    paragraphs = corpus_paragraphs()
    np.save(vectors, encode(paragraphs))
    timed = time.perf_counter()
    encode(paragraphs)
    rate = len(paragraphs) / (time.perf_counter() - timed)
    return {
        "start_s": start,
        "question_ms": median_ms(encode, QUESTION, 40 * rounds),
        "passage_ms": median_ms(encode, passage, 10 * rounds),
        "paragraphs_per_s": rate,
        "memory_mib": resident_mib(),
    }


def in_own_process(kind: str, threads: int, rounds: int, vectors: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", kind, str(vectors)]
    command += ["--threads", str(threads), "--rounds", str(rounds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def compare(threads: list[int], rounds: int) -> list[dict[str, Any]]:
    from pincite.encode.export import PRECISIONS, export
    from pincite.encode.model import DEFAULT_MODEL

    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folders = {precision: Path(scratch) / precision for precision in PRECISIONS}
        exported = {}
        for precision, folder in folders.items():
            begin = time.perf_counter()
            export(DEFAULT_MODEL, folder, precision=precision)
            exported[precision] = time.perf_counter() - begin
        reference = Path(scratch) / "reference.npy"
        for number in threads:
            for name, kind in [(REFERENCE, REFERENCE), *((p, str(f)) for p, f in folders.items())]:
                vectors = reference if name == REFERENCE else Path(scratch) / f"{name}.npy"
                row = in_own_process(kind, number, rounds, vectors)
                cosines = np.sum(np.load(vectors) * np.load(reference), axis=1)
                row |= {"mean_cosine": float(cosines.mean()), "least_cosine": float(cosines.min())}
                row |= {"encoder": name, "threads": number, "export_s": exported.get(name)}
                if name != REFERENCE:
                    files = folders[name].iterdir()
                    row["disk_mib"] = sum(file.stat().st_size for file in files) / 2**20
                rows.append(row)
    return rows


COLUMNS = (
    ("encoder", "{:<22}"),
    ("threads", "{:>7}"),
    ("question_ms", "{:>11.2f}"),
    ("passage_ms", "{:>10.2f}"),
    ("paragraphs_per_s", "{:>16.1f}"),
    ("start_s", "{:>7.2f}"),
    ("memory_mib", "{:>10.0f}"),
    ("mean_cosine", "{:>11.5f}"),
    ("least_cosine", "{:>12.5f}"),
)


def table(rows: list[dict[str, Any]]) -> str:
    widths = [len(form.format(rows[0][name])) for name, form in COLUMNS]
    head = "  ".join(name.rjust(width) for (name, _), width in zip(COLUMNS, widths, strict=True))
    lines = ["  ".join(form.format(row[name]) for name, form in COLUMNS) for row in rows]
    return "\n".join([head, *lines])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if arguments.measure:
        kind, file = arguments.measure
        print(json.dumps(measure(kind, arguments.threads[0], arguments.rounds, Path(file))))
        return
    rows = compare(arguments.threads, arguments.rounds)
    print(table(rows))
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

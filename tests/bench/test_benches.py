"""The benches measure what they say; nothing here is timed."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest

from bench import load, report
from bench.machine import peak_mib, resident_mib
from bench.material import make_generation, near, paragraphs, perturbed, questions, words
from pincite.search.ask import ask
from pincite.search.index import open_index


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """Answers 200 to all but one question; keeps what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            question = parse_qs(urlparse(self.path).query)["q"][0]
            asked.append(question)
            self.send_response(500 if question == "fail" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running.server_port, asked
    running.shutdown()
    thread.join()
    running.server_close()


def test_load_counts_every_answer_and_asks_every_question(server: tuple[int, list[str]]) -> None:
    port, asked = server
    result = load.run(port, 3, 0.3, ["a b", "c", "d"])
    assert isinstance(result["ms"], list)
    assert len(result["ms"]) == len(asked)
    assert set(asked) == {"a b", "c", "d"}


def test_load_ends_at_the_first_failure(server: tuple[int, list[str]]) -> None:
    """Answers that are refusals would be the fastest of all."""
    with pytest.raises(SystemExit, match="1 of 1 clients failed: status 500"):
        load.run(server[0], 1, 0.3, ["fail"])


def test_made_collection_is_one_that_the_program_opens_and_searches(
    encoder_folder: Path, tmp_path: Path
) -> None:
    folder = make_generation(tmp_path / "index", encoder_folder, 230, real=20)
    index = open_index(tmp_path / "index")
    generation = index.generation
    assert generation.folder == folder
    assert (generation.manifest.passages, generation.manifest.documents) == (230, 2)
    (passage,) = generation.catalogue.passages([217])
    (quote,) = generation.catalogue.quotes([217])
    assert [quote[s.start : s.end][-1] for s in passage.sentences] == [".", ".", "."]
    found = ask(index, quote)
    assert found.hits[0].quote == quote
    assert set(quote.lower().replace(".", "").split()) <= {w.lower() for w in words().words}


def test_perturbed_vectors_are_of_unit_length_and_near_their_origin() -> None:
    draw = np.random.default_rng(0)
    base = near(np.zeros((30, 384), np.float32), draw)
    made = near(base, draw)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert 0.7 < np.sum(made * base, axis=1).mean() < 0.95
    np.testing.assert_allclose(np.linalg.norm(perturbed(base, 9, draw), axis=1), 1, atol=1e-5)


def test_material_is_real_and_enough() -> None:
    assert len(paragraphs()) > 1_500
    assert len(set(questions())) == len(questions()) > 50
    assert words().shares.sum() == pytest.approx(1)


def test_memory_is_that_of_this_process() -> None:
    before = resident_mib()
    held = np.ones(30_000_000, np.int8)
    assert 20 < resident_mib() - before < 40
    assert peak_mib() >= resident_mib() - 1
    assert held[-1] == 1


MEDIANS = {
    "library ms, pincite, 1 threads": 4.0,
    "library ms, pincite, 2 threads": 3.0,
    "library ms, baseline, 1 threads": 18.0,
    "library ms, baseline, 2 threads": 15.0,
    "cold s, pincite": 0.5,
    "cold s, baseline": 5.0,
    "build s, pincite": 10.0,
    "build s, baseline": 20.0,
    "http ms, pincite, 1 threads, 1 at a time": 5.0,
    "per second, pincite, 1 threads, 1 at a time": 300.0,
    "per second, pincite, 1 threads, 2 at a time": 400.0,
    "resident MiB, pincite, 1 threads, 1 at a time": 200.0,
    "resident MiB, pincite, 1 threads, 2 at a time": 220.0,
    "http ms, baseline, 1 threads": 19.0,
    "per second, baseline, 1 threads": 50.0,
    "per second, asked again": 450.0,
    "resident MiB, baseline, 1 threads": 700.0,
}


def test_each_side_is_taken_at_its_best_and_memory_at_our_worst() -> None:
    rows = {row.what: row for row in report.rows(MEDIANS)}
    assert [row.ratio for row in rows.values()] == [
        "5.0 times",
        "+2.00 ms",
        "8.0 times",
        "9.0 times",
        "0.31",
        "0.10",
        "2.0 times",
    ]
    assert [row.met for row in rows.values()] == [True, True, True, True, True, True, False]


def test_report_holds_every_figure_and_the_growth(tmp_path: Path) -> None:
    spread = {
        "median": 3.0, "p99": 9.0, "most": 10.0, "processor_median": 2.5, "processor_p99": 8.5
    }  # fmt: skip
    growth = [
        {
            "passages": size,
            "search_ms": spread,
            "resident_mib": 300.0,
            "open_s": 0.5,
            "disk_mib": 90.0,
            "recall_at_10": {"questions": 0.991, "near vectors": 0.995, "sentences": 0.99},
            "parts_ms": {"dense": spread},
        }
        for size in (1_000, 1_000_000)
    ]
    result = {
        "processor": "one <of many>",
        "processors": 2,
        "load_before": (0.5, 0, 0),
        "load_after": (1.5, 0, 0),
        "medians": MEDIANS,
        "rounds": {},
        "breakdown": {
            "threads": 1, "ms": {"encode": 2.0}, "tokens": 13.9, "limit_of_encoding_ms": 0.7
        },
        "growth": growth,
    }  # fmt: skip
    report.write(tmp_path, result)
    assert json.loads((tmp_path / "bench.json").read_text())["medians"] == MEDIANS
    markdown = (tmp_path / "bench.md").read_text()
    for part in (
        "| one question, library, ms | 3.00 | 15.00 | 5.0 times |",
        "0.991",
        "2.50 / 8.50",
    ):
        assert part in markdown
    page = (tmp_path / "bench.html").read_text()
    assert "one &lt;of many&gt;" in page
    assert page.count("<circle") == 4
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', page)]
    assert heights[0] > heights[2]  # the median lies below the 99th percentile
    assert all(0 < height < 300 for height in heights)

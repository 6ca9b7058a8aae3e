"""What Pincite is compared with: sentence-transformers on torch, and an exact FAISS index.

    python tests/bench/baseline.py ask FOLDER QUESTION     the whole of it as a script, from cold
    python tests/bench/baseline.py serve FOLDER PORT       behind the same FastAPI route
    python tests/bench/baseline.py build TEXTS THREADS     vectors of the texts of a JSON file

It does less than Pincite: one vector a passage, no terms, no verdict, no evidence. FOLDER holds
`passages.json`, the same passages, and `vectors.npy`, made by `prepare`. BASELINE_THREADS is the
number of torch's threads.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import torch
from sentence_transformers import SentenceTransformer

sys.path[:0] = [str(Path(__file__).parents[2] / "src")]

from pincite.encode.model import locate  # noqa: E402


def load_model(threads: int) -> SentenceTransformer:
    torch.set_num_threads(threads)
    return SentenceTransformer(locate().source, device="cpu")


def encode(model: SentenceTransformer, texts: list[str]) -> Any:
    with torch.inference_mode():
        return model.encode(texts, show_progress_bar=False, normalize_embeddings=True)


class Baseline:
    """Answers with the nearest passages."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._model = load_model(threads)
        self._passages = json.loads((folder / "passages.json").read_text("utf-8"))
        vectors = np.load(folder / "vectors.npy")
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        faiss.omp_set_num_threads(1)  # faster here than two

    def ask(self, question: str, k: int = 5) -> dict[str, Any]:
        scores, rows = self._index.search(encode(self._model, [question]), k)
        return {
            "question": question,
            "passages": [
                {"rank": rank, "score": float(score), "quote": self._passages[row]}
                for rank, (row, score) in enumerate(zip(rows[0], scores[0], strict=True), start=1)
            ],
        }


def prepare(folder: Path, passages: list[str]) -> None:
    """Write the passages and their vectors."""
    (folder / "passages.json").write_text(json.dumps(passages), encoding="utf-8")
    np.save(folder / "vectors.npy", encode(load_model(1), passages))


def serve(folder: Path, port: int, threads: int) -> None:
    import uvicorn
    from fastapi import FastAPI

    baseline = Baseline(folder, threads)
    app = FastAPI()

    @app.get("/v1/ask")
    def ask(q: str, k: int = 5) -> dict[str, Any]:
        return baseline.ask(q, k)

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def build(texts: Path, threads: int) -> dict[str, float]:
    """Encode passages and sentences as a build does, longest first in batches of 32."""
    passages, sentences = json.loads(texts.read_text("utf-8"))
    model = load_model(threads)
    encode(model, passages[:8])
    begin = time.perf_counter()
    encode(model, passages)
    encode(model, sentences)
    return {"seconds": time.perf_counter() - begin}


def main() -> None:
    threads = int(os.environ.get("BASELINE_THREADS", "1"))
    command, *given = sys.argv[1:]
    if command == "ask":
        print(json.dumps(Baseline(Path(given[0]), threads).ask(given[1])))
    elif command == "serve":
        serve(Path(given[0]), int(given[1]), threads)
    elif command == "prepare":
        prepare(Path(given[0]), json.loads(sys.stdin.read()))
    elif command == "build":
        print(json.dumps(build(Path(given[0]), int(given[1]))))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()

"""Where the time of one question goes, and how little its arithmetic could take.

    python tests/bench/breakdown.py INDEX [--threads 1]

Prints JSON: milliseconds a question (means over the development questions, each passage seen
before) for each part of `ask` and of writing its answer. Parts are timed inside the running whole.
The limit of the arithmetic is the number of multiplications of the encoder's eight-bit matrices for
a question, over the rate at which ONNX Runtime multiplies large eight-bit matrices here.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import orjson

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from bench.material import questions  # noqa: E402
from pincite import contract  # noqa: E402
from pincite.encode.files import GRAPH  # noqa: E402
from pincite.encode.reader import OnnxReader  # noqa: E402
from pincite.encode.runtime import OnnxEncoder  # noqa: E402
from pincite.search import ask as asking  # noqa: E402
from pincite.search import signals  # noqa: E402
from pincite.search.index import open_index  # noqa: E402
from pincite.store.generation import ENCODER  # noqa: E402
from pincite.store.lexical import StoredLexicalIndex  # noqa: E402
from pincite.store.vectors import StoredVectors  # noqa: E402

# What is timed, by the name that the report gives it.
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("encode", OnnxEncoder, "encode_with_tokens"),
    ("dense", StoredVectors, "search"),
    ("dense", StoredVectors, "take"),
    ("lexical", StoredLexicalIndex, "search"),
    ("lexical", StoredLexicalIndex, "scores"),
    ("late interaction", signals, "meet"),
    ("reader, of the questions in doubt", OnnxReader, "read"),
)


class Clock:
    """Adds up the time of functions that do not call each other."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begin = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin

        return run


def multiplications(graph: Path) -> int:
    """Of the encoder's eight-bit matrices for one token."""
    model = onnx.load(str(graph))
    shapes = {one.name: one.dims for one in model.graph.initializer}
    return sum(
        int(np.prod(shapes[name]))
        for node in model.graph.node
        if "MatMul" in node.op_type
        for name in node.input
        if len(shapes.get(name, ())) == 2
    )


def multiplications_a_millisecond(threads: int) -> float:
    """The best rate at which eight-bit matrices are multiplied, of some tries."""
    rows, inner, columns = 256, 1536, 1536
    kinds = onnx.TensorProto
    weight = np.random.default_rng(0).integers(-127, 127, (inner, columns)).astype(np.int8)
    node = onnx.helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    made = onnx.helper.make_graph(
        [node],
        "peak",
        [onnx.helper.make_tensor_value_info("a", kinds.UINT8, [rows, inner])],
        [onnx.helper.make_tensor_value_info("c", kinds.INT32, [rows, columns])],
        [onnx.numpy_helper.from_array(weight, "b")],
    )
    model = onnx.helper.make_model(made, opset_imports=[onnx.helper.make_opsetid("", 17)])
    model.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    given = {"a": np.ones((rows, inner), np.uint8)}
    best = float("inf")
    for _ in range(60):
        begin = time.perf_counter()
        session.run(None, given)
        best = min(best, time.perf_counter() - begin)
    return rows * inner * columns / (best * 1000)


def breakdown(index_folder: Path, threads: int) -> dict[str, Any]:
    """Milliseconds a question for each part."""
    index = open_index(index_folder, threads=threads)
    texts = questions()
    for text in texts:
        asking.ask(index, text)
    clock = Clock()
    for name, owner, attribute in PARTS:
        setattr(owner, attribute, clock.timed(name, getattr(owner, attribute)))
    begin = time.perf_counter()
    answers = [asking.ask(index, text) for text in texts]
    whole = time.perf_counter() - begin
    begin = time.perf_counter()
    for answer in answers:
        orjson.dumps(contract.answer_view(index, answer))
    written = time.perf_counter() - begin
    each = {name: seconds * 1000 / len(texts) for name, seconds in clock.seconds.items()}
    each["words and scoring"] = whole * 1000 / len(texts) - sum(each.values())
    each["JSON"] = written * 1000 / len(texts)
    tokens = np.mean([index.encoder.count_tokens(text) for text in texts])
    rate = multiplications_a_millisecond(threads)
    needed = multiplications(index.generation.folder / ENCODER / GRAPH) * tokens
    return {
        "threads": threads,
        "ms": each,
        "tokens": float(tokens),
        "limit_of_encoding_ms": float(needed / rate),
        "multiplications_a_ms": rate,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps(breakdown(given.index, given.threads)))


if __name__ == "__main__":
    main()

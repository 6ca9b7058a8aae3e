"""Graphs lose reshapes that change nothing, and say the same as before."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper

from pincite.encode.reshapes import without_idle_reshapes

WIDTH = 12


def _model(shapes: list[list[int]], *, outputs: tuple[str, ...] = ("out",)) -> ModelProto:
    """x of shape (1, n, 12), doubled, reshaped once after the other, and negated."""
    nodes = [helper.make_node("Add", ["x", "x"], ["r0"])]
    constants = []
    for at, shape in enumerate(shapes, start=1):
        constants.append(numpy_helper.from_array(np.array(shape, np.int64), f"shape{at}"))
        nodes.append(helper.make_node("Reshape", [f"r{at - 1}", f"shape{at}"], [f"r{at}"]))
    nodes.append(helper.make_node("Neg", [f"r{len(shapes)}"], ["out"]))
    graph = helper.make_graph(
        nodes,
        "reshapes",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, "n", WIDTH])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        constants,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=11)


def _run(model: ModelProto, length: int) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    x = np.random.default_rng(length).normal(size=(1, length, WIDTH)).astype(np.float32)
    return list(session.run(None, {"x": x}))


@pytest.mark.parametrize(
    ("shapes", "left"),
    [
        ([[1, -1, 3, 4]], 1),  # it does change the shape
        ([[1, -1, 3, 4], [1, -1, 6, 2]], 1),
        ([[1, -1, 3, 4], [-1, 4], [-1]], 1),
        ([[0, -1, 3, 4], [0, -1, 6, 2]], 2),  # 0 takes a dimension over: not looked into
        ([], 0),
    ],
)
def test_of_reshapes_in_a_row_the_last_is_kept(shapes: list[list[int]], left: int) -> None:
    model = _model(shapes)
    lean = without_idle_reshapes(model)
    assert [node.op_type for node in lean.graph.node].count("Reshape") == left
    for length in (1, 2, 7):
        for here, there in zip(_run(lean, length), _run(model, length), strict=True):
            np.testing.assert_array_equal(here, there)


def test_a_reshape_to_the_shape_there_was_goes_too() -> None:
    model = _model([[1, -1, 3, 4], [1, -1, WIDTH]])
    # An exporter writes what it knows of the shapes; from the graph alone the length has no name.
    model.graph.value_info.append(
        helper.make_tensor_value_info("r2", TensorProto.FLOAT, [1, "n", WIDTH])
    )
    lean = without_idle_reshapes(model)
    assert [node.op_type for node in lean.graph.node] == ["Add", "Neg"]
    np.testing.assert_array_equal(_run(lean, 5)[0], _run(model, 5)[0])


def test_a_reshape_whose_result_is_asked_for_stays() -> None:
    model = _model([[1, -1, 3, 4], [1, -1, 6, 2]], outputs=("out", "r1"))
    lean = without_idle_reshapes(model)
    assert [node.op_type for node in lean.graph.node].count("Reshape") == 2
    assert [part.shape for part in _run(lean, 5)] == [part.shape for part in _run(model, 5)]


def test_a_graph_within_a_graph_is_left_alone() -> None:
    model = _model([[1, -1, 3, 4], [1, -1, 6, 2]])
    inner = helper.make_graph(
        [helper.make_node("Identity", ["r1"], ["inside"])],
        "branch",
        [],
        [helper.make_tensor_value_info("inside", TensorProto.FLOAT, None)],
    )
    model.graph.initializer.append(numpy_helper.from_array(np.array(True), "yes"))
    model.graph.node.append(
        helper.make_node("If", ["yes"], ["picked"], then_branch=inner, else_branch=inner)
    )
    assert without_idle_reshapes(model) is model

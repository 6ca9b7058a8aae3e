from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pincite.encode import quantise as quantise_module
from pincite.encode.quantise import quantise
from pincite.encode.smooth import smooth

Floats = NDArray[np.float32]
SAMPLES = [np.array([[1, 5, 9]], np.int64), np.array([[2, 63, 40, 7, 7]], np.int64)]


def _graph(*, shared: bool = False, high: float = 50) -> onnx.ModelProto:
    """Lookup, two products of one input, and a third of their sum; a channel runs `high`.

    With ``shared`` the third meets the first one's matrix, as layers of ALBERT do.
    """
    rng = np.random.default_rng(1)
    table = rng.normal(size=(64, 16)).astype(np.float32)
    table[:, 3] *= high
    constants = {"table": table}
    for name in ("left", "right", "last"):
        constants[name] = rng.normal(size=(16, 16)).astype(np.float32)
        constants[name][3] /= (
            50  # as in a trained model, where a high channel does not drown the rest
        )
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["x"]),
        helper.make_node("MatMul", ["x", "left"], ["a"]),
        helper.make_node("MatMul", ["x", "right"], ["b"]),
        helper.make_node("Add", ["a", "b"], ["sum"]),
        helper.make_node("MatMul", ["sum", "left" if shared else "last"], ["out"]),
    ]
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, "tokens", 16])],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def _run(model: onnx.ModelProto, ids: NDArray[np.int64]) -> Floats:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return np.asarray(session.run(["out"], {"input_ids": ids})[0])


def _error(model: onnx.ModelProto, other: onnx.ModelProto) -> float:
    apart = [np.linalg.norm(_run(model, ids) - _run(other, ids)) for ids in SAMPLES]
    return float(np.sum(apart) / np.sum([np.linalg.norm(_run(model, ids)) for ids in SAMPLES]))


@pytest.mark.parametrize("shared", [False, True])
def test_smoothing_changes_nothing_but_the_last_bits(shared: bool) -> None:
    model = _graph(shared=shared)
    assert _error(model, smooth(model, SAMPLES)) < 1e-5


def test_smoothing_brings_the_rounded_graph_nearer() -> None:
    model = _graph()
    plain, smoothed = quantise(model), quantise(smooth(model, SAMPLES))
    assert _error(model, smoothed) < 0.7 * _error(model, plain)


def test_every_constant_matrix_is_rounded_to_seven_bits() -> None:
    constants = {
        tensor.name: numpy_helper.to_array(tensor)
        for tensor in quantise(_graph()).graph.initializer
    }
    for name in ("left", "right", "last"):
        assert name not in constants
        matrix = constants[f"{name}:int8"]
        assert matrix.dtype == np.int8
        # Two products with activations up to 255 stay within the 16 bits that AVX2 adds them in.
        assert np.abs(matrix.astype(int)).max() == 64
        assert 2 * 255 * 64 < 2**15


def test_inputs_of_several_matrices_are_rounded_once() -> None:
    kinds = [node.op_type for node in quantise(_graph()).graph.node]
    assert kinds.count("MatMulInteger") == 3
    assert kinds.count("DynamicQuantizeLinear") == 2
    assert "MatMul" not in kinds


def test_a_large_table_is_rounded_by_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantise_module, "_SMALLEST_TABLE", 64)
    model = _graph(high=1)
    rounded = quantise(model)
    constants = {tensor.name: tensor for tensor in rounded.graph.initializer}
    assert "table" not in constants
    assert list(constants["table:scale"].dims) == [64, 1]
    assert _error(model, rounded) < 0.05


def test_a_column_of_zeros_stays_zeros() -> None:
    model = _graph()
    matrix = next(tensor for tensor in model.graph.initializer if tensor.name == "last")
    zeros = numpy_helper.to_array(matrix).copy()
    zeros[:, 2] = 0
    matrix.CopyFrom(numpy_helper.from_array(zeros, "last"))
    assert not _run(quantise(model), SAMPLES[0])[..., 2].any()

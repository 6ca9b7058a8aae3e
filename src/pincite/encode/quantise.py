"""Eight-bit arithmetic for an encoder's graph.

Every product with a constant matrix becomes a product of 8-bit integers: the matrix is rounded
once, by the column, its input anew for each text, over the whole tensor. The embedding table is
rounded by the row. onnxruntime's `quantize_dynamic` does the first of these; it gives an embedding
table one scale for all of it, and twice as many bytes to the file, which is why this is written out
here.

Why int8 (all-MiniLM-L6-v2, one thread, AMD Zen 4, `python tests/bench/encoder.py`; hit@1 over 612
questions of XQuAD, dense alone, full precision 0.889):

                                      question   100 tokens   file    cosine   hit@1
    sentence-transformers, torch       15.8 ms      45   ms    91 MB   1.0000   .889
    float32                             5.2 ms      28   ms    91 MB   1.0000   .889
    8-bit weights, 128-blocks           3.4 ms      21   ms    59 MB   0.9992   .889
    quantize_dynamic, by the column     2.3 ms      12   ms    59 MB   0.9948   .882
    this, 8 bits, smoothed              2.0 ms      10   ms    24 MB   0.9985   .889
    this, 7 bits, smoothed (chosen)     2.0 ms      10   ms    24 MB   0.9972   .892
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pincite.encode.smooth import is_matrix

Floats = NDArray[np.float32]

# Matrices stay within 7 bits: x86-64 processors without VNNI add two products of an activation
# (0 to 255) and a weight in 16 bits, and 2 x 255 x 64 is the most that fits. So a generation
# copied to such a machine is not read with overflowing sums there.
_MATRIX_LIMIT = 64
_TABLE_LIMIT = 127
_SMALLEST_TABLE = 1 << 20  # elements; a smaller embedding table saves nothing worth an operator


def quantise(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its constant matrices and embedding tables in int8.

    Activations are scaled over a whole tensor, so that a text must be run alone: beside another,
    or padded, it would get other numbers.
    """
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    rewrite = _Rewrite(weights)
    for node in model.graph.node:
        if node.op_type == "MatMul" and is_matrix(weights.get(node.input[1])):
            rewrite.product(node)
        elif node.op_type == "Gather" and _is_table(weights.get(node.input[0]), node):
            rewrite.lookup(node)
        else:
            rewrite.nodes.append(node)
    used = {name for node in rewrite.nodes for name in node.input}
    graph = helper.make_graph(
        rewrite.nodes,
        model.graph.name,
        list(model.graph.input),
        list(model.graph.output),
        [tensor for tensor in (*weights.values(), *rewrite.added.values()) if tensor.name in used],
    )
    return helper.make_model(
        graph, opset_imports=list(model.opset_import), ir_version=model.ir_version
    )


def _is_table(tensor: onnx.TensorProto | None, node: onnx.NodeProto) -> bool:
    axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 0)
    return (
        tensor is not None
        and axis == 0
        and is_matrix(tensor)
        and tensor.dims[0] * tensor.dims[1] >= _SMALLEST_TABLE
    )


def _rounded(matrix: Floats, axis: int, limit: int) -> tuple[NDArray[np.int8], Floats]:
    """Integers from -limit to limit, one scale for each row (axis 1) or column (axis 0)."""
    scale = np.abs(matrix).max(axis=axis, keepdims=True) / np.float32(limit)
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


class _Rewrite:
    """The new graph's nodes and constants as they are collected."""

    def __init__(self, weights: dict[str, onnx.TensorProto]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.added: dict[str, onnx.TensorProto] = {}
        self.rounded_inputs: set[str] = set()

    def product(self, node: onnx.NodeProto) -> None:
        """x·W as MatMulInteger(round(x), round(W)) times both scales."""
        given, name = node.input[0], node.input[1]
        if f"{name}:int8" not in self.added:
            integers, scale = _rounded(
                numpy_helper.to_array(self.weights[name]), axis=0, limit=_MATRIX_LIMIT
            )
            self._add(f"{name}:int8", integers)
            self._add(f"{name}:scale", scale.reshape(-1))
        if given not in self.rounded_inputs:  # query, key and value share theirs
            self.rounded_inputs.add(given)
            parts = [f"{given}:uint8", f"{given}:scale", f"{given}:zero"]
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [given], parts))
        out = node.output[0]
        self._add("int8:zero", np.zeros((), np.int8))
        self.nodes += [
            helper.make_node(
                "MatMulInteger",
                [f"{given}:uint8", f"{name}:int8", f"{given}:zero", "int8:zero"],
                [f"{out}:int32"],
            ),
            helper.make_node("Cast", [f"{out}:int32"], [f"{out}:sum"], to=TensorProto.FLOAT),
            helper.make_node("Mul", [f"{given}:scale", f"{name}:scale"], [f"{out}:both"]),
            helper.make_node("Mul", [f"{out}:sum", f"{out}:both"], [out]),
        ]

    def lookup(self, node: onnx.NodeProto) -> None:
        """Rows of a table as int8 rows times their scales."""
        name, ids, out = node.input[0], node.input[1], node.output[0]
        if f"{name}:int8" not in self.added:
            integers, scale = _rounded(
                numpy_helper.to_array(self.weights[name]), axis=1, limit=_TABLE_LIMIT
            )
            self._add(f"{name}:int8", integers)
            self._add(f"{name}:scale", scale)
        self.nodes += [
            helper.make_node("Gather", [f"{name}:int8", ids], [f"{out}:row"], axis=0),
            helper.make_node("Cast", [f"{out}:row"], [f"{out}:float"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}:scale", ids], [f"{out}:row-scale"], axis=0),
            helper.make_node("Mul", [f"{out}:float", f"{out}:row-scale"], [out]),
        ]

    def _add(self, name: str, array: NDArray[np.int8] | Floats) -> None:
        self.added[name] = numpy_helper.from_array(array, name)

"""Evening out a graph's activations before they are rounded.

In a transformer a few channels run ten times as high as the rest; rounding with one scale for all
of them leaves the rest a few steps. So each channel is divided by a factor, and the row of the
matrix that it meets is multiplied by it: the product stays the same, and the matrix, rounded by the
column, bears it better. Xiao et al., SmoothQuant (2023), equation 4; here with an explicit division
instead of one folded into the layer before, which holds for any architecture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

# How much of the burden goes to the matrix. Of 0.5 to 0.9 in steps of 0.05, the one with vectors
# nearest to full precision for all-MiniLM-L6-v2, with calibration texts unlike the measured ones.
_STRENGTH = 0.75
_STEPS = 4  # of a factor to its double


def smooth(model: onnx.ModelProto, samples: Sequence[Ids]) -> onnx.ModelProto:
    """The same function, with the inputs of its constant products evened out over the samples.

    Each sample has shape (1, tokens) and goes to the graph's only input, `input_ids`.
    """
    smoothed = onnx.ModelProto()
    smoothed.CopyFrom(model)
    graph = smoothed.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    products = _products(graph, weights)
    if not products:
        return smoothed
    highest = _highest(model, list(products), samples)
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        nodes.append(node)
        for given in node.output:
            if given in products:
                factor = _factor(highest[given], [weights[p.input[1]] for p in products[given]])
                nodes.append(_even_out(graph, given, factor, products[given], weights))
    del graph.node[:]
    graph.node.extend(nodes)
    return smoothed


def _products(
    graph: onnx.GraphProto, weights: dict[str, onnx.TensorProto]
) -> dict[str, list[onnx.NodeProto]]:
    """The products with constant matrices by their input, where no matrix has another input too."""
    by_input: dict[str, list[onnx.NodeProto]] = defaultdict(list)
    inputs_of: dict[str, set[str]] = defaultdict(set)
    for node in graph.node:
        if node.op_type == "MatMul" and is_matrix(weights.get(node.input[1])):
            by_input[node.input[0]].append(node)
            inputs_of[node.input[1]].add(node.input[0])
    return {
        given: nodes
        for given, nodes in by_input.items()
        if all(len(inputs_of[node.input[1]]) == 1 for node in nodes)
    }


def is_matrix(tensor: onnx.TensorProto | None) -> bool:
    """Whether it is a constant matrix of float32."""
    return tensor is not None and len(tensor.dims) == 2 and tensor.data_type == TensorProto.FLOAT


def _highest(model: onnx.ModelProto, names: list[str], samples: Sequence[Ids]) -> dict[str, Floats]:
    """The highest magnitude in each channel of the named tensors, over the samples."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        watched.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    highest: dict[str, Floats] = {}
    for ids in samples:
        for name, values in zip(names, session.run(names, {"input_ids": ids}), strict=True):
            here: Floats = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            highest[name] = np.maximum(highest[name], here) if name in highest else here
    return highest


def _factor(highest: Floats, tensors: list[onnx.TensorProto]) -> Floats:
    """One factor for each channel, around 1 in the geometric mean."""
    rows: Floats = np.max([np.abs(numpy_helper.to_array(t)).max(axis=1) for t in tensors], axis=0)
    burden = np.maximum(highest, highest.max() * 1e-3 + 1e-6) ** _STRENGTH
    factor = burden / np.maximum(rows, 1e-5) ** (1 - _STRENGTH)
    # In steps, so that the last bits of a calibration, which differ between processors, do not
    # reach the file.
    steps = np.rint((np.log2(factor) - np.log2(factor).mean()) * _STEPS) / _STEPS
    even: Floats = np.exp2(steps.astype(np.float64)).astype(np.float32)
    return even


def _even_out(
    graph: onnx.GraphProto,
    given: str,
    factor: Floats,
    products: list[onnx.NodeProto],
    weights: dict[str, onnx.TensorProto],
) -> onnx.NodeProto:
    """Multiply the products' matrices by the factor; the node that divides their input by it."""
    for name in {node.input[1] for node in products}:
        matrix = numpy_helper.to_array(weights[name]) * factor[:, None]
        weights[name].CopyFrom(numpy_helper.from_array(matrix, name))
    for node in products:
        node.input[0] = f"{given}:even"
    graph.initializer.append(numpy_helper.from_array(1 / factor, f"{given}:factor"))
    return helper.make_node("Mul", [given, f"{given}:factor"], [f"{given}:even"])

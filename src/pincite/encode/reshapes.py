"""A graph without the reshapes that change nothing, each of which costs as much as an addition."""

from __future__ import annotations

import onnx
from onnx import numpy_helper, shape_inference


def without_idle_reshapes(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same function. Of reshapes in a row the last is kept, and none that gives what it got.

    A graph with graphs inside (branches, loops), which may name tensors of its, is left as it is.
    """
    if any(
        part.HasField("g") or part.graphs for node in model.graph.node for part in node.attribute
    ):
        return model
    lean = onnx.ModelProto()
    lean.CopyFrom(model)
    graph = lean.graph
    shapes = _shapes(model)
    constants = {tensor.name: tensor for tensor in graph.initializer}
    outputs = {output.name for output in graph.output}
    origin: dict[str, str] = {}  # of a reshape's output: what went into the first of its row
    same: dict[str, str] = {}  # of a reshape's output: the tensor that it equals
    nodes: list[onnx.NodeProto] = []
    for node in graph.node:
        node.input[:] = [same.get(name, name) for name in node.input]
        if node.op_type == "Reshape" and not _copies(node, constants):
            given, made = node.input[0], node.output[0]
            first = origin[made] = origin.get(given, given)
            node.input[0] = first
            known = shapes.get(first)
            if known is not None and known == shapes.get(made) and made not in outputs:
                same[made] = first
                continue
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(_used(nodes, outputs))
    return lean


def _copies(node: onnx.NodeProto, constants: dict[str, onnx.TensorProto]) -> bool:
    """Whether the new shape takes a dimension of the old one over (0), or is not a constant."""
    shape = constants.get(node.input[1])
    return shape is None or 0 in numpy_helper.to_array(shape)


def _shapes(model: onnx.ModelProto) -> dict[str, tuple[int | str, ...]]:
    """The shapes of tensors of which every dimension has a number or a name."""
    inferred = shape_inference.infer_shapes(model, data_prop=True).graph
    shapes = {}
    for value in (*inferred.value_info, *inferred.input, *inferred.output):
        if not value.type.tensor_type.HasField("shape"):
            continue
        dims = [dim.dim_value or dim.dim_param for dim in value.type.tensor_type.shape.dim]
        if all(dims):
            shapes[value.name] = tuple(dims)
    return shapes


def _used(nodes: list[onnx.NodeProto], outputs: set[str]) -> list[onnx.NodeProto]:
    """The nodes without those whose results nobody takes."""
    taken, kept = set(outputs), []
    for node in reversed(nodes):
        if taken.intersection(node.output):
            taken.update(node.input)
            kept.append(node)
    return kept[::-1]

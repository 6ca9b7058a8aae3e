"""From a torch module to a lean ONNX graph that reads one row of token ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import onnx
import torch

from pincite.encode.attention import as_one_operator
from pincite.encode.files import INPUT
from pincite.encode.reshapes import without_idle_reshapes
from pincite.errors import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_OPSET = 23  # the first with attention as an operator


def graph_of(
    module: torch.nn.Module, transformer: PreTrainedModel, outputs: Sequence[str]
) -> onnx.ModelProto:
    """The graph of a module that takes `input_ids`, shape (1, tokens), and gives the outputs.

    ``transformer`` is the part of it that attends. ModelError if torch is too old.
    """
    length = torch.export.Dim.DYNAMIC
    with as_one_operator(transformer):
        program = torch.onnx.export(
            module.eval(),
            (torch.arange(5, 12).reshape(1, 7),),
            dynamo=True,
            opset_version=_OPSET,
            dynamic_shapes=({1: length},),
            input_names=[INPUT],
            output_names=list(outputs),
            external_data=False,
            verbose=False,
        )
    if program is None:
        raise ModelError("torch.onnx.export returned nothing; use torch 2.9 or newer")
    return without_idle_reshapes(program.model_proto)


def bare(graph: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """The graph without what the exporter notes beside it: stack traces, this machine's paths."""
    copied = onnx.ModelProto()
    copied.CopyFrom(graph)
    inner = copied.graph
    del copied.metadata_props[:], inner.metadata_props[:], inner.value_info[:]
    copied.doc_string = inner.doc_string = copied.producer_name = copied.producer_version = ""
    inner.name = name
    for part in (*inner.node, *inner.input, *inner.output, *inner.initializer):
        part.doc_string = ""
        del part.metadata_props[:]
    return copied

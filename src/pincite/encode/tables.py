"""The table of token vectors beside the graphs that look rows up in it: one file for all of them.

ONNX Runtime maps such a file, so that of a table only the rows that were ever read take memory:
of half of a small model's bytes, hardly any.
"""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import TensorProto

from pincite.encode.files import TABLE


def move_table(graph: onnx.ModelProto, folder: Path) -> None:
    """Have a graph's table of token vectors in the folder's file.

    The largest constant that rows are looked up in goes into the file if there is none yet, and is
    taken from it if it is the same; another one stays in the graph.
    """
    looked_up = {node.input[0] for node in graph.graph.node if node.op_type == "Gather"}
    tables = [tensor for tensor in graph.graph.initializer if tensor.name in looked_up]
    table = max(tables, key=lambda tensor: len(tensor.raw_data), default=None)
    if table is None or not table.raw_data:
        return
    path = folder / TABLE
    if not path.exists():
        path.write_bytes(table.raw_data)
    elif path.read_bytes() != table.raw_data:
        return
    length = len(table.raw_data)
    table.ClearField("raw_data")
    table.data_location = TensorProto.EXTERNAL
    for key, value in (("location", TABLE), ("offset", "0"), ("length", str(length))):
        table.external_data.add(key=key, value=value)

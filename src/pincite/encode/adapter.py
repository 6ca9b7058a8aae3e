"""What makes a reader of an encoder's model: a small change to each of its matrices, and a head.

The change is of low rank (Hu et al., LoRA, 2021), so that it takes a seventeenth of the model's
bytes; `tests/eval/train_reader.py` trains it. It is made for one model and means nothing to
another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import orjson
from numpy.typing import NDArray

from pincite.encode.model import file_sha256
from pincite.errors import ModelError

SHIPPED = Path(__file__).with_name("reader.npz")

REMEDY = "install Pincite again"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Adapter:
    """The parts of `reader.npz`, by the names that transformers gives to a model's parameters.

    ``products`` holds for a matrix of shape (out, in) what is added to it as two factors, shapes
    (out, rank) and (rank, in). ``replaced`` holds vectors that take the place of the model's.
    ``head``, shape (dimension,), and ``bias`` turn a token's vector into the log-odds that it is
    part of an answer. ``base`` is the sha256 of the weights of the model that this was made for.
    """

    base: str
    products: Mapping[str, tuple[Floats, Floats]]
    replaced: Mapping[str, Floats]
    head: Floats
    bias: float
    record: Mapping[str, Any]


def adapter_for(weights: str) -> str | None:
    """The sha256 of the shipped adapter if it is made for the model of these weights, else None."""
    return file_sha256(SHIPPED, REMEDY) if load_adapter().base == weights else None


def load_adapter(path: Path = SHIPPED) -> Adapter:
    """The adapter that Pincite ships, or another. ModelError if the file is not one."""
    try:
        with path.open("rb") as stream, np.load(stream) as file:
            parts = {name: file[name] for name in file.files}
        record = orjson.loads(parts.pop("record").tobytes())
        floats = {name: part.astype(np.float32) for name, part in parts.items()}
        head, bias = floats.pop("head"), float(floats.pop("bias").item())
        left = {name for name in floats if name.endswith(":left")}
        products = {
            name.removesuffix(":left"): (
                floats.pop(name),
                floats.pop(name.removesuffix("left") + "right"),
            )
            for name in sorted(left)
        }
        return Adapter(record["base"], products, floats, head, bias, record)
    except (OSError, EOFError, BadZipFile, ValueError, LookupError, TypeError) as error:
        raise ModelError(f"{path}: not usable as a reader's weights ({error!r})") from None


def write_adapter(adapter: Adapter, path: Path) -> None:
    """Write an adapter; the weights in half precision."""
    record = {**adapter.record, "base": adapter.base}
    parts: dict[str, NDArray[Any]] = {"record": np.frombuffer(orjson.dumps(record), np.uint8)}
    for name, (left, right) in adapter.products.items():
        parts[f"{name}:left"], parts[f"{name}:right"] = left, right
    parts |= {**adapter.replaced, "head": adapter.head, "bias": np.array([adapter.bias])}
    halved = {n: p if n == "record" else p.astype(np.float16) for n, p in parts.items()}
    np.savez_compressed(path, **halved)  # type: ignore[arg-type]

"""The encoder of a new generation: the live one's if it is the same model, else exported anew."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from pincite.encode.files import read_description
from pincite.encode.model import locate
from pincite.encode.runtime import OnnxEncoder
from pincite.errors import ModelError
from pincite.store.generation import ENCODER


def model_identity(model: str, live: Path | None) -> str:
    """What tells a model from another before it is loaded: its weights' sha256, or else its name.

    On a machine without the model's files (and without torch) the live generation's encoder stands
    for the model of its name.
    """
    try:
        found = locate(model)
    except ModelError:
        if live is None:
            raise
        description = read_description(live / ENCODER)
        if description.name != model:
            raise
        return description.weights
    return found.sha256 or found.name


def place_encoder(model: str, live: Path | None, folder: Path, *, threads: int) -> OnnxEncoder:
    """Put the encoder for a model into a folder and open it.

    Copied from the live generation if that holds the same model; exporting takes half a minute
    and needs the ``ingest`` extra.
    """
    target = folder / ENCODER
    shutil.rmtree(target, ignore_errors=True)
    if live is not None and _same_model(model, live):
        shutil.copytree(live / ENCODER, target)
    else:
        _export(model, target)
    return OnnxEncoder.open(target, workers=threads)


def _same_model(model: str, live: Path) -> bool:
    try:
        description = read_description(live / ENCODER)
        identity = model_identity(model, live)
    except ModelError:
        return False
    return identity in (description.weights, description.name)


def _export(model: str, target: Path) -> None:
    if find_spec("sentence_transformers") is None:
        raise ModelError(
            f"{model}: exporting a model needs torch and sentence-transformers; "
            "run `pip install 'pincite[ingest]'`, or copy an index built on another machine"
        )
    # Importing it loads torch (seconds, 600 MB), which nothing else ever needs.
    from pincite.encode.export import export

    export(model, target)

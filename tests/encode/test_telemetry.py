"""ONNX Runtime tells nobody what it is used for, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_USE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from pincite.encode.runtime import OnnxEncoder
OnnxEncoder.open(Path(sys.argv[1])).encode(["one text"])
"""


@pytest.mark.parametrize("told", [None, "0"])
def test_nothing_is_gathered_whatever_the_environment_says(
    encoder_folder: Path, tmp_path: Path, told: str | None
) -> None:
    """It would keep a device id and a database below ~/.cache, and a session in TMPDIR."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    kept = {k: v for k, v in os.environ.items() if k not in ("XDG_CACHE_HOME", "CI")}
    environment = kept | {"HOME": str(home), "TMPDIR": str(temporary)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    if told is not None:
        environment["ORT_DISABLE_TELEMETRY"] = told
    source = str(Path(__file__).parents[2] / "src")
    subprocess.run(
        [sys.executable, "-c", _USE, str(encoder_folder), source], env=environment, check=True
    )
    assert list(home.rglob("*")) == []
    assert list(temporary.rglob("*")) == []

"""The Makefile: what is installed when, and what it says where something is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    shutil.which("make") is None, reason="make is not there: apt-get install make"
)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with what the Makefile reads."""
    for file in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def installed(clone: Path) -> str:
    """As if everything had been installed; gives what is planned for serving after that."""
    stamps = re.findall(r"^touch (\S+)$", make(clone, "-n", "test").stdout, re.MULTILINE)
    assert len(stamps) == 2
    (clone / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    for path in (".venv/bin/python", *stamps):
        (clone / path).touch()
    return make(clone, "-n", "serve").stdout


def test_make_alone_says_what_there_is(clone: Path) -> None:
    told = make(clone).stdout
    makefile = (clone / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    for target in targets.split():
        assert re.search(rf"^  make {target} +\w", told, re.MULTILINE), target


def test_the_first_start_installs_torch_first_and_everything_pinned(clone: Path) -> None:
    planned = make(clone, "-n", "serve").stdout
    installs = re.findall(r"pip install (.*?) \|", planned)
    assert installs[0].startswith("-c requirements.lock torch==2.13.0")
    assert all(line.startswith("-c requirements.lock ") for line in installs)
    assert planned.index("pip install") < planned.index("pincite build")
    assert planned.index("pincite build") < planned.index("pincite serve")


def test_a_second_start_installs_nothing(clone: Path) -> None:
    assert "pip install" not in installed(clone)


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_changed_pins_are_installed(clone: Path, file: str) -> None:
    installed(clone)
    with (clone / file).open("a") as pins:
        pins.write("# changed\n")
    assert "pip install" in make(clone, "-n", "serve").stdout


def test_a_touched_file_alone_installs_nothing(clone: Path) -> None:
    """A checkout gives every file a new time."""
    installed(clone)
    for path in clone.glob("*.*"):
        path.touch()
    assert "pip install" not in make(clone, "-n", "serve").stdout


def test_a_moved_clone_is_installed_anew(clone: Path, tmp_path: Path) -> None:
    """The virtual environment holds its own place in many files."""
    installed(clone)
    moved = clone.rename(tmp_path.with_name(tmp_path.name + "-moved"))
    assert "pip install" in make(moved, "-n", "serve").stdout


@pytest.mark.parametrize(
    ("python", "message"),
    [("", "needs Python 3.11 or newer"), ("false", "apt-get install python3-venv")],
)
def test_a_missing_python_is_told_with_the_remedy(clone: Path, python: str, message: str) -> None:
    ended = make(clone, "serve", f"PYTHON={python}")
    assert ended.returncode == 2
    assert message in ended.stderr
    assert not (clone / ".venv").exists()

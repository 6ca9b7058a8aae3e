"""Hundreds of hostile and broken files: each gives an Extract or a ReadError, within its time.

tests/bench/hostile.py does the same for as many seeds as one likes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from pincite.errors import ReadError
from pincite.readers.sandbox import Sandbox
from pincite.types import Extract
from support.hostile import hostile_files

SECONDS = 30.0


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


@pytest.mark.parametrize("seed", [6])
def test_each_file_is_read_or_refused_within_its_time(sandbox: Sandbox, seed: int) -> None:
    ended: Counter[str] = Counter()
    for name, data in hostile_files(seed):
        started = time.monotonic()
        try:
            extract = sandbox.read_bytes(data, name)
        except ReadError as error:
            ended[error.reason] += 1
            told = str(error)
        else:
            assert isinstance(extract, Extract)
            extract.text.encode("utf-8")
            assert "root:" not in extract.text, f"{name} led out to another file"
            ended["read"] += 1
            told = f"{name}: read"
        assert told.startswith(f"{name}: ")
        assert time.monotonic() - started < SECONDS, name
    assert ended.total() > 300
    assert ended["read"] > 50
    assert ended["corrupt"] > 50
    assert not ended["crashed"], ended


def test_a_file_read_after_hundreds_of_hostile_ones_is_read_as_ever(sandbox: Sandbox) -> None:
    assert sandbox.read_bytes(b"Of trade.\n", "x.txt").text == "Of trade.\n"

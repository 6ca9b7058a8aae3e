"""A build killed with SIGKILL leaves the old generation or the new one, whole.

tests/bench/kills.py does the same for as long as one likes.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from support import kills


@pytest.fixture(scope="module")
def bench(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> kills.Bench:
    return kills.bench(tmp_path_factory.mktemp("kills"), encoder_folder)


def test_killed_at_a_step_of_its_work(bench: kills.Bench) -> None:
    """Publication is the end of it: the last steps are tried more closely than the first."""
    total = kills.changes_of(bench, 1)
    assert total > 30
    steps = sorted({1, total // 3, total // 2, *range(max(1, total - 24), total + 1, 2)})
    for version, step in enumerate(steps, start=2):
        with kills.checked(bench, version):
            kills.kill_at(bench, step)
    kills.finish(bench, version)


def test_killed_at_any_moment(bench: kills.Bench) -> None:
    draw = random.Random(5)
    whole = kills.a_whole_build(bench, 100)
    killed = 0
    for version in range(101, 116):
        with kills.checked(bench, version):
            killed += kills.kill_after(bench, draw.uniform(0, whole))
    assert killed > 5
    kills.finish(bench, version)

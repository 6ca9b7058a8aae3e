"""Whole processes killed with SIGKILL: nothing acknowledged is missing, and the index opens.

tests/bench/kills.py does the same 200 times, or as often as one likes.
"""

from __future__ import annotations

from pathlib import Path

from support import killing


def test_killed_writers_lose_nothing_that_they_acknowledged(
    encoder_folder: Path, tmp_path: Path
) -> None:
    summary = killing.campaign(tmp_path, encoder_folder, kills=10, seed=3)
    assert summary.killed == 10
    assert all(count.attempts for count in summary.by.values())

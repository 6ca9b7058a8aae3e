"""CURRENT, publication, the lock and what is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pincite.errors import DamagedIndexError, LockedError, NoIndexError, StoreError
from pincite.store import folder as folders
from pincite.store import manifest as manifests
from pincite.store.manifest import Manifest

HOLDER = """
import sys, time
from pathlib import Path
from pincite.store.folder import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def publish(index: Path, content: str) -> Path:
    """A generation of one file."""
    with folders.writing(index) as building:
        staging = folders.staging(building)
        (staging / "a").write_text(content)
        files = {"a": manifests.digest_file(staging / "a")}
        made = Manifest("inputs", {}, {}, 1, 1, 1, (), "2024-01-01T00:00:00+00:00", files)
        manifests.write(made, staging)
        return folders.publish(index, staging)


def names(index: Path) -> set[str]:
    return {path.name for path in folders.generations(index)}


@pytest.mark.parametrize("make", [False, True])
def test_no_index_yet_says_how_to_build_one(tmp_path: Path, make: bool) -> None:
    index = tmp_path / "index"
    if make:
        index.mkdir()
    with pytest.raises(NoIndexError, match="pincite build"):
        folders.current(index)
    assert folders.generations(index) == []
    assert folders.newest_whole(index) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"g_\n", b"../../etc", b"\xff\xfe\x00", b"g_0123456789abcdef0123/..", b"x" * 9999],
)
def test_current_that_names_no_generation(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "CURRENT").write_bytes(content)
    with pytest.raises(DamagedIndexError, match="CURRENT"):
        folders.current(tmp_path)
    publish(tmp_path, "anew")
    assert folders.current(tmp_path).is_dir()


def test_current_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(DamagedIndexError, match="CURRENT"):
        folders.current(tmp_path)


def test_generation_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    a, b, c = (publish(tmp_path, content).name for content in "abc")
    assert folders.current(tmp_path).name == c
    assert names(tmp_path) == {b, c}
    assert a not in names(tmp_path)
    assert publish(tmp_path, "b").name == b  # back to it: it is there already
    assert folders.current(tmp_path).name == b
    assert names(tmp_path) == {b, c}


def test_orphan_of_a_killed_writer_goes(tmp_path: Path) -> None:
    """Killed between naming the folder and pointing to it."""
    a = publish(tmp_path, "a")
    (tmp_path / ("g_" + "0" * 20)).mkdir()
    b = publish(tmp_path, "b")
    assert names(tmp_path) == {a.name, b.name}


def test_same_content_again_changes_nothing(tmp_path: Path) -> None:
    a = publish(tmp_path, "a")
    inode = (a / "a").stat().st_ino
    assert publish(tmp_path, "a") == a
    assert (a / "a").stat().st_ino == inode
    assert list((tmp_path / ".building").iterdir()) == []


def test_damaged_generation_is_replaced_by_a_whole_one_of_its_name(tmp_path: Path) -> None:
    a = publish(tmp_path, "a")
    (a / "a").write_text("b")
    assert folders.newest_whole(tmp_path) is None
    publish(tmp_path, "a")
    assert (a / "a").read_text() == "a"
    assert folders.newest_whole(tmp_path) == a


def test_newest_whole_is_the_one_before_where_the_live_one_is_damaged(tmp_path: Path) -> None:
    a, b = publish(tmp_path, "a"), publish(tmp_path, "b")
    assert folders.newest_whole(tmp_path) == b
    (b / "a").unlink()
    assert folders.newest_whole(tmp_path) == a
    assert folders.live(tmp_path) == b


def test_what_does_not_match_its_manifest_is_not_published(tmp_path: Path) -> None:
    a = publish(tmp_path, "a")
    with folders.writing(tmp_path) as building:
        staging = folders.staging(building)
        (staging / "a").write_text("b")
        files = {"a": manifests.digest_file(staging / "a")}
        manifests.write(Manifest("i", {}, {}, 1, 1, 1, (), "t", files), staging)
        (staging / "a").write_text("c")
        with pytest.raises(DamagedIndexError):
            folders.publish(tmp_path, staging)
    assert folders.current(tmp_path) == a


def test_leftovers_are_cleared(tmp_path: Path) -> None:
    live = publish(tmp_path, "a")
    with folders.writing(tmp_path) as building:
        (building / "generation" / "encoder").mkdir(parents=True)
        (building / "generation" / "encoder" / "x").write_text("x")
        (building / "vectors").write_text("x")
        assert list(folders.staging(building).iterdir()) == []
        for name in "01":
            (tmp_path / ("g_" + name * 20)).mkdir()
        folders.clear(tmp_path)
        assert list(building.iterdir()) == []
    assert len(names(tmp_path)) == 2
    assert live.name in names(tmp_path)


def test_second_writer_is_told_who_writes_and_a_killed_ones_lock_is_free(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} is writing"):
            publish(tmp_path, "a")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        started = time.monotonic()
        publish(tmp_path, "a")
        assert time.monotonic() - started < 5
    finally:
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()


def test_lock_is_let_go_of_when_writing_fails(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), folders.writing(tmp_path):
            _ = 1 / 0
    with folders.writing(tmp_path), pytest.raises(StoreError), folders.writing(tmp_path):
        pass  # not twice in one process either

"""A disk that refuses: a clear error that names the folder, the live generation untouched."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from build.conftest import Build
from pincite.build import known_vectors
from pincite.errors import PinciteError, StoreError
from pincite.store import catalogue, tokens
from pincite.store import folder as folders
from pincite.store import manifest as manifests
from pincite.store.generation import open_generation

NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def change(corpus: Path) -> None:
    (corpus / "letter.txt").write_text("Dear Madam,\n\nWe thank you for the visit to Jeju.\n")


@pytest.fixture
def live(build_index: Build, corpus: Path, index: Path) -> Iterator[None]:
    """A live generation, a corpus that has changed since; afterwards, that the one is untouched."""
    before = build_index()
    change(corpus)
    yield
    assert open_generation(folders.current(index)).name == before.generation
    assert build_index().generation != before.generation  # and now there is space again


def refuse(*_: object, **__: object) -> Any:
    raise NO_SPACE


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (np.lib.format, "write_array_header_1_0"),  # vectors
        (np, "save"),  # offsets, digests, terms
        (known_vectors.Journal, "append"),
        (tokens.TokensWriter, "write"),
        (manifests, "write"),
        (folders, "sync_tree"),
        (os, "fsync"),
        (os, "rename"),
        (os, "replace"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
@pytest.mark.usefixtures("live")
def test_full_disk_at_one_of_the_writes(
    build_index: Build, index: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(module, name, refuse)
        with pytest.raises(StoreError, match="No space left") as caught:
            build_index()
    assert str(index) in str(caught.value)
    assert "space left, and build again" in str(caught.value)


@pytest.mark.usefixtures("live")
def test_full_disk_while_the_catalogue_is_written(
    build_index: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(catalogue.CatalogueWriter, "add", add)
        with pytest.raises(StoreError, match="disk is full"):
            build_index()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
@pytest.mark.parametrize("encoders", [0.5, 1.5])
def test_a_file_system_that_is_really_full(
    build_index: Build, corpus: Path, tmp_path: Path, encoder_folder: Path, encoders: float
) -> None:
    """Space for half an encoder, and for a generation but not for the next one."""
    size = int(encoders * sum(path.stat().st_size for path in encoder_folder.iterdir()))
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount: {mounted.stderr.decode()}")
    try:
        index = small / "index"
        if encoders > 1:
            before = build_index(index=index)
            change(corpus)
        with pytest.raises(PinciteError, match="space"):
            build_index(index=index)
        if encoders > 1:
            assert open_generation(folders.current(index)).name == before.generation
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_index_folder_that_is_a_file(build_index: Build, index: Path) -> None:
    index.write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be written"):
        build_index()
    assert index.read_text() == "not a folder"


def test_index_folder_that_may_not_be_made(build_index: Build, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"/proc/index: cannot be written"):
        build_index(index=Path("/proc/index"))


@pytest.mark.usefixtures("live")
def test_read_only_index_folder(build_index: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the system's answer is given in its place."""

    def open_(*_: object, **__: object) -> int:
        raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", open_)
        with pytest.raises(StoreError, match="Read-only file system"):
            build_index()


def test_journal_cut_or_spoilt_is_believed_only_as_far_as_it_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    journal = known_vectors.Journal(path, "encoder", 4)
    digests = known_vectors.digests_of(["a", "b", "c"])
    vectors = np.arange(12, dtype=np.float16).reshape(3, 4)
    journal.append(digests, vectors)
    whole = path.read_bytes()
    spoilt = bytearray(whole)
    spoilt[-20] ^= 1  # in the third
    path.write_bytes(bytes(spoilt))
    held, found = known_vectors.Journal(path, "encoder", 4).read()
    assert held.tolist() == digests[:2].tolist()
    assert found.tolist() == vectors[:2].tolist()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        again = known_vectors.Journal(path, "encoder", 4)
        held, found = again.read()
        assert held.tolist() == digests[: len(held)].tolist()
        again.append(digests[2:], vectors[2:])
        assert again.read()[1].tolist() == [*found.tolist(), vectors[2].tolist()]


@pytest.mark.parametrize(("digest", "dimension"), [("another", 4), ("encoder", 8)])
def test_journal_of_another_encoder_is_not_believed(
    tmp_path: Path, digest: str, dimension: int
) -> None:
    path = tmp_path / "vectors"
    journal = known_vectors.Journal(path, "encoder", 4)
    journal.append(known_vectors.digests_of(["a"]), np.ones((1, 4), np.float16))
    assert len(known_vectors.Journal(path, digest, dimension).read()[0]) == 0

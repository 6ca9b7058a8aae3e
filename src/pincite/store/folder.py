"""The index folder: which generation is live, one writer at a time, publication in one step.

index/CURRENT           the name of the live generation
index/g_…/              generations: the live one and the one before it
index/.building/        a generation being written (a leftover, if its writer died)
index/.lock             held (flock) by the writer; the system lets go of it when the writer dies
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pincite.errors import (
    DamagedIndexError,
    FormatError,
    LockedError,
    NoIndexError,
    StoreError,
)
from pincite.store import manifest as manifests

CURRENT = "CURRENT"
BUILDING = ".building"
STAGING = "generation"
LOCK = ".lock"
_NAME = re.compile(r"g_[0-9a-f]{20}\Z")


def current(index: Path) -> Path:
    """The folder of the live generation. NoIndexError if nothing has been built."""
    try:
        name = (index / CURRENT).read_text(encoding="ascii", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise NoIndexError(
            f"{index}: no index yet; run `pincite build` (or `make serve`) to build one"
        ) from None
    except OSError as error:
        raise DamagedIndexError(
            f"{index / CURRENT}: cannot be read ({error.strerror}); check its owner, or remove it "
            "and run `pincite build`"
        ) from None
    if not _NAME.match(name):
        raise DamagedIndexError(
            f"{index / CURRENT}: names no generation ({name[:40]!r}); run `pincite build --force`"
        )
    return index / name


def live(index: Path) -> Path | None:
    """The folder that CURRENT names, whole or not, or None."""
    try:
        return current(index)
    except StoreError:
        return None


def newest_whole(index: Path) -> Path | None:
    """The live generation, or, where it is damaged, the newest other one that is not."""
    named = live(index)
    others = [folder for folder in generations(index) if folder != named]
    candidates = others if named is None else [named, *others]
    return next((folder for folder in candidates if _is_whole(folder)), None)


def generations(index: Path) -> list[Path]:
    """Every generation's folder, the newest first."""
    if not index.is_dir():
        return []
    folders = [path for path in index.iterdir() if _NAME.match(path.name) and path.is_dir()]
    return sorted(folders, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def staging(building: Path) -> Path:
    """An empty folder to write a generation in; what a writer that died left there goes."""
    folder = building / STAGING
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder


def clear(index: Path) -> None:
    """Remove all that builds left behind: there is nothing to take up any more.

    Also generations beyond the live one and one to go back to, which a writer that died at the
    very end did not come to. Call with the lock held.
    """
    _remove_old(index, current(index), None)
    for path in (index / BUILDING).iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def writing(index: Path) -> Iterator[Path]:
    """Hold the writer's lock; gives the (existing, possibly used) folder to build in.

    Raises LockedError, naming the holder's process, if another process is writing.
    """
    index.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(index / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(
                f"{index}: process {holder} is writing this index; wait for it or end it"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        building = index / BUILDING
        building.mkdir(exist_ok=True)
        yield building
    finally:
        os.close(descriptor)  # lets go of the lock


def publish(index: Path, written: Path) -> Path:
    """Make a wholly written folder the live generation; call with the lock held.

    Every file is on disk before the folder gets its name, and the name is on disk before CURRENT
    points to it: killed at any moment, CURRENT names a whole generation. The generation that was
    live is kept, older ones go.
    """
    manifest = manifests.read(written, named=False)
    manifests.check_files(manifest, written)
    target = index / manifest.generation
    sync_tree(written)
    if target.exists() and _is_whole(target):
        shutil.rmtree(written)
    else:
        if target.exists():  # damaged: there is nothing to lose between the two steps
            shutil.rmtree(target)
        written.rename(target)
    _sync_folder(index)
    before = live(index)
    _replace(index / CURRENT, f"{target.name}\n")
    _remove_old(index, target, before)
    return target


def _remove_old(index: Path, now: Path, before: Path | None) -> None:
    """Keep the live generation and one to go back to: the one before, else the newest other."""
    others = [folder for folder in generations(index) if folder != now]
    kept = before if before in others else next(iter(others), None)
    for folder in others:
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    try:
        manifests.check_files(manifests.read(folder), folder)
    except (DamagedIndexError, FormatError):
        return False
    return True


def sync_tree(folder: Path) -> None:
    """Have the disk hold every file and folder below this one."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

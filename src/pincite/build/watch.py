"""Follows a corpus folder: tells when its files have changed and then been left alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

_Seen = frozenset[tuple[str, int, int]]


def changes_of(folder: Path, seconds: float, ending: threading.Event) -> Iterator[None]:
    """Yields at once, and again whenever the folder has changed, until ``ending`` is set.

    The folder is looked at every ``seconds``. A change is told when the folder has stayed the same
    from one look to the next, so that a file that is being copied is not read halfway. Looking
    costs one stat a file and works on every file system, which notifications do not.
    """
    told = _seen(folder)
    yield
    last = told
    while not ending.wait(seconds):
        now = _seen(folder)
        if now == last and now != told:
            told = now
            yield
        last = now


def _seen(folder: Path) -> _Seen:
    found: set[tuple[str, int, int]] = set()
    for path in folder.rglob("*"):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        try:
            stat = path.stat()
        except OSError:  # gone since it was listed, or a link that leads nowhere
            continue
        found.add((str(path), stat.st_mtime_ns, stat.st_size))
    return frozenset(found)

"""The live index: opened at start, replaced when a new generation is published.

A request takes the index once and stays on it, whatever is published meanwhile. A new generation
is opened beside the old one and takes its place in one assignment; one that cannot be opened is
refused, and the old one goes on serving. What was refused is tried again, less and less often: it
may have been on its way still.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pincite.errors import NoIndexError, PinciteError
from pincite.search.index import Index, Models, open_folder
from pincite.store import folder as folders
from pincite.store.vectors import StoredVectors
from pincite.verify.desk import Desk
from pincite_api.collector import settle
from pincite_api.problems import ProblemError

log = logging.getLogger("pincite_api.live")

_Mark = tuple[int, int, int]
_LONGEST_PAUSE = 300.0  # seconds before a generation that was refused is looked at again


@dataclass(frozen=True, slots=True)
class State:
    """The open index, or None, and what is wrong with the generation that should be live.

    The desk is the index's: what citing and verifying need is made once and goes with it.
    """

    desk: Desk | None = None
    fault: str | None = None
    missing: bool = False  # nothing has been built

    @property
    def index(self) -> Index | None:
        return self.desk.index if self.desk is not None else None


class Live:
    """Holds the open index of an index folder and keeps it up to date."""

    def __init__(
        self,
        folder: Path,
        *,
        threads: int,
        refresh_seconds: float,
        opened: Callable[[Index], Index] = lambda index: index,
    ) -> None:
        """``opened`` gives what is to be used of an index that has just been opened."""
        self._folder = folder
        self._threads = threads
        self._seconds = refresh_seconds
        self._opened = opened
        self._models: Models | None = None
        self._state = State(missing=True)
        self._mark: _Mark | None = None
        self._pause = refresh_seconds  # before what was refused is looked at again
        self._again = 0.0  # when that is, by the monotonic clock
        self._unsettled = False  # another index is live, and the collector has not been told
        self._retired: list[weakref.ref[StoredVectors]] = []  # of indexes replaced and still in use
        self._looking = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        return self._state

    def index(self) -> Index:
        """The open index. ProblemError (503) with the remedy where there is none."""
        return self.desk().index

    def desk(self) -> Desk:
        """The open index's desk. ProblemError (503) with the remedy where there is none."""
        state = self._state
        if state.desk is not None:
            return state.desk
        if state.missing:
            raise ProblemError(
                "no-index",
                "No index has been built yet; run `pincite build` (or `make serve`) where this "
                "service runs. It is picked up without a restart.",
            )
        raise ProblemError("damaged-index", state.fault or "The index cannot be used.")

    def start(self) -> None:
        """Open the live generation and watch for new ones until `stop`."""
        self._mark = self._read_mark()
        self._again = time.monotonic() + self._pause
        self._state = self._open_first()
        settle()
        self._thread = threading.Thread(target=self._watch, name="pincite-live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def refresh(self) -> None:
        """Look for a new generation now; costs one stat where there is none."""
        with self._looking:
            mark = self._read_mark()
            if mark != self._mark:
                self._mark = mark
                self._pause = self._seconds
                self._replace()
            elif self._refused() and time.monotonic() >= self._again:
                # Perhaps it was still being copied; a look costs as much as opening it.
                self._pause = min(2 * self._pause, _LONGEST_PAUSE)
                self._replace()
            elif self._unsettled or any(used() is None for used in self._retired):
                # An index's caches refer back to it, so that only a collection lets go of its
                # files and memory; and one that a request is still on outlives the collection, to
                # be settled once more when that has ended.
                self._unsettled = False
                self._retired = [used for used in self._retired if used() is not None]
                settle()

    def _replace(self) -> None:
        """Take what is live now in the place of what there was."""
        before = self._state.index
        self._again = time.monotonic() + self._pause
        self._state = self._open_next(self._state)
        self._unsettled = True
        if before is not None and before is not self._state.index:
            # Nothing refers back to its vectors: they are gone with the last that uses the index.
            self._retired.append(weakref.ref(before.generation.passages))

    def _refused(self) -> bool:
        """Whether there is a generation that should be live, and could not be opened."""
        return self._state.fault is not None or (self._state.missing and self._mark is not None)

    def _watch(self) -> None:
        while not self._ending.wait(self._seconds):
            try:
                self.refresh()
            except Exception as error:
                # Whatever it is, the watch must outlive it: the old index still answers.
                log.exception("the new generation cannot be opened")
                self._state = replace(self._state, fault=f"{type(error).__name__}: see the log")

    def _read_mark(self) -> _Mark | None:
        """What changes whenever CURRENT is replaced; None where there is none."""
        try:
            stat = (self._folder / folders.CURRENT).stat()
        except OSError:
            return None
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def _open_first(self) -> State:
        """The live generation, or else the newest one that is whole."""
        try:
            wanted = folders.current(self._folder)
            return State(Desk(self._open(wanted)))
        except NoIndexError:
            log.warning("%s: no index yet; run `pincite build`", self._folder)
            return State(missing=True)
        except PinciteError as error:
            fault = self._told(error)
        log.error("the live generation is refused: %s", fault)
        for folder in folders.generations(self._folder):
            try:
                index = self._open(folder)
            except PinciteError as error:
                log.error("%s is refused too: %s", folder.name, self._told(error))
                continue
            log.error("serving %s instead", folder.name)
            return State(Desk(index), fault)
        return State(fault=fault)

    def _open_next(self, before: State) -> State:
        """The generation that is live now, or what there was, with the reason."""
        if before.index is None:
            return self._open_first()
        try:
            index = self._open(folders.current(self._folder))
        except PinciteError as error:
            fault = self._told(error)
            log.error("%s stays live: %s", before.index.generation.name, fault)
            return replace(before, fault=fault)
        log.info("generation %s is live", index.generation.name)
        return State(Desk(index))

    def _open(self, folder: Path) -> Index:
        """A generation, with the models of the one before if they are the same."""
        index = open_folder(folder, threads=self._threads, models=self._models)
        self._models = Models(index.encoder, index.reader)
        return self._opened(index)

    def _told(self, error: Exception) -> str:
        """The error without the path of the index folder, which is nobody's business outside."""
        return str(error).replace(str(self._folder), "index")

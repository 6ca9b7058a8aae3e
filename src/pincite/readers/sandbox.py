"""Reads documents in a process of its own, so that a file can cost an error and nothing else.

    read_bytes(data, name)      as `pincite.readers.read_bytes`, in a process kept for the next file
    Sandbox(bounds)             the same with bounds of one's own

A reading process is a fresh Python and not a fork: what asks may have threads. It is kept for the
next file, since starting one takes half a second, and replaced when it dies, is killed or has read
many. Two threads that read at a time have two processes.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pincite.errors import PinciteError, ReadError
from pincite.readers import wire
from pincite.readers.limits import DEFAULT_LIMITS, Limits
from pincite.types import Extract

_STARTING_SECONDS = 60.0  # what a machine under load may need to load the libraries
_FILES = 500  # after so many a process is replaced: libraries leak
_KEPT = 2  # processes that wait for the next file
# All else stays here: a reader needs no secrets of its surroundings.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take; beyond one of them it is refused, never cut.

    ``seconds`` of the processor's time, and ``seconds_per_megabyte`` more for each 10^6 bytes of
    the file: a real PDF of a thousand pages takes a minute, a small one that takes as long is made
    to. By the clock on the wall a file has ``patience`` times as long, since the machine has other
    work too. ``memory`` is the process's address space and ``output`` the extract as JSON, both in
    bytes.
    """

    seconds: float = 20.0
    seconds_per_megabyte: float = 10.0
    patience: float = 4.0
    memory: int = 4_000_000_000
    output: int = 256_000_000


DEFAULT_BOUNDS = Bounds()


class Sandbox:
    """Reads files in processes of its own. Safe between threads; `close` ends the processes."""

    def __init__(self, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._bounds = bounds
        self._idle: list[_Process] = []
        self._lock = threading.Lock()

    def read_bytes(self, data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extract:
        """As `pincite.readers.read_bytes`: gives an Extract or raises ReadError.

        Two reasons are added to the readers' own: too-slow and crashed. PinciteError if no process
        can be started, which is the machine's fault and no file's.
        """
        # One byte more than may be read is enough for the reader to refuse it.
        data = data[: limits.bytes + 1]
        seconds = self._bounds.seconds + self._bounds.seconds_per_megabyte * len(data) / 1e6
        with self._process() as process:
            return process.read(data, name, limits, seconds)

    def close(self) -> None:
        """End the processes that wait; the sandbox may be used again and starts new ones."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def forget(self) -> None:
        """Leave the processes to the parent: this is a fork, and they are not its own."""
        self._idle = []
        self._lock = threading.Lock()

    @contextmanager
    def _process(self) -> Iterator[_Process]:
        process = self._take() or _Process(self._bounds)
        try:
            yield process
        except BaseException:
            self._keep(process)
            raise
        self._keep(process)

    def _take(self) -> _Process | None:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.is_reusable:
                    return process
                process.end()  # something else ended it while it waited
        return None

    def _keep(self, process: _Process) -> None:
        with self._lock:
            if process.is_reusable and len(self._idle) < _KEPT:
                self._idle.append(process)
                return
        process.end()


class _Process:
    """One reading process and this side of its socket."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._files = 0
        self._between = True  # whether nothing is under way, so that the next file may be sent
        self._connection, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # -P: a folder one happens to stand in is no place to import from.
                [
                    *(sys.executable, "-P", "-m", "pincite.readers.worker"),
                    *(str(theirs.fileno()), str(bounds.memory)),
                ],
                pass_fds=[theirs.fileno()],
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is this side's to handle
            )
        try:
            wire.receive(self._connection, 0, time.monotonic() + _STARTING_SECONDS)
        except (TimeoutError, EOFError, ConnectionError) as error:
            self.end()
            raise PinciteError(
                "the process that reads documents cannot be started "
                f"(status {self._process.returncode}); try `{sys.executable} -P -m "
                "pincite.readers.worker`, and see to the memory left"
            ) from error

    @property
    def is_reusable(self) -> bool:
        return self._between and self._files < _FILES and self._process.poll() is None

    def read(self, data: bytes, name: str, limits: Limits, seconds: float) -> Extract:
        wait = seconds * self._bounds.patience
        self._between = False
        self._files += 1
        try:
            self._connection.settimeout(wait)
            ends = time.monotonic() + wait
            wire.send(self._connection, wire.request(name, limits, max(1, round(seconds))), data)
            frame = wire.receive(self._connection, self._bounds.output, ends)
            self._between = True
        except TimeoutError:
            raise _too_slow(name, f"{wait:.0f} s") from None
        except OverflowError:
            raise ReadError(
                name,
                "too-large",
                f"unpacks to more than {self._bounds.output:,} bytes; split the document",
            ) from None
        except (EOFError, ConnectionError):
            raise self._death(name, seconds) from None
        try:
            return wire.parse_reply(frame, name)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._between = False
            raise _crashed(name, "an answer that is none") from None

    def end(self) -> None:
        """End the process now, whatever it does."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def _death(self, name: str, seconds: float) -> ReadError:
        self._process.kill()
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return _too_slow(name, f"{seconds:.0f} s of the processor's time")
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return _crashed(name, how)


def _too_slow(name: str, limit: str) -> ReadError:
    return ReadError(
        name, "too-slow", f"not read within {limit}; split it, or save it anew and try again"
    )


def _crashed(name: str, how: str) -> ReadError:
    return ReadError(
        name,
        "crashed",
        f"the reader of this format crashed on it ({how}); save it anew or repair it",
    )


_SHARED = Sandbox()
atexit.register(_SHARED.close)
os.register_at_fork(after_in_child=_SHARED.forget)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """Read bytes in a process that all of this program shares, within `DEFAULT_BOUNDS`."""
    return _SHARED.read_bytes(data, name, limits)

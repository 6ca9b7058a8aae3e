"""The reading process: ``python -P -m pincite.readers.worker DESCRIPTOR MEMORY``.

Reads one file after the other that `pincite.readers.sandbox` sends, under limits that the system
enforces. It writes no files; it ends when the other side of its socket has gone.
"""

from __future__ import annotations

import os
import resource
import socket
import sys

from pincite.errors import ReadError
from pincite.readers import read_bytes, wire
from pincite.readers.limits import Limits
from pincite.types import Extract

_ANY = 1 << 62


def main(descriptor: int, memory: int) -> None:
    """Read what is asked until the other side has gone."""
    _confine(memory)
    with socket.socket(fileno=descriptor) as connection:
        wire.send(connection, b"")  # ready
        while True:
            try:
                name, limits, seconds = wire.parse_request(wire.receive(connection, _ANY))
                data = wire.receive(connection, _ANY)
            except EOFError:
                return
            _allow(seconds)
            wire.send(connection, _reply(data, name, limits))


def _reply(data: bytes, name: str, limits: Limits) -> bytes:
    outcome = _outcome(data, name, limits)
    try:
        return wire.reply(outcome)
    except (TypeError, ValueError) as error:  # a lone surrogate that a reader let through
        return wire.reply(ReadError(name, "corrupt", f"gives no proper text ({error}); repair it"))
    except MemoryError:
        return wire.reply(_exhausted(name))


def _outcome(data: bytes, name: str, limits: Limits) -> Extract | ReadError:
    try:
        return read_bytes(data, name, limits)
    except ReadError as error:
        if isinstance(error.__cause__, MemoryError):
            return _exhausted(name)
        return error
    except MemoryError:
        return _exhausted(name)


def _exhausted(name: str) -> ReadError:
    return ReadError(
        name, "too-large", "needs more memory to read than one file may have; split the document"
    )


def _confine(memory: int) -> None:
    """No more memory than this, no file written, no core left behind."""
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    # Libraries print; what they print must not become part of anything.
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, hard))


def _allow(seconds: int) -> None:
    """So much of the processor's time from here on; beyond it the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds + 1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

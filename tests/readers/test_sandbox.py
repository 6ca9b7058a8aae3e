"""The reading process: as the readers, and what hangs, dies or explodes costs one error."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pincite.errors import PinciteError, ReadError
from pincite.readers import read_bytes
from pincite.readers.limits import Limits
from pincite.readers.sandbox import Bounds, Sandbox
from support.hostile import whole_files

# A worker whose reader of plain text does what the file's first word says.
_MISBEHAVING = """
import os, sys, time, ctypes
from pincite import readers
from pincite.readers import worker

def read_plain(data, name, limits):
    match data.split()[0]:
        case b"spin":
            while True:
                pass
        case b"sleep":
            time.sleep(600)
        case b"segfault":
            ctypes.string_at(0)
        case b"exit":
            os._exit(3)
        case b"exhaust":
            held = [bytearray(50_000_000) for _ in range(10_000)]
        case b"write":
            with open(sys.argv[3], "w") as file:
                file.write("x")
        case b"print":
            print("noise " * 10_000, flush=True)
            os.write(1, b"noise")
        case b"lie":
            os.write(int(sys.argv[1]), b"\\0" * 7 + b"\\x02{}")
            time.sleep(600)
    return original(data, name, limits)

original = readers._READERS["text/plain"]
readers._READERS["text/plain"] = read_plain
worker.main(int(sys.argv[1]), int(sys.argv[2]))
"""

Misbehaving = Callable[..., Sandbox]


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Misbehaving]:
    """Sandboxes whose processes do what the file says."""
    start = subprocess.Popen
    made: list[Sandbox] = []

    def popen(command: list[str], **more: object) -> object:
        *_, descriptor, memory = command
        written = str(tmp_path / "written")
        return start(
            [sys.executable, "-c", _MISBEHAVING, descriptor, memory, written],
            **more,  # type: ignore[call-overload]
        )

    monkeypatch.setattr("pincite.readers.sandbox.subprocess.Popen", popen)

    def sandbox(**bounds: float) -> Sandbox:
        made.append(Sandbox(Bounds(**bounds)))  # type: ignore[arg-type]
        return made[-1]

    yield sandbox
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


@pytest.mark.parametrize("kind", sorted(whole_files()))
def test_gives_what_the_reader_gives(sandbox: Sandbox, kind: str) -> None:
    data = whole_files()[kind]
    assert sandbox.read_bytes(data, f"x.{kind}") == read_bytes(data, f"x.{kind}")


def test_raises_what_the_reader_raises(sandbox: Sandbox) -> None:
    for data, name, limits in (
        (b"", "x.txt", Limits()),
        (b"%PDF-1.4", "x.pdf", Limits()),
        (b"text", "x.exe", Limits()),
        (b"more than this", "x.txt", Limits(bytes=5)),
        (b"more than this", "x.txt", Limits(characters=5)),
    ):
        with pytest.raises(ReadError) as here:
            read_bytes(data[: limits.bytes + 1], name, limits)
        with pytest.raises(ReadError) as there:
            sandbox.read_bytes(data, name, limits)
        assert (str(there.value), there.value.reason) == (str(here.value), here.value.reason)


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("spin", "too-slow"),  # ended by the limit on the processor's time
        ("sleep", "too-slow"),  # takes none: ended by the clock on the wall
        ("segfault", "crashed"),
        ("exit", "crashed"),
        ("lie", "crashed"),  # an answer that is none
        ("exhaust", "too-large"),
        ("write", "corrupt"),  # writing a file is an error that the reader meets
    ],
)
def test_a_file_that_misbehaves_costs_one_error(
    misbehaving: Misbehaving, does: str, reason: str, tmp_path: Path
) -> None:
    # Filling the memory may take a busy machine more than a second: that clock must not be first.
    seconds = 30 if does == "exhaust" else 1
    sandbox = misbehaving(seconds=seconds, patience=3, memory=800_000_000)
    with pytest.raises(ReadError) as raised:
        sandbox.read_bytes(f"{does} now".encode(), "x.txt")
    assert raised.value.reason == reason
    assert str(raised.value).startswith("x.txt: ")
    assert sandbox.read_bytes(b"Of trade", "y.txt").text == "Of trade"
    written = tmp_path / "written"
    assert not written.exists() or written.stat().st_size == 0


def test_what_a_library_prints_is_no_part_of_the_answer(misbehaving: Misbehaving) -> None:
    assert misbehaving().read_bytes(b"print this", "x.txt").text == "print this"


def test_more_output_than_may_be_is_refused(misbehaving: Misbehaving) -> None:
    sandbox = misbehaving(output=1000)
    with pytest.raises(ReadError) as raised:
        sandbox.read_bytes(b"many words " * 500, "x.txt")
    assert raised.value.reason == "too-large"
    assert sandbox.read_bytes(b"Of trade", "y.txt").text == "Of trade"


def test_a_process_is_kept_for_the_next_file(sandbox: Sandbox) -> None:
    sandbox.read_bytes(b"one", "x.txt")
    before = children()
    for _ in range(5):
        sandbox.read_bytes(b"two", "x.txt")
    assert children() == before


def test_a_process_that_died_while_it_waited_is_replaced(misbehaving: Misbehaving) -> None:
    others = children()
    sandbox = misbehaving()
    sandbox.read_bytes(b"one", "x.txt")
    (mine,) = children() - others
    os.kill(mine, 9)
    os.waitid(os.P_PID, mine, os.WEXITED | os.WNOWAIT)
    assert sandbox.read_bytes(b"two", "x.txt").text == "two"


def test_threads_read_beside_each_other(sandbox: Sandbox) -> None:
    seen: list[str] = []

    def read(number: int) -> None:
        data = f"number {number}".encode()
        seen.extend(sandbox.read_bytes(data, "x.txt").text for _ in range(5))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(f"number {number}" for number in range(3) for _ in range(5))


def test_a_machine_that_starts_no_process_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pincite.readers.sandbox.sys.executable", "/bin/false")
    with pytest.raises(PinciteError, match="cannot be started") as raised:
        Sandbox().read_bytes(b"text", "x.txt")
    assert not isinstance(raised.value, ReadError)


def children() -> set[int]:
    """The processes that this one has started and that live."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    found = {int(number) for number in listed.split()}
    return {
        pid for pid in found if "worker.main" in _command(pid) or "readers.worker" in _command(pid)
    }


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()

"""``pincite serve``: the address, the taken port, the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from pincite.cli.app import run
from pincite.errors import SettingsError
from pincite_api.command import listen


def started(index: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pincite", "serve", "--port", "0", "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_answers_there_and_ends_quietly(
    index_folder: Path, ending: signal.Signals
) -> None:
    process = started(index_folder)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        address = line.split("on ", 1)[1].split()[0]
        with urllib.request.urlopen(f"{address}/healthz", timeout=20) as response:
            assert response.status == 200
            assert response.headers["server"] is None
        process.send_signal(ending)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert errors == ""
    assert process.returncode == 0


def test_a_request_that_has_begun_is_finished_before_the_end(index_folder: Path) -> None:
    process = started(index_folder)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline().split("127.0.0.1:")[1].split()[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            body = b'{"q": "trade"}'
            connection.sendall(
                b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body)
            )
            time.sleep(0.3)  # the request has begun, its body is on the way
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            connection.sendall(body)
            assert connection.recv(64).startswith(b"HTTP/1.1 200")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def test_a_taken_port_is_named_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"127\.0\.0\.1:{port}: .*--port"):
            listen("127.0.0.1", port)


# An address that cannot be listened on, and a word of the remedy.
IMPOSSIBLE = [
    ("192.0.2.1", "address of this machine"),  # TEST-NET-1: nobody's
    ("no.such.host.invalid", "no such host"),
]


@pytest.mark.parametrize(("host", "told"), IMPOSSIBLE)
def test_an_impossible_address_is_named_with_the_remedy(host: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        listen(host, 0)


def test_an_ipv6_address_is_listened_on() -> None:
    try:
        listener = listen("::1", 0)
    except SettingsError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with listener:
        assert listener.family == socket.AF_INET6


def test_help_shows_an_example_and_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--help"]) == 0
    shown = capsys.readouterr().out
    for words in ("Example: pincite serve --port 8080", "127.0.0.1", "8000", "default: index"):
        assert words in shown


def test_a_taken_port_ends_with_the_status_of_a_wrong_setting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 2
    told = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in told
    assert "Traceback" not in told

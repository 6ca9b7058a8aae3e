"""What an operator sees: metrics, the log, rates, slow clients, a graceful end."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from pincite.cli.app import run
from pincite.errors import SettingsError
from pincite.settings import load
from pincite_api.logs import JsonFormatter, TextFormatter
from pincite_api.problems import ProblemError
from pincite_api.rates import Rates, rate_of
from pincite_api.tokens import check_token
from support.service import ServiceOver, problem_in

SECRET = "zanzibar"  # a word that only the question holds


def metrics(client: TestClient) -> dict[str, float]:
    """Every sample by its name and labels."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        sample.name + "".join(f" {k}={v}" for k, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_metrics_count_and_time_and_hold_no_question(
    service_over: ServiceOver, index_folder: Path
) -> None:
    client = service_over(index_folder)
    client.get("/v1/ask", params={"q": f"When was the {SECRET} agreement?"})
    client.get("/v1/ask")
    client.get("/", params={"q": f"When was the {SECRET} agreement?"})
    client.get(f"/nothing/{SECRET}")
    told = metrics(client)
    assert told["pincite_requests_total method=GET route=/v1/ask status=200"] == 1
    assert told["pincite_requests_total method=GET route=/v1/ask status=422"] == 1
    assert told["pincite_requests_total method=GET route=(none) status=404"] == 1
    assert told["pincite_request_seconds_count route=/v1/ask"] == 2
    verdicts = sum(v for k, v in told.items() if k.startswith("pincite_verdicts_total"))
    assert verdicts == 2, "the page's as well as the API's"
    # The page's answer is the one that was kept; and it is written as it is made, so that the last
    # stage is the API's.
    for stage, count in {"wait": 2, "work": 2, "encode": 1, "write": 1}.items():
        assert told[f"pincite_stage_seconds_count stage={stage}"] == count
    encode, work = (told[f"pincite_stage_seconds_sum stage={name}"] for name in ("encode", "work"))
    assert 0 < encode < work
    assert told["pincite_documents"] == 2
    assert told["pincite_passages"] > 10
    assert told["pincite_queue"] == 0
    generation = client.get("/readyz").json()["index"]["generation"]
    assert told[f"pincite_generation_info generation={generation}"] == 1
    assert SECRET not in client.get("/metrics").text


def logged(formatter: logging.Formatter) -> tuple[logging.Handler, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    return handler, stream


@contextmanager
def log_of(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    handler, stream = logged(formatter)
    logger = logging.getLogger("pincite_api")
    level, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # pytest would keep each entry, and cannot send half a surrogate pair
    try:
        yield stream
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.mark.parametrize("on", ["0", "1"])
def test_a_question_is_logged_only_if_a_setting_says_so(
    service_over: ServiceOver, index_folder: Path, on: str
) -> None:
    client = service_over(index_folder, log_questions=on)
    with log_of(JsonFormatter()) as stream:
        client.get("/v1/ask", params={"q": f"Where is {SECRET}?"}, headers={"x-request-id": "r-1"})
        client.post("/v1/ask", json={"q": f"Where is {SECRET}?"})
        client.get("/", params={"q": f"Where is {SECRET}?"})
    entries = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert stream.getvalue().count(SECRET) == (3 if on == "1" else 0)
    answered = [entry for entry in entries if entry["logger"] == "pincite_api.access"]
    assert len(answered) == 3
    assert answered[0]["request_id"] == "r-1"
    assert (answered[0]["method"], answered[0]["path"]) == ("GET", "/v1/ask")
    assert answered[0]["status"] == 200
    assert answered[0]["milliseconds"] > 0


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_nothing_in_a_request_forges_a_log_entry(
    service_over: ServiceOver, index_folder: Path, formatter: logging.Formatter
) -> None:
    """Line ends of every kind, terminal escapes, directions, a lone surrogate."""
    evil = "a\n{}\r\x85\u2028\u2029\x1b[31m\x07\u202e\x7f\x9b\ud800 b"
    with log_of(formatter) as stream:
        client = service_over(index_folder, log_questions="1")
        client.get("/v1/ask", params={"q": evil.replace("\ud800", "")})
        client.get("/nothing/%0A%7B%7D%0D%1B%5B31m%E2%80%A8%C2%85")
        logging.getLogger("pincite_api").info("told %s", evil)
        lines = stream.getvalue().removesuffix("\n").split("\n")
    assert len(lines) >= 4
    for line in lines:
        assert re.fullmatch("[\x20-\x7e]+", line), line
        if isinstance(formatter, JsonFormatter):
            assert json.loads(line)["logger"].startswith("pincite_api")


def test_a_failure_keeps_its_traceback_on_its_own_lines() -> None:
    with log_of(TextFormatter()) as stream:
        try:
            raise ValueError("a\nforged entry\x1b[2J")
        except ValueError:
            logging.getLogger("pincite_api").exception("it failed")
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("ERROR pincite_api: it failed")
    assert rest
    assert all(line.startswith("  ") and line.isprintable() for line in rest)


def test_a_client_that_asks_too_often_is_told_when_to_ask_again() -> None:
    now = [0.0]
    rates = Rates(2.0, clock=lambda: now[0])
    for _ in range(20):  # the burst
        rates.check("a")
    with pytest.raises(ProblemError) as raised:
        rates.check("a")
    assert raised.value.status_code == 429
    assert raised.value.headers == {"Retry-After": "1"}
    rates.check("b")  # another client is none the worse
    now[0] += 1.0
    rates.check("a")
    rates.check("a")
    with pytest.raises(ProblemError):
        rates.check("a")


@pytest.mark.parametrize(
    ("host", "rate", "expected"),
    [
        ("127.0.0.1", "", 0.0),
        ("::1", "", 0.0),
        ("localhost", "", 0.0),
        ("0.0.0.0", "", 20.0),
        ("example.org", "", 20.0),
        ("127.0.0.1", "3", 3.0),
        ("0.0.0.0", "0", 0.0),
    ],
)
def test_the_limit_is_off_on_loopback_unless_set(host: str, rate: str, expected: float) -> None:
    assert rate_of(load({"PINCITE_HOST": host, "PINCITE_RATE": rate})) == expected


def test_too_many_requests_are_answered_429(service_over: ServiceOver, index_folder: Path) -> None:
    client = service_over(index_folder, rate="0.2")  # a burst of two
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz").status_code == 200
    response = client.get("/healthz")
    problem_in(response, 429, "too-many")
    assert 1 <= int(response.headers["retry-after"]) <= 5


def test_the_token_command_prints_a_token_and_what_the_settings_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["token", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    settings = load({"PINCITE_WRITE_TOKEN_SHA256": made["sha256"]})
    headers = {b"authorization": f"Bearer {made['token']}".encode()}
    check_token("PUT", "/v1/documents/x", headers, settings)
    with pytest.raises(ProblemError):
        check_token("PUT", "/v1/documents/x", {b"authorization": b"Bearer x"}, settings)


def test_a_token_set_instead_of_its_digest_is_not_quoted_back() -> None:
    with pytest.raises(SettingsError) as raised:
        load({"PINCITE_WRITE_TOKEN_SHA256": "the-secret-itself"})
    assert "PINCITE_WRITE_TOKEN_SHA256" in str(raised.value)
    assert "the-secret-itself" not in str(raised.value)


@contextmanager
def served(index: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """``pincite serve`` as a process, and its port."""
    environment = {name: value for name, value in os.environ.items() if "PINCITE_" not in name}
    environment |= {f"PINCITE_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "pincite", "serve", "--port", "0", "--index", str(index)]
    process = subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        found = re.search(r":(\d+)  ", process.stdout.readline())
        assert found is not None
        yield process, int(found[1])
    finally:
        process.kill()
        process.communicate()


def test_slow_clients_are_let_go_of_and_the_end_is_graceful(index_folder: Path) -> None:
    """No head, half a head, half a body; then SIGTERM with a request under way."""
    with served(index_folder, idle_seconds="0.5", request_seconds="1") as (process, port):
        beginnings = {
            "nothing": b"",
            "half a head": b"GET /healthz HTTP/1.1\r\nHost: x\r\n",
            "half a body": b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{",
        }
        open_ones = {}
        for name, beginning in beginnings.items():
            open_ones[name] = socket.create_connection(("127.0.0.1", port), timeout=15)
            open_ones[name].sendall(beginning)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as others:
            assert others.status == 200, "nobody else is kept waiting"
        for name, connection in open_ones.items():
            with connection:
                said = b""
                while piece := connection.recv(65536):
                    said += piece
                assert (b" 408 " in said) == (name == "half a body"), (name, said)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - started < 10
        assert process.stderr is not None
        entries = [json.loads(line) for line in process.stderr.read().splitlines()]
        assert {"answered"} <= {entry["message"] for entry in entries}


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("PINCITE_READ_TOKEN_SHA", "PINCITE_READ_TOKEN_SHA256"),
        ("PINCITE_ZZZZZZZZZZZZZZZZZZ", "--help"),
    ],
)
def test_a_variable_that_is_no_setting_is_refused(variable: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"^{variable}: there is no such setting; .*{told}"):
        load({variable: "1", "OTHER": "2"})

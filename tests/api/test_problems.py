"""Every error, whoever raises it, has the one shape."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pincite_api.app import create_app
from pincite_api.problems import KINDS
from support.service import ServiceOver, problem_in, settings_for

JSON = {"content-type": "application/json"}
TOO_LONG = "a" * 1001
LONE_SURROGATE = b'{"q": "a", "document": "\\ud800"}'

# A line per producer of an error: method, path, what is sent, status, kind.
PRODUCERS: list[tuple[str, str, dict[str, Any], int, str]] = [
    # the router
    ("GET", "/v1/nothing", {}, 404, "not-found"),
    ("GET", "/v1/ask/", {}, 404, "not-found"),  # no redirect, no second address
    ("GET", "/v1/documents/../../etc/passwd", {}, 404, "not-found"),
    ("GET", "/v1/documents/..%2f..%2fetc%2fpasswd/text", {}, 404, "not-found"),
    ("GET", "/static/0/../app.py", {}, 404, "not-found"),
    ("DELETE", "/v1/ask", {}, 405, "method"),
    ("POST", "/v1/documents", {}, 405, "method"),
    ("PUT", "/", {}, 405, "method"),
    # the question's limits
    ("GET", "/v1/ask", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=%20%E3%80%80%09", {}, 422, "invalid"),  # white space of several kinds
    ("GET", f"/v1/ask?q={TOO_LONG}", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=0", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=51", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=-1", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=five", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=1.5", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&k=99999999999999999999999", {}, 422, "invalid"),
    ("GET", "/v1/ask?q=a&documnet=x", {}, 422, "invalid"),  # a filter misspelt is not dropped
    ("GET", "/v1/ask?q=a&document=nothing", {}, 404, "not-found"),
    ("GET", "/v1/ask?q=a&document=", {}, 404, "not-found"),
    ("GET", f"/v1/ask?q={'a' * 20_000}", {}, 414, "uri-too-long"),
    # the body
    ("POST", "/v1/ask", {"content": b"{", "headers": JSON}, 400, "malformed"),
    ("POST", "/v1/ask", {"content": b"\xff\xfe", "headers": JSON}, 400, "malformed"),
    ("POST", "/v1/ask", {"content": b"", "headers": JSON}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": []}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": "q"}, 422, "invalid"),
    ("POST", "/v1/ask", {"content": b"null", "headers": JSON}, 422, "invalid"),
    ("POST", "/v1/ask", {}, 415, "media-type"),
    ("POST", "/v1/ask", {"json": {}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": 5}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": None}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": TOO_LONG}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": "a", "k": "5"}}, 422, "invalid"),  # JSON has numbers
    ("POST", "/v1/ask", {"json": {"q": "a", "k": True}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": "a", "k": 51}}, 422, "invalid"),
    ("POST", "/v1/ask", {"json": {"q": "a", "limit": 5}}, 422, "invalid"),
    ("POST", "/v1/ask", {"content": b'{"q": "\\ud800"}', "headers": JSON}, 422, "invalid"),
    ("POST", "/v1/ask", {"content": b'{"\\udfff": 1}', "headers": JSON}, 422, "invalid"),
    ("POST", "/v1/ask", {"content": LONE_SURROGATE, "headers": JSON}, 404, "not-found"),
    ("POST", "/v1/ask", {"content": b'{"q": "a"}'}, 415, "media-type"),
    ("POST", "/v1/ask", {"data": {"q": "a"}}, 415, "media-type"),  # a form
    ("POST", "/v1/ask", {"json": {"q": "a" * 70_000}}, 413, "too-large"),
    # the index
    ("GET", "/v1/passages/p_nothing", {}, 404, "not-found"),
    ("GET", "/v1/passages/%00", {}, 404, "not-found"),
    ("GET", "/v1/documents/nothing", {}, 404, "not-found"),
    ("GET", "/v1/documents/nothing/text", {}, 404, "not-found"),
    # the pages, asked for by a program
    ("GET", "/p/p_nothing", {}, 404, "not-found"),
    ("GET", "/d/nothing", {}, 404, "not-found"),
    ("GET", "/?q=a&k=many", {}, 422, "invalid"),
    ("GET", f"/?q={TOO_LONG}", {}, 422, "invalid"),
    ("GET", "/?q=a&document=nothing", {}, 404, "not-found"),
    ("GET", "/static/000000000000/pincite.css", {}, 404, "not-found"),
]


@pytest.mark.parametrize(("method", "path", "sent", "status", "kind"), PRODUCERS)
def test_an_error_is_a_problem(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, kind: str
) -> None:
    problem_in(client.request(method, path, **sent), status, kind)


def test_a_field_outside_its_limits_is_named_with_the_limit(client: TestClient) -> None:
    problem = problem_in(client.get(f"/v1/ask?q={TOO_LONG}&k=51"), 422, "invalid")
    told = {error["field"]: error["detail"] for error in problem["errors"]}
    assert set(told) == {"q", "k"}
    assert "1001" in told["q"]
    assert "1000" in told["q"]
    assert "1 to 50" in told["k"]


def test_allow_lists_every_method_of_the_path(client: TestClient) -> None:
    assert client.delete("/v1/ask").headers["allow"] == "GET, HEAD, POST"
    assert client.post("/v1/documents").headers["allow"] == "GET, HEAD"


def test_a_body_that_hides_its_length_is_stopped_at_the_limit(client: TestClient) -> None:
    def chunks() -> Any:
        yield b'{"q": "'
        for _ in range(100):
            yield b"a" * 1000
        yield b'"}'

    response = client.post("/v1/ask", content=chunks(), headers=JSON)
    problem_in(response, 413, "too-large")


def test_before_there_is_an_index_the_command_that_builds_one_is_given(
    service_over: ServiceOver, tmp_path: Path
) -> None:
    client = service_over(tmp_path / "none")
    for path in ("/v1/ask?q=a", "/v1/documents", "/v1/passages/p_a", "/readyz", "/d/a", "/p/p_a"):
        problem = problem_in(client.get(path), 503, "no-index")
        assert "pincite build" in problem["detail"]
        assert str(tmp_path) not in problem["detail"]
    assert client.get("/healthz").status_code == 200


def test_a_failure_is_told_without_its_insides_and_logged_with_its_id(
    index_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings_for(index_folder))

    @app.get("/fails")
    async def fails() -> None:
        raise RuntimeError("the secret inside")

    with TestClient(app) as client, caplog.at_level(logging.ERROR):
        problem = problem_in(client.get("/fails"), 500, "internal")
    assert "secret" not in str(problem)
    assert any(problem["request_id"] in record.getMessage() for record in caplog.records)


def test_a_request_id_is_taken_over_if_it_is_harmless(client: TestClient) -> None:
    given = {"x-request-id": "desk-7.42_a"}
    assert client.get("/healthz", headers=given).headers["x-request-id"] == "desk-7.42_a"
    for bad in ("a b", "a" * 65, "<b>", "é".encode("latin-1")):
        made = client.get("/healthz", headers={"x-request-id": bad}).headers["x-request-id"]  # type: ignore[dict-item]
        assert made.isalnum()
        assert made != bad


def test_every_kind_of_problem_is_listed(client: TestClient) -> None:
    listed = client.get("/v1/problems").json()["problems"]
    page = client.get("/problems").text
    assert [entry["type"] for entry in listed] == [kind.uri for kind in KINDS]
    for kind in KINDS:
        assert f'id="{kind.name}"' in page

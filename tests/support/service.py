"""The service as tests start it, and the shape that its errors have."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from pincite.settings import Settings, load
from pincite_api.command import listen
from pincite_api.problems import KINDS

ServiceOver = Callable[..., TestClient]


def settings_for(index: Path, **changed: str) -> Settings:
    """Settings over an index folder, quick to notice a new generation."""
    environment = {"index": str(index), "threads": "1", "refresh_seconds": "0.05", **changed}
    return load({f"PINCITE_{name.upper()}": value for name, value in environment.items()})


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, ws="none", lifespan="on")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    ends = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server ended before it answered"
        assert time.monotonic() < ends, "the server does not answer within 30 s"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def problem_in(response: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem that a response holds, its shape checked."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert set(problem) == {
        "type", "title", "status", "detail", "instance", "request_id", "errors",
    }  # fmt: skip
    assert problem["type"] == f"/problems#{kind}"
    assert problem["status"] == status
    assert problem["title"] in {listed.title for listed in KINDS if listed.name == kind}
    assert problem["detail"].strip()
    assert problem["request_id"] == response.headers["x-request-id"]
    for error in problem["errors"]:
        assert set(error) == {"field", "detail"}
    return problem


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that another thread does."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, f"not within {seconds} s"
        time.sleep(0.01)

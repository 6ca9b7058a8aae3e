"""The service over the repository's corpus, in this process, on a port, and in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from pincite_api.app import create_app
from support.service import ServiceOver, serving, settings_for

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def client(index_folder: Path) -> Iterator[TestClient]:
    """The service over the built index, shared by the tests that only read."""
    with TestClient(create_app(settings_for(index_folder))) as client:
        yield client


@pytest.fixture
def service_over() -> Iterator[ServiceOver]:
    """Starts the service over an index folder, with settings changed; ends it after the test."""
    open_clients: list[TestClient] = []

    def start(index: Path, **changed: str) -> TestClient:
        client = TestClient(create_app(settings_for(index, **changed)))
        client.__enter__()
        open_clients.append(client)
        return client

    yield start
    for client in open_clients:
        client.__exit__(None, None, None)


@pytest.fixture
def index_copy(index_folder: Path, tmp_path: Path) -> Path:
    """A copy of the built index that a test may write to."""
    return Path(shutil.copytree(index_folder, tmp_path / "index"))


@pytest.fixture(scope="session")
def address(index_folder: Path) -> Iterator[str]:
    """The service on a port, shared by the tests that only read."""
    with serving(create_app(settings_for(index_folder))) as address:
        yield address


@pytest.fixture(scope="module")  # while it is open, this thread has a running event loop
def browser() -> Iterator[Browser]:
    """Debian's chromium. Without it the test is skipped, or fails where CI is set."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not there: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()

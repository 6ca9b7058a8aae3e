"""The fixtures of the command line's tests, and the service to compare its JSON with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cli.running import pincite
from pincite.settings import load
from pincite_api.app import create_app

__all__ = ["pincite"]


@pytest.fixture(scope="session")
def service(index_folder: Path) -> Iterator[TestClient]:
    """The HTTP service over the same index."""
    settings = load({"PINCITE_INDEX": str(index_folder), "PINCITE_THREADS": "1"})
    with TestClient(create_app(settings)) as client:
        yield client

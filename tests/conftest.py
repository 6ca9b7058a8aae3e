"""What tests of several parts share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[1] / "corpus"

# Fixtures that take seconds to make or to use; the tests that need none of them run first.
_SLOW = ("encoder_folder", "index_folder", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: what is plainly wrong is then told within seconds."""
    items.sort(key=lambda item: sum(name in getattr(item, "fixturenames", ()) for name in _SLOW))


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default model, exported once for all the tests that encode.

    TEST_ENCODER names a folder that holds it already, to save half a minute.
    """
    if exported := os.environ.get("TEST_ENCODER"):
        return Path(exported)
    from pincite.encode.export import export  # torch is loaded only where a test needs it
    from pincite.encode.model import DEFAULT_MODEL

    folder = tmp_path_factory.mktemp("encoder")
    export(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def index_folder(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the repository's corpus, built once; not to be written to."""
    from pincite.build.pipeline import build
    from pincite.encode.model import DEFAULT_MODEL

    folder = tmp_path_factory.mktemp("index")
    build(CORPUS, folder, DEFAULT_MODEL, encoder_folder=encoder_folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_reaches_children() -> Iterator[None]:
    """A shell that starts the tests in the background has them, and all they start, ignore Ctrl-C.

    Handled by a function it is passed on to a new program as the default, which is what a terminal
    gives it.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)

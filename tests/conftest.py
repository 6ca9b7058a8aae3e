"""What tests of several parts share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default model, exported once for all the tests that encode."""
    from pincite.encode.export import export  # torch is loaded only where a test needs it
    from pincite.encode.model import DEFAULT_MODEL

    folder = tmp_path_factory.mktemp("encoder")
    export(DEFAULT_MODEL, folder)
    return folder

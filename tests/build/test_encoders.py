"""When an encoder that was exported before can be used again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.build import encoders
from pincite.build.encoders import model_identity
from pincite.encode.model import DEFAULT_MODEL, DEFAULT_SHA256

ANOTHER = "0" * 64


def test_what_was_exported_is_the_model_that_it_was_exported_from(encoder_folder: Path) -> None:
    assert model_identity("any", None, encoder_folder) == model_identity(DEFAULT_MODEL, None)


@pytest.mark.parametrize("adapter", [ANOTHER, None])
def test_a_model_with_another_reader_is_another_model(
    encoder_folder: Path, monkeypatch: pytest.MonkeyPatch, adapter: str | None
) -> None:
    """Weights are fitted to what one reader says: an update must not keep the last one's."""
    monkeypatch.setattr(encoders, "adapter_for", lambda _: adapter)
    assert model_identity(DEFAULT_MODEL, None) != model_identity("any", None, encoder_folder)


def test_of_a_model_without_a_reader_the_weights_are_the_identity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoders, "adapter_for", lambda _: None)
    assert model_identity(DEFAULT_MODEL, None) == DEFAULT_SHA256

"""Small corpora, and builds of them that take less than a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pincite.build.pipeline import BuildReport, build
from pincite.encode.model import DEFAULT_MODEL
from pincite.encode.runtime import OnnxEncoder

Build = Callable[..., BuildReport]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three short documents, one of them with a record."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "corpus.toml").write_text(
        '[[document]]\nkey = "treaty"\nfile = "treaty.txt"\ntitle = "The Treaty"\nissued = "1990"\n'
    )
    (folder / "treaty.txt").write_text(
        "The Treaty\n\n1. The Parties of the Free Trade Agreement (FTA) meet.\n\n2. They trade.\n"
    )
    (folder / "note.md").write_text("# A note\n\nThe FTA came into effect on 1 January 2010.\n")
    (folder / "letter.txt").write_text("Dear Sir,\n\nWe thank you for the visit to Busan.\n")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def build_index(encoder_folder: Path, corpus: Path, index: Path) -> Build:
    """Builds, with the session's encoder; keywords as `build` takes them."""

    def run(**more: Any) -> BuildReport:
        given = {"encoder_folder": encoder_folder, **more}
        return build(given.pop("corpus", corpus), given.pop("index", index), DEFAULT_MODEL, **given)

    return run


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text of a passage or sentence that an encoder encodes from here on."""
    seen: list[str] = []

    def record(name: str) -> None:
        original = getattr(OnnxEncoder, name)

        def recording(self: OnnxEncoder, texts: Sequence[str], *more: Any) -> Any:
            seen.extend(texts)
            return original(self, texts, *more)

        monkeypatch.setattr(OnnxEncoder, name, recording)

    record("encode")
    record("encode_with_tokens")
    return seen

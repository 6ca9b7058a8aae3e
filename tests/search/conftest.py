"""An open index of the repository's corpus, and small ones made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.search.index import Index, open_index

MakeIndex = Callable[[Mapping[str, str]], Index]


@pytest.fixture(scope="session")
def real(index_folder: Path) -> Index:
    """The repository's own corpus."""
    return open_index(index_folder)


@pytest.fixture
def make_index(encoder_folder: Path, tmp_path: Path) -> MakeIndex:
    """Indexes texts given by file name."""

    def make(texts: Mapping[str, str]) -> Index:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        for name, text in texts.items():
            (corpus / name).write_text(text, encoding="utf-8")
        build(corpus, tmp_path / "index", DEFAULT_MODEL, encoder_folder=encoder_folder)
        return open_index(tmp_path / "index")

    return make

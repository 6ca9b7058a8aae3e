"""An open index of the repository's corpus, and small ones made on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.search.index import Index, open_index


@pytest.fixture(scope="session")
def real(index_folder: Path) -> Index:
    """The repository's own corpus."""
    return open_index(index_folder)


def indexed(texts: Mapping[str, str], folder: Path, encoder_folder: Path) -> Index:
    """An index, made in an empty folder, of texts given by file name."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", DEFAULT_MODEL, encoder_folder=encoder_folder)
    return open_index(folder / "index")

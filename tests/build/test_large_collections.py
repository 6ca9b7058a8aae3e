"""What a collection too large for an exact search is built to, at a size that tests can afford."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.search.ask import ask
from pincite.search.index import open_index
from pincite.store.vectors import StoredVectors, write_approximate

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTIONS = (
    "When did the ASEAN-Korea Free Trade Agreement come into effect?",
    "What is the ASEAN-Korea Centre?",
    "Who sank the Titanic?",
)


@pytest.mark.parametrize(
    ("exact_rows", "expected"),
    [
        (10, {"passages.ivf", "sentences.ivf"}),
        (70, {"sentences.ivf"}),  # more sentences than passages: they need it first
    ],
)
def test_answers_are_the_same_through_inverted_lists(
    tmp_path: Path,
    encoder_folder: Path,
    index_folder: Path,
    exact_rows: int,
    expected: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So few lists are all probed, so that nothing is overlooked."""
    exact = open_index(index_folder)
    for function in (StoredVectors.__init__, write_approximate):
        monkeypatch.setitem(function.__kwdefaults__, "exact_rows", exact_rows)
    build(CORPUS, tmp_path, DEFAULT_MODEL, encoder_folder=encoder_folder)
    index = open_index(tmp_path)
    generation = index.generation
    assert 10 < generation.manifest.passages < 70 < generation.manifest.sentences < 1_000
    assert set(generation.manifest.approximations) == expected
    assert {name for name in generation.manifest.files if name.endswith(".ivf")} == expected
    for made in generation.manifest.approximations.values():
        assert made["recall_at_10"] == 1
    rows = np.arange(len(generation.sentences))
    for row in rows[::7].tolist():
        vector = generation.sentences.take(rows[row : row + 1])[0]
        _, scores = generation.sentences.search(vector, 1)
        assert scores[0] == pytest.approx(1, abs=2e-3)
    for question in QUESTIONS:
        found, same = ask(index, question, k=10), ask(exact, question, k=10)
        assert found.verdict == same.verdict
        assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in same.hits]

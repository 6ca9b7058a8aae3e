"""Vector search against numpy's brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.store.vectors import StoredVectors


def stored(
    folder: Path, rows: int, dimension: int = 24
) -> tuple[StoredVectors, NDArray[np.float32]]:
    vectors = np.random.default_rng(rows).normal(size=(rows, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    held = vectors.astype(np.float16)
    np.save(folder / "v.npy", held)
    return StoredVectors(folder / "v.npy"), held.astype(np.float32)


@pytest.mark.parametrize("rows", [1, 3, 500])
@pytest.mark.parametrize("k", [1, 7, 1_000])
@pytest.mark.parametrize("within", [None, range(1), range(1, 2), range(100, 350), range(5, 5)])
def test_search_finds_what_brute_force_finds(
    tmp_path: Path, rows: int, k: int, within: range | None
) -> None:
    index, held = stored(tmp_path, rows)
    query = held[rows // 2] + held[0]
    scores = held @ query
    allowed = [row for row in (range(rows) if within is None else within) if row < rows]
    expected = sorted(allowed, key=lambda row: (-scores[row], row))[:k]
    found, found_scores = index.search(query, k, within)
    assert found.dtype == np.int64
    assert found_scores.dtype == np.float32
    assert found.tolist() == expected
    np.testing.assert_allclose(found_scores, scores[expected], atol=1e-6)


def test_equal_scores_are_in_the_order_of_rows_even_where_k_cuts_them(tmp_path: Path) -> None:
    row = np.eye(1, 16, dtype=np.float16)
    np.save(tmp_path / "v.npy", np.repeat(row, 3_000, axis=0))
    index = StoredVectors(tmp_path / "v.npy")
    for k in (5, 150, 2_500):
        assert index.search(row[0].astype(np.float32), k)[0].tolist() == list(range(k))
    within = index.search(row[0].astype(np.float32), 5, range(40, 90))[0]
    assert within.tolist() == [40, 41, 42, 43, 44]


def test_taken_vectors_are_those_stored(tmp_path: Path) -> None:
    index, held = stored(tmp_path, 50)
    rows = np.array([3, 3, 49, 0])
    assert index.take(rows).tobytes() == held[rows].tobytes()
    assert len(index) == 50


@pytest.mark.parametrize("k", [0, -1])
def test_none_wanted_gives_none(tmp_path: Path, k: int) -> None:
    index, held = stored(tmp_path, 5)
    assert index.search(held[0], k)[0].tolist() == []


def test_no_rows(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", np.empty((0, 24), np.float16))
    index = StoredVectors(tmp_path / "v.npy")
    assert len(index) == 0
    assert index.search(np.zeros(24, np.float32), 5)[0].tolist() == []

"""Vector search against numpy's brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.store.vectors import (
    Approximation,
    StoredVectors,
    nearest_exactly,
    write_approximate,
)


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


def test_no_rows_are_taken_where_none_are_wanted(tmp_path: Path) -> None:
    for rows in (5, 1_500):
        _, held = stored(tmp_path, rows)
        index = StoredVectors(tmp_path / "v.npy", exact_rows=1_000)
        assert index.take(np.empty(0, np.int64)).shape == (0, held.shape[1])


# The approximate index, at a size that tests can afford: the limit is lowered for them.

_FEW = 1_000


def approximate(
    folder: Path, rows: int, clusters: int = 60, dimension: int = 24
) -> tuple[StoredVectors, NDArray[np.float32], Approximation | None]:
    draw = np.random.default_rng(rows)
    centres = draw.normal(size=(clusters, dimension))
    vectors = centres[draw.integers(clusters, size=rows)] + draw.normal(0, 0.4, (rows, dimension))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    np.save(folder / "v.npy", vectors.astype(np.float16))
    queries = vectors[::50].astype(np.float32)
    measured = write_approximate(
        folder / "v.npy", queries, folder / "v.ivf", exact_rows=_FEW, least_probes=2
    )
    index = StoredVectors(folder / "v.npy", folder / "v.ivf", exact_rows=_FEW)
    return index, vectors.astype(np.float16).astype(np.float32), measured


def test_approximate_search_finds_what_it_was_measured_to_find(tmp_path: Path) -> None:
    index, held, measured = approximate(tmp_path, 4_000)
    assert measured is not None
    assert measured.recall_at_10 >= 0.98
    assert 1 <= measured.probes < measured.lists
    queries = held[7::101]  # others than those it was measured on
    hits = 0
    for query in queries:
        rows, scores = index.search(query, 10)
        np.testing.assert_allclose(scores, held[rows] @ query, atol=1e-6)  # not those of eight bits
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        hits += len(set(rows.tolist()) & set(np.argsort(-(held @ query))[:10].tolist()))
    assert hits / (10 * len(queries)) >= 0.97


@pytest.mark.parametrize("narrow", [0, 100, 10_000])  # rows that are compared one by one
@pytest.mark.parametrize("within", [range(40, 41), range(500, 560), range(3_990, 9_000)])
def test_approximate_search_within_a_document_is_exact(
    tmp_path: Path, within: range, narrow: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few of the lists would be probed without the filter."""
    monkeypatch.setattr("pincite.store.vectors._NARROW", narrow)
    index, held, _ = approximate(tmp_path, 4_000)
    query = held[2_000]
    allowed = [row for row in within if row < len(held)]
    expected = sorted(allowed, key=lambda row: (-(held @ query)[row], row))[:15]
    assert index.search(query, 15, within)[0].tolist() == expected
    assert index.search(query, 5, range(7, 7))[0].tolist() == []
    assert index.search(query, 0)[0].tolist() == []


def test_equal_rows_give_an_equal_approximate_index(tmp_path: Path) -> None:
    approximate(tmp_path, 3_000)
    first = (tmp_path / "v.ivf").read_bytes()
    approximate(tmp_path, 3_000)
    assert (tmp_path / "v.ivf").read_bytes() == first


def test_few_rows_get_no_approximate_index(tmp_path: Path) -> None:
    index, held, measured = approximate(tmp_path, _FEW)
    assert measured is None
    assert not (tmp_path / "v.ivf").exists()
    assert index.search(held[3], 1)[0].tolist() == [3]


def test_many_rows_without_an_approximate_index_are_taken_and_not_searched(tmp_path: Path) -> None:
    _, held, _ = approximate(tmp_path, 1_500)
    index = StoredVectors(tmp_path / "v.npy", exact_rows=_FEW)
    assert index.search(held[3], 5)[0].tolist() == []
    assert index.take(np.array([3])).tolist() == held[3:4].tolist()


def test_odd_dimensions_are_approximated_too(tmp_path: Path) -> None:
    """A code stands for two numbers of a row, or for one where they do not go up in twos."""
    index, held, measured = approximate(tmp_path, 2_000, dimension=25)
    assert measured is not None
    assert index.search(held[7], 1)[0].tolist() == [7]


def test_exact_neighbours_are_those_of_brute_force_and_ties_go_to_earlier_rows() -> None:
    draw = np.random.default_rng(1)
    held = draw.normal(size=(70_000, 4)).astype(np.float16)  # more than are looked at in one go
    held[60_000] = held[5] = 3
    queries = np.array([[1, 1, 1, 1], [0.3, -2, 1, 0]], np.float32)
    found = nearest_exactly(held, queries, 6)
    scores = queries @ held.astype(np.float32).T
    assert found.tolist() == np.argsort(-scores, axis=1, kind="stable")[:, :6].tolist()
    assert found[0, :2].tolist() == [5, 60_000]

"""The lexical index against BM25 written from its formula, and against bm25s itself."""

from __future__ import annotations

import math
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.store.lexical import K1, B, StoredLexicalIndex
from pincite.store.lexical_writer import write_lexical

Bags = Sequence[Sequence[str]]
bags_of = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=14)
weights_of = st.dictionaries(st.sampled_from("abcdefghxy"), st.floats(0.1, 3), max_size=6)


def index_of(folder: Path, bags: Bags) -> StoredLexicalIndex:
    write_lexical(folder, bags)
    return StoredLexicalIndex(folder, len(bags))


def bm25(bags: Bags, weights: Mapping[str, float], row: int) -> float:
    """Robertson and Zaragoza (2009), eq. 3.15, in Lucene's form: without the constant k1 + 1."""
    average = sum(map(len, bags)) / len(bags)
    counts = Counter(bags[row])
    score = 0.0
    for term, weight in weights.items():
        held_by = sum(term in bag for bag in bags)
        if not held_by:
            continue
        idf = math.log(1 + (len(bags) - held_by + 0.5) / (held_by + 0.5))
        tf = counts[term]
        score += weight * idf * tf / (tf + K1 * (1 - B + B * len(bags[row]) / average))
    return score


@settings(max_examples=60, deadline=None)
@given(bags_of.filter(any), weights_of, st.integers(1, 20), st.integers(0, 14), st.integers(0, 14))
def test_search_is_bm25_of_every_row_sorted(
    bags: list[list[str]], weights: dict[str, float], k: int, low: int, high: int
) -> None:
    expected = np.array([bm25(bags, weights, row) for row in range(len(bags))])
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(Path(folder), bags)
        everywhere = np.arange(len(bags))
        np.testing.assert_allclose(index.scores(weights, everywhere), expected, rtol=1e-5)
        for within in (None, range(min(low, high, len(bags)), min(max(low, high), len(bags)))):
            rows, scores = index.search(weights, k, within)
            allowed = [row for row in within or everywhere if expected[row] > 0]
            if within is not None and not len(within):
                allowed = []
            assert len(rows) == min(k, len(allowed))
            assert set(rows.tolist()) <= set(allowed)
            np.testing.assert_allclose(scores, expected[rows], rtol=1e-5)
            best = sorted(expected[allowed], reverse=True)[:k]
            np.testing.assert_allclose(scores, best, rtol=1e-5)
            pairs = [(-score, row) for score, row in zip(scores, rows, strict=True)]
            assert pairs == sorted(pairs)


def test_scores_are_those_of_bm25s(tmp_path: Path) -> None:
    draw = random.Random(3)
    bags = [draw.choices("abcdefghijklmnop", k=draw.randint(1, 40)) for _ in range(200)]
    other = bm25s.BM25(k1=K1, b=B, method="lucene")
    other.index(bags, show_progress=False)
    index = index_of(tmp_path, bags)
    for term in "abcp":
        scores = index.scores({term: 1.0}, np.arange(200))
        np.testing.assert_allclose(scores, other.get_scores([term]), rtol=1e-6)


def test_equal_scores_are_in_the_order_of_rows_even_where_k_cuts_them(tmp_path: Path) -> None:
    index = index_of(tmp_path, [["a"], ["b"], ["a"], ["a"], ["a"]])
    assert index.search({"a": 1}, 2)[0].tolist() == [0, 2]
    assert index.search({"a": 1}, 2, range(2, 5))[0].tolist() == [2, 3]
    assert index.search({"a": 1}, 9)[0].tolist() == [0, 2, 3, 4]


def test_order_of_the_weights_decides_nothing(tmp_path: Path) -> None:
    draw = random.Random(4)
    index = index_of(tmp_path, [draw.choices("abcdefgh", k=9) for _ in range(50)])
    weights = {term: 0.1 + n / 7 for n, term in enumerate("abcdefgh")}
    backwards = dict(reversed(weights.items()))
    assert index.search(weights, 50)[1].tobytes() == index.search(backwards, 50)[1].tobytes()


def test_vocabulary_and_frequencies(tmp_path: Path) -> None:
    index = index_of(tmp_path, [["b", "a", "b"], ["한"], ["b"]])
    assert list(index.vocabulary()) == ["a", "b", "한"]
    assert [index.document_frequency(term) for term in ("a", "b", "한", "x")] == [1, 2, 1, 0]
    assert index.idf("x") > index.idf("a") > index.idf("b") > 0
    assert index.idf("b") == pytest.approx(math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)))


@pytest.mark.parametrize("bags", [[[]], [[], ["a"], []]])
def test_rows_without_terms_are_never_found(tmp_path: Path, bags: list[list[str]]) -> None:
    index = index_of(tmp_path, bags)
    assert len(index) == len(bags)
    assert index.search({"a": 1, "x": 2}, 5)[0].tolist() == ([1] if any(bags) else [])
    assert index.scores({"a": 1}, np.array([0])).tolist() == [0]


@pytest.mark.parametrize("k", [0, -1])
def test_none_wanted_gives_none(tmp_path: Path, k: int) -> None:
    assert index_of(tmp_path, [["a"], ["a"]]).search({"a": 1}, k)[0].tolist() == []


def test_equal_bags_give_equal_bytes_whatever_came_first(tmp_path: Path) -> None:
    """Within a row the order of terms is no part of a bag."""
    for name, bags in (("1", [["a", "c"], ["b"]]), ("2", [["c", "a"], ["b"]])):
        (tmp_path / name).mkdir()
        write_lexical(tmp_path / name, bags)
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


@settings(max_examples=60, deadline=None)
@given(bags_of.filter(any), weights_of, st.integers(1, 8), st.integers(0, 14), st.integers(0, 14))
def test_search_gives_the_scores_of_its_rows_to_the_last_bit(
    bags: list[list[str]], weights: dict[str, float], k: int, low: int, high: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(Path(folder), bags)
        for within in (None, range(low, high)):
            allowed = range(len(bags)) if within is None else within
            check_against_every_row(
                index, weights, k, within, [r for r in allowed if r < len(bags)]
            )


def check_against_every_row(
    index: StoredLexicalIndex,
    weights: Mapping[str, float],
    k: int,
    within: range | None,
    allowed: Sequence[int],
) -> None:
    everywhere = index.scores(weights, np.arange(len(index)))
    held = [row for row in allowed if everywhere[row] > 0]
    expected = sorted(held, key=lambda row: (-everywhere[row], row))[:k]
    rows, scores = index.search(weights, k, within)
    assert rows.tolist() == expected
    assert scores.tobytes() == everywhere[expected].tobytes()


@pytest.mark.parametrize("rows", [999, 1_000, 2_047])
@pytest.mark.parametrize("k", [1, 3, 60, 600])
@pytest.mark.parametrize(
    "terms",
    [
        ("often",),  # nearly every row, with many equal scores
        ("often", "rare"),
        ("rare",),  # fewer rows than k
        ("front",),  # the rows that score are neighbours: one group may hold them all
        ("often", "front", "rare", "none"),
    ],
)
def test_best_of_many_rows_are_found(
    tmp_path: Path, rows: int, k: int, terms: tuple[str, ...]
) -> None:
    """Above some rows only the best of each group are looked at first."""
    draw = random.Random(6)
    bags = [
        ["often"] * draw.randint(0, 3)
        + ["rare"] * (row % 50 == 7)
        + ["front"] * (row < 64)
        + ["filler"] * draw.randint(1, 4)
        for row in range(rows)
    ]
    index = index_of(tmp_path, bags)
    weights = dict.fromkeys(terms, 1.0)
    check_against_every_row(index, weights, k, None, range(rows))
    check_against_every_row(index, weights, k, range(5, rows - 3), range(5, rows - 3))


@pytest.mark.parametrize("part", [1, 7, 100])
def test_sorting_in_parts_gives_the_same_bytes(tmp_path: Path, part: int) -> None:
    draw = random.Random(5)
    bags = [draw.choices("abcdefghijklmnop", k=draw.randint(0, 9)) for _ in range(60)]
    for name, size in (("whole", 1 << 20), ("parts", part)):
        (tmp_path / name).mkdir()
        write_lexical(tmp_path / name, iter(bags), part=size)
    names = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "parts").iterdir())
    for name in names:
        assert (tmp_path / "parts" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()

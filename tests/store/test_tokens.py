"""Token vectors: what is written is what is read, and eight bits lose as little as they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.store import tokens as stored_tokens
from pincite.store.tokens import (
    CONTEXT,
    SCALE,
    StoredTokens,
    Tokens,
    TokensWriter,
    quantise,
    unit,
)

WIDTH = 16


def random_unit(seed: int, count: int, width: int = WIDTH) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return unit(rows)


def passage(seed: int, sentences: list[int]) -> Tokens:
    return quantise(random_unit(seed, len(sentences))), np.array(sentences, np.int16)


def written(folder: Path, passages: list[Tokens], projection: NDArray[np.float32] | None = None):
    eye = np.eye(WIDTH, dtype=np.float32) if projection is None else projection
    with TokensWriter(folder, eye, len(passages)) as writer:
        assert writer.wanted
        writer.write(passages[:2])
        writer.write(passages[2:])
    return StoredTokens(folder)


def test_numbers_up_to_one_half_lose_half_a_step_and_larger_ones_are_cut_there() -> None:
    values = np.linspace(-1, 1, 4001, dtype=np.float32)[None]
    back = quantise(values).astype(np.float64) / SCALE
    inside = np.abs(values) <= 0.5
    assert np.abs(back - values)[inside].max() <= 0.5 / SCALE + 1e-7
    assert np.array_equal(back[~inside], np.sign(values[~inside]) * 127 / SCALE)
    assert np.array_equal(quantise(-values), -quantise(values))  # -128 would have no opposite


def test_inner_products_of_wide_unit_vectors_survive_eight_bits() -> None:
    """Errors of one half step each, in random directions: three deviations of their sum."""
    width = 192
    vectors, others = random_unit(1, 500, width), random_unit(2, 500, width)
    assert np.abs(vectors).max() < 0.5  # as the scale supposes
    exact = (vectors * others).sum(axis=1)
    small = (quantise(vectors).astype(np.float32) / SCALE * others).sum(axis=1)
    assert np.abs(exact - small).max() <= 3.5 * (1 / SCALE) / np.sqrt(12)


def test_unit_leaves_directions_and_a_row_of_zeros_as_they_are() -> None:
    rows = np.array([[3, 4], [0, 0], [-2, 0]], np.float32)
    np.testing.assert_allclose(unit(rows), [[0.6, 0.8], [0, 0], [-1, 0]], atol=1e-7)


def test_what_is_written_is_what_is_read_by_row(tmp_path: Path) -> None:
    passages = [passage(1, [0, 0, 1, CONTEXT]), passage(2, []), passage(3, [0]), passage(4, [0, 2])]
    held = written(tmp_path, passages)
    for row, (numbers, sentences) in enumerate(passages):
        kept = held.stored(row)
        assert np.array_equal(kept[0], numbers)
        assert np.array_equal(kept[1], sentences)
    assert held.offsets.tolist() == [0, 4, 4, 5, 7]


def test_passages_that_have_no_token_at_all_can_be_read(tmp_path: Path) -> None:
    """An empty file cannot be mapped."""
    held = written(tmp_path, [passage(1, []), passage(2, [])])
    for row in range(2):
        numbers, sentences = held.stored(row)
        assert numbers.shape == (0, WIDTH)
        assert sentences.shape == (0,)


def test_a_question_is_projected_and_of_unit_length(tmp_path: Path) -> None:
    axes = np.linalg.qr(np.random.default_rng(5).normal(size=(24, WIDTH)))[0].astype(np.float32)
    held = written(tmp_path, [passage(1, [0])], axes)
    question = random_unit(6, 3, 24)
    projected = held.project(question)
    expected = question.astype(np.float64) @ axes
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(projected, expected, atol=1e-5)


@pytest.mark.parametrize(("passages", "wanted"), [(3, True), (4, False)])
def test_a_collection_above_the_limit_gets_no_token_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passages: int, wanted: bool
) -> None:
    monkeypatch.setattr(stored_tokens, "MOST_PASSAGES", 3)
    with TokensWriter(tmp_path, np.eye(WIDTH, dtype=np.float32), passages) as writer:
        assert writer.wanted is wanted
        writer.write([passage(n, [0]) for n in range(passages)])
    assert bool(list(tmp_path.iterdir())) is wanted

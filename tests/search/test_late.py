"""Late interaction against a plain double loop over tokens."""

from __future__ import annotations

import gc
import random
import weakref
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.search.late import Met, meet
from pincite.store.tokens import CONTEXT, SCALE, StoredTokens, TokensWriter, quantise, unit

WIDTH = 12

Passages = list[tuple[NDArray[np.int8], list[int], int]]  # tokens, their sentences, how many


def vectors(draw: random.Random, count: int) -> NDArray[np.float32]:
    rows = [[draw.gauss(0, 1) for _ in range(WIDTH)] for _ in range(count)]
    return unit(np.array(rows, np.float32).reshape(count, WIDTH))


def made(draw: random.Random, sentences: list[int], count: int) -> Passages:
    return [(quantise(vectors(draw, len(sentences))), sentences, count)]


def stored(folder: Path, passages: Passages) -> StoredTokens:
    with TokensWriter(folder, np.eye(WIDTH, dtype=np.float32), len(passages)) as writer:
        writer.write([(numbers, np.array(owners, np.int16)) for numbers, owners, _ in passages])
    return StoredTokens(folder)


def asked(
    folder: Path, passages: Passages, rows: list[int], tokens: NDArray[np.float32], weights: list
) -> Met:
    return meet(
        stored(folder, passages),
        tokens,
        np.array(weights, np.float32),
        np.array(rows, np.int64),
        np.array([passages[row][2] for row in rows], np.int64),
    )


def check(
    met: Met,
    passages: Passages,
    rows: list[int],
    tokens: NDArray[np.float32],
    weights: list[float],
) -> None:
    """Every value, computed anew one token at a time."""
    assert len(met.tokens) == len(met.passage) == len(rows)
    assert len(met.sentence) == sum(passages[row][2] for row in rows)
    first = 0
    for at, row in enumerate(rows):
        numbers, owners, count = passages[row]
        similar = [
            [float(numbers[i].astype(float) / SCALE @ t.astype(float)) for t in tokens]
            for i in range(len(owners))
        ]

        def best(allowed: list[int], similar: list[list[float]] = similar) -> list[float]:
            """For each token of the question; 0 where nothing may meet it."""
            return [max((similar[i][j] for i in allowed), default=0.0) for j in range(len(tokens))]

        whole = best(list(range(len(owners))))
        np.testing.assert_allclose(met.tokens[at], whole, atol=1e-5)
        assert met.passage[at] == pytest.approx(sum(whole) / max(1, len(whole)), abs=1e-5)
        weighted = sum(w * b for w, b in zip(weights, whole, strict=True))
        assert met.passage_weighted[at] == pytest.approx(weighted, abs=1e-5)
        for sentence in range(count):
            own = best([i for i, owner in enumerate(owners) if owner == sentence])
            plain = sum(own) / max(1, len(own))
            weighted = sum(w * b for w, b in zip(weights, own, strict=True))
            assert met.sentence[first + sentence] == pytest.approx(plain, abs=1e-5)
            assert met.sentence_weighted[first + sentence] == pytest.approx(weighted, abs=1e-5)
        first += count


@pytest.mark.parametrize("seed", range(12))
def test_meets_as_a_double_loop_does(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    passages: Passages = []
    for _ in range(draw.randint(1, 8)):
        count = draw.randint(1, 4)
        owners = sorted(draw.choices(range(count), k=draw.choice([0, 1, 3, 12])))
        owners += [CONTEXT] * draw.choice([0, 0, 1, 4])
        passages += made(draw, owners, count)
    rows = draw.sample(range(len(passages)), draw.randint(1, len(passages)))
    tokens = vectors(draw, draw.randint(1, 7))
    weights = [draw.random() for _ in tokens]
    weights = [weight / sum(weights) for weight in weights]
    met = asked(tmp_path, passages, rows, tokens, weights)
    check(met, passages, rows, tokens, weights)


@pytest.mark.parametrize(
    ("sentences", "counts"),
    [
        ([[0]], [1]),  # one token
        ([[0, 2]], [3]),  # a sentence without tokens between two that have some
        ([[1]], [3]),  # the first and the last have none: before, and beyond, the window
        ([[CONTEXT, CONTEXT]], [1]),  # nothing but context
        ([[]], [2]),  # no tokens
        ([[], [0], []], [1, 1, 2]),  # nothing before and nothing after
        ([[], []], [1, 1]),  # nothing at all
        ([[0, CONTEXT], [0, CONTEXT]], [1, 1]),  # two passages' first sentences are not one
        ([[0], [0], [0]], [1, 1, 1]),  # neighbours with equal sentence numbers
        ([[0, CONTEXT], [CONTEXT]], [1, 1]),  # context beside context of another passage
    ],
)
def test_sentences_and_passages_without_tokens_meet_nothing(
    tmp_path: Path, sentences: list[list[int]], counts: list[int]
) -> None:
    draw = random.Random(7)
    passages: Passages = []
    for owners, count in zip(sentences, counts, strict=True):
        passages += made(draw, owners, count)
    tokens = vectors(draw, 3)
    weights = [0.5, 0.3, 0.2]
    rows = list(range(len(passages)))
    check(asked(tmp_path, passages, rows, tokens, weights), passages, rows, tokens, weights)


def test_context_counts_for_the_passage_and_for_no_sentence(tmp_path: Path) -> None:
    one, other = np.eye(2, WIDTH, dtype=np.float32)
    passages: Passages = [(quantise(np.array([one, other])), [0, CONTEXT], 1)]
    met = asked(tmp_path, passages, [0], other[None], [1.0])
    assert met.passage[0] == pytest.approx(127 / SCALE)
    assert met.sentence.tolist() == [0.0]


def test_a_negative_likeness_is_kept_where_it_is_the_best(tmp_path: Path) -> None:
    """Only where there is no token at all is it 0."""
    one = np.eye(1, WIDTH, dtype=np.float32)
    passages: Passages = [(quantise(-one), [0], 2)]
    met = asked(tmp_path, passages, [0], one, [1.0])
    assert met.passage[0] == pytest.approx(-127 / SCALE)
    np.testing.assert_allclose(met.sentence, [-127 / SCALE, 0.0], atol=1e-6)


def test_question_without_tokens_is_met_by_nothing(tmp_path: Path) -> None:
    passages = made(random.Random(1), [0, 1], 2)
    none = np.empty((0, WIDTH), np.float32)
    check(asked(tmp_path, passages, [0], none, []), passages, [0], none, [])


def test_no_passages_give_no_values(tmp_path: Path) -> None:
    passages = made(random.Random(1), [0, 1], 2)
    met = asked(tmp_path, passages, [], vectors(random.Random(2), 2), [0.5, 0.5])
    assert met.tokens.shape == (0, 2)
    assert met.passage.shape == (0,)
    assert len(met.sentence) == len(met.sentence_weighted) == 0


def test_a_passage_is_met_alike_whatever_stands_beside_it(tmp_path: Path) -> None:
    """To the last digit: equal passages must have equal scores."""
    draw = random.Random(3)
    passages: Passages = []
    for length in (3, 40, 17, 1, 28):
        passages += made(draw, sorted(draw.choices(range(2), k=length)), 2)
    tokens = vectors(draw, 9)
    weights = [1 / 9] * 9
    kept = stored(tmp_path, passages)
    sizes = np.full(5, 2, np.int64)
    every = meet(kept, tokens, np.array(weights, np.float32), np.arange(5), sizes)
    for row in range(5):
        alone = meet(kept, tokens, np.array(weights, np.float32), np.array([row]), sizes[:1])
        np.testing.assert_array_equal(alone.tokens[0], every.tokens[row])


def test_tokens_that_are_kept_let_a_generation_go(tmp_path: Path) -> None:
    passages = made(random.Random(1), [0, 1], 2)
    kept = stored(tmp_path, passages)
    rows, counts = np.array([0], np.int64), np.array([2], np.int64)
    meet(kept, vectors(random.Random(2), 2), np.array([0.5, 0.5], np.float32), rows, counts)
    watched = weakref.ref(kept)
    del kept
    gc.collect()
    assert watched() is None

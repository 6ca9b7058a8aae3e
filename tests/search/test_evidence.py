"""Which sentences are marked."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from pincite.search.evidence import beside, choose


@pytest.mark.parametrize(
    ("scores", "lengths", "density", "marked"),
    [
        ([0.3], [10], 1.0, [0]),  # the only sentence
        ([0.0, 9.0, 0.0], [10, 10, 10], 1.0, [1]),  # one far ahead
        ([2.0, 2.0, -9.0], [10, 10, 10], 1.0, [0, 1]),  # two as likely
        ([2.0, 2.0], [10, 10], 0.5, [0]),  # never the whole: the first of equals
        ([2.0, 2.0, 2.0], [10, 10, 10], 0.5, [0]),
        ([2.0, -9.0, 2.0], [10, 10, 10], 1.0, [0, 2]),  # in the order of the text
        ([2.0, 1.0, -9.0], [10, 200, 10], 1.0, [0]),  # likely, but too long for it
        ([2.0, 1.0, -9.0, -9.0], [10, 10, 200, 200], 1.0, [0, 1]),  # less likely, and short
        ([1e4, -1e4], [10, 10], 1.0, [0]),  # without overflow
        ([-1e4, -1e4 + 1], [10, 10], 1.0, [1]),
    ],
)
def test_sentences_are_marked_where_they_are_worth_their_length(
    scores: list[float], lengths: list[int], density: float, marked: list[int]
) -> None:
    assert choose(scores, lengths, density) == marked


def test_the_best_is_always_marked_and_never_all_of_several() -> None:
    draw = random.Random(4)
    for _ in range(500):
        count = draw.randint(1, 9)
        scores = [round(draw.gauss(0, 3), 1) for _ in range(count)]
        lengths = [draw.randint(1, 300) for _ in range(count)]
        marked = choose(scores, lengths, draw.choice([0.0, 0.3, 1.0, 3.0]))
        assert marked == sorted(set(marked))
        assert scores.index(max(scores)) in marked
        assert len(marked) < count or count == 1


def test_more_is_marked_as_less_is_asked_of_it() -> None:
    draw = random.Random(5)
    for _ in range(100):
        scores = [draw.gauss(0, 1) for _ in range(6)]
        lengths = [draw.randint(20, 300) for _ in range(6)]
        sets = [set(choose(scores, lengths, density)) for density in (3.0, 1.0, 0.3, 0.0)]
        assert all(fewer <= more for fewer, more in pairwise(sets))


def test_a_sentence_is_told_of_those_beside_it() -> None:
    rows = [{"cosine": 0.1, "length": 3.0}, {"cosine": 0.2, "length": 4.0}]
    assert beside(rows) == [
        {"cosine": 0.1, "length": 3.0, "previous_cosine": 0.0, "next_cosine": 0.2},
        {"cosine": 0.2, "length": 4.0, "previous_cosine": 0.1, "next_cosine": 0.0},
    ]
    assert beside(rows[:1]) == [{**rows[0], "previous_cosine": 0.0, "next_cosine": 0.0}]
    assert rows[0] == {"cosine": 0.1, "length": 3.0}  # as it was

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score

from evaluate.samples import outcome, question
from pincite.evaluate.metrics import (
    complete,
    confusion,
    evidence_marked,
    gold_ranks,
    hit,
    marked_share,
    ndcg,
    ranks_of,
    reciprocal_rank,
)
from pincite.types import Status


@pytest.mark.parametrize(
    ("quotes", "gold", "ranks"),
    [
        (["no", "in 2004 it"], [["in 2004"]], (2,)),
        (["no", "never"], [["in 2004"]], (None,)),
        ([], [["in 2004"]], (None,)),
        # Any alternative will do, and the earliest place counts.
        (["b", "a"], [["a", "b"]], (1,)),
        # White space is collapsed on both sides, nothing else is.
        (["in\n  2004"], [["in 2004"]], (1,)),
        (["In 2004"], [["in 2004"]], (None,)),
        # A repetition of the first passage is not the second one.
        (["a", "a again", "b"], [["a"], ["b"]], (1, 3)),
        # One long passage may be both.
        (["b and a"], [["a"], ["b"]], (1, 1)),
        (["anything"], [], ()),
    ],
)
def test_each_gold_passage_is_placed_where_it_is_first_shown(
    quotes: list[str], gold: list[list[str]], ranks: tuple[int | None, ...]
) -> None:
    assert gold_ranks(quotes, gold) == ranks


def test_only_the_first_ten_passages_are_judged() -> None:
    asked = question("gold")
    assert ranks_of(outcome(asked, *["no"] * 9, "gold")) == (10,)
    assert ranks_of(outcome(asked, *["no"] * 10, "gold")) == (None,)


@pytest.mark.parametrize(
    ("ranks", "hit1", "hit3", "complete5", "reciprocal", "gain"),
    [
        ((1,), 1, 1, 1, 1.0, 1.0),
        ((3,), 0, 1, 1, 1 / 3, 1 / log2(4)),
        ((6,), 0, 0, 0, 1 / 6, 1 / log2(7)),
        ((None,), 0, 0, 0, 0.0, 0.0),
        # Two passages: either is a hit, both are needed to be complete.
        ((1, 2), 1, 1, 1, 1.0, 1.0),
        ((5, 1), 1, 1, 1, 1.0, (1 + 1 / log2(6)) / (1 + 1 / log2(3))),
        ((1, None), 1, 1, 0, 1.0, 1 / (1 + 1 / log2(3))),
        ((1, 6), 1, 1, 0, 1.0, (1 + 1 / log2(7)) / (1 + 1 / log2(3))),
        ((1, 1), 1, 1, 1, 1.0, 1.0),  # one passage that is both gains no more than the ideal
    ],
)
def test_ranking_figures_worked_by_hand(
    ranks: tuple[int | None, ...],
    hit1: int,
    hit3: int,
    complete5: int,
    reciprocal: float,
    gain: float,
) -> None:
    assert hit(ranks, 1) == hit1
    assert hit(ranks, 3) == hit3
    assert complete(ranks, 5) == complete5
    assert reciprocal_rank(ranks) == pytest.approx(reciprocal)
    assert ndcg(ranks) == pytest.approx(gain)


def test_an_unanswerable_question_has_no_ranks_and_no_hit() -> None:
    ranks = ranks_of(outcome(question(), "something"))
    assert (hit(ranks, 5), complete(ranks, 5), reciprocal_rank(ranks), ndcg(ranks)) == (0, 0, 0, 0)


@pytest.mark.parametrize("needed", [1, 2])
def test_ndcg_agrees_with_scikit_learn(needed: int) -> None:
    rng = np.random.default_rng(7)
    scores = np.arange(30, 0, -1, dtype=float)  # rank r has score 31 - r
    for _ in range(40):
        chosen = rng.choice(30, size=needed, replace=False) + 1
        relevant = np.isin(np.arange(1, 31), chosen).astype(float)
        theirs = ndcg_score([relevant], [scores], k=10)
        shown = tuple(int(rank) if rank <= 10 else None for rank in chosen)
        assert ndcg(shown) == pytest.approx(theirs)


def test_reciprocal_rank_agrees_with_scikit_learn() -> None:
    # With a single relevant item, label ranking average precision is the reciprocal rank.
    for rank in range(1, 11):
        relevant = (np.arange(1, 11) == rank).astype(int)
        theirs = label_ranking_average_precision_score([relevant], [np.arange(10, 0, -1)])
        assert reciprocal_rank((rank,)) == pytest.approx(theirs)


def test_evidence_counts_when_any_of_its_strings_is_marked_in_a_right_first_passage() -> None:
    asked = question("gold", evidence=("in 2004", "in Vientiane"))
    assert evidence_marked(outcome(asked, "gold in Vientiane", marked="in  Vientiane")) == 1
    assert evidence_marked(outcome(asked, "gold in Vientiane", marked="gold")) == 0


@pytest.mark.parametrize(
    ("evidence", "quotes"),
    [
        ((), ["gold"]),  # no evidence is known
        (("x",), ["no x", "gold x"]),  # the first passage is not the right one
        (("x",), []),  # nothing was shown
    ],
)
def test_evidence_does_not_apply(evidence: tuple[str, ...], quotes: list[str]) -> None:
    one = outcome(question("gold", evidence=evidence), *quotes, marked="x")
    assert evidence_marked(one) is None
    assert marked_share(one) is None


def test_marked_share_is_in_characters_of_the_quote() -> None:
    asked = question("gold", evidence=("gold",))
    assert marked_share(outcome(asked, "gold and more", marked="gold")) == pytest.approx(4 / 13)


def test_confusion_counts_each_status_by_answerability_and_skips_the_silent() -> None:
    yes, no = question("gold"), question()
    outcomes = [
        outcome(yes, status=Status.FOUND),
        outcome(yes, status=Status.FOUND),
        outcome(yes, status=Status.NOT_FOUND),
        outcome(no, status=Status.FOUND),
        outcome(no, status=Status.WEAK),
        outcome(no, status=None),
    ]
    assert confusion(outcomes) == {
        Status.FOUND: (2, 1),
        Status.WEAK: (0, 1),
        Status.NOT_FOUND: (1, 0),
    }

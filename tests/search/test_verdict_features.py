"""What a verdict rests on, worked out by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from pincite.search.features import Features
from pincite.search.verdict_features import Field, verdict_features

NO_WEIGHTS = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Passage:
    features: Features
    log_odds: float
    met: tuple[float, ...] = ()


def plain(log_odds: float, cosine: float = 0.5) -> Passage:
    """As in a generation without token vectors."""
    return Passage({"cosine": cosine, "bm25": 0.25}, log_odds)


def field_of(*passages: Passage) -> Field:
    names = [name for name in ("cosine", "bm25", "late") if name in passages[0].features]
    columns = {name: np.array([p.features[name] for p in passages]) for name in names}
    return Field(columns, np.array([p.met for p in passages]) if "late" in names else None)


def met(*values: float) -> Passage:
    return Passage({"late": 0.5}, 0.0, values)


def test_the_first_passage_its_score_and_its_lead_over_the_next_and_the_rest() -> None:
    ranked = [plain(2.0, 0.75), plain(1.5, 0.5), plain(-1.0, 0.25)]
    features = verdict_features({"asks_date": 1.0}, NO_WEIGHTS, ranked, field_of(*ranked), [30, 10])
    assert features == {
        "cosine": 0.75,
        "bm25": 0.25,
        "asks_date": 1.0,
        "score": 2.0,
        "margin": 0.5,
        "margin_third": 3.0,
        "sentences": 2.0,
        "length": math.log(40),
        "cosine_lead": 0.375,  # over 0.5 and 0.25
        "cosine_most": 0.75,
        "bm25_lead": 0.0,
        "bm25_most": 0.25,
    }


def test_what_is_highest_among_the_others_is_told_too() -> None:
    ranked = [plain(2.0, 0.25), plain(1.0, 0.75)]
    features = verdict_features({}, NO_WEIGHTS, ranked, field_of(*ranked), [5])
    assert (features["cosine_lead"], features["cosine_most"]) == (-0.5, 0.75)


def test_one_passage_leads_over_nothing() -> None:
    only = plain(2.0)
    features = verdict_features({}, NO_WEIGHTS, [only], field_of(only), [5])
    leads = [value for name, value in features.items() if "margin" in name or "_lead" in name]
    assert leads == [0.0] * 4


def test_the_ranking_decides_margins_and_the_field_what_the_first_is_compared_with() -> None:
    """A copy of a passage goes behind the rest of a ranking, and is nothing that it leads over."""
    first, copy, other = plain(3.0, 0.5), plain(3.0, 0.5), plain(0.0, 0.25)
    field = field_of(first, copy, other)
    features = verdict_features({}, NO_WEIGHTS, [first, other, copy], field, [5])
    assert (features["margin"], features["margin_third"]) == (3.0, 0.0)
    assert features["cosine_lead"] == 0.25


def test_tokens_met_better_elsewhere_speak_against_the_first() -> None:
    weights = np.array([0.5, 0.25, 0.25, 0.0], np.float32)
    passages = [met(0.9, 0.25, 0.5, 0.1), met(0.8, 0.75, 0.5, 0.9), met(0.0, 0.5, 0.625, 1.0)]
    features = verdict_features({}, weights, passages, field_of(*passages), [5])
    assert features["elsewhere"] == pytest.approx(0.25 * 0.5 + 0.25 * 0.125)
    assert features["elsewhere_most"] == pytest.approx(0.5)  # the last token means nothing
    assert (features["met_second"], features["met_third"]) == pytest.approx((0.5, 0.9))
    assert features["met_least"] == pytest.approx(0.1)  # but a passage that answers meets it, too


def test_a_question_of_one_word_has_no_second_worst() -> None:
    passages = [met(0.75), met(0.5)]
    features = verdict_features({}, np.ones(1, np.float32), passages, field_of(*passages), [5])
    assert (features["met_second"], features["met_third"]) == (0.75, 0.75)
    assert (features["elsewhere"], features["elsewhere_most"]) == (0.0, 0.0)


def test_a_question_without_tokens_leaves_nothing_unmet() -> None:
    passages = [met(), met()]
    features = verdict_features({}, NO_WEIGHTS, passages, field_of(*passages), [5])
    assert (features["elsewhere"], features["met_second"], features["met_least"]) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_the_field_does_not_matter(seed: int) -> None:
    draw = np.random.default_rng(seed)
    count, tokens = int(draw.integers(1, 11)), int(draw.integers(1, 9))
    weights = draw.random(tokens).astype(np.float32)
    passages = [
        Passage(
            {"late": float(draw.random()), "cosine": float(draw.random())},
            float(draw.normal()),
            tuple(draw.random(tokens).tolist()),
        )
        for _ in range(count)
    ]
    ranked = sorted(passages, key=lambda passage: -passage.log_odds)
    shuffled = [passages[at] for at in draw.permutation(count)]
    one = verdict_features({}, weights, ranked, field_of(*passages), [5])
    other = verdict_features({}, weights, ranked, field_of(*shuffled), [5])
    assert one == pytest.approx(other)
    assert one["elsewhere"] >= 0
    assert one["elsewhere_most"] >= 0

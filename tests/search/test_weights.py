"""Weights: what they compute, worked out by hand, and what is refused of a file."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import pytest

from pincite.errors import StoreError
from pincite.search.weights import SHIPPED, Boosted, Branch, Linear, load_weights, logistic

TREE = Branch("a", 0.5, -1.0, Branch("b", 2.0, 0.25, 3.0))


def shipped() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SHIPPED.read_bytes())
    return content


def saved(folder: Path, content: Any) -> Path:
    path = folder / "weights.json"
    path.write_text(json.dumps(content))
    return path


def test_line_is_its_bias_and_the_weighted_features() -> None:
    line = Linear(-1.0, {"a": 2.0, "b": -0.5})
    assert line.score({"a": 3.0, "b": 4.0, "unused": 99.0}) == -1 + 6 - 2


def test_scores_of_what_is_known_leave_out_the_bias_and_what_is_not() -> None:
    line = Linear(-1.0, {"a": 2.0, "b": -0.5})
    known = {"a": np.array([3.0, 4.0]), "unused": np.array([99.0, 99.0])}
    assert line.partial(known, 2) == [6.0, 8.0]
    assert line.partial({}, 2) == [0.0, 0.0]


def test_line_that_lacks_a_feature_fails_and_does_not_take_it_for_nothing() -> None:
    with pytest.raises(KeyError, match="b"):
        Linear(0.0, {"a": 1.0, "b": 1.0}).score({"a": 1.0})


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        (0.4, 9.0, -1.0),
        (0.5, 9.0, -1.0),  # at the threshold: left
        (0.6, 2.0, 0.25),
        (0.6, 2.1, 3.0),
    ],
)
def test_tree_goes_left_up_to_its_threshold(a: float, b: float, value: float) -> None:
    boosted = Boosted(0.5, (TREE, Branch("b", 0.0, 10.0, 20.0)))
    assert boosted.score({"a": a, "b": b}) == 0.5 + value + 20.0


def walked(node: Branch | float, features: dict[str, float]) -> float:
    """A tree's value, branch by branch."""
    while isinstance(node, Branch):
        node = node.left if features[node.feature] <= node.threshold else node.right
    return node


@pytest.mark.parametrize("seed", range(30))
def test_trees_walked_at_once_are_those_walked_one_by_one(seed: int) -> None:
    draw = random.Random(seed)

    def tree(depth: int) -> Branch | float:
        if depth == 0 or draw.random() < 0.2:
            return float(draw.randrange(-8, 9))
        return Branch(draw.choice("abc"), draw.random(), tree(depth - 1), tree(depth - 1))

    trees = [one for one in (tree(draw.randrange(1, 7)) for _ in range(40)) if not_leaf(one)]
    features = {name: draw.random() for name in "abc"}
    expected = 1.5 + sum(walked(one, features) for one in trees)
    assert Boosted(1.5, tuple(trees)).score(features) == expected


def not_leaf(node: Branch | float) -> TypeGuard[Branch]:
    return isinstance(node, Branch)


@pytest.mark.parametrize("x", [-1e6, -800.0, -3.0, -0.0, 0.0, 3.0, 800.0, 1e6])
def test_logistic_is_a_probability_and_does_not_overflow(x: float) -> None:
    assert 0.0 <= logistic(x) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0)
    assert logistic(math.log(3)) == pytest.approx(0.75)


def test_shipped_weights_load_and_say_what_they_were_fitted_on() -> None:
    weights = load_weights()
    assert weights.record["fitted_by"] == "tests/eval/fit.py"
    assert weights.record["fitted_on"]
    assert (SHIPPED.parents[3] / weights.record["fitted_by"]).exists()
    for scorer in (weights.with_tokens, weights.without_tokens):
        assert 0 < scorer.weak < scorer.found < 1
        assert scorer.verdict.trees


def test_the_scorer_without_tokens_asks_for_no_feature_of_tokens() -> None:
    """A generation without tokens has none, and a feature that is missing is an error."""

    def features(node: Branch | float) -> set[str]:
        if not isinstance(node, Branch):
            return set()
        return {node.feature} | features(node.left) | features(node.right)

    scorer = load_weights().without_tokens
    named = set(scorer.passage.weights) | set(scorer.sentence.weights)
    named = named.union(*(features(tree) for tree in scorer.verdict.trees))
    assert not {name for name in named if name.startswith("late")}


def test_weights_of_a_file_are_those_it_holds(tmp_path: Path) -> None:
    content = shipped()
    content["with_tokens"]["passage"] = {"bias": 1, "weights": {"cosine": "2.5"}}
    content["with_tokens"]["verdict"] = {"bias": 0, "trees": [["a", 1, 2, ["b", 3, 4, 5]]]}
    scorer = load_weights(saved(tmp_path, content)).with_tokens
    assert scorer.passage == Linear(1.0, {"cosine": 2.5})
    assert scorer.verdict.trees == (Branch("a", 1.0, 2.0, Branch("b", 3.0, 4.0, 5.0)),)


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        for name in names[:-1]:
            content = content[name]
        del content[names[-1]]

    return change


def with_value(value: Any, *names: str) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        for name in names[:-1]:
            content = content[name]
        content[names[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        without("record"),
        without("with_tokens"),
        without("without_tokens", "verdict"),
        without("with_tokens", "thresholds", "weak"),
        without("with_tokens", "passage", "bias"),
        with_value("a lot", "with_tokens", "passage", "bias"),
        with_value([], "with_tokens"),
        with_value(None, "with_tokens", "sentence"),
        with_value([1, 2], "with_tokens", "passage", "weights"),  # no names
        with_value([["a", 1, 2]], "with_tokens", "verdict", "trees"),  # one side is missing
        with_value([["a", 1, 2, 3, 4]], "with_tokens", "verdict", "trees"),
        with_value([7], "with_tokens", "verdict", "trees"),
        with_value([["a", 1, 2, "x"]], "with_tokens", "verdict", "trees"),
        with_value(1.01, "with_tokens", "thresholds", "found"),
        with_value(-0.1, "with_tokens", "thresholds", "weak"),
        with_value(0.999, "with_tokens", "thresholds", "weak"),  # above `found`
    ],
)
def test_weights_that_are_not_right_are_named_with_what_to_do(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    content = shipped()
    change(content)
    path = saved(tmp_path, content)
    with pytest.raises(StoreError, match=r"weights\.json: not usable .*fit them anew") as caught:
        load_weights(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"3"])
def test_file_that_holds_no_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.json"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not usable as weights"):
        load_weights(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not usable as weights"):
        load_weights(tmp_path / "none.json")


def test_trees_nested_beyond_reason_are_refused_and_no_crash(tmp_path: Path) -> None:
    content = shipped()
    content["with_tokens"]["verdict"]["trees"] = "HERE"
    nested = '["a", 0, 0, ' * 900 + "1.0" + "]" * 900
    path = saved(tmp_path, content)
    path.write_text(path.read_text().replace('"HERE"', f"[{nested}]"))
    with pytest.raises(StoreError, match="not usable as weights"):
        load_weights(path)

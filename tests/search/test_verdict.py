"""Verdicts: thresholds, the words that are missing, and a generation without token vectors."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.search.ask import ask, read
from pincite.search.index import Index, open_index
from pincite.search.verdict import judge
from pincite.search.weights import Boosted, load_weights
from pincite.store import tokens as stored_tokens
from pincite.types import Status

NOT_FOUND = Status.NOT_FOUND
QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"


@pytest.mark.parametrize(
    ("log_odds", "status"),
    [
        (50.0, Status.FOUND),
        (0.0, Status.FOUND),  # a confidence of 0.5, the threshold itself
        (-0.001, Status.WEAK),
        (-1.0986122886681096, Status.WEAK),  # 0.25, and a hair above
        (-1.0987, Status.NOT_FOUND),
        (-50.0, Status.NOT_FOUND),
    ],
)
def test_a_confidence_at_a_threshold_reaches_it(
    real: Index, log_odds: float, status: Status
) -> None:
    scorer = replace(real.scorer, verdict=Boosted(log_odds, ()), found=0.5, weak=0.25)
    unread = replace(real, scorer=scorer, reader=None)
    assert ask(unread, QUESTION).verdict.status is status


def test_nothing_to_judge_is_not_found_with_every_word_missing(real: Index) -> None:
    question = read(real, "What is the Kuala Lumpur zeppelin?")
    verdict = judge(real.scorer, question, [], 50.0, real.scorer)
    assert (verdict.status, verdict.confidence) == (Status.NOT_FOUND, 0.0)
    assert verdict.missing_terms == ("Kuala", "Lumpur", "zeppelin")


def test_a_first_passage_worse_than_any_that_answered_is_not_found(real: Index) -> None:
    unread = replace(real, reader=None)
    first = ask(unread, QUESTION).hits[0].score
    sure = replace(real.scorer, verdict=Boosted(50.0, ()))
    for least, status in ((logit(first) - 0.01, Status.FOUND), (logit(first) + 0.01, NOT_FOUND)):
        scorer = replace(sure, least=least)
        assert ask(replace(unread, scorer=scorer), QUESTION).verdict.status is status


def logit(share: float) -> float:
    return math.log(share / (1 - share))


def test_words_said_over_and_over_are_never_found(real: Index) -> None:
    sure = replace(real, scorer=replace(real.scorer, verdict=Boosted(50.0, ())), reader=None)
    assert ask(sure, "ARF EAS APT").verdict.status is Status.FOUND
    assert ask(sure, "ARF EAS APT " * 5).verdict.status is Status.WEAK


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        (QUESTION, ()),
        ("Free Trade Agreement of Brazil, BRAZIL and brazil", ("Brazil",)),  # once, as first said
        ("free trade agreemnt effect", ()),  # a slip is no missing word
        ("What is the KASI?", ()),
    ],
)
def test_missing_words_are_those_that_the_best_passages_lack(
    real: Index, question: str, missing: tuple[str, ...]
) -> None:
    assert ask(real, question).verdict.missing_terms == missing


@pytest.fixture
def without_tokens(encoder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    """A collection above the limit for token vectors, the limit being lowered to one passage."""
    monkeypatch.setattr(stored_tokens, "MOST_PASSAGES", 1)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("# Note\n\nThe harbour of Busan opened in 1876. Ships came.\n")
    (corpus / "b.md").write_text("# Note\n\nChildren learn to read at six. They like it.\n")
    build(corpus, tmp_path / "index", DEFAULT_MODEL, encoder_folder=encoder_folder)
    return open_index(tmp_path / "index")


def test_generation_without_tokens_is_scored_by_weights_fitted_without(
    without_tokens: Index, real: Index
) -> None:
    assert without_tokens.generation.tokens is None
    assert without_tokens.scorer == load_weights().without_tokens
    assert real.generation.tokens is not None
    assert real.scorer == load_weights().with_tokens
    answer = ask(without_tokens, "When did the harbour of Busan open?")
    assert answer.hits[0].passage.document == "a"
    (mark,) = answer.hits[0].highlights
    assert answer.hits[0].quote[mark.start : mark.end] == "The harbour of Busan opened in 1876."
    other = ask(without_tokens, "Who painted the ceiling of the chapel?")
    assert other.verdict.status is Status.NOT_FOUND
    assert other.verdict.confidence < answer.verdict.confidence

"""A run of four systems over a small index: what each shows, and what the baselines are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pincite.build.pipeline import build
from pincite.encode.model import DEFAULT_MODEL
from pincite.evaluate.outcome import DEPTH, System
from pincite.evaluate.questions import Question
from pincite.evaluate.runner import run
from pincite.search.ask import ask
from pincite.search.index import Index, open_index
from pincite.types import Status

PARAGRAPHS = (
    "1. The harbour of Busan opened in 1876. Ships came from everywhere.",
    "2. Grain was sold in the market hall. It was dear.",
    "3. Children learn to read at six. Their teachers are trained.",
    "4. The railway reached the coast in 1905. It carried coal.",
    *(f"{number}. Section {number} of the record lists minor matters." for number in range(5, 20)),
)
QUESTIONS = (
    Question("q1", "When did the harbour of Busan open?", (("opened in 1876",),), "date"),
    Question("q2", "When did the railway reach the coast?", (("reached the coast",),), "date"),
    Question("q3", "Who painted the ceiling of the chapel?", (), "far"),
    Question("q4", "harbuor busan", (("opened in 1876",),), "misspelt"),
)


@pytest.fixture(scope="module")
def index(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("run")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "record.txt").write_text("The Record\n\n" + "\n\n".join(PARAGRAPHS))
    built = folder / "index"
    build(folder / "corpus", built, DEFAULT_MODEL, encoder_folder=encoder_folder)
    return open_index(built)


@pytest.fixture(scope="module")
def systems(index: Index) -> tuple[System, ...]:
    return run(index, QUESTIONS)


def test_four_systems_answer_every_question_in_its_order(systems: tuple[System, ...]) -> None:
    assert [system.name for system in systems] == ["Pincite", "dense only", "BM25 only", "RRF"]
    for system in systems:
        assert tuple(one.question for one in system.outcomes) == QUESTIONS
        assert all(one.seconds > 0 for one in system.outcomes)
        assert all(len(one.shown) <= DEPTH for one in system.outcomes)


def test_only_ours_marks_judges_and_calls_its_confidence_a_probability(
    systems: tuple[System, ...],
) -> None:
    ours, *others = systems
    assert ours.calibrated
    assert ours.marks
    assert all(isinstance(one.status, Status) for one in ours.outcomes)
    for other in others:
        assert not other.calibrated
        assert not other.marks
        assert all(one.status is None for one in other.outcomes)
        assert all(shown.marked == "" for one in other.outcomes for shown in one.shown)


def test_ours_is_what_asking_gives(index: Index, systems: tuple[System, ...]) -> None:
    for one in systems[0].outcomes:
        answer = ask(index, one.question.text, k=DEPTH)
        assert [shown.quote for shown in one.shown] == [hit.quote for hit in answer.hits]
        assert one.status is answer.verdict.status
        assert one.confidence == answer.verdict.confidence
        for shown, hit in zip(one.shown, answer.hits, strict=True):
            assert shown.marked == " ".join(hit.quote[s.start : s.end] for s in hit.highlights)
            assert "record" in shown.where
    first = systems[0].outcomes[0].shown[0]
    assert first.marked == "The harbour of Busan opened in 1876."
    assert "para. 1" in first.where


def test_dense_is_the_nearest_vectors(index: Index, systems: tuple[System, ...]) -> None:
    catalogue = index.generation.catalogue
    count = catalogue.passage_count()
    vectors = index.generation.passages.take(np.arange(count))
    for one in systems[1].outcomes:
        scores = vectors @ index.encoder.encode([one.question.text])[0]
        rows = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
        assert [shown.quote for shown in one.shown] == list(catalogue.quotes(rows))
        assert one.confidence == pytest.approx(float(scores.max()), abs=1e-4)


def test_bm25_shows_only_what_shares_a_word(systems: tuple[System, ...]) -> None:
    """And it is not helped by our correction of slips: it is a baseline."""
    by_id = {one.question.id: one for one in systems[2].outcomes}
    assert by_id["q1"].shown[0].quote.startswith("The harbour of Busan")
    assert by_id["q1"].confidence > 0
    assert by_id["q3"].shown == ()
    assert by_id["q3"].confidence == 0.0
    assert [shown.quote[:11] for shown in by_id["q4"].shown] == ["The harbour"]  # by "busan"


def test_fusion_adds_the_reciprocal_ranks_of_both(systems: tuple[System, ...]) -> None:
    _, dense, bm25, fused = systems
    for by_dense, by_bm25, one in zip(dense.outcomes, bm25.outcomes, fused.outcomes, strict=True):
        both = [by_dense.shown[0].quote, *(shown.quote for shown in by_bm25.shown[:1])]
        assert one.shown[0].quote in {shown.quote for shown in (*by_dense.shown, *by_bm25.shown)}
        if len(set(both)) == 1 and by_bm25.shown:
            assert one.shown[0].quote == both[0]
            assert one.confidence == pytest.approx(2 / 61)
        if not by_bm25.shown:
            assert one.shown == by_dense.shown
            assert one.confidence == pytest.approx(1 / 61)


def test_progress_is_told_after_each_question(index: Index) -> None:
    told: list[tuple[int, int]] = []
    run(index, QUESTIONS[:2], lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_no_questions_give_systems_without_outcomes(index: Index) -> None:
    assert all(system.outcomes == () for system in run(index, ()))


def test_a_question_beyond_the_limit_of_asking_is_cut_for_us_and_fails_no_run(
    index: Index,
) -> None:
    long = Question("long", "harbour " * 200, (("opened in 1876",),))
    for system in run(index, [long]):
        assert system.outcomes[0].question is long
        assert system.outcomes[0].shown

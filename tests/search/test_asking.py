"""Asking: what holds of every answer, whatever is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pincite.errors import NotFoundError, QuestionError
from pincite.evaluate.questions import load_questions
from pincite.search.ask import SCORED, ask, rank, read
from pincite.search.candidates import CANDIDATES, Candidates, find_candidates
from pincite.search.features import signal_features
from pincite.search.index import Index
from pincite.search.limits import LARGEST_K, QUESTION_CHARACTERS
from pincite.search.signals import gather
from pincite.types import Answer, Status, quote_of
from search.conftest import indexed

QUESTIONS = [
    question.text
    for question in load_questions(Path(__file__).parents[1] / "eval" / "overview_oped.dev.jsonl")
][::4]
FTA = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
OVERVIEW, OPED = "asean-rok-overview", "korea-herald-2023-08-08"


@pytest.fixture(scope="module")
def answers(real: Index) -> list[Answer]:
    return [ask(real, question, k=10) for question in QUESTIONS]


def test_every_quote_is_the_documents_own_text_at_the_spans(
    real: Index, answers: list[Answer]
) -> None:
    texts = {key: real.generation.catalogue.document(key).text for key in (OVERVIEW, OPED)}
    for answer in answers:
        for hit in answer.hits:
            assert hit.quote == quote_of(texts[hit.passage.document], hit.passage.spans)


def test_marks_ascend_inside_the_quote_and_are_never_all_of_it(answers: list[Answer]) -> None:
    for answer in answers:
        for hit in answer.hits:
            marks = hit.highlights
            assert marks
            assert all(0 <= mark.start < mark.end <= len(hit.quote) for mark in marks)
            assert all(left.end <= right.start for left, right in pairwise(marks))
            assert set(marks) <= set(hit.passage.sentences)
            assert len(marks) < len(hit.passage.sentences) or len(hit.passage.sentences) == 1


def test_answer_gives_its_question_ranks_and_scores(answers: list[Answer]) -> None:
    for question, answer in zip(QUESTIONS, answers, strict=True):
        assert answer.question == question
        assert [hit.rank for hit in answer.hits] == list(range(1, 11))
        assert len({hit.passage.id for hit in answer.hits}) == 10
        assert all(0.0 <= hit.score <= 1.0 for hit in answer.hits)
        assert 0.0 <= answer.verdict.confidence <= 1.0


def test_status_follows_from_the_confidence_and_the_thresholds(
    real: Index, answers: list[Answer]
) -> None:
    for answer in answers:
        confidence, limits = answer.verdict.confidence, real.scorer.reading
        expected = (
            Status.FOUND
            if confidence >= limits.found
            else Status.WEAK
            if confidence >= limits.weak
            else Status.NOT_FOUND
        )
        assert answer.verdict.status is expected


def test_missing_terms_are_words_of_the_question(answers: list[Answer]) -> None:
    for question, answer in zip(QUESTIONS, answers, strict=True):
        missing = answer.verdict.missing_terms
        assert len(set(missing)) == len(missing)
        assert all(word in question for word in missing)


def test_one_question_has_one_answer_however_often_and_from_whatever_thread(
    real: Index, answers: list[Answer]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: ask(real, FTA, k=10), range(20)))
        mixed = list(pool.map(lambda question: ask(real, question, k=10), QUESTIONS))
    assert all(answer == again[0] for answer in again)
    assert mixed == answers


@pytest.mark.parametrize("question", QUESTIONS[::3])
def test_fewer_passages_are_the_first_of_more(real: Index, question: str) -> None:
    """As far as passages are compared in any case; and what is said of them does not change."""
    most = ask(real, question, k=LARGEST_K)
    for k in (1, 2, 5, SCORED + 1, CANDIDATES, CANDIDATES + 5):
        fewer = ask(real, question, k=k)
        assert fewer.hits[:CANDIDATES] == most.hits[: min(k, CANDIDATES)]
        assert fewer.verdict == most.verdict


def test_as_many_passages_as_are_asked_for(real: Index) -> None:
    assert len(ask(real, FTA, k=LARGEST_K).hits) == LARGEST_K


@pytest.mark.parametrize("k", [0, -1, LARGEST_K + 1, 10**9])
def test_k_out_of_range_is_refused_with_the_range(real: Index, k: int) -> None:
    with pytest.raises(QuestionError, match=rf"^k: {k} passages .* 1 to {LARGEST_K}"):
        ask(real, FTA, k=k)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "empty"),
        (" \t\n\u2003", "empty"),  # an em space is white space too
        ("x" * (QUESTION_CHARACTERS + 1), f"{QUESTION_CHARACTERS + 1} characters"),
        ("who\ud800", "surrogate"),
    ],
)
def test_question_out_of_limits_is_refused(real: Index, question: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        ask(real, question)


@pytest.mark.parametrize("document", [OVERVIEW, OPED])
def test_search_within_a_document_shows_that_one_alone(real: Index, document: str) -> None:
    for question in (FTA, "Korean Wave"):
        answer = ask(real, question, k=LARGEST_K, document=document)
        assert {hit.passage.document for hit in answer.hits} == {document}
        rows = real.generation.catalogue.rows_of(document)
        assert len(answer.hits) == min(LARGEST_K, len(rows))


def test_limiting_to_a_document_only_leaves_others_out(real: Index) -> None:
    """The scores of what stays are the same."""
    within = {hit.passage.id: hit.score for hit in ask(real, FTA, document=OVERVIEW).hits}
    over_all = {hit.passage.id: hit.score for hit in ask(real, FTA, k=16).hits}
    for shared in within.keys() & over_all.keys():
        assert within[shared] == pytest.approx(over_all[shared], abs=1e-4)


@pytest.mark.parametrize("document", ["", "nothing", "../asean-rok-overview", "ASEAN-ROK-overview"])
def test_unknown_document_is_refused(real: Index, document: str) -> None:
    with pytest.raises(NotFoundError):
        ask(real, FTA, document=document)


def sentences_of(candidates: Candidates) -> list[np.ndarray]:
    """The sentences' cosines, an array a candidate."""
    return np.split(candidates.sentence_cosines, np.cumsum(candidates.sentence_counts)[:-1])


def some(candidates: Candidates, chosen: list[int]) -> Candidates:
    by_row = sentences_of(candidates)
    return Candidates(
        candidates.rows[chosen],
        candidates.passage_cosine[chosen],
        np.concatenate([by_row[at] for at in chosen]),
        candidates.sentence_counts[chosen],
        candidates.bm25[chosen],
    )


@pytest.mark.parametrize("question", QUESTIONS[::12])
def test_features_are_the_same_whatever_else_is_among_the_candidates(
    real: Index, question: str
) -> None:
    parsed = read(real, question)
    every = find_candidates(real.generation, parsed, CANDIDATES)
    together = {
        one.row: one
        for one in rank(real, parsed, gather(real.generation, parsed, every), CANDIDATES)
    }
    assert len(together) == len(every.rows)
    draw = np.random.default_rng(1)
    for size in (1, 2, 7, 20):
        chosen = draw.permutation(len(every.rows))[:size].tolist()
        few = gather(real.generation, parsed, some(every, chosen))
        for alone in rank(real, parsed, few, CANDIDATES):
            assert alone.features == pytest.approx(together[alone.row].features, abs=1e-5)
            assert alone.log_odds == pytest.approx(together[alone.row].log_odds, abs=1e-3)
            for one, other in zip(alone.sentences, together[alone.row].sentences, strict=True):
                assert one == pytest.approx(other, abs=1e-5)


def test_the_order_of_the_candidates_decides_nothing(real: Index) -> None:
    parsed = read(real, FTA)
    every = find_candidates(real.generation, parsed, CANDIDATES)
    rows = [one.row for one in rank(real, parsed, gather(real.generation, parsed, every))]
    for seed in range(5):
        chosen = np.random.default_rng(seed).permutation(len(every.rows)).tolist()
        other = gather(real.generation, parsed, some(every, chosen))
        assert [one.row for one in rank(real, parsed, other)] == rows


def test_candidates_are_found_once_each_and_no_more_than_are_wanted(real: Index) -> None:
    parsed = read(real, FTA)
    every = find_candidates(real.generation, parsed, 1_000).rows.tolist()
    assert len(set(every)) == len(every) >= CANDIDATES
    few = find_candidates(real.generation, parsed, 3)
    assert len(few.rows) == 3
    none = find_candidates(real.generation, parsed, CANDIDATES, range(4, 4))
    assert len(none.rows) == 0
    assert rank(real, parsed, gather(real.generation, parsed, none)) == []


def test_what_a_candidate_is_told_of_is_what_the_index_holds(real: Index) -> None:
    parsed = read(real, FTA)
    generation = real.generation
    found = find_candidates(generation, parsed, CANDIDATES)
    offsets = generation.catalogue.sentence_offsets
    for at, row in enumerate(found.rows.tolist()):
        sentences = np.arange(offsets[row], offsets[row + 1])
        expected = generation.sentences.take(sentences) @ parsed.vector
        np.testing.assert_allclose(sentences_of(found)[at], expected, atol=1e-5)
        assert found.sentence_counts[at] == len(sentences)
        passage = generation.passages.take(np.array([row]))[0] @ parsed.vector
        assert found.passage_cosine[at] == pytest.approx(passage, abs=1e-5)
    scores = generation.lexical.scores(parsed.lexical_weights, found.rows)
    np.testing.assert_array_equal(found.bm25, scores)


@pytest.mark.parametrize("question", QUESTIONS[::20])
def test_signals_of_all_candidates_are_those_of_each(real: Index, question: str) -> None:
    parsed = read(real, question)
    found = find_candidates(real.generation, parsed, CANDIDATES)
    gathered = gather(real.generation, parsed, found)
    columns = gathered.columns
    for at, signals in enumerate(gathered.of(range(len(found.rows)))):
        assert signal_features(parsed, signals) == {n: c[at] for n, c in columns.items()}


@pytest.fixture(scope="module")
def repeated(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """One passage oftener than passages are scored, and another that says a little of the same."""
    assert SCORED < 14
    text = "# Note\n\nThe harbour of Busan opened in 1876. Ships came from everywhere.\n"
    texts = {f"n{number:02d}.md": text for number in range(14)}
    texts["other.md"] = "# Note\n\nGrain was sold in Busan when its harbour was new.\n"
    return indexed(texts, tmp_path_factory.mktemp("repeated"), encoder_folder)


def test_equal_passages_are_shown_in_the_order_of_rows(repeated: Index) -> None:
    answer = ask(repeated, "When did the harbour of Busan open?", k=LARGEST_K)
    same = [hit for hit in answer.hits if hit.passage.document != "other"]
    assert len({hit.score for hit in same}) == 1
    shown = [hit.passage.document for hit in same]
    assert shown == sorted(shown)
    assert len(answer.hits) == 15  # fewer than asked for: all there are


def test_repetitions_are_shown_behind_what_is_new(repeated: Index) -> None:
    answer = ask(repeated, "When did the harbour of Busan open?", k=LARGEST_K)
    assert [hit.passage.document for hit in answer.hits[:3]] == ["n00", "other", "n01"]


def test_repetitions_do_not_crowd_out_what_is_new(repeated: Index) -> None:
    """Of few passages asked for, the other one is among them."""
    answer = ask(repeated, "When did the harbour of Busan open?", k=2)
    assert [hit.passage.document for hit in answer.hits] == ["n00", "other"]


def test_a_document_that_is_there_twice_makes_no_answer_doubtful(
    encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its lead over its own copy says nothing of whether it answers."""
    text = "# Note\n\nThe harbour of Busan opened in 1876. Ships came from everywhere.\n"
    other = {"other.md": "# Note\n\nGrain was sold at a market hall.\n"}
    once = indexed({"n0.md": text, **other}, tmp_path_factory.mktemp("once"), encoder_folder)
    twice = indexed(
        {"n0.md": text, "n1.md": text, **other}, tmp_path_factory.mktemp("twice"), encoder_folder
    )
    verdicts = [
        ask(index, "When did the harbour of Busan open?").verdict for index in (once, twice)
    ]
    assert [verdict.status for verdict in verdicts] == [Status.FOUND, Status.FOUND]
    # What is left is that words in more passages weigh less.
    assert verdicts[0].confidence == pytest.approx(verdicts[1].confidence, abs=0.05)

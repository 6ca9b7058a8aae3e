"""Answers that are kept are those that a search would give, of the generation that is asked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.errors import NotFoundError
from pincite.ports import TokenVectors, Vectors
from pincite.search.ask import ask
from pincite.search.index import Index, open_index
from pincite_api.answers import Answers

ASKED = ["When did the FTA start?", "AKFTA", "Who pays for the fund?", "trade in 2022"]


class Counting:
    """The encoder of an index, and how often it was asked."""

    def __init__(self, index: Index) -> None:
        self._encoder = index.encoder
        self.calls = 0

    def encode_with_tokens(self, texts: list[str]) -> tuple[Vectors, list[TokenVectors]]:
        self.calls += 1
        return self._encoder.encode_with_tokens(texts)


@pytest.fixture(scope="module")
def opened(index_folder: Path) -> Index:
    return open_index(index_folder)


@pytest.fixture
def counted(opened: Index) -> tuple[Index, Counting]:
    counting = Counting(opened)
    return replace(opened, encoder=counting), counting  # type: ignore[arg-type]


def test_an_answer_is_the_searchs_own_the_first_time_and_again(opened: Index) -> None:
    answers = Answers(8)
    for _ in range(2):
        for question in ASKED:
            given = answers.answer(opened, question, k=3, document=None)
            assert given == ask(opened, question, k=3)


def test_a_question_asked_again_is_not_searched_for(counted: tuple[Index, Counting]) -> None:
    index, counting = counted
    answers = Answers(8)
    for _ in range(3):
        answers.answer(index, ASKED[0], k=3, document=None)
    assert counting.calls == 1


def test_another_k_or_document_is_another_question(counted: tuple[Index, Counting]) -> None:
    index, counting = counted
    answers = Answers(8)
    key = next(iter(index.generation.catalogue.records())).key
    for k, document in ((3, None), (4, None), (3, key)):
        given = answers.answer(index, ASKED[0], k=k, document=document)
        assert len(given.hits) == k
    assert counting.calls == 3


def test_the_one_unused_longest_goes_first(counted: tuple[Index, Counting]) -> None:
    index, counting = counted
    answers = Answers(2)
    for question in (ASKED[0], ASKED[1], ASKED[0], ASKED[2]):  # the second goes
        answers.answer(index, question, k=1, document=None)
    assert (len(answers), counting.calls) == (2, 3)
    answers.answer(index, ASKED[0], k=1, document=None)
    assert counting.calls == 3
    answers.answer(index, ASKED[1], k=1, document=None)
    assert counting.calls == 4


class Renamed:
    """A generation under another name, as a rebuilt one has."""

    def __init__(self, index: Index, name: str) -> None:
        self._generation = index.generation
        self.name = name

    def __getattr__(self, name: str) -> object:
        return getattr(self._generation, name)


def test_a_new_generation_is_searched_and_the_old_ones_answers_go(
    counted: tuple[Index, Counting],
) -> None:
    index, counting = counted
    answers = Answers(8)
    for question in ASKED:
        answers.answer(index, question, k=1, document=None)
    newer = replace(index, generation=Renamed(index, "g_new"))  # type: ignore[arg-type]
    answers.answer(newer, ASKED[0], k=1, document=None)
    assert (len(answers), counting.calls) == (1, len(ASKED) + 1)


def test_an_error_is_not_kept(opened: Index) -> None:
    answers = Answers(8)
    for _ in range(2):
        with pytest.raises(NotFoundError):
            answers.answer(opened, ASKED[0], k=1, document="nobody-knows")
    assert len(answers) == 0


def test_many_threads_get_what_one_gets(opened: Index) -> None:
    answers = Answers(2)  # so that they are always about to go
    expected = {question: ask(opened, question, k=2) for question in ASKED}
    with ThreadPoolExecutor(8) as pool:
        given = pool.map(
            lambda question: (question, answers.answer(opened, question, k=2, document=None)),
            ASKED * 25,
        )
    assert all(answer == expected[question] for question, answer in given)

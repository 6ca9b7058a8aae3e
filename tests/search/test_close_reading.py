"""When sentences are read together with the question, which, and what comes of it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pincite.search.ask import ask
from pincite.search.close_reading import (
    PASSAGES,
    Place,
    Read,
    after_reading,
    is_clear,
    read_closely,
    reading_features,
)
from pincite.search.index import Index
from pincite.search.weights import Boosted, Linear, ReadingWeights, load_weights
from pincite.types import Span, Status

WEIGHTS = ReadingWeights(
    passage=Linear(-1.0, {"log_odds": 0.5, "reading": 1.0}),
    sentence=2.0,
    verdict=Linear(0.0, {"opinion": 1.0, "reading": 1.0, "lead": 1.0}),
    density=1.0,
    found=0.6,
    weak=0.2,
    clear_yes=2.0,
    clear_lead=1.0,
    clear_no=-3.0,
)
QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"


@pytest.mark.parametrize(
    ("opinion", "log_odds", "clear"),
    [
        (2.0, (3.0, 2.0), True),
        (1.99, (3.0, 2.0), False),  # the answer is in doubt
        (2.0, (3.0, 2.01), False),  # which passage comes first is
        (5.0, (3.0,), True),
        (-3.0, (3.0, 2.99), True),  # nothing answers, whichever comes first
        (-2.99, (3.0, -3.0), False),
    ],
)
def test_nothing_is_read_where_verdict_and_first_passage_are_clear(
    opinion: float, log_odds: tuple[float, ...], clear: bool
) -> None:
    assert is_clear(WEIGHTS, opinion, log_odds) is clear


def _read(told: dict[Place, float], asked: list[Place]) -> Read:
    def read(places: Sequence[Place]) -> list[float]:
        asked.extend(places)
        return [told[place] for place in places]

    return read


def test_the_second_passage_is_read_where_it_is_nearer_than_the_second_sentence() -> None:
    asked: list[Place] = []
    read = _read({(0, 2): 5.0, (1, 1): 0.5}, asked)
    standings = read_closely(
        WEIGHTS, (9.0, 8.5, 8.0, 0.0), ((0.3, -2.0, 0.9), (0.1, 0.2), (5.0,)), read
    )
    assert asked == [(0, 2), (1, 1)]
    assert [standing.place for standing in standings] == [0, 1, 2, 3]
    assert [dict(standing.readings) for standing in standings] == [{2: 5.0}, {1: 0.5}, {}, {}]
    # Not read: no better than those that were; and a reading of 0.5 counts as one of 3.
    assert [s.log_odds for s in standings] == [8.5, 6.25, 6.25, 0.0]
    assert reading_features(0.7, standings) == {"opinion": 0.7, "reading": 5.0, "lead": 4.5}


def test_the_second_sentence_is_read_where_it_is_nearer_than_the_second_passage() -> None:
    asked: list[Place] = []
    read = _read({(0, 2): 3.5, (0, 0): 4.0}, asked)
    standings = read_closely(WEIGHTS, (2.0, 1.0), ((0.3, -2.0, 0.9), (0.1, 0.2)), read)
    assert asked == [(0, 2), (0, 0)]
    assert [standing.place for standing in standings] == [0, 1]
    assert standings[0].log_odds == -1 + 1.0 + 3.5  # by its likeliest sentence
    assert reading_features(0.0, standings) == {"opinion": 0.0, "reading": 4.0, "lead": 0.0}


def test_a_second_passage_that_answers_comes_first() -> None:
    read = _read({(0, 0): -4.0, (1, 1): 4.0}, [])
    standings = read_closely(WEIGHTS, (2.0, 1.5), ((0.0,), (0.1, 0.2)), read)
    assert [standing.place for standing in standings] == [1, 0]
    assert [standing.log_odds for standing in standings] == [3.75, 3.0]
    assert reading_features(0.0, standings)["lead"] == pytest.approx(8.0)


def test_of_two_that_hardly_answer_neither_comes_before_the_other_for_it() -> None:
    for readings in ((-9.0, 2.9), (2.9, -9.0)):
        read = _read({(0, 0): readings[0], (1, 0): readings[1]}, [])
        standings = read_closely(WEIGHTS, (2.0, 1.9), ((0.0,), (0.1,)), read)
        assert [standing.log_odds for standing in standings] == [3.0, pytest.approx(2.95)]


def test_copies_stay_behind_the_rest() -> None:
    """They come last in a ranking, though their log-odds are those of what they are copies of."""
    read = _read({(0, 0): 5.0, (1, 0): 1.0}, [])
    standings = read_closely(WEIGHTS, (2.0, 1.9, 0.5, 2.0), ((0.0,), (0.1,)), read)
    assert [standing.place for standing in standings] == [0, 1, 2, 3]


def test_one_passage_alone_is_read() -> None:
    standings = read_closely(
        WEIGHTS, (2.0,), ((0.0, 1.0),), lambda places: [float(at) for _, at in places]
    )
    assert [dict(standing.readings) for standing in standings] == [{1: 1.0, 0: 0.0}]
    assert reading_features(1.0, standings) == {"opinion": 1.0, "reading": 1.0, "lead": 0.0}


def test_order_and_readings_hold_whatever_is_read() -> None:
    rng = random.Random(5)
    for _ in range(500):
        count = rng.randint(1, 8)
        log_odds = sorted((rng.gauss(0, 2) for _ in range(count)), reverse=True)
        sentences = [[rng.gauss(0, 2) for _ in range(rng.randint(1, 5))] for _ in range(count)]
        standings = read_closely(
            WEIGHTS,
            log_odds,
            sentences[:PASSAGES],
            lambda places: [rng.gauss(0, 4) for _ in places],
        )
        assert sorted(standing.place for standing in standings) == list(range(count))
        scores = [standing.log_odds for standing in standings]
        assert scores == sorted(scores, reverse=True)
        unread = [standing.place for standing in standings if not standing.readings]
        assert unread == sorted(unread)  # behind, in their order
        assert set(range(PASSAGES, count)) <= set(unread)
        assert 1 <= sum(len(standing.readings) for standing in standings) <= 2


def test_sentences_that_were_not_read_count_as_the_worst_that_was() -> None:
    assert after_reading(WEIGHTS, [1.0, 2.0, 3.0], {1: 4.0, 2: -1.0}) == [-1.0, 10.0, 1.0]
    assert after_reading(WEIGHTS, [1.0, 2.0], {}) == [1.0, 2.0]


# --- in a search ----------------------------------------------------------------------------------


class _Reader:
    """Says of sentences with a word in them that they answer, and of others that they do not."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read_: list[tuple[str, str]] = []

    def read(self, question: str, sentences: Sequence[tuple[str, Span]]) -> list[float]:
        texts = [quote[span.start : span.end] for quote, span in sentences]
        self.read_ += [(question, text) for text in texts]
        return [30.0 if self.word in text else -30.0 for text in texts]


def _in_doubt(index: Index, reader: _Reader) -> Index:
    assert index.scorer.reading is not None
    doubt = replace(index.scorer.reading, clear_yes=1e9, clear_no=-1e9)
    return replace(index, scorer=replace(index.scorer, reading=doubt), reader=reader)


def test_what_is_read_decides_order_and_verdict(real: Index) -> None:
    question = "When was it established?"  # two passages of which either might be meant
    before = ask(replace(real, reader=None), question, k=5)
    second = before.hits[1]
    read = _Reader("")
    ask(_in_doubt(real, read), question, k=5)
    assert len(read.read_) == 2
    text = read.read_[1][1]
    assert text in second.quote  # where the doubt is
    after = ask(_in_doubt(real, _Reader(text)), question, k=5)
    assert after.hits[0].passage == second.passage
    assert {hit.passage.id for hit in after.hits} == {hit.passage.id for hit in before.hits}
    assert [hit.rank for hit in after.hits] == [1, 2, 3, 4, 5]
    scores = [hit.score for hit in after.hits]
    assert scores == sorted(scores, reverse=True)
    nothing = ask(_in_doubt(real, _Reader("no such word")), question)
    assert nothing.verdict.confidence < after.verdict.confidence


def test_what_is_read_decides_evidence(real: Index) -> None:
    first = ask(replace(real, reader=None), QUESTION).hits[0]
    read = _Reader("")
    ask(_in_doubt(real, read), QUESTION)
    for _, text in read.read_:
        hit = ask(_in_doubt(real, _Reader(text)), QUESTION).hits[0]
        assert hit.passage == first.passage
        assert text in [hit.quote[mark.start : mark.end] for mark in hit.highlights]


def test_a_clear_question_is_not_read(real: Index) -> None:
    reader = _Reader("")
    assert real.scorer.reading is not None
    clear = replace(real.scorer.reading, clear_yes=-1e9, clear_lead=-1e9)
    index = replace(real, scorer=replace(real.scorer, reading=clear), reader=reader)
    assert ask(index, QUESTION) == ask(replace(real, reader=None), QUESTION)
    assert not reader.read_


def test_the_index_has_a_reader_and_uses_it_where_it_is_in_doubt(real: Index) -> None:
    assert real.reader is not None
    questions = (QUESTION, "What did the Leaders say of the moon?", "Who chairs it this year?")
    unread = replace(real, reader=None)
    assert any(ask(real, q).verdict != ask(unread, q).verdict for q in questions)


def test_without_a_reader_a_verdict_has_limits_of_its_own(real: Index) -> None:
    """What was not read is found only from a higher confidence on."""
    reading = real.scorer.reading
    assert reading is not None
    assert reading.found < real.scorer.found
    between = (reading.found + real.scorer.found) / 2
    scorer = replace(
        real.scorer,
        verdict=Boosted(math.log(between / (1 - between)), ()),
        reading=replace(reading, clear_yes=-1e9, clear_lead=-1e9),
    )
    index = replace(real, scorer=scorer)
    assert ask(index, QUESTION).verdict.status is Status.FOUND
    assert ask(replace(index, reader=None), QUESTION).verdict.status is Status.WEAK


def test_readings_are_shipped_for_both_scorers() -> None:
    for scorer in (load_weights().with_tokens, load_weights().without_tokens):
        reading = scorer.reading
        assert reading is not None
        assert set(reading.passage.weights) == {"log_odds", "reading"}
        assert all(weight > 0 for weight in reading.passage.weights.values())
        assert reading.verdict.weights["opinion"] > 0
        assert reading.verdict.weights["reading"] > 0
        assert reading.sentence > 0
        assert reading.clear_no < reading.clear_yes

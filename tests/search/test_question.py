"""How a question is read against a collection: weights, slips, names, owners of tokens."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pincite.ports import TokenVectors
from pincite.search.question import ParsedQuestion, parse_question
from pincite.store.lexical import StoredLexicalIndex
from pincite.store.lexical_writer import write_lexical
from pincite.text.terms import stem, stems
from pincite.types import Span

TEXTS = (
    "ASEAN and the ROK signed the framework agreement in 2005",
    "ASEAN and the ROK trade goods worth much",
    "The summit of ASEAN met in Busan in 2019",
    "Volunteers teach children",
)
VECTOR = np.zeros(4, np.float32)


def no_tokens() -> TokenVectors:
    return TokenVectors((), np.empty((0, 4), np.float32))


@pytest.fixture
def lexical(tmp_path: Path) -> StoredLexicalIndex:
    write_lexical(tmp_path, [stems(text) for text in TEXTS])
    return StoredLexicalIndex(tmp_path, len(TEXTS))


def read(
    lexical: StoredLexicalIndex, text: str, spans: Sequence[tuple[int, int]] = ()
) -> ParsedQuestion:
    tokens = TokenVectors(tuple(Span(*s) for s in spans), np.zeros((len(spans), 4), np.float32))
    return parse_question(text, VECTOR, tokens, lexical)


@pytest.mark.parametrize(
    ("text", "repeats"),
    [
        ("When was the summit of ASEAN?", 0.0),
        ("The summit, the trade, the goods", 2 / 6),
        ("summits summit " * 5, 0.9),  # one stem, ten times
        ("???", 0.0),
    ],
)
def test_share_of_the_words_that_were_said_before(
    lexical: StoredLexicalIndex, text: str, repeats: float
) -> None:
    assert read(lexical, text).repeats == pytest.approx(repeats)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("When was it signed, and why?", {"asks_date", "asks_reason"}),
        ("ASEAN trade", set()),
    ],
)
def test_kinds_of_answer_are_told_by_name(
    lexical: StoredLexicalIndex, text: str, asked: set[str]
) -> None:
    kinds = read(lexical, text).kinds
    assert {name for name, value in kinds.items() if value} == asked
    assert len(kinds) == 6


def test_words_weigh_by_how_rare_they_are_and_stop_words_nothing(
    lexical: StoredLexicalIndex,
) -> None:
    question = read(lexical, "When was the summit of ASEAN?")
    assert set(question.weights) == {stem("summit"), stem("ASEAN")}
    assert question.weights[stem("summit")] > question.weights[stem("ASEAN")] > 0
    assert question.weights[stem("summit")] == lexical.idf(stem("summit"))
    assert question.total_weight == pytest.approx(sum(question.weights.values()))


def test_a_word_counts_once_however_often_it_is_said(lexical: StoredLexicalIndex) -> None:
    once, thrice = read(lexical, "summit"), read(lexical, "Summit, summits, SUMMIT")
    assert thrice.weights == once.weights
    assert thrice.lexical_weights == {stem("summit"): 1.0}


def test_stop_words_alone_are_taken_at_their_word(lexical: StoredLexicalIndex) -> None:
    assert set(read(lexical, "the of and").weights) == {"the", "of", "and"}


@pytest.mark.parametrize("text", ["", "?!…", "\x00", "😀", "\u0301"])
def test_question_without_words_has_no_weights(lexical: StoredLexicalIndex, text: str) -> None:
    question = read(lexical, text)
    assert (question.weights, question.unknown, question.names) == ({}, frozenset(), frozenset())
    assert (question.total_weight, question.bigrams) == (0, frozenset())
    assert question.token_weights.shape == (0,)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("sumit", ("summit",)),
        ("framwork", ("framework",)),
        ("agreemnet", ("agreement",)),
        ("Bussan", ("Busan",)),
    ],
)
def test_slips_stand_for_the_words_that_the_collection_has(
    lexical: StoredLexicalIndex, word: str, meant: tuple[str, ...]
) -> None:
    question = read(lexical, word)
    (slip,) = question.weights
    nearest = tuple(stem(m) for m in meant)
    assert question.alternatives == {slip: nearest}
    assert question.unknown == frozenset()
    assert question.weights[slip] == max(lexical.idf(n) for n in nearest)
    assert question.lexical_weights == dict.fromkeys(nearest, 1.0)


@pytest.mark.parametrize(
    "word",
    [
        "2006",  # one digit from 2005
        "20051",
        "1005",
        "2,005,000",
        "Canada",  # near nothing
        "ROC",  # too short: as near to ROK as to anything
        "ASEM",  # two letters from ASEAN, in a word of four
    ],
)
def test_another_number_or_name_is_no_slip(lexical: StoredLexicalIndex, word: str) -> None:
    question = read(lexical, f"summit {word}")
    assert question.alternatives == {}
    assert len(question.unknown) == 1
    (unknown,) = question.unknown
    assert question.weights[unknown] == lexical.idf(unknown) >= max(question.weights.values())
    assert unknown in question.lexical_weights


def test_a_word_that_the_collection_has_is_never_corrected(lexical: StoredLexicalIndex) -> None:
    """Even where a more frequent one is near."""
    assert read(lexical, "trade goods met").alternatives == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("When did Busan host the Summit?", {"Busan", "Summit"}),
        ("Busan summit", set()),  # the first word is capital anyway
        ("when did busan host", set()),
        ("WHEN DID BUSAN HOST THE SUMMIT?", set()),  # all in capitals
        ("What is the ROK?", {"ROK"}),
        ("Is The Summit on?", {"Summit"}),  # a stop word is no name
        ("summit in Ünterland", {"Ünterland"}),
        ("summit 2019", set()),  # a number has no capital
        ("say 首尔 summit", set()),
    ],
)
def test_names_are_told_by_their_capitals(
    lexical: StoredLexicalIndex, text: str, names: set[str]
) -> None:
    assert read(lexical, text).names == {stem(name) for name in names}


def test_neighbours_are_pairs_only_if_both_carry_meaning(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "ASEAN summit in Busan")
    assert question.bigrams == {(stem("ASEAN"), stem("summit"))}


TEXT = "Where was the framework agreement signed?"


@pytest.mark.parametrize(
    ("spans", "owners"),
    [
        ([(0, 5)], ["where"]),
        ([(14, 19), (19, 23)], ["framework", "framework"]),  # a word in two pieces
        ([(14, 23), (24, 33)], ["framework", "agreement"]),
        ([(40, 41)], [""]),  # the question mark belongs to no word
        ([(9, 13), (14, 23)], ["", "framework"]),  # a token that begins between words
        ([], []),
    ],
)
def test_each_token_belongs_to_the_word_it_stands_in(
    lexical: StoredLexicalIndex, spans: list[tuple[int, int]], owners: list[str]
) -> None:
    question = read(lexical, TEXT, spans)
    assert question.owners == tuple(stem(word) if word else "" for word in owners)


def test_tokens_share_the_weight_of_their_word(lexical: StoredLexicalIndex) -> None:
    spans = [(0, 5), (14, 19), (19, 23), (24, 33), (40, 41)]
    question = read(lexical, TEXT, spans)
    one, other = (question.weights[stem(word)] for word in ("framework", "agreement"))
    total = one + other
    expected = [0, one / 2 / total, one / 2 / total, other / total, 0]
    np.testing.assert_allclose(question.token_weights, expected, atol=1e-6)
    assert question.token_weights.dtype == np.float32


def test_tokens_of_no_word_weigh_the_same(lexical: StoredLexicalIndex) -> None:
    np.testing.assert_allclose(read(lexical, "?! …", [(0, 1), (1, 2)]).token_weights, [0.5, 0.5])


def test_owners_are_those_of_a_plain_search_over_all_words(lexical: StoredLexicalIndex) -> None:
    draw = random.Random(3)
    words = ["ASEAN", "summit", "the", "İstanbul", "2005", "co-operation", "한국어", "é", "ﬁnance"]
    for _ in range(60):
        text = " ".join(draw.choices(words, k=draw.randint(1, 8)))
        cuts = sorted(draw.sample(range(len(text) + 1), min(len(text) + 1, draw.randint(2, 9))))
        spans = list(pairwise(cuts))
        question = read(lexical, text, spans)
        if text.isupper():
            continue
        for (start, _), owner in zip(spans, question.owners, strict=True):
            inside = [t.stem for t in question.terms if t.span.start <= start < t.span.end]
            # Pairs of characters overlap; the first of them that reaches past the start has it.
            assert owner == (inside[0] if inside else "")


def test_figures_and_expectations_are_read_along(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "How much of the USD 5 million was paid in 2019?")
    assert [figure.kind for figure in question.figures] == ["sum", "year"]
    assert question.expected == {"amount"}


def test_weights_are_finite_whatever_is_asked(lexical: StoredLexicalIndex) -> None:
    for text in ("x" * 1000, "a" + "\u0301" * 999, "1 " * 500, "ß" * 1000, "ﷺ" * 1000):
        question = read(lexical, text)
        assert all(math.isfinite(weight) for weight in question.weights.values())


@pytest.mark.parametrize("before", ["", "  ", "“", "\n"])
def test_the_first_word_is_no_name_for_its_capital(
    lexical: StoredLexicalIndex, before: str
) -> None:
    assert read(lexical, f"{before}Goods traded with Busan").names == {"busan"}


def test_capitals_that_grow_in_small_letters_move_no_term(lexical: StoredLexicalIndex) -> None:
    text = "İZMİR TRADE GOODS"
    question = read(lexical, text, [(0, 5), (6, 11), (12, 17)])
    assert question.owners[1:] == (stem("trade"), stem("goods"))

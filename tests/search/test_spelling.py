"""Correction of slips, against a comparison with every term."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from pincite.search.spelling import Speller, correct
from pincite.store.lexical import StoredLexicalIndex
from pincite.store.lexical_writer import write_lexical
from pincite.text.terms import terms


def corrected(folder: Path, bags: list[list[str]], word: str) -> tuple[str, ...]:
    write_lexical(folder, bags)
    (term,) = terms(word)
    return correct(term, StoredLexicalIndex(folder, len(bags)))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sumit", ("summit",)),  # a letter left out
        ("sumimt", ("summit",)),  # two neighbours exchanged
        ("framwrok", ("framework",)),  # two slips in a longer word
        ("tred", ()),  # two slips in a short word
        ("tradd", ("trade",)),
        ("2011", ()),  # another number is no slip
        ("sun", ()),  # too short to tell
    ],
)
def test_slips_are_forgiven(tmp_path: Path, word: str, expected: tuple[str, ...]) -> None:
    bags = [["summit", "trade"], ["framework", "2010"], ["summer", "sum"]]
    assert corrected(tmp_path, bags, word) == expected


def test_right_first_letter_and_the_more_frequent_term_come_first(tmp_path: Path) -> None:
    bags = [["tread"], ["trade", "bread"], ["trade"], ["bread"], ["bread"]]
    assert corrected(tmp_path, bags, "tread") == ("tread",)
    assert corrected(tmp_path, [bag for bag in bags if bag != ["tread"]], "treda") == ()
    assert corrected(tmp_path, [["trend"], ["trent"], ["trent"], ["brent"]], "trenn") == (
        "trent",
        "trend",
    )


def test_comparing_letters_first_drops_nothing_that_is_near() -> None:
    draw = random.Random(2)
    letters = "abcdefgéß한中ж"
    vocabulary = sorted(
        {"".join(draw.choices(letters, k=draw.randint(3, 11))) for _ in range(3_000)}
    )
    speller = Speller(vocabulary)
    for _ in range(60):
        word = list(draw.choice(vocabulary))
        for _ in range(draw.randint(0, 2)):
            word[draw.randrange(len(word))] = draw.choice(letters)
        slips = 1 if len(word) <= 7 else 2
        near = {t: OSA.distance("".join(word), t) for t in vocabulary}
        expected = {term: n for term, n in near.items() if n <= slips}
        found = dict(speller.near("".join(word)))
        assert found.items() <= expected.items()
        assert len(found) == min(20, len(expected))

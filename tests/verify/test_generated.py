"""A slice of the generated quotations; `tests/bench/verify.py` runs the whole."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pincite.verify.types import ItemKind, Status
from support.catalogue import MemoryCatalogue, corpus, numbered
from verify.desk import Desk
from verify.generator import Case, Generator, figures_of_a_mark, quantities_restated

Outcome = tuple[Case, Status | None, bool]
"""A case, the status of its quotation, and whether the right passage is named."""


def outcomes(desk: Desk, cases: Iterable[Case]) -> list[Outcome]:
    found: list[Outcome] = []
    for case in cases:
        items = [i for i in desk.verify(case.draft).items if i.kind is ItemKind.QUOTATION]
        if len(items) != 1:
            found.append((case, None, False))
            continue
        placed = any(place.passage.id in case.passages for place in items[0].places[:2])
        found.append((case, items[0].status, placed))
    return found


@pytest.fixture(scope="module")
def altered(desk: Desk) -> list[Outcome]:
    return outcomes(desk, Generator(corpus(), seed=11).altered(400))


def test_no_altered_quotation_is_exact_or_normalized(altered: list[Outcome]) -> None:
    passed = (Status.EXACT, Status.NORMALIZED)
    assert [case for case, status, _ in altered if status in passed] == []


def test_an_altered_quotation_leads_to_the_right_passage(altered: list[Outcome]) -> None:
    missed = [
        (case.kind, case.draft, status)
        for case, status, placed in altered
        if status not in case.statuses or not placed
    ]
    assert len(missed) <= len(altered) // 100, missed


def test_a_true_quotation_is_exact_or_normalized(desk: Desk) -> None:
    missed = [
        (case.kind, case.draft, status)
        for case, status, placed in outcomes(desk, Generator(corpus(), seed=12).true(440))
        if status not in case.statuses or not placed
    ]
    assert missed == []


@pytest.mark.parametrize("seed", range(40))
def test_a_figure_that_differs_by_a_mark_is_another(seed: int) -> None:
    paragraph, quotations = figures_of_a_mark(seed, count=40)
    desk = Desk(MemoryCatalogue([numbered("paper", [paragraph])]))
    for words, true in quotations:
        item = desk.only(f"It has “{words}” (paper, para. 1).")
        if true:
            assert item.words in (Status.EXACT, Status.NORMALIZED), words
        else:
            assert item.status is Status.ALTERED, words
            assert "punctuation" not in item.detail, words


@pytest.mark.parametrize("seed", range(40))
def test_a_quantity_is_supported_in_any_form_and_differs_in_its_amount(seed: int) -> None:
    paragraph, sentences = quantities_restated(seed, count=30)
    desk = Desk(MemoryCatalogue([numbered("paper", [paragraph])]))
    for sentence, same in sentences:
        ((_, status, _),) = desk.figures(f"{sentence} (paper, para. 1).")
        assert status == ("figure_supported" if same else "figure_differs"), sentence

"""A slice of the generated quotations; `tests/bench/verify.py` runs the whole."""

from __future__ import annotations

import pytest

from pincite.cite.lookup import Directory
from pincite.verify.sources import Sources
from pincite.verify.types import ItemKind, Status
from pincite.verify.verify import verify
from support.catalogue import corpus
from verify.generator import Case, Generator

ALTERED = tuple(Generator(corpus(), seed=11).altered(400))
TRUE = tuple(Generator(corpus(), seed=12).true(440))


@pytest.fixture(scope="module")
def desk() -> tuple[Sources, Directory]:
    return Sources(corpus()), Directory(corpus())


def outcome(desk: tuple[Sources, Directory], case: Case) -> tuple[Status | None, bool]:
    """The status of the case's quotation, and whether the right passage is named."""
    items = [i for i in verify(*desk, case.draft).items if i.kind is ItemKind.QUOTATION]
    if len(items) != 1:
        return None, False
    return items[0].status, any(p.passage.id in case.passages for p in items[0].places[:2])


def test_no_altered_quotation_is_exact_or_normalized(desk: tuple[Sources, Directory]) -> None:
    passed = [
        case for case in ALTERED if outcome(desk, case)[0] in (Status.EXACT, Status.NORMALIZED)
    ]
    assert passed == []


def test_an_altered_quotation_leads_to_the_right_passage(desk: tuple[Sources, Directory]) -> None:
    missed = []
    for case in ALTERED:
        status, placed = outcome(desk, case)
        if status not in case.statuses or not placed:
            missed.append((case.kind, case.draft, status))
    assert len(missed) <= len(ALTERED) // 100, missed


def test_a_true_quotation_is_exact_or_normalized(desk: tuple[Sources, Directory]) -> None:
    missed = []
    for case in TRUE:
        status, placed = outcome(desk, case)
        if status not in case.statuses or not placed:
            missed.append((case.kind, case.draft, status))
    assert missed == []

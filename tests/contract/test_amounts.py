"""How much an answer holds at most, whatever few characters ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.contract import citing, verification
from pincite.contract.citing import citations_view
from pincite.contract.verification import verification_view
from pincite.search.index import Index, open_index
from pincite.verify.desk import Desk
from pincite.verify.types import MOST_OTHERS


@pytest.fixture(scope="module")
def index(index_folder: Path) -> Index:
    return open_index(index_folder)


def test_later_citations_of_an_answer_have_their_first_passage_and_the_count(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citing, "_MOST_IN_ALL", 15)
    text = "Overview, paras 1-10. " * 4
    given = citations_view(index, text, Desk(index).look_up(text)).citations
    assert [len(one.passages) for one in given] == [10, 5, 1, 1]
    assert {one.passage_count for one in given} == {10}


def test_later_items_of_a_verification_have_their_first_passage_and_the_count(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_MOST_OTHERS_IN_ALL", MOST_OTHERS + 3)
    text = "Overview, paras 1-20. " * 4
    items = verification_view(index, Desk(index).verify(text), text).items
    assert all(item.passage is not None for item in items)
    assert [len(item.others) for item in items] == [MOST_OTHERS, 3, 0, 0]
    assert {item.passage_count for item in items} == {20}

"""Views of passages: made once, each of its own passage, and not too many kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from pincite.contract import passages
from pincite.contract.passages import passage_view
from pincite.search.index import Index, open_index


@pytest.fixture(scope="module")
def index(index_folder: Path) -> Index:
    return open_index(index_folder)


def views(index: Index) -> list[passages.PassageView]:
    catalogue = index.generation.catalogue
    rows = range(catalogue.passage_count())
    return [
        passage_view(index, passage, quote)
        for passage, quote in zip(catalogue.passages(rows), catalogue.quotes(rows), strict=True)
    ]


def test_each_passage_has_its_own_view_the_first_time_and_the_next(index: Index) -> None:
    first, again = views(index), views(index)
    assert first == again
    quotes = index.generation.catalogue.quotes(range(len(first)))
    assert [view.quote for view in again] == list(quotes)
    assert len({view.id for view in again}) == len(again)


def test_views_are_made_anew_where_too_many_are_kept(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = views(index)
    monkeypatch.setattr(passages, "_KEPT", 3)
    assert views(index) == before
    passages._views.clear()
    assert views(index) == before
    assert len(passages._views[index.generation.catalogue]) <= 3


def test_two_open_indexes_keep_their_own_views(index: Index, index_folder: Path) -> None:
    other = open_index(index_folder)
    assert views(other) == views(index)
    assert all(a is not b for a, b in zip(views(other), views(index), strict=True))

"""The collector looks at nothing that a generation holds, and lets go of the one before."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from pincite_api.collector import settle


class Node:
    """Something that refers to itself, so that counting references never frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_lives_when_it_settles_is_looked_at_no_more() -> None:
    kept = Node()
    settle()
    assert not any(held is kept for held in gc.get_objects())
    assert gc.get_freeze_count() > 0


def test_what_was_settled_and_is_used_no_more_goes_when_it_settles_again() -> None:
    node = Node()
    gone = weakref.ref(node)
    settle()
    del node
    gc.collect()
    assert gone() is not None  # permanent, so far as an ordinary collection goes
    settle()
    assert gone() is None

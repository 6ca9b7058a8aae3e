"""The answers given last, so that a question asked again costs no search."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from pincite.search.ask import ask
from pincite.search.index import Index
from pincite.types import Answer

_Key = tuple[str, int, str | None]


class Answers:
    """At most ``most`` answers, all of one generation; the one unused longest goes first.

    A generation's name is a digest of its content, so that an answer of the same name is the same.
    Safe between threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._generation = ""
        self._kept: OrderedDict[_Key, Answer] = OrderedDict()

    def answer(self, index: Index, question: str, *, k: int, document: str | None) -> Answer:
        """As `pincite.search.ask.ask`, with its errors, which are not kept."""
        key, generation = (question, k, document), index.generation.name
        with self._lock:
            if generation == self._generation and key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        given = ask(index, question, k=k, document=document)
        with self._lock:
            if generation != self._generation:
                self._kept.clear()
                self._generation = generation
            self._kept[key] = given
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return given

    def __len__(self) -> int:
        return len(self._kept)

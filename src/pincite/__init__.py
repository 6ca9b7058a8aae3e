"""Pincite: cited, verbatim passages in answer to questions.

    from pathlib import Path
    import pincite

    index = pincite.open_index(Path("index"))
    answer = pincite.ask(index, "When did the agreement come into effect?")

The names below are the library's front door; each is loaded when it is first used, so that
importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.errors import PinciteError as PinciteError
    from pincite.search.ask import ask as ask
    from pincite.search.index import Index as Index
    from pincite.search.index import open_index as open_index
    from pincite.types import Answer as Answer
    from pincite.types import Document as Document
    from pincite.types import Hit as Hit
    from pincite.types import Locator as Locator
    from pincite.types import Passage as Passage
    from pincite.types import Record as Record
    from pincite.types import Span as Span
    from pincite.types import Status as Status
    from pincite.types import Verdict as Verdict

_HOMES = {
    "Answer": "pincite.types",
    "Document": "pincite.types",
    "Hit": "pincite.types",
    "Index": "pincite.search.index",
    "Locator": "pincite.types",
    "Passage": "pincite.types",
    "PinciteError": "pincite.errors",
    "Record": "pincite.types",
    "Span": "pincite.types",
    "Status": "pincite.types",
    "Verdict": "pincite.types",
    "ask": "pincite.search.ask",
    "open_index": "pincite.search.index",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]

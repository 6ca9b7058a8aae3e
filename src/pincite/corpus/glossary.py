"""glossary.toml: acronyms that the documents use, and other names for the same thing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.errors import CorpusError

FILE = "glossary.toml"
# A short form that a collection's documents define in more ways than this says nothing by itself.
_MOST_MEANINGS = 3


@dataclass(frozen=True, slots=True)
class Glossary:
    """Short forms and their long forms, sorted, each pair once."""

    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def long_forms(self) -> Mapping[str, tuple[str, ...]]:
        """The long forms of each short form."""
        forms: dict[str, list[str]] = {}
        for short, long in self.pairs:
            forms.setdefault(short, []).append(long)
        return {short: tuple(longs) for short, longs in forms.items()}

    def with_mined(self, mined: Iterable[tuple[str, str]]) -> Glossary:
        """The glossary and what documents define themselves, unless they disagree too much."""
        forms: dict[str, set[str]] = {}
        for short, long in mined:
            forms.setdefault(short, set()).add(long)
        agreed = {
            (short, long)
            for short, longs in forms.items()
            if len({long.casefold() for long in longs}) <= _MOST_MEANINGS
            for long in longs
        }
        return Glossary(tuple(sorted(agreed | set(self.pairs))))


def load_glossary(path: Path) -> Glossary:
    """The glossary of a corpus; empty if there is no such file. Raises CorpusError."""
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Glossary()
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: not readable as TOML: {error}") from None
    table = content.get("acronyms", {})
    if set(content) - {"acronyms"} or not isinstance(table, dict):
        raise CorpusError(f"{path}: expected one table, [acronyms], found {sorted(content)}")
    pairs: set[tuple[str, str]] = set()
    for short, longs in table.items():
        if isinstance(longs, str):
            longs = [longs]
        if not isinstance(longs, list) or not all(
            isinstance(long, str) and long.strip() for long in longs
        ):
            raise CorpusError(f'{path}: {short}: expected a list of long forms, {short} = ["…"]')
        pairs.update((short, long) for long in longs)
    return Glossary(tuple(sorted(pairs)))

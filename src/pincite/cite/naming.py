"""The names under which citations know the documents held: titles, keys, short forms, authors.

`Names` finds them in a text word by word through a table of first words, so that its time depends
on the text and hardly on how many documents there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pincite.types import Name, Record, Span


class NameKind(StrEnum):
    """What sort of name it is; the first three name a document by themselves."""

    TITLE = "title"
    KEY = "key"
    SHORT = "short"
    AUTHOR = "author"
    PUBLISHER = "publisher"


SUFFICIENT = frozenset({NameKind.TITLE, NameKind.KEY, NameKind.SHORT})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text, and the keys of the documents that it may mean."""

    span: Span
    kind: NameKind
    keys: frozenset[str]


_WORD = re.compile(r"[^\W_]++(?:['’][^\W_]++)*+")
_MOST_BETWEEN = 4  # characters between two words of a name: ", ", "-", ": “"
_ARTICLES = frozenset({"the", "a", "an"})


class Names:
    """Every name of the documents with these records."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._forms: dict[tuple[str, ...], dict[NameKind, set[str]]] = {}
        self._with_article: set[tuple[str, ...]] = set()
        self._lengths: dict[str, list[int]] = defaultdict(list)  # by first word, longest first
        for record in records:
            self._add(record.title, NameKind.TITLE, record.key)
            self._add(record.key, NameKind.KEY, record.key)
            for short in record.short:
                self._add(short, NameKind.SHORT, record.key)
            for form in {form for name in record.authors for form in _forms(name)}:
                self._add(form, NameKind.AUTHOR, record.key)
            if record.publisher:
                self._add(record.publisher, NameKind.PUBLISHER, record.key)

    def _add(self, name: str, kind: NameKind, key: str) -> None:
        words = tuple(match.group().casefold() for match in _WORD.finditer(name))
        if len(words) > 1 and words[0] in _ARTICLES:
            words = words[1:]
            self._with_article.add(words)
        if not words:
            return
        if words not in self._forms:
            self._forms[words] = defaultdict(set)
            lengths = {*self._lengths[words[0]], len(words)}
            self._lengths[words[0]] = sorted(lengths, reverse=True)
        self._forms[words][kind].add(key)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The names in the text, the longest at each place, in order and not overlapping.

        Case, white space and punctuation between the words do not count.
        """
        words = list(_WORD.finditer(text))
        folded = [word.group().casefold() for word in words]
        found: list[Mention] = []
        index = 0
        while index < len(words):
            match = self._longest(text, words, folded, index)
            if match is None:
                index += 1
                continue
            length, kinds = match
            article = (
                index > 0
                and folded[index - 1] in _ARTICLES
                and tuple(folded[index : index + length]) in self._with_article
                and _near(text, words[index - 1].end(), words[index].start())
            )
            span = Span(words[index - article].start(), words[index + length - 1].end())
            kind = min(kinds, key=list(NameKind).index)
            # A name that is one document's title and another's short form fits both.
            fitting = (kinds[k] for k in kinds if (k in SUFFICIENT) == (kind in SUFFICIENT))
            keys = frozenset(key for held in fitting for key in held)
            found.append(Mention(span, kind, keys))
            index += length
        return tuple(found)

    def _longest(
        self, text: str, words: Sequence[re.Match[str]], folded: Sequence[str], index: int
    ) -> tuple[int, dict[NameKind, set[str]]] | None:
        for length in self._lengths.get(folded[index], ()):
            end = index + length
            kinds = self._forms.get(tuple(folded[index:end]))
            if kinds is None or end > len(words):
                continue
            gaps = zip(words[index : end - 1], words[index + 1 : end], strict=True)
            if all(_near(text, left.end(), right.start()) for left, right in gaps):
                return length, kinds
        return None


def _near(text: str, end: int, start: int) -> bool:
    return start - end <= _MOST_BETWEEN and text.count("\n", end, start) < 2


def _forms(name: Name) -> Iterable[str]:
    """An author's name as citations write it: in either order, inverted, or the family's alone."""
    yield name.full
    if name.literal or not name.family:
        return
    yield name.family
    if name.given:
        yield f"{name.family}, {name.given}"
        yield f"{name.given} {name.family}"

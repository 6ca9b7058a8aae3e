"""What scoring looks at in a passage, worked out once and kept for the next question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pincite.ports import Catalogue
from pincite.text.expansion import Expander
from pincite.text.figures import Figure, find_figures
from pincite.text.terms import stems, terms
from pincite.types import Passage

_KEPT = 4096  # passages; some 20 kB each


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """A sentence and its figures; its stems in order, and with those of other forms of its words."""

    text: str
    order: tuple[str, ...]
    stems: frozenset[str]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage, its quote and its sentences; ``context`` are the stems of its section and title."""

    passage: Passage
    quote: str
    sentences: tuple[AnalysedSentence, ...]
    stems: frozenset[str]
    context: frozenset[str]

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for sentence in self.sentences for figure in sentence.figures)


class Analyser:
    """Analyses passages by row; keeps the last few thousand. Safe between threads."""

    def __init__(self, catalogue: Catalogue, expander: Expander) -> None:
        self._catalogue = catalogue
        self._expander = expander
        self._titles = {record.key: record.title for record in catalogue.records()}
        self.row = lru_cache(maxsize=_KEPT)(self._analyse)

    def _analyse(self, row: int) -> Analysed:
        passage = self._catalogue.passages([row])[0]
        quote = self._catalogue.quotes([row])[0]
        sentences = tuple(self._sentence(quote[s.start : s.end]) for s in passage.sentences)
        context = " ".join((*passage.section, self._titles[passage.document]))
        return Analysed(
            passage,
            quote,
            sentences,
            frozenset().union(*(sentence.stems for sentence in sentences)),
            self._with_forms(context),
        )

    def _sentence(self, text: str) -> AnalysedSentence:
        return AnalysedSentence(
            text, tuple(stems(text)), self._with_forms(text), find_figures(text)
        )

    def _with_forms(self, text: str) -> frozenset[str]:
        found = terms(text)
        own = {term.stem for term in found}
        for form in self._expander.expand(found):
            own.update(stems(form))
        return frozenset(own)

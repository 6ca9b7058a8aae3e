"""What scoring looks at in a passage, worked out once and kept for the next question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from pincite.ports import Catalogue
from pincite.search.expectation import Held
from pincite.text.expansion import Expander
from pincite.text.figures import Figure, find_figures
from pincite.text.terms import stems_and_surfaces
from pincite.types import Passage

_KEPT = 4096  # passages; some 25 kB each


@dataclass(frozen=True)
class AnalysedSentence:
    """A sentence, its figures, its stems with those of other forms of its words, and its pairs.

    ``pairs`` are the stems that are neighbours in it.
    """

    text: str
    pairs: frozenset[tuple[str, str]]
    stems: frozenset[str]
    figures: tuple[Figure, ...]

    @cached_property
    def held(self) -> Held:
        """What could answer a question that asks for a date, a place, a name, …."""
        return Held(self.text, self.figures)


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage, its quote, its sentences and their figures.

    ``stems`` are those of its sentences, ``known`` those of its section and title as well.
    """

    passage: Passage
    quote: str
    sentences: tuple[AnalysedSentence, ...]
    stems: frozenset[str]
    known: frozenset[str]
    figures: tuple[Figure, ...]


class Analyser:
    """Analyses passages by row; keeps the last few thousand. Safe between threads."""

    def __init__(self, catalogue: Catalogue, expander: Expander) -> None:
        self._catalogue = catalogue
        self._expander = expander
        self._titles = {record.key: record.title for record in catalogue.records()}
        self.row = lru_cache(maxsize=_KEPT)(self._analyse)
        # A section's passages mostly come together.
        self._context = lru_cache(maxsize=_KEPT)(self._stems_of)

    def _analyse(self, row: int) -> Analysed:
        passage = self._catalogue.passages([row])[0]
        quote = self._catalogue.quotes([row])[0]
        sentences = tuple(self._sentence(quote[s.start : s.end]) for s in passage.sentences)
        held = frozenset[str]().union(*(sentence.stems for sentence in sentences))
        return Analysed(
            passage=passage,
            quote=quote,
            sentences=sentences,
            stems=held,
            known=held | self._context((*passage.section, self._titles[passage.document])),
            figures=tuple(figure for sentence in sentences for figure in sentence.figures),
        )

    def _sentence(self, text: str) -> AnalysedSentence:
        found, surfaces = stems_and_surfaces(text)
        return AnalysedSentence(
            text,
            frozenset(pairwise(found)),
            self._expander.stems_of_others(found, surfaces).union(found),
            find_figures(text),
        )

    def _stems_of(self, headings: tuple[str, ...]) -> frozenset[str]:
        found, surfaces = stems_and_surfaces(" ".join(headings))
        return self._expander.stems_of_others(found, surfaces).union(found)

"""Other names of what a text mentions: an acronym's long forms, a long form's acronyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pincite.text.terms import Term, stems


@dataclass(frozen=True, slots=True)
class _Form:
    stems: list[str]
    text: str
    is_short: bool


class Expander:
    """Finds mentions of short and long forms in a text and gives their other forms.

    Matching is by stems in a row, so plurals and case do not matter for a long form; a short form
    matches only in its own case ("EAS", never "eas").
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._others: dict[tuple[str, ...], set[str]] = {}
        self._forms: dict[str, list[_Form]] = {}
        seen: set[tuple[str, bool]] = set()
        for short, long in pairs:
            for text, other, is_short in ((short, long, True), (long, short, False)):
                form = _Form(stems(text), text, is_short)
                if not form.stems:
                    continue
                self._others.setdefault(tuple(form.stems), set()).add(other)
                if (text, is_short) not in seen:
                    seen.add((text, is_short))
                    self._forms.setdefault(form.stems[0], []).append(form)
        for forms in self._forms.values():
            forms.sort(key=lambda form: (-len(form.stems), form.text))
        self._stems_of = {
            form: frozenset(stem for other in others for stem in stems(other))
            for form, others in self._others.items()
        }

    def expand(self, found: Sequence[Term]) -> tuple[str, ...]:
        """The other forms of everything mentioned among a text's terms, in order, each once."""
        others: dict[str, None] = {}
        for form in self._mentioned([t.stem for t in found], [t.surface for t in found]):
            for other in sorted(self._others[form]):
                others[other] = None
        return tuple(others)

    def stems_of_others(self, stems: list[str], surfaces: list[str]) -> frozenset[str]:
        """The stems of the other forms of everything mentioned.

        Takes the stems of a text's terms, and the terms as they are written, in order.
        """
        mentioned = self._mentioned(stems, surfaces)
        return frozenset[str]().union(*(self._stems_of[form] for form in mentioned))

    def _mentioned(self, stems: list[str], surfaces: list[str]) -> Iterator[tuple[str, ...]]:
        """The stems of the forms that are mentioned, in order."""
        for position, stem in enumerate(stems):
            for form in self._forms.get(stem, ()):
                end = position + len(form.stems)
                if stems[position:end] == form.stems and (
                    not form.is_short or all(word in form.text for word in surfaces[position:end])
                ):
                    yield tuple(form.stems)

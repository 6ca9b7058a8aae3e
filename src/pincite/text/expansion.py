"""Other names of what a text mentions: an acronym's long forms, a long form's acronyms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pincite.text.terms import Term, terms


@dataclass(frozen=True, slots=True)
class _Form:
    stems: tuple[str, ...]
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
                form = _Form(tuple(term.stem for term in terms(text)), text, is_short)
                if not form.stems:
                    continue
                self._others.setdefault(form.stems, set()).add(other)
                if (text, is_short) not in seen:
                    seen.add((text, is_short))
                    self._forms.setdefault(form.stems[0], []).append(form)
        for forms in self._forms.values():
            forms.sort(key=lambda form: (-len(form.stems), form.text))

    def expand(self, found: list[Term]) -> tuple[str, ...]:
        """The other forms of everything mentioned among a text's terms, in order, each once."""
        others: dict[str, None] = {}
        for position, term in enumerate(found):
            for form in self._forms.get(term.stem, ()):
                reach = found[position : position + len(form.stems)]
                if tuple(t.stem for t in reach) != form.stems:
                    continue
                if form.is_short and not _same_case(reach, form.text):
                    continue
                for other in sorted(self._others[form.stems]):
                    others[other] = None
        return tuple(others)


def _same_case(found: list[Term], text: str) -> bool:
    return all(term.surface in text for term in found)

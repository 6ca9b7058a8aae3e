"""What a question asks for, read off its words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.ports import LexicalIndex, TokenVectors, Vectors
from pincite.search.expectation import Expected, expectations
from pincite.search.spelling import correct
from pincite.text.figures import Figure, find_figures
from pincite.text.terms import Term, terms


@dataclass(frozen=True, slots=True)
class Covered:
    """The terms of a question that some stems cover, and what that comes to.

    ``share`` is the share of the question's weight that is covered, ``names_missing`` the share of
    its names' weight that is not; both 0 to 1.
    """

    stems: frozenset[str]
    share: float
    names_missing: float
    name_missing: bool


@dataclass(frozen=True)
class ParsedQuestion:
    """A question's words and what they ask for.

    ``weights`` maps each term that carries meaning to its weight, its inverse document frequency;
    ``alternatives`` maps a term that the collection lacks to the nearest spellings it has;
    ``unknown`` are terms that the collection lacks and that are no slip of one it has;
    ``names`` are the terms written with a capital though no sentence begins there;
    ``expected`` says which kinds of thing would answer it. ``vector`` has unit length.
    ``tokens`` are its token vectors; ``owners`` gives for each token the term it is part of, by its
    stem ("" for none).
    """

    text: str
    terms: tuple[Term, ...]
    weights: Mapping[str, float]
    alternatives: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    unknown: frozenset[str]
    expected: frozenset[Expected]
    vector: Vectors
    tokens: Vectors
    owners: tuple[str, ...]

    @cached_property
    def lexical_weights(self) -> Mapping[str, float]:
        """Weights for the lexical index: each term once, or the spellings that stand for it."""
        return {
            other: 1.0 for stem in self.weights for other in self.alternatives.get(stem, (stem,))
        }

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(term.stem for term in self.terms)

    @cached_property
    def total_weight(self) -> float:
        return sum(self.weights.values())

    @cached_property
    def token_weights(self) -> NDArray[np.float32]:
        """Each token's share of the weight of its term, all together 1 (or equal shares)."""
        pieces = {owner: self.owners.count(owner) for owner in set(self.owners)}
        shares = [self.weights.get(owner, 0.0) / pieces[owner] for owner in self.owners]
        total = sum(shares)
        if total <= 0:
            return np.full(len(shares), 1 / max(1, len(shares)), np.float32)
        return np.array(shares, np.float32) / np.float32(total)

    @cached_property
    def tokens_of(self) -> Mapping[str, tuple[int, ...]]:
        """For each term with a weight that has tokens, which of the tokens are its own."""
        found: dict[str, tuple[int, ...]] = {}
        for token, owner in enumerate(self.owners):
            if owner in self.weights:
                found[owner] = (*found.get(owner, ()), token)
        return found

    @cached_property
    def forms(self) -> frozenset[str]:
        """The stems that cover a term with a weight: its own, or spellings that stand for it."""
        return frozenset(self.lexical_weights)

    def covered_by(self, held: Collection[str]) -> Covered:
        """What of the question a set of stems covers."""
        shared = self.forms.intersection(held)
        found = self._covered.get(shared)
        if found is None:
            found = self._covered[shared] = self._covered_by(shared)
        return found

    def _covered_by(self, held: frozenset[str]) -> Covered:
        stems = frozenset(
            stem
            for stem in self.weights
            if not held.isdisjoint(self.alternatives.get(stem, (stem,)))
        )
        names = [stem for stem in self.names if stem not in stems]
        weight = sum(weight for stem, weight in self.weights.items() if stem in stems)
        return Covered(
            stems,
            weight / self.total_weight if self.total_weight else 0.0,
            sum(self.weights[stem] for stem in names)
            / (sum(self.weights[stem] for stem in self.names) or 1.0),
            bool(names),
        )

    @cached_property
    def _covered(self) -> dict[frozenset[str], Covered]:
        """What has been worked out: of a question's words few sets ever meet a sentence."""
        return {}

    @cached_property
    def unknown_share(self) -> float:
        """The share of the weight of the terms that nothing here stands for, 0 to 1."""
        return sum(self.weights[stem] for stem in self.unknown) / (self.total_weight or 1.0)

    @cached_property
    def repeats(self) -> float:
        """The share of the words that were said before, 0 to 1."""
        return 1 - len(self.stems) / len(self.terms) if self.terms else 0.0

    @cached_property
    def kinds(self) -> dict[str, float]:
        """For each kind of answer whether it is asked for, 1 or 0."""
        return {f"asks_{kind}": float(kind in self.expected) for kind in Expected}

    @cached_property
    def bigrams(self) -> frozenset[tuple[str, str]]:
        """Pairs of neighbouring terms that both carry meaning."""
        stems = [term.stem for term in self.terms]
        pairs = pairwise(stems)
        return frozenset((a, b) for a, b in pairs if a in self.weights and b in self.weights)


def parse_question(
    text: str, vector: Vectors, tokens: TokenVectors, lexical: LexicalIndex
) -> ParsedQuestion:
    """Read a question against a collection; ``vector`` and ``tokens`` are the encoder's."""
    # In a question typed all in capitals they tell nothing. (Some letters have no small form of the
    # same length, and the terms must stay where the encoder's tokens are.)
    small = text.lower()
    found = tuple(terms(small if text.isupper() and len(small) == len(text) else text))
    meaningful = [term for term in found if not term.is_stop_word] or list(found)
    weights: dict[str, float] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    for term in meaningful:
        if term.stem in weights:
            continue
        weights[term.stem] = lexical.idf(term.stem)
        if lexical.document_frequency(term.stem) == 0 and (nearest := correct(term, lexical)):
            alternatives[term.stem] = nearest
            weights[term.stem] = max(lexical.idf(other) for other in nearest)
    return ParsedQuestion(
        text=text,
        terms=found,
        weights=weights,
        alternatives=alternatives,
        names=frozenset(
            term.stem for term in meaningful if term is not found[0] and term.surface[0].isupper()
        ),
        figures=find_figures(text),
        unknown=frozenset(
            stem
            for stem in weights
            if stem not in alternatives and lexical.document_frequency(stem) == 0
        ),
        expected=expectations(text),
        vector=vector,
        tokens=tokens.vectors,
        owners=_owners(found, tokens),
    )


def _owners(found: tuple[Term, ...], tokens: TokenVectors) -> tuple[str, ...]:
    """The stem of the term that each token is part of; both come in the order of the text."""
    owners: list[str] = []
    at = 0
    for span in tokens.spans:
        while at < len(found) and found[at].span.end <= span.start:
            at += 1
        inside = at < len(found) and found[at].span.start <= span.start
        owners.append(found[at].stem if inside else "")
    return tuple(owners)

"""Quotations with words left out: are the parts all there, in order and near one another?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.text.terms import STOP_WORDS
from pincite.verify.match import exact_places, is_whole
from pincite.verify.normal import Normal
from pincite.verify.primes import keeps_measures
from pincite.verify.sources import Sources, words_of

NEAR = 2_000
"""How many characters of the source may be left out at one place: about a long paragraph."""

_MOST_PARTS = 12
_FEWEST_OF_EACH, _FEWEST_OF_ONE = 2, 3  # words
_ELLIPSIS = re.compile(r"[\s,;:]*[\[(]?\s?…\s?[\])]?[\s.,;:]*")

# Words whose leaving out can turn the sense: negations, conditions, exceptions, reservations.
_TURNS = re.compile(
    r"\b(?:no|not|non|nor|none|never|neither|nobody|nothing|nowhere|without|cannot|\w+n['’]t"
    r"|unless|if|provided|providing|whether|except|excepts|excepted|excepting|exception|exceptions"
    r"|excluding|exclude|excludes|excluded|save|until|till|only|merely|but|however|although|though"
    r"|despite|notwithstanding|while|whereas|instead|rather|otherwise|hardly|barely|scarcely"
    r"|rarely|seldom|little|few|fail|fails|failed|failing|lack|lacks|lacked|lacking|absence"
    r"|refuse|refused|refuses|reject|rejected|rejects|deny|denied|denies|subject to|depending on"
    r"|on condition|so long as|as long as|in case|other than|apart from|far from|less than"
    r"|allegedly|reportedly|supposedly|yet|still|would|could|might|may|should)\b"
    r"|않|못하|못했|아니|없[다는이었으]|제외|다만|단,|경우",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Chain:
    """The parts of a quotation in the sources' normal text: ``(start, end)`` each, ascending."""

    parts: tuple[tuple[int, int], ...]

    @property
    def extent(self) -> int:
        return self.parts[-1][1] - self.parts[0][0]

    def gaps(self) -> tuple[tuple[int, int], ...]:
        """What is left out between the parts."""
        return tuple((before[1], after[0]) for before, after in pairwise(self.parts))


def parts_of(normal: Normal, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The stretches of ``normal.text[start:end]`` between its ellipses; one if it has none."""
    parts: list[tuple[int, int]] = []
    position = start
    for match in _ELLIPSIS.finditer(normal.text, start, end):
        parts.append((position, match.start()))
        position = match.end()
    parts.append((position, end))
    return tuple((a, b) for a, b in parts if re.search(r"\w", normal.text[a:b]))


def chains(
    sources: Sources,
    normal: Normal,
    parts: tuple[tuple[int, int], ...],
    first: Sequence[tuple[int, int]] = (),
) -> tuple[Chain, ...]:
    """Where the parts stand in order, each at most `NEAR` after the one before, nearest first.

    All parts of a chain are of one document. A quotation of more than twelve parts has none.
    Places in the stretches `first` are sought first.
    """
    if not 1 < len(parts) <= _MOST_PARTS:
        return ()
    longest = max(range(len(parts)), key=lambda index: parts[index][1] - parts[index][0])
    start, end = parts[longest]
    free = frozenset(index - start for index in normal.free_case if start <= index < end)
    found: list[Chain] = []
    for place in exact_places(sources, normal.text[start:end], free, first):
        chain = [(place, place + end - start)]
        for part in reversed(parts[:longest]):
            if chain:
                chain = _before(sources, _forms(normal, part), chain)
        for part in parts[longest + 1 :]:
            if chain:
                chain = _after(sources, _forms(normal, part), chain)
        document = sources.segment_at(place).document
        if chain and all(
            sources.segment_at(at).document == document
            and keeps_measures(sources, normal, *part, at)
            for part, (at, _) in zip(parts, chain, strict=True)
        ):
            found.append(Chain(tuple(chain)))
    return tuple(sorted(found, key=lambda chain: (chain.extent, chain.parts)))


def short_parts(normal: Normal, parts: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The parts that say too little by themselves, so that many a sentence could be made of them.

    Each should have two words, one of them telling, and one part at least three: else all count.
    """
    texts = [normal.text[start:end] for start, end in parts]
    words = [[word for word, _, _ in words_of(text)] for text in texts]
    if max(map(len, words), default=0) < _FEWEST_OF_ONE:
        return tuple(texts)
    return tuple(
        text
        for text, held in zip(texts, words, strict=True)
        if len(held) < _FEWEST_OF_EACH or STOP_WORDS.issuperset(held)
    )


def turning_words(left_out: str) -> tuple[str, ...]:
    """The words in what was left out that may turn the sense, each once, in order."""
    return tuple(dict.fromkeys(match.group().lower() for match in _TURNS.finditer(left_out)))


def _forms(normal: Normal, part: tuple[int, int]) -> tuple[str, ...]:
    """A part's text, and with its bracketed letters in the other case if it has any."""
    text = normal.text[part[0] : part[1]]
    free = [index - part[0] for index in normal.free_case if part[0] <= index < part[1]]
    if not free:
        return (text,)
    return text, "".join(c.swapcase() if i in free else c for i, c in enumerate(text))


Places = list[tuple[int, int]]


def _before(sources: Sources, forms: tuple[str, ...], chain: Places) -> Places:
    """The chain with the nearest place of a part put before it; empty if there is none."""
    end = chain[0][0]
    lowest = max(0, end - NEAR - len(forms[0]))
    best = -1
    for form in forms:
        at = sources.text.rfind(form, lowest, end)
        while at >= 0 and not is_whole(sources.text, at, at + len(form)):
            at = sources.text.rfind(form, lowest, at + len(form) - 1)
        best = max(best, at)
    return [(best, best + len(forms[0])), *chain] if best >= 0 else []


def _after(sources: Sources, forms: tuple[str, ...], chain: Places) -> Places:
    """The chain with the nearest place of a part put after it; empty if there is none."""
    start = chain[-1][1]
    highest = min(len(sources.text), start + NEAR + len(forms[0]))
    best = highest
    for form in forms:
        at = sources.text.find(form, start, highest)
        while at >= 0 and not is_whole(sources.text, at, at + len(form)):
            at = sources.text.find(form, at + 1, highest)
        best = min(best, at) if at >= 0 else best
    return [*chain, (best, best + len(forms[0]))] if best < highest else []

"""Figures of a draft against those of the passages that its sentences cite or plainly restate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from pincite.text.agreement import agree, bears_out, comparable, supported
from pincite.text.figures import Figure, FigureKind, Quantity, find_figures
from pincite.text.measures import TIMES
from pincite.text.terms import STOP_WORDS, terms
from pincite.types import Span
from pincite.verify.normal import normalize
from pincite.verify.sources import Segment, Sources, words_of
from pincite.verify.types import Status

_REACH = 70  # characters around a figure whose words say best what it is a figure of
_FAR = 300  # characters around it, within its sentence, whose words still say it
MOST_BASES = 60  # passages that one sentence is held against
_SAME_THING = 4  # words in common that a sign of the same thing is worth
_SLIP = 0.8  # how alike a date or sum and the one with a slip of the pen in it are written
_NEXT_WORD = re.compile(r"[ \u00a0-]([^\W\d_]{3,})")
_RESTATED = 0.65  # share of a sentence's telling words, by rarity, that one passage must hold
_FEWEST = 4  # telling words that a restated sentence must share with it


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure of a sentence: its verdict, the segment it was held against, and what that gives.

    `counterpart` is the span in the segment's quote of the figure that bears it out or differs.
    """

    figure: Figure
    status: Status
    segment: Segment
    counterpart: Span | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A passage that a sentence rests on; `cited_at` is where its citation stands, if any."""

    segment: Segment
    cited_at: Span | None = None

    def distance(self, figure: Figure) -> int:
        """How many characters lie between the citation and a figure of the draft."""
        if self.cited_at is None:
            return 0
        return max(self.cited_at.start - figure.span.end, figure.span.start - self.cited_at.end, 0)


@dataclass(frozen=True, slots=True)
class _Held:
    """A figure of a source."""

    figure: Figure
    basis: Basis


def judge_figures(
    sources: Sources,
    text: str,
    figures: Sequence[Figure],
    bases: Sequence[Basis],
    issued: Sequence[Figure] = (),
) -> tuple[Judged, ...]:
    """The verdict on each figure of a sentence against the passages it rests on (at least one, of
    which the first `MOST_BASES` are looked at).

    A figure that none gives and one gives otherwise, of the same thing by the words around it, is
    `figure_differs`; so is a sum, percentage or measured quantity where the passage cited gives one
    of the same currency or unit. One that none gives is `figure_absent`. A figure in words
    ("first", "two") is only reported where it is given or differs: prose uses such words loosely.
    `issued` are the documents' own dates, which a sentence may name.
    """
    bases = bases[:MOST_BASES]
    held = [_Held(figure, basis) for basis in bases for figure in sources.figures(basis.segment)]
    given = [figure for figure in figures if supported(figure, [each.figure for each in held])]
    free = [each for each in held if not any(agree(each.figure, one) for one in given)]
    judged: list[Judged] = []
    for figure in figures:
        if figure in given:
            where = next(
                (each for each in held if bears_out(each.figure, figure)),
                next((each for each in held if agree(each.figure, figure)), held[0]),
            )
            judged.append(_judged(figure, Status.FIGURE_SUPPORTED, where))
            continue
        if supported(figure, issued):
            continue
        other = _counterpart(sources, text, figure, free)
        if other is not None:
            judged.append(_judged(figure, Status.FIGURE_DIFFERS, other))
        elif not figure.word:
            nearest = min(bases, key=lambda basis: basis.distance(figure))
            judged.append(Judged(figure, Status.FIGURE_ABSENT, nearest.segment))
    return tuple(judged)


def _judged(figure: Figure, status: Status, held: _Held) -> Judged:
    return Judged(figure, status, held.basis.segment, held.figure.span)


def _counterpart(
    sources: Sources, text: str, figure: Figure, held: Sequence[_Held]
) -> _Held | None:
    """The source's figure of the same thing: the one with most words around it in common.

    The word that follows counts more ("48 youths"), and so does being written almost alike.
    """
    near, far = _context(text, figure.span, _REACH), _context(text, figure.span, _FAR)
    best: tuple[tuple[int, int, int], _Held] | None = None
    for each in held:
        if not comparable(figure, each.figure):
            continue
        around = sources.remember(_context_of, each.basis.segment, each.figure)
        common = 2 * len(near & around[0]) + len(far & around[1])
        same_unit = each.basis.cited_at is not None and _unit(each.figure) == _unit(figure) != ""
        if not common and not same_unit:
            continue
        if figure.kind == each.figure.kind and _measure(figure) == _measure(each.figure):
            common += _SAME_THING
        raw = each.basis.segment.normal.raw
        if _follows(text, figure) == _follows(raw, each.figure) != "":
            common += _SAME_THING
        if _likeness(text, figure.span, raw, each.figure.span) >= _SLIP:
            common += _SAME_THING
        score = (
            common,
            -each.basis.distance(figure),
            -each.figure.span.start,
        )
        if best is None or score > best[0]:
            best = (score, each)
    return best[1] if best is not None else None


def _follows(text: str, figure: Figure) -> str:
    """The word right after a figure, which often says what is counted; "" if none is."""
    match = _NEXT_WORD.match(text, figure.span.end)
    return match.group(1).casefold() if match is not None else ""


def _likeness(left: str, at: Span, right: str, there: Span) -> float:
    """How alike two figures are written, from 0 to 1."""
    one, other = left[at.start : at.end].casefold(), right[there.start : there.end].casefold()
    return Levenshtein.normalized_similarity(one, other)


def _measure(figure: Figure) -> str:
    """What a quantity is counted in; "" if in nothing that is written beside it."""
    return figure.value.unit if isinstance(figure.value, Quantity) else ""


def _unit(figure: Figure) -> str:
    """The currency of a sum, the unit of a percentage or of a measured quantity; else "".

    Times are none: a passage gives days and years of many things.
    """
    measure = _measure(figure)
    return "" if measure in TIMES else measure


def _context_of(segment: Segment, figure: Figure) -> tuple[frozenset[str], frozenset[str]]:
    """The words around a figure of a source, near and far."""
    raw = segment.normal.raw
    return _context(raw, figure.span, _REACH), _context(raw, figure.span, _FAR)


def restated_segment(sources: Sources, sentence: str) -> Segment | None:
    """The passage that a sentence plainly restates, if there is one.

    The passage must hold most of the sentence's telling words (by their rarity), and more of them
    than any other passage does. Numbers do not count, since they are what is in question.
    """
    words = {
        word
        for word, _, _ in words_of(normalize(sentence).text)
        if word not in STOP_WORDS and len(word) > 1 and not word[0].isdigit()
    }
    if len(words) < _FEWEST:
        return None
    covered = np.zeros(len(sources.segments))
    shared = np.zeros(len(sources.segments), dtype=np.int64)
    total = 0.0
    rarest = float(np.log1p(len(sources.segments)))
    for word in sorted(words):
        held = sources.segments_with(word)
        weight = float(np.log1p(len(sources.segments) / len(held))) if len(held) else rarest
        total += weight
        covered[held] += weight
        shared[held] += 1
    best = int(np.argmax(covered))
    segment = sources.segments[best]
    ties = int(np.count_nonzero(covered >= covered[best]))
    if covered[best] < _RESTATED * total or shared[best] < _FEWEST or ties > 1:
        return None
    return segment if segment.passage is not None else None


def _context(text: str, span: Span, reach: int) -> frozenset[str]:
    """The telling words of a figure's sentence around it, as stems; other figures are such too."""
    before = text[max(0, span.start - reach) : span.start].rpartition(". ")[2]
    after = text[span.end : span.end + reach].partition(". ")[0]
    return frozenset(
        term.stem
        for piece in (before, after)
        for term in terms(piece)
        if not term.is_stop_word and len(term.surface) > 2
    )


def dates_of(issued: str | None) -> tuple[Figure, ...]:
    """A record's date as figures."""
    kinds = (FigureKind.DATE, FigureKind.YEAR)
    return tuple(figure for figure in find_figures(issued or "") if figure.kind in kinds)

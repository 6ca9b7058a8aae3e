"""Figures of a draft against those of the passages that its sentences cite or plainly restate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pincite.text.agreement import agree, bears_out, comparable, supported
from pincite.text.figures import Figure, FigureKind, find_figures
from pincite.text.terms import STOP_WORDS, terms
from pincite.types import Span
from pincite.verify.normal import normalize
from pincite.verify.sources import Segment, Sources, words_of
from pincite.verify.types import Status

_REACH = 70  # characters around a figure whose words say best what it is a figure of
_FAR = 300  # characters around it, within its sentence, whose words still say it
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
class _Held:
    """A figure of a source."""

    figure: Figure
    segment: Segment


def judge_figures(
    sources: Sources,
    text: str,
    figures: Sequence[Figure],
    segments: Sequence[Segment],
    issued: Sequence[Figure] = (),
) -> tuple[Judged, ...]:
    """The verdict on each figure of a sentence against the passages it rests on.

    A figure that none gives and one gives otherwise, of the same thing by the words around it, is
    `figure_differs`; one that none gives is `figure_absent`. A figure in words ("first", "two")
    is only reported where it is given or differs: prose uses such words loosely. `issued` are the
    documents' own dates, which a sentence may name.
    """
    held = [_Held(figure, segment) for segment in segments for figure in sources.figures(segment)]
    given = [figure for figure in figures if supported(figure, [each.figure for each in held])]
    judged: list[Judged] = []
    for figure in figures:
        if figure in given:
            where = next(
                (each for each in held if bears_out(each.figure, figure)),
                next((each for each in held if agree(each.figure, figure)), held[0]),
            )
            judged.append(Judged(figure, Status.FIGURE_SUPPORTED, where.segment, where.figure.span))
            continue
        if supported(figure, issued):
            continue
        other = _counterpart(text, figure, given, held)
        if other is not None:
            judged.append(Judged(figure, Status.FIGURE_DIFFERS, other.segment, other.figure.span))
        elif not figure.word and segments:
            judged.append(Judged(figure, Status.FIGURE_ABSENT, segments[0]))
    return tuple(judged)


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


def _counterpart(
    text: str, figure: Figure, given: Sequence[Figure], held: Sequence[_Held]
) -> _Held | None:
    """The source's figure of the same thing: the one with most words around it in common."""
    near = _context(text, figure.span, _REACH)
    far = _context(text, figure.span, _FAR)
    best: tuple[tuple[int, bool, int], _Held] | None = None
    for each in held:
        if not comparable(figure, each.figure) or any(agree(each.figure, one) for one in given):
            continue
        held_in = each.segment.normal.raw
        common = 2 * len(near & _context(held_in, each.figure.span, _REACH))
        common += len(far & _context(held_in, each.figure.span, _FAR))
        if not common:
            continue
        score = (common, figure.kind == each.figure.kind, -each.figure.span.start)
        if best is None or score > best[0]:
            best = (score, each)
    return best[1] if best is not None else None


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


def bare_figures(text: str, spans: Sequence[Span]) -> tuple[Figure, ...]:
    """The figures of a draft that stand in none of the spans (quotations, citations), in order."""
    found: list[Figure] = []
    index = 0
    for figure in find_figures(text):
        while index < len(spans) and spans[index].end <= figure.span.start:
            index += 1
        if index == len(spans) or spans[index].start >= figure.span.end:
            found.append(figure)
    return tuple(found)


def dates_of(issued: str | None) -> tuple[Figure, ...]:
    """A record's date as figures."""
    kinds = (FigureKind.DATE, FigureKind.YEAR)
    return tuple(figure for figure in find_figures(issued or "") if figure.kind in kinds)

"""Where the words of a quotation stand in the sources: letter for letter, or nearly.

`exact_places` proves: a place is only given where the normal text of the source, sliced there, is
the quotation's. `nearest_run` seeks: it aligns the quotation, word by word, with one contiguous
run of the source around where most of its rare words fall on a line. Its runs never merge
fragments from different places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.text.terms import STOP_WORDS
from pincite.verify.align import Alignment, align, leap, whole
from pincite.verify.sources import Sources, Words, words_of

MOST_PLACES = 50
_GAP_REACH = 160  # words that a stretch left out may have
_LONGEST = 2_000  # words of a quotation that are aligned
_MOST_VOTES = 60_000
_MOST_CANDIDATES = 4

_SIGNS = frozenset("-+±<>≤≥≈~")  # that make another number of the one after them
_DASHLIKE = frozenset("-+~")  # that stand between two words or numbers as well
_CURRENCIES = frozenset("$€£¥₩")
_UNIT_SIGNS = frozenset("%‰°")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A contiguous run of the sources' normal text, and how far it is from the quotation.

    `distance` counts words changed, dropped and added (a long stretch left out counts as three);
    `likeness` is the share of the quotation's words that are the same, in [0, 1].
    """

    start: int
    end: int
    distance: int
    likeness: float


def exact_places(
    sources: Sources,
    needle: str,
    free_case: frozenset[int] = frozenset(),
    first: Sequence[tuple[int, int]] = (),
) -> list[int]:
    """The offsets in the sources' normal text at which `needle`, itself normal, stands whole.

    It must begin and end where words and numbers do. At the indices `free_case` upper and lower
    case are the same. At most `MOST_PLACES`, of which those in the stretches `first` come first.
    """
    words = words_of(needle)
    if not words:
        return []
    ids = [sources.word_id(word) for word, _, _ in words]
    if min(ids) < 0:
        return []
    rarest = min(range(len(ids)), key=lambda index: sources.frequency(ids[index]))
    folded = _fold(needle, free_case)
    positions = following(sources.ids, sources.positions(ids[rarest]) - rarest, ids)
    starts = sources.word_starts[positions] - words[0][1]
    starts = starts[(starts >= 0) & (starts + len(needle) <= len(sources.text))]
    preferred = _touching(starts, starts + len(needle), first)
    places: list[int] = []
    for start in np.concatenate((starts[preferred], starts[~preferred])):
        at, end = int(start), int(start) + len(needle)
        if _fold(sources.text[at:end], free_case) == folded and is_whole(sources.text, at, end):
            places.append(at)
            if len(places) == MOST_PLACES:
                break
    return places


def _touching(
    starts: Words, ends: Words, stretches: Sequence[tuple[int, int]]
) -> NDArray[np.bool_]:
    """Which of the places touch one of the stretches, which do not overlap.

    Found for all at once: a citation may point at thousands.
    """
    touching = np.zeros(len(starts), dtype=bool)
    if stretches:
        begins, stops = np.array(sorted(stretches)).T
        last = np.searchsorted(begins, ends) - 1  # the last that begins before the place ends
        touching = (last >= 0) & (stops[last] > starts)
    return touching


def following(ids: Words, first: Words, wanted: list[int]) -> Words:
    """Those of the first positions from which the wanted words follow one another."""
    first = first[(first >= 0) & (first + len(wanted) <= len(ids))]
    for offset, word in enumerate(wanted):
        if not len(first):
            break
        first = first[ids[first + offset] == word]
    return first


def _fold(text: str, free_case: frozenset[int]) -> str:
    if not free_case:
        return text
    return "".join(c.lower() if i in free_case else c for i, c in enumerate(text))


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` cuts no word and no number at either end."""
    return not (_cuts(text, start) or _cuts(text, end))


def with_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """Whole words, and of the figures at their ends the signs, which are no words."""
    while _cuts(text, start):
        start -= 1
    while _cuts(text, end):
        end += 1
    return start, end


def _cuts(text: str, at: int) -> bool:
    if at <= 0 or at >= len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isalnum() and right.isalnum():
        return not (_CJK.match(left) or _CJK.match(right))
    if (left.isdigit() and right in _UNIT_SIGNS) or (left in _CURRENCIES and right.isdigit()):
        return True
    if left in _SIGNS and (right.isdigit() or right in _CURRENCIES):
        return left not in _DASHLIKE or at < 2 or text[at - 2] in " (['\n"
    if right in ".," and left.isdigit():
        return at + 1 < len(text) and text[at + 1].isdigit()
    if left in ".," and right.isdigit():
        return at >= 2 and text[at - 2].isdigit()
    return False


# --- nearly -------------------------------------------------------------------------------------


def nearest_run(
    sources: Sources, needle: str, near: tuple[tuple[int, int], ...] = ()
) -> Run | None:
    """The contiguous run of the sources that a quotation, normal, comes nearest to.

    `near` are stretches of the normal text (those cited): of two runs that are almost as near, one
    that touches them is taken. None where fewer than half of the words, or none that matters, fit.
    """
    words = [word for word, _, _ in words_of(needle)][:_LONGEST]
    ids = np.array([sources.word_id(word) for word in words], dtype=np.int32)
    best: tuple[float, Run] | None = None
    regions = _candidates(sources, ids)
    while regions:
        region = regions.pop(0)
        edges = sources.edges(*region)
        aligned = align(ids, sources.ids[region[0] : region[1]], edges)
        if aligned is None:
            continue
        edge = leap(aligned.same, edges)
        if edge is not None:
            # What lies on the two sides of the leap are fragments from different places.
            middle = region[0] + edge
            regions = [(region[0], middle), (middle, region[1]), *regions]
            continue
        if not tells([words[index] for index, _ in aligned.same], len(words)):
            continue
        run = run_of(sources, ids, region, aligned)
        cited = any(run.start < stop and begin < run.end for begin, stop in near)
        score = aligned.distance - (0.05 * len(words) if cited else 0.0)
        if sources.segment_at(run.start).passage is None:
            score += 0.5  # a caption printed again outside the text is not what one quotes
        if best is None or score < best[0]:
            best = (score, run)
    return best[1] if best is not None else None


def run_of(sources: Sources, ids: Words, region: tuple[int, int], aligned: Alignment) -> Run:
    first, last = whole(ids, sources.ids[region[0] : region[1]], sources.edges(*region), aligned)
    start = int(sources.word_starts[region[0] + first])
    end = int(sources.word_ends[region[0] + last - 1])
    start, end = with_signs(sources.text, start, end)
    return Run(start, end, aligned.distance, len(aligned.same) / len(ids))


def tells(kept: list[str], total: int) -> bool:
    """Whether the words that fit say that this is the place, and not any other."""
    telling = sum(1 for word in kept if word not in STOP_WORDS)
    return len(kept) >= max(3, (total + 1) // 2) and telling >= 2


def _candidates(sources: Sources, ids: Words) -> list[tuple[int, int]]:
    """Word ranges around which the quotation's words fall on a line, the most telling first."""
    held = [index for index in range(len(ids)) if ids[index] >= 0]
    held.sort(key=lambda index: sources.frequency(int(ids[index])))
    lines: list[Words] = []
    weights: list[NDArray[np.float64]] = []
    votes = 0
    for index in held:
        frequency = sources.frequency(int(ids[index]))
        if votes and votes + frequency > _MOST_VOTES:
            break
        votes += frequency
        lines.append(sources.positions(int(ids[index])) - index)
        weight = float(np.log1p(len(sources) / frequency))
        weights.append(np.full(frequency, weight))
    if not lines:
        return []
    line, weight_of = np.concatenate(lines), np.concatenate(weights)
    order = np.argsort(line, kind="stable")
    line, total = line[order], np.concatenate(([0.0], np.cumsum(weight_of[order])))
    width = max(3, len(ids) // 4)
    sums = total[np.searchsorted(line, line + width, side="right")] - total[: len(line)]
    regions: list[tuple[int, int]] = []
    slack = max(6, len(ids) // 3)
    for _ in range(_MOST_CANDIDATES):
        top = int(np.argmax(sums))
        if sums[top] <= 0:
            break
        at = int(line[top])
        middle = min(max(at + len(ids) // 2, 0), len(sources) - 1)
        anchor = _anchor(sources, ids, at, width, middle)
        first, last = sources.run(anchor)
        reach = slack + (_GAP_REACH if len(ids) >= 8 else 0)
        regions.append((max(first, at - reach), min(last, at + len(ids) + width + reach)))
        sums[(line > at - width) & (line < at + len(ids))] = 0.0
    return [region for region in dict.fromkeys(regions) if region[0] < region[1]]


def _anchor(sources: Sources, ids: Words, at: int, width: int, default: int) -> int:
    """A position at which a word of the quotation stands on the line: it tells which run it is."""
    rare = sorted(
        (index for index in range(len(ids)) if ids[index] >= 0),
        key=lambda index: sources.frequency(int(ids[index])),
    )
    for index in rare:
        positions = sources.positions(int(ids[index]))
        found = int(np.searchsorted(positions, at + index))
        if found < len(positions) and positions[found] <= at + index + width:
            return int(positions[found])
    return default

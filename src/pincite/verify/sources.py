"""What quotations are looked for in: every document's text in normal form, indexed by its words.

Built once for each generation and kept by the caller; its size and build time are linear in the
corpus. Documents lie one after the other in a single normal text. Within a document the quotes of
its passages follow in reading order, and between them the headings and front matter that are no
passage. Passages with nothing between them in the canonical text but white space and a printed
number are joined by a space (or, beside a dash, by nothing), all others by a line break, which no
quotation holds: words are found across the former and never across the latter.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.ports import Catalogue
from pincite.text.figures import Figure, find_figures
from pincite.types import Document, Passage, Span, quote_of
from pincite.verify.normal import Normal, normalize

Words = NDArray[np.int32]
Around = tuple[frozenset[str], frozenset[str]]
"""The words near a figure, and those farther from it."""

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_WORD = re.compile(
    rf"[{_CJK}]|[0-9]+(?:[.,][0-9]+)*|(?:(?![{_CJK}])[^\W_])+(?:'(?:(?![{_CJK}])[^\W\d_])+)*"
)
_ONLY_A_NUMBER = re.compile(r"\W{0,8}[0-9A-Za-z]{0,5}\W{0,4}")


@dataclass(frozen=True, slots=True)
class Segment:
    """One passage (or a heading, or front matter: no passage) within the normal text.

    ``start`` is its offset there; `normal.raw` is its quote.
    """

    document: str
    row: int | None
    passage: Passage | None
    start: int
    normal: Normal

    @property
    def end(self) -> int:
        return self.start + len(self.normal.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one segment: the span of its quote that words were found at."""

    segment: Segment
    span: Span

    @property
    def text(self) -> str:
        return self.segment.normal.raw[self.span.start : self.span.end]


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a normal text, lower case, each with where it begins and ends.

    A number keeps its separators; a Chinese, Japanese or Korean character is a word of its own.
    """
    return [(match.group().casefold(), *match.span()) for match in _WORD.finditer(text)]


class Sources:
    """The documents of one generation, ready for quotations to be looked for in them."""

    def __init__(self, catalogue: Catalogue, generation: str = "", date: str = "") -> None:
        self.catalogue = catalogue
        self.generation = generation
        self.date = date
        self.documents = tuple(record.key for record in catalogue.records())
        self.segments: list[Segment] = []
        texts: list[str] = []
        length = 0
        for key in self.documents:
            for segment, joint in _segments(catalogue, key):
                texts.append(joint if texts else "")
                length += len(texts[-1])
                self.segments.append(
                    Segment(key, segment.row, segment.passage, length, segment.normal)
                )
                texts.append(segment.normal.text)
                length += len(segment.normal.text)
        self.text = "".join(texts)
        self._starts = [segment.start for segment in self.segments]
        self._figures: dict[int, tuple[Figure, ...]] = {}
        self._around: dict[tuple[int, int], Around] = {}
        self._by_passage = {
            segment.passage.id: segment for segment in self.segments if segment.passage is not None
        }
        self._index()

    def _index(self) -> None:
        """Words as numbers, where they stand, and for each number the positions that hold it."""
        self.vocabulary: dict[str, int] = {}
        ids, starts, ends = array("i"), array("i"), array("i")
        for match in _WORD.finditer(self.text):
            word = match.group().casefold()
            ids.append(self.vocabulary.setdefault(word, len(self.vocabulary)))
            starts.append(match.start())
            ends.append(match.end())
        # 32 bits: two thousand million characters, more than memory would hold beside all else.
        self.ids: Words = np.array(ids, dtype=np.int32)
        self.word_starts: Words = np.array(starts, dtype=np.int32)
        self.word_ends: Words = np.array(ends, dtype=np.int32)
        self._order: Words = np.argsort(self.ids, kind="stable").astype(np.int32)
        counts = np.bincount(self.ids, minlength=len(self.vocabulary))
        self._bounds: Words = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        segments = np.searchsorted(self._starts, self.word_starts, side="right") - 1
        self._segment_of: Words = segments.astype(np.int32)
        breaks = [match.start() for match in re.finditer("\n", self.text)]
        self._run_starts: Words = np.searchsorted(self.word_starts, [0, *breaks]).astype(np.int32)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.ids)

    def word_id(self, word: str) -> int:
        """The number of a word (lower case), -1 for one that no document holds."""
        return self.vocabulary.get(word, -1)

    def knows(self, word: str) -> bool:
        return word in self.vocabulary

    def positions(self, word_id: int) -> Words:
        """The positions of a word, ascending."""
        return self._order[self._bounds[word_id] : self._bounds[word_id + 1]]

    def frequency(self, word_id: int) -> int:
        return int(self._bounds[word_id + 1] - self._bounds[word_id])

    def segments_with(self, word: str) -> Words:
        """The indices in `segments` of those that hold a word (lower case), ascending."""
        word_id = self.word_id(word)
        if word_id < 0:
            return np.zeros(0, dtype=np.int32)
        return np.unique(self._segment_of[self.positions(word_id)])

    def run(self, position: int) -> tuple[int, int]:
        """The words ``[first, last)`` around a position across which words are contiguous."""
        index = int(np.searchsorted(self._run_starts, position, side="right"))
        first = int(self._run_starts[index - 1])
        last = int(self._run_starts[index]) if index < len(self._run_starts) else len(self.ids)
        return first, last

    def edges(self, first: int, last: int) -> list[int]:
        """Where segments part the words ``[first, last)``, from `first` on, with both ends."""
        changes = np.flatnonzero(np.diff(self._segment_of[first:last])) + 1
        return [0, *(int(at) for at in changes), last - first]

    def segment_at(self, offset: int) -> Segment:
        """The segment that holds an offset of the normal text."""
        return self.segments[bisect_right(self._starts, offset) - 1]

    def figures(self, segment: Segment) -> tuple[Figure, ...]:
        """The figures of a segment's quote, read once."""
        if segment.start not in self._figures:
            self._figures[segment.start] = find_figures(segment.normal.raw)
        return self._figures[segment.start]

    def remember(
        self, compute: Callable[[Segment, Figure], Around], segment: Segment, figure: Figure
    ) -> Around:
        """What `compute` finds around a figure of a segment, computed once."""
        key = (segment.start, figure.span.start)
        if key not in self._around:
            self._around[key] = compute(segment, figure)
        return self._around[key]

    def segment_of(self, passage: Passage) -> Segment:
        """The segment of a passage of the same catalogue.

        One of invisible characters only stands nowhere in the normal text, and is given its end.
        """
        if passage.id not in self._by_passage:
            row = self.catalogue.row(passage.id)
            (quote,) = self.catalogue.quotes([row])
            return Segment(passage.document, row, passage, len(self.text), normalize(quote))
        return self._by_passage[passage.id]

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The stretches of quotes that ``text[start:end]`` (not empty) stands for."""
        pieces: list[Piece] = []
        index = bisect_right(self._starts, start) - 1
        while index < len(self.segments) and self.segments[index].start < end:
            segment = self.segments[index]
            begin, stop = max(start, segment.start), min(end, segment.end)
            if begin < stop:
                raw = segment.normal.raw_span(begin - segment.start, stop - segment.start)
                pieces.append(Piece(segment, Span(*raw)))
            index += 1
        return tuple(pieces)


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment before its place in the normal text is known."""

    row: int | None
    passage: Passage | None
    spans: tuple[Span, ...]
    normal: Normal


def _segments(catalogue: Catalogue, key: str) -> list[tuple[_Part, str]]:
    """The parts of one document in reading order, each with what joins it to the one before."""
    document = catalogue.document(key)
    rows = catalogue.rows_of(key)
    parts = [
        _Part(row, passage, passage.spans, normalize(quote))
        for row, passage, quote in zip(
            rows, catalogue.passages(rows), catalogue.quotes(rows), strict=True
        )
    ]
    parts += _outside_passages(document, [part.spans for part in parts])
    parts = [part for part in parts if part.normal.text]
    parts.sort(key=lambda part: (part.spans[0].start, part.spans[-1].end))
    joints = ["\n"]
    for before, after in pairwise(parts):
        between = document.text[before.spans[-1].end : after.spans[0].start]
        near = before.passage is not None and after.passage is not None
        if not (near and _ONLY_A_NUMBER.fullmatch(between)):
            joints.append("\n")
        else:
            # As in any normal text no space stands beside a dash.
            beside = before.normal.text.endswith("-") or after.normal.text.startswith("-")
            joints.append("" if beside else " ")
    return list(zip(parts, joints, strict=True))


def _outside_passages(document: Document, held: Sequence[tuple[Span, ...]]) -> list[_Part]:
    """Headings, front matter and the like: blocks that no passage holds."""
    taken = {span.start for spans in held for span in spans}
    covered = sorted((span.start, span.end) for spans in held for span in spans)
    starts = [start for start, _ in covered]
    parts: list[_Part] = []
    for block in document.blocks:
        first = block.spans[0]
        index = bisect_right(starts, first.start) - 1
        if first.start in taken or (index >= 0 and first.start < covered[index][1]):
            continue
        parts.append(
            _Part(None, None, block.spans, normalize(quote_of(document.text, block.spans)))
        )
    return parts

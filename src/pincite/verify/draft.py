"""A draft taken apart: its quotations, citations and sentences, and which belong together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pincite.cite.lookup import Citation, Directory, look_up
from pincite.text.figures import Figure, find_figures
from pincite.text.sentences import split
from pincite.types import Span
from pincite.verify.footnotes import Footnotes, Mark, find_footnotes
from pincite.verify.quotations import Quotation, find_quotations

# What may stand between a quotation and the citation that follows it at once.
_BETWEEN = re.compile(
    r"[\s\"“”'‘’«»‹›」』〉》()\[\].,;:!?*_>–—-]*(?:(?:see|in|at|from)\s+)?[\s(\[*_]*", re.I
)
_MOST_BETWEEN = 40
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_STRETCH = 8_000  # characters
_MOST_MARKS = 8  # of footnotes beside a quotation that are looked at
_MOST_OF_NOTE = 20  # citations
_TRAILING = ' \t\n\r([—–-*_>"“”'


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a sentence, and where the sentence gives it: itself, or its footnote's mark."""

    citation: Citation
    at: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's parts in order; none of the quotations or citations lies within another.

    A sentence holds whole quotations, however many sentences these have. `figures` are those
    outside quotations and citations. `plain` is the text without the marks of its footnotes, at
    the same places.
    """

    text: str
    plain: str
    footnotes: Footnotes
    quotations: tuple[Quotation, ...]
    citations: tuple[Citation, ...]
    sentences: tuple[Span, ...]
    figures: tuple[Figure, ...]

    def citation_of(self, quotation: Quotation) -> Citation | None:
        """The citation that a quotation is given, if any.

        The one that follows it at once, itself or as a footnote; else the nearest before it in its
        sentence with no other quotation between; else the next after it in its sentence; else that
        of the nearest footnote before it.
        """
        outer = quotation.outer
        sentence = self.sentence_at(outer.start)
        index = bisect_left(self.citations, outer.end, key=_start)
        following = self.citations[index] if index < len(self.citations) else None
        if following is not None and self._at_once(outer.end, following.span.start):
            return following
        noted = self._noted(sentence, quotation.span.start)
        if noted is not None and self._follows(quotation, noted.at):
            return noted.citation
        before = self.citations[index - 1] if index else None
        if before is not None and before.span.end <= outer.start:
            lead = self._leads_in(before, quotation, sentence)
            if lead:
                return before
        end = noted.at.start if noted is not None else sentence.end
        if following is not None and following.span.start < min(end, sentence.end):
            return following
        noted = noted or self._noted_before(sentence, quotation)
        return noted.citation if noted is not None else None

    def _noted(self, sentence: Span, start: int) -> Cited | None:
        """The first citation that a footnote gives from there on to the sentence's end."""
        for mark in self.footnotes.marks_from(start, _MOST_MARKS):
            if mark.anchor > sentence.end:
                break
            for citation in self._of_note(mark):
                return Cited(citation, mark.span)
        return None

    def _noted_before(self, sentence: Span, quotation: Quotation) -> Cited | None:
        """The last citation that a footnote gives before a quotation, after any other."""
        since = max((other.outer.end for other in self._near(quotation)), default=0)
        for mark in reversed(self.footnotes.marks_before(quotation.outer.start, _MOST_MARKS)):
            if mark.anchor <= sentence.start or mark.span.start < since:
                break
            for citation in self._of_note(mark):
                return Cited(citation, mark.span)
        return None

    def noted_in(self, sentence: Span) -> tuple[Cited, ...]:
        """The citations of a sentence's footnotes."""
        marks = {mark.note: mark for mark in self.footnotes.marks_on(sentence)}
        return tuple(
            Cited(citation, mark.span)
            for mark in marks.values()
            for citation in self._of_note(mark)
        )

    def _of_note(self, mark: Mark) -> tuple[Citation, ...]:
        """The first citations of the note that a mark leads to."""
        if mark.note is None:
            return ()
        note = self.footnotes.notes[mark.note]
        first = bisect_left(self.citations, note.start, key=_start)
        last = bisect_left(self.citations, note.end, key=_start)
        return self.citations[first : min(last, first + _MOST_OF_NOTE)]

    def _follows(self, quotation: Quotation, at: Span) -> bool:
        """Whether a mark stands at a quotation's end, within or after its closing mark."""
        if at.start < quotation.outer.end:
            return at.start >= quotation.span.end
        return self._at_once(quotation.outer.end, at.start)

    def sentence_at(self, position: int) -> Span:
        """The sentence around a position; the empty one if it lies in none."""
        index = bisect_right(self.sentences, position, key=lambda each: each.start) - 1
        if index >= 0 and position < self.sentences[index].end:
            return self.sentences[index]
        return Span(position, position)

    def cited_in(self, sentence: Span) -> tuple[Cited, ...]:
        """The citations of a sentence and of its footnotes, or the one that follows it at once."""
        first = bisect_left(self.citations, sentence.start, key=_start)
        last = bisect_left(self.citations, sentence.end, key=_start)
        held = self.citations[first:last]
        following = self.citations[last : last + 1]
        if not held and following and self._at_once(sentence.end, following[0].span.start):
            held = following
        return (*(Cited(citation, citation.span) for citation in held), *self.noted_in(sentence))

    def _at_once(self, end: int, start: int) -> bool:
        if start - end > _MOST_BETWEEN or self.plain.count("\n", end, start) > 2:
            return False
        if self.footnotes.note_at(max(end - 1, 0)) != self.footnotes.note_at(start):
            return False
        return _BETWEEN.fullmatch(self.plain, end, start) is not None

    def _leads_in(self, citation: Citation, quotation: Quotation, sentence: Span) -> bool:
        if quotation.block:
            between = self.plain[citation.span.end : quotation.outer.start]
            return len(between) <= _MOST_BETWEEN * 3 and between.rstrip(" \t\n>").endswith(":")
        if citation.span.start < sentence.start:
            return False
        return not any(
            citation.span.end <= other.outer.start < quotation.outer.start
            for other in self._near(quotation)
        )

    def _near(self, quotation: Quotation) -> Sequence[Quotation]:
        index = bisect_left(self.quotations, quotation.outer.start, key=lambda q: q.outer.start)
        return self.quotations[max(0, index - 8) : index]


def read_draft(text: str, directory: Directory, cap: int) -> Draft:
    """Take a draft apart; of its citations the first `cap` are looked up."""
    footnotes = find_footnotes(text)
    plain = footnotes.plain
    figures = find_figures(plain)
    citations = look_up(directory, plain, cap, figures)
    cited = [citation.span for citation in citations]
    quotations = [
        replace(quotation, span=footnotes.trimmed(quotation.span))
        for quotation in (
            _without_source(plain, q, citations) for q in find_quotations(footnotes.joined)
        )
        if not _lies_in(quotation.span, cited)
    ]
    outers = [quotation.span for quotation in quotations]
    kept = tuple(citation for citation in citations if not _lies_in(citation.span, outers))
    bare = _outside(figures, sorted([*(q.outer for q in quotations), *(c.span for c in kept)]))
    sentences = _sentences(plain, quotations)
    return Draft(text, plain, footnotes, tuple(quotations), kept, sentences, bare)


def _outside(figures: Sequence[Figure], spans: Sequence[Span]) -> tuple[Figure, ...]:
    """The figures that stand in none of the ascending spans, in order."""
    found: list[Figure] = []
    index, reached = 0, 0
    for figure in figures:
        while index < len(spans) and spans[index].start < figure.span.end:
            reached = max(reached, spans[index].end)
            index += 1
        if reached <= figure.span.start:
            found.append(figure)
    return tuple(found)


def _lies_in(span: Span, spans: Sequence[Span]) -> bool:
    """Whether the span lies within one of those, which ascend and do not overlap."""
    index = bisect_right(spans, span.start, key=lambda each: each.start) - 1
    return index >= 0 and span.end <= spans[index].end and len(span) <= len(spans[index])


def _without_source(text: str, quotation: Quotation, citations: Sequence[Citation]) -> Quotation:
    """A block quotation without the citation that its last line gives."""
    if not quotation.block:
        return quotation
    index = bisect_left(citations, quotation.span.end, key=lambda each: each.span.start) - 1
    if index < 0 or citations[index].span.end < quotation.span.end - 4:
        return quotation
    end = citations[index].span.start
    while end > quotation.span.start and text[end - 1] in _TRAILING:
        end -= 1
    if end == quotation.span.start:
        return quotation
    return replace(
        quotation,
        span=Span(quotation.span.start, end),
        outer=Span(quotation.outer.start, citations[index].span.start),
    )


def _start(citation: Citation) -> int:
    return citation.span.start


def _split(text: str) -> Iterator[Span]:
    """The sentences of a text of any length: sought in paragraphs, and in stretches of long ones.

    The splitter's time is quadratic in a stretch of quotation marks that are never closed.
    """
    start = 0
    while start < len(text):
        gap = _PARAGRAPH.search(text, start, start + _STRETCH)
        end = gap.end() if gap is not None else min(len(text), start + _STRETCH)
        if gap is None and end < len(text):
            for mark in (". ", "\n", " "):
                cut = text.rfind(mark, start + _STRETCH // 2, end)
                if cut >= 0:
                    end = cut + len(mark)
                    break
        for span in split(text[start:end]):
            yield Span(start + span.start, start + span.end)
        start = end


def _sentences(text: str, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """The sentences, those that share a quotation made one."""
    merged: list[Span] = []
    index = 0
    for sentence in _split(text):
        while index < len(quotations) and quotations[index].outer.end <= sentence.start:
            index += 1
        shared = (
            index < len(quotations)
            and quotations[index].outer.start < sentence.start
            and bool(merged)
        )
        if shared:
            merged[-1] = Span(merged[-1].start, sentence.end)
        else:
            merged.append(sentence)
    return tuple(merged)

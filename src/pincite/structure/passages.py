"""From blocks to passages: the units that are searched, shown and cited."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.identity import passage_id
from pincite.structure.divisions import Divisions, label_of
from pincite.structure.drafts import Draft, drafts_of
from pincite.structure.locators import Place, locate
from pincite.structure.quoting import offsets_of, spans_in_text
from pincite.text.sentences import split
from pincite.types import BlockKind, Document, Page, Passage, Span

_JOINER = "\u200d"
_REACH = 40  # characters for each token of the window: a longer stretch is cut, whatever it counts

MeasureTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A draft, or one part of a draft too long for the encoder."""

    draft: Draft
    spans: tuple[Span, ...]
    quote: str
    sentences: tuple[Span, ...]
    part: int
    parts: int


def passages_of(document: Document, measure: MeasureTokens, window: int) -> tuple[Passage, ...]:
    """The passages of a document in reading order; every word of its prose is in exactly one.

    ``measure(text)`` counts the encoder's tokens; a paragraph of more than ``window`` tokens is
    split between sentences into parts that say so in their locators (a sentence that is too long
    by itself, between words).
    """
    language = (document.record.language or "en")[:2].lower()
    pieces = [
        piece
        for draft in drafts_of(document)
        for piece in _pieces(document.text, draft, language, measure, window)
    ]
    locators = locate(_places(pieces))
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for piece, locator in zip(pieces, locators, strict=True):
        ordinal = seen[piece.quote]
        seen[piece.quote] += 1
        passages.append(
            Passage(
                id=passage_id(document.key, piece.quote, ordinal),
                document=document.key,
                kind=piece.draft.kind,
                spans=piece.spans,
                sentences=piece.sentences,
                locator=locator,
                section=piece.draft.section,
                pages=_pages(document.pages, piece.spans),
            )
        )
    return tuple(passages)


def _places(pieces: Sequence[_Piece]) -> list[Place]:
    """Where the passages stand, counted where no number is printed.

    A paragraph without one that is all of an article has the article's number; several are counted
    from 1 in each article, and those of no article through the document.
    """
    numbered = any(piece.draft.number is not None for piece in pieces)
    divisions = Divisions(
        [
            (piece.draft.section, piece.draft.number is not None)
            for piece in pieces
            if piece.part == 1
        ]
    )
    counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
    places: list[Place] = []
    for piece in pieces:
        draft = piece.draft
        path: tuple[str, ...] = ()
        place = Place("paragraph", "", False, draft.section, piece.part, piece.parts)
        if draft.number is not None:
            places.append(replace(place, value=draft.number, printed=True))
            continue
        if draft.kind is BlockKind.CAPTION:
            place = replace(place, label="caption")
        elif divisions.counts(draft.section):
            path = divisions.path(draft.section)
            if divisions.alone(draft.section):
                label = label_of(path)
                places.append(
                    replace(
                        place,
                        label=label.unit,
                        value=label.number,
                        display=label.display,
                        printed=True,
                    )
                )
                continue
            place = replace(place, counted=True)
        if numbered and place.label == "paragraph":
            place = replace(place, label="unnumbered para.")
        counts[place.label, path] += piece.part == 1
        places.append(replace(place, value=str(counts[place.label, path])))
    return places


def _pieces(
    text: str, draft: Draft, language: str, measure: MeasureTokens, window: int
) -> list[_Piece]:
    quote, offsets = offsets_of(text, draft.spans)
    if not quote:
        return []
    sentences = split(quote, language)
    if measure(quote) <= window:
        return [_Piece(draft, draft.spans, quote, sentences, 1, 1)]
    groups = _groups(quote, sentences, measure, window)
    pieces: list[_Piece] = []
    for number, group in enumerate(groups, start=1):
        whole = Span(group[0].start, group[-1].end)
        inner = tuple(Span(s.start - whole.start, s.end - whole.start) for s in group)
        pieces.append(
            _Piece(
                draft,
                spans_in_text(offsets, draft.spans, whole),
                quote[whole.start : whole.end],
                inner,
                number,
                len(groups),
            )
        )
    return pieces


def _groups(
    quote: str, sentences: tuple[Span, ...], measure: MeasureTokens, window: int
) -> list[list[Span]]:
    """Sentences packed in order into groups that fit the window, one pass, none left out."""
    groups: list[list[Span]] = []
    for sentence in sentences:
        for span in _cut_at_words(quote, sentence, measure, window):
            if groups and measure(quote[groups[-1][0].start : span.end]) <= window:
                groups[-1].append(span)
            else:
                groups.append([span])
    return groups


def _cut_at_words(quote: str, sentence: Span, measure: MeasureTokens, window: int) -> list[Span]:
    cuts: list[Span] = []
    start = sentence.start
    # All that is left is measured only once it is short: a table may be one sentence of megabytes.
    while sentence.end - start > _REACH * window or measure(quote[start : sentence.end]) > window:
        end = _longest_fitting(quote, start, sentence.end, measure, window)
        cuts.append(Span(start, start + len(quote[start:end].rstrip())))
        start = end
        while start < sentence.end and quote[start].isspace():
            start += 1
    if start < sentence.end:
        cuts.append(Span(start, sentence.end))
    return cuts


def _longest_fitting(quote: str, start: int, end: int, measure: MeasureTokens, window: int) -> int:
    """The last end of a word (of a character, in a word too long) whose stretch fits the window."""
    reach = range(start + 1, min(end, start + _REACH * window))

    def fits(stop: int) -> bool:
        return measure(quote[start:stop]) <= window

    best = _bisect([i for i in reach if quote[i].isspace()], fits)
    if best is None:
        best = _bisect([i for i in reach if not _is_joined(quote, i)], fits)
    return best or start + 1


def _is_joined(quote: str, stop: int) -> bool:
    """Whether the code point there belongs to the character before it."""
    return bool(unicodedata.combining(quote[stop])) or _JOINER in quote[stop - 1 : stop + 1]


def _bisect(stops: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    position = bisect_right(stops, 0, key=lambda stop: 0 if fits(stop) else 1)
    return stops[position - 1] if position else None


def _pages(pages: tuple[Page, ...], spans: tuple[Span, ...]) -> tuple[int, int] | None:
    if not pages or not spans:
        return None
    first = bisect_right(pages, spans[0].start, key=lambda page: page.span.start) - 1
    last = bisect_right(pages, spans[-1].end - 1, key=lambda page: page.span.start) - 1
    return pages[max(first, 0)].number, pages[max(last, 0)].number

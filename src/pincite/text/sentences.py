"""Where sentences begin and end.

The splitting is sentencex's (Wikimedia, maintained, rules for some 240 languages, no model to
fetch). It takes the full stop of a pinpoint ("para. 5", "Art. 3") for an end; documents that one
cites are full of those, so they are joined again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from pincite.types import Span

_CITATION_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"])(?:paras?|arts?|nos?|pp?|secs?|sect|chs?|chap|vols?|figs?|eds?|reg|annex|app|"
    r"cf|cl|approx|ca|viz|resp|op|cit|ibid|id|v|vs|al|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"mr|mrs|ms|dr|prof|gen|col|lt|sgt|rev|hon|st|gov|sen|rep|amb|min|dept|univ|inc|ltd|co|corp)\.$",
    re.IGNORECASE,
)
# "on channel 14.² The area": the mark of a note stands behind the full stop of its sentence.
_NOTE_MARK = re.compile(r"[¹²³⁰⁴-⁹]+(?:, ?[¹²³⁰⁴-⁹]+)*(?:\s+|\Z)")
# The splitter looks for the end of each, to the end of the paragraph where there is none.
_CLOSED_BY = {"“": "”", "„": "“", "‘": "’", "«": "»", "»": "«", "‹": "›", "›": "‹"}
_MOST_UNCLOSED = 50
_STRETCH = 8_000  # characters
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")
_INITIAL = re.compile(r"(?:^|[\s(\[“\".])[A-Z]\.$")
# An initial or a title is followed by a name, the others by a number or a lower-case word.
_BEFORE_NAME = re.compile(
    r"(?:^|[\s(\[“\"])(?:mr|mrs|ms|dr|prof|gen|col|lt|sgt|rev|hon|st|gov|sen|rep|amb|v|vs)\.$",
    re.IGNORECASE,
)


def split(text: str, language: str = "en") -> tuple[Span, ...]:
    """The sentences of a text, as ascending spans without the white space around them.

    Together they cover every character that is not white space. ``language`` is an ISO 639 code;
    one that is not known is split by the rules for English.
    """
    spans: list[Span] = []
    position = 0
    # sentencex takes white space for one byte in places, and fails within a character of more.
    narrow = _WIDE_SPACE.sub(" ", text)
    pieces = (
        piece
        for stretch in _stretches(narrow)
        for piece in sentencex.segment(language, narrow[stretch.start : stretch.end])
    )
    for piece in pieces:
        start = narrow.index(piece, position)
        position = start + len(piece)
        stripped = piece.strip()
        if not stripped:
            continue
        begin = start + piece.index(stripped)
        end = begin + len(stripped)
        mark = _NOTE_MARK.match(text, begin, end) if spans and spans[-1].end == begin else None
        if mark is not None:
            spans[-1] = Span(spans[-1].start, begin + len(mark.group().rstrip()))
            begin = mark.end()
            if begin == end:
                continue
        span = Span(begin, end)
        if spans and _belongs_together(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return tuple(spans)


def ends_with_abbreviation(text: str) -> bool:
    """Whether the full stop at a text's end is an abbreviation's: "para.", "Aug.", "No."."""
    return bool(_CITATION_ABBREVIATION.search(text[-16:].rstrip()))


def _stretches(text: str) -> Iterator[Span]:
    """The text whole, or in stretches where whole it would take time quadratic in its length.

    That is so with many quotation marks that are never closed.
    """
    start = 0
    if _unclosed(text) > _MOST_UNCLOSED:
        while len(text) - start > _STRETCH:
            end = start + _STRETCH
            cuts = (text.rfind(mark, start + _STRETCH // 2, end) for mark in (". ", "\n", " "))
            end = next((cut + 1 for cut in cuts if cut >= 0), end)
            yield Span(start, end)
            start = end
    yield Span(start, len(text))


def _unclosed(text: str) -> int:
    """How many quotation marks are not followed by what closes them in their paragraph."""
    return sum(
        paragraph.count(opening, paragraph.rfind(closing) + 1)
        for paragraph in text.split("\n\n")
        for opening, closing in _CLOSED_BY.items()
    )


def _belongs_together(text: str, left: Span, right: Span) -> bool:
    before = text[max(left.start, left.end - 16) : left.end]
    after = text[right.start : right.end]
    if not any(character.isalnum() for character in after):
        return True  # a stray closing mark
    if after[0].islower():
        # A sentence that opens in lower case is a rare thing, an abbreviation before it is not.
        return bool(before[-1:] == "." and _CITATION_ABBREVIATION.search(before))
    if after[0].isdigit():
        return bool(_CITATION_ABBREVIATION.search(before))
    return bool(_BEFORE_NAME.search(before) or (_INITIAL.search(before) and _is_name(after)))


def _is_name(after: str) -> bool:
    """One capitalised word and then a verb says little; two capitals in a row are a name."""
    words = after.split(maxsplit=2)[:2]
    return (
        len(words) == 2
        and words[0][:1].isupper()
        and words[0].rstrip(".,").isalpha()
        and (len(words[0].rstrip(".")) == 1 or words[1][:1].isupper())
    )

"""Citations in a text: where they stand, which names and dates they give, what they point at.

A citation is a pinpoint with what names its document before it ("Overview, para. 17") or after it
("para. 17 of the Overview"), an "ibid." or "id.", or a document's full name without a pinpoint: its
title, its key, an author or newspaper with the date. Nothing is looked up here.

A division alone ("Article 5") is a citation only where its document is named with it, or right
before it: most articles that a text speaks of are of documents that are not held.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pincite.cite.leftover import left_over
from pincite.cite.naming import SUFFICIENT, Mention, NameKind, Names
from pincite.cite.pinpoint import DIVISION, PARAGRAPH, Pinpoint, bare_numbers, pinpoints
from pincite.text.dates import Period
from pincite.text.figures import Figure, FigureKind, find_figures
from pincite.types import Span


class Reference(StrEnum):
    """How a citation names its document."""

    NAMED = "named"
    SAME = "same"  # ibid., id., or a further pinpoint of the citation just before
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Found:
    """One citation as it stands in the text.

    `mentions` are the names it gives, nearest the pinpoint first; `dates` the dates beside them.
    """

    span: Span
    reference: Reference
    mentions: tuple[Mention, ...] = ()
    dates: tuple[Period, ...] = ()
    pinpoint: Pinpoint | None = None


_IBID = re.compile(r"(?<!\w)(?:ibid(?:em)?(?:\.|(?!\w))|[Ii]d\.)", re.IGNORECASE)
_AFTER_IBID = re.compile(r"[\s,;:(]{0,4}(at\s{1,3})?")
_ENDS_NUMBER = re.compile(r"[.;)\s]|$")
_OF = re.compile(
    r"\s{1,3}(?:of|in|from)\s{1,3}(?:the\s{1,3})?[\"“'‘«(*_]{0,2}(?:the\s{1,3})?", re.I
)
_OF_WHOLE = re.compile(rf"(?:{_OF.pattern}|\s{{1,3}}to\s{{1,3}}the\s{{1,3}}|\s{{1,3}})", re.I)
_PARAGRAPH = re.compile(r"(?<!\w)par(?:a|agraph)?s?(?:\.|(?!\w))|[¶§]", re.I)
_OF_ANOTHER = re.compile(r"\s{1,3}of\s{1,3}(?:the\s{1,3})?(?=[A-Z])")
_OTHER = re.compile(r"\s{1,3}(?:of|to|thereof)(?!\w)|\s{1,3}[A-Z]")
_NO_OTHER_BEFORE = re.compile(r"(?:(?<!\w)(?-i:[a-z]+)[,:]?\s{1,3}|[(\[])\Z")
_OF_TEXTS = frozenset(
    {"article", "annex", "schedule", "protocol", "rule", "regulation", "clause", "principle"}
)
_WORD_REACH = 40
# What may stand between a name, a date and a pinpoint that belong together.
_GLUE = frozenset(" \t\n\u00a0\u202f,;:()[]\"“”'’‘«»*_")
_GLUE_WORDS = ("at", "in", "see")
_NO_DATE = re.compile(r"(?<!\w)n\.\s?d\.", re.IGNORECASE)
_MORE = re.compile(r"[\s,;]{1,4}(?:(?:and|&|see also)\s{1,3})?(?:at\s{1,3})?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]?\s+[A-Z\"“‘(]|\n\s*\n")
_SMALL = frozenset({"of", "the", "on", "and", "for", "to", "in", "a", "&"})
_REACH = 400  # characters a citation may stretch before its pinpoint
_GLUE_REACH = 12
_MOST_PARTS = 8
_WORD_AND_SPACE = re.compile(r"(\S+)\s+")
_OPENERS = _SMALL | {"see", "as", "at", "per", "cf", "under", "also", "but"}
_CLOSING = {"(": ")", "[": "]"}
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»", "‹": "›"}
_CLOSING_MARKS = tuple("\"'”’»›")
_LONG_TITLE = 3  # words from which a title is a citation without pinpoint or quotation marks


@dataclass(frozen=True, slots=True)
class _Part:
    """A name, a date, or "n.d." (None) in a text."""

    span: Span
    value: Mention | Period | None


# Marks and white space around a name that stands alone, and characters there may be before it.
_AROUND = "\"“”'‘’«». \n\t"
_MOST_BEFORE = 20


class _Parts:
    """What a text holds that citations are made of, by where it begins and ends."""

    def __init__(self, text: str, names: Names, figures: Sequence[Figure]) -> None:
        self.text = text
        self.mentions = names.mentions(text)
        parts = [_Part(Span(*match.span()), None) for match in _NO_DATE.finditer(text)]
        for figure in figures:
            if figure.kind in (FigureKind.DATE, FigureKind.YEAR):
                assert isinstance(figure.value, Period)
                parts.append(_Part(figure.span, figure.value))
        # Names come last: a key that ends in a date is a name and no date.
        parts += [_Part(mention.span, mention) for mention in self.mentions]
        self.by_start = {part.span.start: part for part in parts}
        self.by_end = {part.span.end: part for part in parts}
        inner = text.strip(_AROUND)
        start = text.index(inner)
        self.inner = Span(start, start + len(inner))  # without the marks around the whole text

    def in_name(self, position: int) -> bool:
        """Whether a place lies within a name: "Part 1" of a title is no pinpoint."""
        index = bisect_right(self.mentions, position, key=lambda each: each.span.start) - 1
        return index >= 0 and position < self.mentions[index].span.end


def find_citations(
    text: str, names: Names, figures: Sequence[Figure] | None = None
) -> tuple[Found, ...]:
    """The citations of a text in order, not overlapping. Any string is accepted.

    `figures` are the text's own, for a caller that has found them already.
    """
    parts = _Parts(text, names, find_figures(text) if figures is None else figures)
    points = {
        point.span.start: point
        for point in pinpoints(text)
        if not (point.divisions and parts.in_name(point.span.start))
    }
    places = sorted([*points, *(match.start() for match in _IBID.finditer(text))])
    found: list[Found] = []
    floor = 0  # where the next citation may begin
    for place in places:
        if place < floor:
            continue
        if place in points:
            citation = _pinpointed(parts, points[place], floor, found)
        else:
            citation = _ibid(text, place, points)
        if citation is not None:
            found.append(replace(citation, span=_balanced(text, citation.span, floor)))
            floor = found[-1].span.end
    return tuple(sorted([*found, *_unpinpointed(parts, found)], key=lambda each: each.span))


def _balanced(text: str, span: Span, floor: int) -> Span:
    """With the quotation mark that opens before it, and the bracket that closes after it."""
    start, end = span.start, span.end
    written = text[start:end]
    if (
        start > floor
        and _QUOTES.get(text[start - 1], "") in written[1:]
        and text[start - 1] in _QUOTES
    ):
        start -= 1
    for opening, closing in _CLOSING.items():
        if written.count(opening) > written.count(closing) and text[end : end + 1] == closing:
            end += 1
    return Span(start, end)


# --- with a pinpoint ----------------------------------------------------------------------------


def _pinpointed(parts: _Parts, pinpoint: Pinpoint, floor: int, found: list[Found]) -> Found | None:
    span = pinpoint.span
    chain = _named_after(parts, pinpoint)
    if chain is not None:
        return Found(Span(span.start, chain[2]), Reference.NAMED, chain[0], chain[1], pinpoint)
    bare = _is_bare_division(parts.text, pinpoint)
    if bare and _OF_ANOTHER.match(parts.text, span.end):
        return None  # "Article 5 of the Charter"
    mentions, dates, start = _chain_backward(parts, span.start, floor)
    if mentions:
        return Found(Span(start, span.end), Reference.NAMED, mentions, dates, pinpoint)
    if found and _MORE.fullmatch(parts.text, floor, span.start):
        return Found(span, Reference.SAME, pinpoint=pinpoint)
    if not (pinpoint.ranges or pinpoint.divisions):
        return None  # the word "caption" in running text
    start = _unknown_start(parts.text, span.start, floor)
    if bare:
        named = _named_in_sentence(parts, span.start) if _may_be_named(parts.text, pinpoint) else ()
        return Found(span, Reference.NAMED, named, pinpoint=pinpoint) if named else None
    named = _named_in_sentence(parts, span.start) if start == span.start else ()
    if named:
        return Found(span, Reference.NAMED, named, pinpoint=pinpoint)
    return Found(Span(start, span.end), Reference.UNNAMED, pinpoint=pinpoint)


def _is_bare_division(text: str, pinpoint: Pinpoint) -> bool:
    """Whether a pinpoint says "Article 5(4)", and not "Article 5, para. 4" or "para. 4"."""
    written = text[pinpoint.span.start : pinpoint.span.end]
    return bool(pinpoint.divisions) and _PARAGRAPH.search(written) is None


def _may_be_named(text: str, pinpoint: Pinpoint) -> bool:
    """Whether a division may be of the document that its sentence names: by its words, and by
    what stands around it.

    A draft has tables and sections of its own, "the annex" may be anyone's, and a capital beside
    an article names what it is of: "Article 101 TFEU".
    """
    span, inner = pinpoint.span, pinpoint.divisions[-1]
    if not inner.ranges or (inner.unit not in _OF_TEXTS and pinpoint.label == DIVISION):
        return False
    before = text[max(0, span.start - _WORD_REACH) : span.start]
    return _NO_OTHER_BEFORE.search(before) is not None and not _OTHER.match(text, span.end)


def _named_after(
    parts: _Parts, pinpoint: Pinpoint
) -> tuple[tuple[Mention, ...], tuple[Period, ...], int] | None:
    """What names the document after a pinpoint: "of the Overview", "Art. 5 Waters Agreement"."""
    end = pinpoint.span.end
    after = (_OF_WHOLE if pinpoint.divisions else _OF).match(parts.text, end)
    chain = _chain_forward(parts, after.end(), most=2) if after is not None else None
    if chain is None or after is None:
        return None
    return None if after[0].isspace() and chain[0][0].kind not in SUFFICIENT else chain


def _chain_forward(
    parts: _Parts, position: int, most: int
) -> tuple[tuple[Mention, ...], tuple[Period, ...], int] | None:
    """The name that begins at the position, with the names and dates that follow it directly.

    `most` limits how many parts are taken. Names must have a document in common. None if no name
    begins there.
    """
    mentions: list[Mention] = []
    dates: list[Period] = []
    end = position
    while most > 0 and (part := parts.by_start.get(position)) is not None:
        if isinstance(part.value, Mention):
            if mentions and not _common(mentions) & part.value.keys:
                break
            mentions.append(part.value)
        elif not mentions:
            return None
        elif part.value is not None:
            dates.append(part.value)
        end = part.span.end
        most -= 1
        position = _skip_glue(parts.text, end)
    if not mentions:
        return None
    if parts.text[end : end + 1] == ")" and "(" in parts.text[mentions[0].span.end : end]:
        end += 1  # "Kim (2023)"
    return tuple(mentions), tuple(dates), end


def _chain_backward(
    parts: _Parts, position: int, floor: int
) -> tuple[tuple[Mention, ...], tuple[Period, ...], int]:
    """The names and dates directly before the position, nearest first, and where they begin."""
    mentions: list[Mention] = []
    dates: list[Period] = []
    waiting: list[Period] = []  # dates that count only if a name stands before them
    start, lowest = position, max(floor, position - _REACH)
    for _ in range(_MOST_PARTS):
        end = _skip_glue_back(parts.text, position, lowest)
        part = parts.by_end.get(end)
        if part is None or part.span.start < lowest or not _quoted_whole(parts.text, part.span):
            break
        if isinstance(part.value, Mention):
            if mentions and not _common(mentions) & part.value.keys:
                break
            if mentions and "(" in parts.text[end:position]:
                break  # "Kim (Kim op-ed, para. 1)": the brackets hold the whole citation
            mentions.append(part.value)
            dates += waiting
            waiting = []
            start = part.span.start
        elif part.value is not None:
            waiting.append(part.value)
        position = part.span.start
    return tuple(mentions), tuple(dates), start


def _named_in_sentence(parts: _Parts, position: int) -> tuple[Mention, ...]:
    """The one document named before a bare pinpoint in its sentence: "The Overview … (para. 17)".

    Only a name that stands for a document by itself counts, with its capital; none if two differ.
    """
    text, lowest = parts.text, max(0, position - _REACH)
    index = bisect_left(parts.mentions, position, key=lambda mention: mention.span.start)
    named: list[Mention] = []
    for mention in reversed(parts.mentions[max(0, index - _MOST_PARTS) : index]):
        between = text[mention.span.end : position]
        if mention.span.start < lowest or _SENTENCE_END.search(between):
            break
        if mention.kind in SUFFICIENT and text[mention.span.start].isupper():
            named.append(mention)
    return (named[0],) if len({mention.keys for mention in named}) == 1 else ()


def _quoted_whole(text: str, span: Span) -> bool:
    """Whether what a quotation mark closes is the name alone, a title."""
    if not text.startswith(_CLOSING_MARKS, span.end):
        return True
    return span.start > 0 and text[span.start - 1] in _QUOTES


def _common(mentions: list[Mention]) -> frozenset[str]:
    return frozenset.intersection(*(mention.keys for mention in mentions))


def _skip_glue(text: str, position: int) -> int:
    limit = min(len(text), position + _GLUE_REACH)
    while position < limit and text[position] in _GLUE:
        position += 1
    return position


def _skip_glue_back(text: str, position: int, lowest: int) -> int:
    lowest = max(lowest, position - _GLUE_REACH)
    while position > lowest:
        if text[position - 1] in _GLUE:
            position -= 1
            continue
        for word in _GLUE_WORDS:
            begin = position - len(word)
            if (
                begin > lowest
                and text[begin:position].lower() == word
                and text[begin - 1].isspace()
            ):
                position = begin
                break
        else:
            break
    return position


def _unknown_start(text: str, end: int, floor: int) -> int:
    """Where the capitalised words before a pinpoint begin: "Hanoi Communique, para. 5"."""
    start = end
    lowest = max(floor, end - _REACH // 2)
    for match in reversed(list(re.finditer(r"\S+", text[lowest:end]))):
        word = match.group()
        bare = word.strip("\"“”'‘’()[],*_")
        if word.endswith((".", ";", ":")) and bare != "n.d.":
            break
        if bare in _SMALL:
            continue
        if not bare or not (bare[0].isupper() or bare[0].isdigit() or bare == "n.d."):
            break
        start = lowest + match.start()
    while (opener := _WORD_AND_SPACE.match(text, start, end)) is not None:
        if opener.group(1).strip(",").casefold() not in _OPENERS:
            break
        start = opener.end()
    return start


# --- without one --------------------------------------------------------------------------------


def _ibid(text: str, place: int, points: dict[int, Pinpoint]) -> Found | None:
    match = _IBID.match(text, place)
    if match is None:
        return None
    after = _AFTER_IBID.match(text, match.end())
    pinpoint = None
    if after is not None:
        pinpoint = points.get(after.end())
        if pinpoint is None and (after.group(1) or "," in after.group()):
            bare = bare_numbers(text, after.end(), PARAGRAPH)
            if bare is not None and (after.group(1) or _ENDS_NUMBER.match(text, bare.span.end)):
                pinpoint = bare
    end = pinpoint.span.end if pinpoint is not None else match.end()
    return Found(Span(place, end), Reference.SAME, pinpoint=pinpoint)


def _unpinpointed(parts: _Parts, found: list[Found]) -> list[Found]:
    """Whole names without a pinpoint, outside the citations found already."""
    starts = [citation.span.start for citation in found]
    floor = 0
    more: list[Found] = []
    for mention in parts.mentions:
        index = bisect_right(starts, mention.span.start) - 1
        if mention.span.start < floor or (
            index >= 0 and mention.span.start < found[index].span.end
        ):
            continue
        chain = _chain_forward(parts, mention.span.start, most=_MOST_PARTS)
        if chain is None or not _names_by_itself(parts, chain[0], chain[1]):
            continue
        mentions, dates, end = chain
        if index + 1 < len(starts) and end > starts[index + 1]:
            continue
        pinpoint = left_over(parts.text, end, bool(dates))
        end = pinpoint.span.end if pinpoint is not None else end
        floor = end
        span = _balanced(parts.text, Span(mention.span.start, end), 0)
        more.append(Found(span, Reference.NAMED, mentions, dates, pinpoint))
    return more


def _names_by_itself(
    parts: _Parts, mentions: tuple[Mention, ...], dates: tuple[Period, ...]
) -> bool:
    for mention in mentions:
        words = parts.text[mention.span.start : mention.span.end]
        if mention.kind is NameKind.TITLE and len(words.split()) >= _LONG_TITLE:
            return True
        if mention.kind is NameKind.KEY and "-" in words:
            return True
        if mention.kind in SUFFICIENT:
            # "Overview" in running text is a word; alone in a search box it is a citation.
            first, last = parts.inner.start, parts.inner.end
            near = mention.span.start - first <= _MOST_BEFORE
            before = parts.text[first : mention.span.start].strip(_AROUND) if near else None
            if before is not None and before.casefold() in ("", "the") and mention.span.end >= last:
                return True
    return bool(dates)

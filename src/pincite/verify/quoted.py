"""The verdict on one quotation: where its words stand, and whether that is where it is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from pincite.cite.line import pinpoint_of
from pincite.cite.lookup import Citation, LookupStatus
from pincite.types import Passage, Span
from pincite.verify.diff import differs_in_words, word_diff
from pincite.verify.ellipsis import chains, parts_of, short_parts, turning_words
from pincite.verify.few import nearest_at, same_words
from pincite.verify.match import exact_places, nearest_run
from pincite.verify.normal import (
    BRACKETED_CAPITAL,
    CLOSING_PUNCTUATION,
    END_ELLIPSIS,
    INVISIBLE,
    PARAGRAPH_BREAK,
    SIC,
    Joins,
    Normal,
    differences,
    differences_but_spaces,
    normalize,
    readable,
)
from pincite.verify.primes import keeps_measures
from pincite.verify.sources import Piece, Sources, words_of
from pincite.verify.types import Change, Edit, Placed, Status

FEWEST_WORDS = 3
"""A quotation of fewer words is only judged where it is cited: it stands in many places."""

_FEWEST_ALTERED = 4  # words; where uncited, fewer can't be told from words that happen to be alike
_FEW = 12  # words, which may be alike in many places: the one cited comes first
_WORD = re.compile(r"\w+")
_BLOCK_MARKS = re.compile(r"(?<=\n)[ \t]*>[ \t]?|\A[ \t]*>[ \t]?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `pincite.verify.types.Item` says of a quotation, without its place in the draft."""

    status: Status
    detail: str = ""
    words: Status | None = None
    places: tuple[Placed, ...] = ()
    differences: tuple[str, ...] = ()
    diff: tuple[Change, ...] = ()
    left_out: tuple[str, ...] = ()
    document: str | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    """One place that a slice of the sources proves, with what was passed over to get there."""

    pieces: tuple[Piece, ...]
    exact: bool
    passed_over: tuple[str, ...] = ()


def judge_quotation(sources: Sources, raw: str, cited: Cited) -> Verdict:
    """The verdict on the words of a quotation, without its marks, as the draft has them."""
    raw = _BLOCK_MARKS.sub("", raw).strip()
    readings = _readings(raw, sources.knows)
    normal = readings[-1]
    count = len(words_of(normal.text))
    if not count or (count < FEWEST_WORDS and not cited.keys):
        return Verdict(Status.TOO_SHORT, f"fewer than {FEWEST_WORDS} words and no citation")
    # The hyphen at a line end may be the word's own, though the joined word is known as well.
    hyphened = _readings(raw) if normal.hyphens else ()
    matches: list[_Match] = []
    for reading in (*readings, *hyphened):
        found = _matches(sources, raw, reading, cited)
        if any(map(cited.fits, found)):
            return _placed(found, cited)
        matches = matches or found
    if matches:
        return _placed(matches, cited)
    left_out = (_with_ellipsis(sources, reading, cited) for reading in readings)
    return (
        next((verdict for verdict in left_out if verdict is not None), None)
        or _altered(sources, readings, cited, count)
        or _not_found(cited, count)
    )


def _readings(raw: str, joins: Joins | None = None) -> tuple[Normal, ...]:
    """What a quotation may mean: "[sic]" and "[T]he" printed by the source, or put in by the draft.

    What is letter for letter the source's comes first, and last that in which all are the draft's.
    """
    normal = normalize(raw, True, joins)
    own = [SIC] * ("[sic" in raw.lower()) + [BRACKETED_CAPITAL] * bool(normal.free_case)
    kept = [own, *([name] for name in own)] if len(own) > 1 else [own] if own else []
    return (*(normalize(raw, True, joins, printed) for printed in kept), normal)


def _not_found(cited: Cited, count: int) -> Verdict:
    """What was found out, and no more: of few words the like is sought where they are cited."""
    if count >= _FEWEST_ALTERED:
        detail = "no passage holds these words, and none was found with enough of the telling ones"
    elif cited.stretches:
        detail = (
            f"no passage holds these words, and {cited.pinpoint} has none like them; for so few, "
            "the like is not sought elsewhere"
        )
    else:
        detail = "no passage holds these words; for so few, the like is not sought"
    return Verdict(Status.NOT_FOUND, detail)


# --- what is cited --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cited:
    """What the citation of a quotation points at."""

    keys: tuple[str, ...] = ()
    passages: frozenset[str] = frozenset()
    pinpoint: str = ""
    stretches: tuple[tuple[int, int], ...] = ()  # of the sources' normal text

    @staticmethod
    def of(sources: Sources, citation: Citation | None) -> Cited:
        if citation is None or citation.status in (LookupStatus.UNCLEAR, LookupStatus.CAPPED):
            return Cited()
        segments = map(sources.segment_of, citation.passages)
        return Cited(
            citation.documents,
            frozenset(passage.id for passage in citation.passages),
            citation.pinpoint.normalized if citation.pinpoint is not None else "",
            tuple((segment.start, segment.end) for segment in segments),
        )

    def fits(self, match: _Match) -> bool:
        if not self.keys:
            return True
        if self.pinpoint:
            return any(
                piece.segment.passage is not None and piece.segment.passage.id in self.passages
                for piece in match.pieces
            )
        return match.pieces[0].segment.document in self.keys

    def in_document(self, match: _Match) -> bool:
        return match.pieces[0].segment.document in self.keys

    def verdict(self, found: Verdict, match: _Match) -> Verdict:
        """The verdict with what the citation says against it, if it does."""
        if self.fits(match):
            return found
        where = _where(match.pieces)
        if not self.in_document(match):
            held = match.pieces[0].segment.document
            detail = f"not in {_listed(self.keys)}; {held}, {where} has these words"
            return replace(found, status=Status.WRONG_DOCUMENT, detail=_noted(detail, found))
        detail = f"{self.pinpoint} does not hold it; {where} does"
        return replace(found, status=Status.WRONG_LOCATOR, detail=_noted(detail, found))


class Citing:
    """What the citations of one draft point at; a range of thousands is gone through once."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[tuple[object, ...], Cited] = {}

    def of(self, citation: Citation | None) -> Cited:
        """What a quotation's citation points at."""
        if citation is None:
            return Cited()
        point = citation.pinpoint
        where = replace(point, span=Span(0, 0), remark_end=0) if point is not None else None
        key = (citation.status, citation.documents, where)
        if key not in self._known:
            self._known[key] = Cited.of(self._sources, citation)
        return self._known[key]


def _noted(detail: str, found: Verdict) -> str:
    return f"{detail}; {found.detail}" if found.detail else detail


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)


def _where(pieces: Sequence[Piece]) -> str:
    passages = dict.fromkeys(
        _pinpoint(piece.segment.passage) for piece in pieces if piece.segment.passage is not None
    )
    return " and ".join(passages) if passages else "its headings or front matter"


def _pinpoint(passage: Passage) -> str:
    return pinpoint_of(passage.locator, passage.pages, passage.section) or passage.id


def _places(pieces: Sequence[Piece]) -> tuple[Placed, ...]:
    """The passages that pieces stand in, each once, with the spans in its quote."""
    placed: dict[str, Placed] = {}
    for piece in pieces:
        passage = piece.segment.passage
        if passage is None:
            continue
        before = placed.get(passage.id)
        spans = (*before.spans, piece.span) if before is not None else (piece.span,)
        placed[passage.id] = Placed(passage, piece.segment.normal.raw, spans)
    return tuple(placed.values())


# --- letter for letter ----------------------------------------------------------------------------


def _matches(sources: Sources, raw: str, normal: Normal, cited: Cited) -> list[_Match]:
    """Every place of the quotation, by the least that must be passed over for it."""
    for start, end, passed_over in _bounds(normal):
        free = frozenset(index - start for index in normal.free_case if start <= index < end)
        found = [
            place
            for place in exact_places(sources, normal.text[start:end], free, cited.stretches)
            if keeps_measures(sources, normal, start, end, place)
        ]
        if found:
            matches = [
                _match(sources, raw, normal, (start, end), place, passed_over) for place in found
            ]
            # Words of a passage are not quoted from the heading that repeats them.
            within = [m for m in matches if m.pieces[0].segment.passage is not None]
            return within or matches
    return []


def _bounds(normal: Normal) -> list[tuple[int, int, tuple[str, ...]]]:
    """The stretches of the normal text to look for, and what each leaves aside at its ends."""
    start, end = 0, len(normal.text)
    while start < end and normal.text[start] == " ":
        start += 1
    while end > start and normal.text[end - 1] == " ":
        end -= 1
    bounds: list[tuple[int, int, tuple[str, ...]]] = [(start, end, ())]
    if end - start > 1 and normal.text[end - 1] in ".,;":
        bounds.append((start, end - 1, (CLOSING_PUNCTUATION,)))
    parts = parts_of(normal, start, end)
    if len(parts) == 1 and parts[0] != (start, end) and "…" in normal.text[start:end]:
        bounds.append((*parts[0], (END_ELLIPSIS,)))
    return bounds


def _match(
    sources: Sources,
    raw: str,
    normal: Normal,
    bounds: tuple[int, int],
    place: int,
    passed_over: tuple[str, ...],
) -> _Match:
    start, end = bounds
    pieces = sources.pieces(place, place + end - start)
    if not passed_over and " ".join(piece.text for piece in pieces) == raw and _one(pieces):
        return _Match(pieces, exact=True)
    found = set(passed_over)
    for piece in pieces:
        segment = piece.segment
        first = max(place, segment.start)
        length = min(place + end - start, segment.end) - first
        position = start + first - place
        found |= differences(normal, position, segment.normal, first - segment.start, length)
    if not _one(pieces):
        found.add(PARAGRAPH_BREAK)
    # What else may differ is invisible and stands at an end, where nothing is compared.
    return _Match(pieces, exact=False, passed_over=tuple(sorted(found or {INVISIBLE})))


def _one(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces are of one paragraph: one passage, or parts of a long one."""
    locators = {
        (piece.segment.document, locator.label, locator.value, locator.occurrence)
        for piece in pieces
        if piece.segment.passage is not None
        and (locator := piece.segment.passage.locator) is not None
    }
    return len(pieces) == 1 or len(locators) == 1


def _placed(matches: Sequence[_Match], cited: Cited) -> Verdict:
    fitting = [match for match in matches if cited.fits(match)]
    if not fitting:
        fitting = [match for match in matches if cited.in_document(match)] or list(matches)
    best = next((match for match in fitting if match.exact), fitting[0])
    words = Status.EXACT if best.exact else Status.NORMALIZED
    found = Verdict(
        words,
        words=words,
        places=_places(best.pieces),
        differences=best.passed_over,
        document=best.pieces[0].segment.document,
    )
    if not found.places:
        found = replace(found, detail="in the headings or front matter, in no passage")
    passages = dict.fromkeys(
        piece.segment.passage.id
        for match in fitting
        for piece in match.pieces[:1]
        if piece.segment.passage is not None
    )
    if len(passages) > 1 and not (cited.passages and cited.fits(best)):
        others = [place for match in fitting for place in _places(match.pieces)]
        unique = {place.passage.id: place for place in others}
        names = [f"{p.passage.document}, {_pinpoint(p.passage)}" for p in unique.values()]
        found = replace(
            found,
            status=Status.AMBIGUOUS,
            detail=f"{len(unique)} passages hold these words: {'; '.join(names[:6])}",
            places=tuple(unique.values()),
        )
    return cited.verdict(found, best)


# --- nearly ---------------------------------------------------------------------------------------


def _with_ellipsis(sources: Sources, normal: Normal, cited: Cited) -> Verdict | None:
    parts = parts_of(normal, 0, len(normal.text))
    found = chains(sources, normal, parts, cited.stretches)
    if not found:
        return None
    matches = [
        _Match(tuple(p for part in chain.parts for p in sources.pieces(*part)), exact=False)
        for chain in found
    ]
    index = next((i for i, match in enumerate(matches) if cited.fits(match)), 0)
    chain, match = found[index], matches[index]
    left_out = tuple(
        " ".join(piece.text for piece in sources.pieces(*gap)) if gap[0] < gap[1] else ""
        for gap in chain.gaps()
    )
    unsafe = {
        "what was left out holds ": turning_words(" ".join(left_out)),
        "too few words to tell what belongs together: ": short_parts(normal, parts),
    }
    details = [
        why + ", ".join(f"“{each}”" for each in held) for why, held in unsafe.items() if held
    ]
    status = Status.ELLIPSIS_UNSAFE if details else Status.ELLIPSIS
    verdict = Verdict(
        status,
        "; ".join(details),
        words=status,
        places=_places(match.pieces),
        left_out=tuple(words.strip() for words in left_out),
        document=match.pieces[0].segment.document,
    )
    placed = cited.verdict(verdict, match)
    # That the sense may be turned is the graver of the two; the detail still names the place.
    return replace(placed, status=status) if details else placed


def _altered(
    sources: Sources, readings: Sequence[Normal], cited: Cited, count: int
) -> Verdict | None:
    normal = readings[-1]
    run = same_words(sources, normal.text, cited.stretches)
    if run is None and count >= _FEWEST_ALTERED:
        run = nearest_run(sources, normal.text, cited.stretches)
    if count <= _FEW:
        meant = nearest_at(sources, normal.text, cited.stretches)
        if meant is not None and (run is None or meant.distance <= run.distance):
            run = meant
    if run is None:
        return None
    start, end = _with_punctuation(sources.text, run.start, run.end, normal.text)
    pieces = sources.pieces(start, end)
    held = " ".join(piece.text for piece in pieces)
    if len(readings) > 1:
        normal = min(readings[::-1], key=lambda reading: _distance(held, reading))
    draft = readable(_in_case_of(held, normal))
    diff = word_diff(held, draft)
    match = _Match(pieces, exact=False)
    changes = [change for change in diff if change.edit is not Edit.SAME]
    if not changes:
        return _respaced(normal, held, match, cited)
    detail = "" if differs_in_words(held, draft) else "only punctuation or capitals differ"
    if all(_bracketed(change.draft) for change in changes):
        detail = "all that differs stands in square brackets, as the draft's own words"
    if not cited.fits(match):
        elsewhere = f"{match.pieces[0].segment.document}, {_where(pieces)} comes nearest"
        detail = "; ".join(part for part in (detail, f"not where it is cited: {elsewhere}") if part)
    places = _places(pieces)
    longest = sorted(places, key=lambda place: -sum(len(span) for span in place.spans))
    return Verdict(
        Status.ALTERED,
        detail,
        words=Status.ALTERED,
        places=tuple(longest),
        diff=diff,
        document=pieces[0].segment.document,
    )


def _distance(held: str, reading: Normal) -> int:
    """How far a reading is from the words held, in words with all that is written to them."""
    return Levenshtein.distance(held.split(), readable(_in_case_of(held, reading)).split())


def _respaced(normal: Normal, held: str, match: _Match, cited: Cited) -> Verdict:
    """The verdict on words that are the source's one by one, with blanks elsewhere beside marks."""
    passed_over = differences_but_spaces(normal, normalize(held))
    if not _one(match.pieces):
        passed_over.add(PARAGRAPH_BREAK)
    return _placed([replace(match, passed_over=tuple(sorted(passed_over)))], cited)


def _in_case_of(held: str, normal: Normal) -> Normal:
    """The quotation with its bracketed letters in the source's case, which is no difference."""
    text = list(normal.text)
    for index in normal.free_case:
        word = _WORD.match(normal.text, index)
        other = text[index].swapcase() + (word.group()[1:] if word is not None else "")
        if re.search(rf"\b{re.escape(other)}\b", held):
            text[index] = text[index].swapcase()
    return replace(normal, text="".join(text))


def _bracketed(words: str) -> bool:
    return words.startswith("[") and words.endswith("]")


def _with_punctuation(text: str, start: int, end: int, needle: str) -> tuple[int, int]:
    """The run with the punctuation at its ends that the quotation has there as well."""
    lead = re.match(r"[^\w\s]{0,3}", needle)
    tail = re.search(r"[^\w\s]{1,3}$", needle)
    if lead is not None and lead.group() and text[:start].endswith(lead.group()):
        start -= len(lead.group())
    if tail is not None and text.startswith(tail.group(), end):
        end += len(tail.group())
    return start, end

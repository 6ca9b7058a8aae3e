"""Citation lookup: a text in, every citation in it out, each with the passages it points at.

Each citation has a status of its own, in the manner of the court databases: 200 found, 300 several
fit, 400 names no document we can tell, 404 the document is held but not that place, 429 past the
cap. A name that fits two documents, or a number that is printed twice, is 300 and never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from pincite.cite.find import Found, Reference, find_citations
from pincite.cite.naming import SUFFICIENT, Names
from pincite.cite.pinpoint import PARAGRAPH, UNREAD, Pinpoint
from pincite.cite.places import Place, Places
from pincite.cite.ranges import Range
from pincite.errors import NotFoundError
from pincite.ports import Catalogue
from pincite.text.agreement import agree, bears_out
from pincite.text.dates import Period
from pincite.text.figures import Figure, FigureKind, find_figures
from pincite.types import Passage, Record, Span

DEFAULT_CAP = 250
MOST_PLACES = 250_000
"""Passages that the citations of one text may point at, those of one place counted once."""
_MOST_LISTED = 20  # numbers named in a citation's detail


class LookupStatus(IntEnum):
    """What became of one citation; the numbers are those of HTTP."""

    FOUND = 200
    SEVERAL = 300
    UNCLEAR = 400
    MISSING = 404
    CAPPED = 429


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of a text and what it points at.

    `span` is where it stands in the text (code points), `written` its words. `normalized` writes
    it in one form, which finds the same again; None where no single document is named.
    `documents` are the keys that its name fits; `passages` those pointed at, in reading order
    (none where a whole document is cited); `missing` the numbers of the pinpoint that the document
    does not have. `detail` says in a sentence what is unclear, missing or ambiguous.
    """

    span: Span
    written: str
    status: LookupStatus
    normalized: str | None = None
    documents: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    pinpoint: Pinpoint | None = None
    missing: tuple[str, ...] = ()
    detail: str = ""


class Directory:
    """The names and places of a catalogue's documents; build it once for each generation."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.records = {record.key: record for record in catalogue.records()}
        self._places: dict[str, Places] = {}

    @cached_property
    def names(self) -> Names:
        return Names(tuple(self.records.values()))

    def find(self, key: str, pinpoint: Pinpoint) -> Place:
        """What the pinpoint finds in a document. NotFoundError if there is no such document."""
        if key not in self._places:
            self._places[key] = self._places_of(key)
        return self._places[key].find(pinpoint)

    def _places_of(self, key: str) -> Places:
        catalogue, rows = self._catalogue, self._catalogue.rows_of(key)

        def quotes(places: Sequence[int]) -> Sequence[str]:
            return catalogue.quotes([rows[place] for place in places])

        return Places(catalogue.passages(rows), quotes)

    def paragraph(self, key: str, number: str) -> tuple[Passage, ...]:
        """The passages that a paragraph's number means in a document, in reading order.

        Several where it is printed more than once (a choice for the reader) or where a long
        paragraph was split into parts. NotFoundError for an unknown document or number.
        """
        place = self.find(key, Pinpoint(PARAGRAPH, (Range(number, number),), Span(0, 0)))
        if not place.passages:
            raise NotFoundError(
                f"no paragraph {number!r} in {key}; see the document for those that it has"
            )
        return place.passages

    def name(self, key: str) -> str:
        """The shortest name under which a citation finds this document and no other."""
        record = self.records[key]
        for name in (*record.short, f'"{record.title}"' if record.title else ""):
            if name and any(
                mention.keys == {key} and mention.kind in SUFFICIENT and _whole(mention.span, name)
                for mention in self.names.mentions(name)
            ):
                return name
        return key


def look_up(
    directory: Directory,
    text: str,
    cap: int = DEFAULT_CAP,
    figures: Sequence[Figure] | None = None,
) -> tuple[Citation, ...]:
    """Every citation of the text, in order; those after the first `cap` are not looked up.

    `figures` are the text's own, for a caller that has found them already.
    """
    citations: list[Citation] = []
    once = _Once(directory)
    for index, found in enumerate(find_citations(text, directory.names, figures)):
        written = text[found.span.start : found.span.end]
        if index >= cap or once.places > MOST_PLACES:
            most = f"{cap} citations" if index >= cap else f"{MOST_PLACES:,} places pointed at"
            citations.append(
                Citation(
                    found.span,
                    written,
                    LookupStatus.CAPPED,
                    pinpoint=found.pinpoint,
                    detail=f"not looked up: it comes after the first {most} of the text; "
                    "send it in another request",
                )
            )
            continue
        before = citations[-1] if citations else None
        citation = _look_up(once, found, written, before)
        citations.append(_with_remark(text, citation, found.pinpoint, once))
    return tuple(citations)


class _Once:
    """A directory for the citations of one text, each place of which is looked up once.

    A range points at thousands of passages in a few characters: what is cited again and again must
    cost, and hold in memory, no more than what is cited once. `places` counts the passages found,
    and what finds none as one.
    """

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.places = 0
        self._found: dict[tuple[str, Pinpoint], Place] = {}

    def find(self, key: str, pinpoint: Pinpoint) -> Place:
        """As `Directory.find` has it."""
        wanted = key, replace(pinpoint, span=Span(0, 0), remark_end=0)
        if wanted not in self._found:
            self._found[wanted] = self.directory.find(key, pinpoint)
            self.places += max(1, len(self._found[wanted].passages))
        return self._found[wanted]


def _with_remark(text: str, citation: Citation, pinpoint: Pinpoint | None, once: _Once) -> Citation:
    """A remark that told two places apart belongs to the citation: "para. 28 (first of two)"."""
    if pinpoint is None or pinpoint.span.end != citation.span.end or len(citation.documents) != 1:
        return citation
    if not once.find(citation.documents[0], pinpoint).remarked:
        return citation
    span = Span(citation.span.start, pinpoint.remark_end)
    return replace(citation, span=span, written=text[span.start : span.end])


def _look_up(once: _Once, found: Found, written: str, before: Citation | None) -> Citation:
    pinpoint, note = found.pinpoint, ""
    if found.reference is Reference.UNNAMED:
        detail = "no document held is named with this pinpoint"
        return Citation(found.span, written, LookupStatus.UNCLEAR, pinpoint=pinpoint, detail=detail)
    if found.reference is Reference.SAME:
        if before is None or not before.documents:
            which = "there is none" if before is None else "that names no document held"
            detail = f"refers to the citation before it, but {which}"
            return Citation(
                found.span, written, LookupStatus.UNCLEAR, pinpoint=pinpoint, detail=detail
            )
        keys = before.documents
        pinpoint = _further(once, pinpoint, before)
    else:
        keys, note = _documents(once.directory, found)
    if not keys:
        return Citation(found.span, written, LookupStatus.UNCLEAR, pinpoint=pinpoint, detail=note)
    return _resolve(once, found.span, written, keys, pinpoint, note)


def _further(once: _Once, pinpoint: Pinpoint | None, before: Citation) -> Pinpoint | None:
    """What a further pinpoint means: "Article 5, para. 1; para. 2" stays in the article."""
    last = before.pinpoint
    if pinpoint is None or last is None or not last.divisions or pinpoint.divisions:
        return pinpoint or last
    inner = replace(pinpoint, divisions=last.divisions, sign=False)
    if pinpoint.label != PARAGRAPH:
        return pinpoint
    return inner if any(once.find(key, inner).passages for key in before.documents) else pinpoint


def _documents(directory: Directory, found: Found) -> tuple[tuple[str, ...], str]:
    """The documents that the names and dates fit, and a remark on them."""
    keys = frozenset.intersection(*(mention.keys for mention in found.mentions))
    if not found.dates:
        return tuple(sorted(keys)), ""
    fitting = {key for key in keys if _dated(directory.records[key], found.dates)}
    if fitting:
        return tuple(sorted(fitting)), ""
    names = any(mention.kind in SUFFICIENT for mention in found.mentions)
    if names:
        dated = [key for key in keys if directory.records[key].issued]
        remark = "the date beside the name is not the document's" if dated else ""
        return tuple(sorted(keys)), remark
    return (), "none of the documents held by this author or publisher bears this date"


def _dated(record: Record, dates: Sequence[Period]) -> bool:
    issued = [
        figure
        for figure in find_figures(record.issued or "")
        if figure.kind in (FigureKind.DATE, FigureKind.YEAR)
    ]
    claims = [Figure(Span(0, 0), FigureKind.DATE, date) for date in dates]
    return bool(issued) and all(
        any(bears_out(held, claim) or agree(held, claim) for held in issued) for claim in claims
    )


def _resolve(
    once: _Once,
    span: Span,
    written: str,
    keys: tuple[str, ...],
    pinpoint: Pinpoint | None,
    note: str,
) -> Citation:
    directory, notes = once.directory, [note] if note else []
    places = [once.find(key, pinpoint) for key in keys] if pinpoint is not None else []
    passages = places[0].passages if len(places) == 1 else _all(places)
    missing = places[0].missing if len(places) == 1 else ()
    if pinpoint is not None and len(places) == 1 and places[0].pinpoint is not None:
        # A place is looked up once: where it is cited is each citation's own.
        end = pinpoint.remark_end
        pinpoint = replace(places[0].pinpoint, span=pinpoint.span, remark_end=end)
    if len(keys) > 1:
        status = LookupStatus.SEVERAL
        notes.append(f"the name fits {len(keys)} documents: {_listed(keys)}")
    elif pinpoint is None:
        status = LookupStatus.FOUND
    elif not passages:
        status = LookupStatus.MISSING
        notes.append(f"{directory.name(keys[0])} has no {places[0].lacking}")
    else:
        status = LookupStatus.FOUND
        if places[0].ambiguous:
            status = LookupStatus.SEVERAL
            notes.append(f"printed more than once: {_listed(places[0].ambiguous)}")
        if missing:
            notes.append(f"only partly there: {_listed(missing)} missing")
    normalized = None
    if len(keys) == 1 and (pinpoint is None or pinpoint.label != UNREAD):
        pointed = f", {pinpoint.normalized}" if pinpoint is not None else ""
        if pinpoint is not None and places[0].remarked and pinpoint.remark is not None:
            pointed += f" ({pinpoint.remark})"
        normalized = f"{directory.name(keys[0])}{pointed}"
    return Citation(
        span, written, status, normalized, keys, passages, pinpoint, missing, "; ".join(notes)
    )


def _all(places: Sequence[Place]) -> tuple[Passage, ...]:
    return tuple(passage for place in places for passage in place.passages)


def _listed(numbers: Sequence[str]) -> str:
    more = len(numbers) - _MOST_LISTED
    return ", ".join(numbers[:_MOST_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def _whole(span: Span, name: str) -> bool:
    return not (name[: span.start] + name[span.end :]).strip(' "')

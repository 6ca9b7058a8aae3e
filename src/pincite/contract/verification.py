"""A verified draft as the contract has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, cast

from pincite.cite.line import one_line
from pincite.cite.lookup import Citation
from pincite.contract.citing import LookedUp
from pincite.contract.documents import IndexView, index_view
from pincite.contract.fields import told
from pincite.contract.passages import (
    DocumentRefView,
    LinksView,
    LocatorView,
    PagesView,
    SpanView,
    links_of,
    locator_view,
    span_views,
)
from pincite.search.index import Index
from pincite.types import Hit, Passage, Span
from pincite.verify.types import MOST_OTHERS, Item, Placed, Verification

_MOST_OTHERS_IN_ALL = 2_000  # of all items together: what comes later has its first passage only

Kind = Literal["quotation", "pinpoint", "figure", "sentence"]
StatusName = Literal[
    "exact",
    "normalized",
    "altered",
    "ellipsis",
    "ellipsis_unsafe",
    "wrong_locator",
    "wrong_document",
    "ambiguous",
    "too_short",
    "not_found",
    "unbalanced",
    "unchecked",
    "pinpoint_found",
    "pinpoint_several",
    "pinpoint_unclear",
    "pinpoint_missing",
    "pinpoint_unchecked",
    "figure_supported",
    "figure_differs",
    "figure_absent",
    "figure_unchecked",
    "nearest",
    "nothing_near",
]


@dataclass(frozen=True, slots=True)
class PlacedView:
    id: str = told("the passage's id")
    quote: str = told("its verbatim text, runs of white space made one space")
    found: tuple[SpanView, ...] = told("where the words stand in it, code points into quote")
    document: DocumentRefView = told("where it stands")
    locator: LocatorView | None = told("its pinpoint")
    section: tuple[str, ...] = told("headings above it, outermost first")
    pages: PagesView | None = told("physical pages; null for formats without pages")
    citation: str = told("one line, ready to paste")
    links: LinksView = told("where to go from here")


@dataclass(frozen=True, slots=True)
class NearView(PlacedView):
    score: float = told("0 to 1: how well the passage bears on the words")


@dataclass(frozen=True, slots=True)
class ChangeView:
    edit: Literal["same", "dropped", "added", "changed"] = told(
        "dropped: in the source and not in the draft; added: the other way round"
    )
    source: str = told("the source's words")
    draft: str = told("the draft's words")
    source_glued: bool = told("no blank stands before the source's words")
    draft_glued: bool = told("no blank stands before the draft's words")


@dataclass(frozen=True, slots=True)
class CitedView:
    citation: str = told("as it is written in the draft")
    normalized: str | None = told("in one form, which finds the same")
    start: int = told("where it begins in the draft, code points from 0")
    end: int = told("one past its last code point")
    status: LookedUp = told("as `/v1/cite` has it")
    documents: tuple[str, ...] = told("keys of the documents that its name fits")
    missing: tuple[str, ...] = told("numbers of the pinpoint that the document does not have")


@dataclass(frozen=True, slots=True)
class ItemView:
    kind: Kind = told("what it is")
    start: int = told("where it begins in the draft, code points from 0")
    end: int = told("one past its last code point")
    utf16: SpanView = told("the same in UTF-16 code units, as JavaScript counts")
    text: str = told("the draft's own words, a quotation's without its marks")
    status: StatusName = told("the verdict")
    to_mend: bool = told("whether it wants mending, or a look")
    passage: PlacedView | None = told("the passage it stands in, comes nearest to or points at")
    detail: str = told("the verdict in a sentence; empty where the status says it all")
    others: tuple[PlacedView, ...] = told(
        f"further passages that fit, at most {MOST_OTHERS}, and no more than "
        f"{_MOST_OTHERS_IN_ALL:,} in a whole answer"
    )
    passage_count: int = told("how many passages fit")
    words: StatusName | None = told(
        "of a quotation: how its words fit where they stand, whatever the citation says"
    )
    document: str | None = told("key of the document that it rests on or is found in")
    cited: CitedView | None = told("the citation that it goes with")
    differences: tuple[str, ...] = told("what `normalized` passed over")
    diff: tuple[ChangeView, ...] = told("word by word, what `altered` differs in")
    left_out: tuple[str, ...] = told("the words that an ellipsis leaves out")
    counterpart: str | None = told("the figure that the passage gives")
    nearest: tuple[NearView, ...] = told("the passages that bear most on it, as help")
    confidence: float | None = told(
        "calibrated probability, 0 to 1, that the nearest passages answer to it; null where none "
        "were sought"
    )


@dataclass(frozen=True, slots=True)
class SummaryView:
    counts: dict[str, int] = told("how many items have which status")
    items: int = told("how many items there are")
    to_mend: int = told("how many of them want mending, or a look")
    not_helped: int = told("sentences for which no nearest passage was sought: there are too many")
    generation: str = told("the index that the draft was compared with")
    documents: tuple[str, ...] = told("keys of the documents that it was compared with")
    date: str = told("when that index was built, UTC, ISO 8601")


@dataclass(frozen=True, slots=True)
class DraftView:
    name: str | None = told("the file's name; null for text")
    characters: int = told("its length in code points")
    text: str | None = told("the text read from the file, in which offsets count; null for text")


@dataclass(frozen=True, slots=True)
class VerificationView:
    items: tuple[ItemView, ...] = told("in the order in which they stand in the draft")
    summary: SummaryView = told("what was found, and what the draft was compared with")
    draft: DraftView = told("the draft as it was read")
    index: IndexView = told("what it was compared with")


def verification_view(
    index: Index, verification: Verification, text: str, name: str | None = None
) -> VerificationView:
    """A verification as the contract has it; `name` is the file's that the text was read from."""
    places = _Places(index)
    items = tuple(_item_view(item, places) for item in verification.items)
    summary = verification.summary
    return VerificationView(
        items=items,
        summary=SummaryView(
            counts={status.value: count for status, count in summary.counts},
            items=len(items),
            to_mend=sum(item.to_mend for item in items),
            not_helped=summary.not_helped,
            generation=summary.generation,
            documents=summary.documents,
            date=summary.date,
        ),
        draft=DraftView(name, len(text), None if name is None else text),
        index=index_view(index),
    )


class _Places:
    """Passages' views, each made once: a draft rests on the same few again and again."""

    def __init__(self, index: Index) -> None:
        self._catalogue = index.generation.catalogue
        self._views: dict[str, PlacedView] = {}
        self._others_left = _MOST_OTHERS_IN_ALL

    def view(self, passage: Passage, quote: str, spans: tuple[Span, ...]) -> PlacedView:
        if passage.id not in self._views:
            self._views[passage.id] = self._made(passage, quote)
        view = self._views[passage.id]
        return replace(view, found=span_views(spans)) if spans else view

    def placed(self, placed: Placed) -> PlacedView:
        return self.view(placed.passage, placed.quote, placed.spans)

    def first_of(self, placed: tuple[Placed, ...]) -> tuple[PlacedView, ...]:
        """The first passage of an item, with as many of the others as may still be given."""
        most = 1 + min(MOST_OTHERS, self._others_left)
        views = tuple(map(self.placed, placed[:most]))
        self._others_left -= max(0, len(views) - 1)
        return views

    def near(self, hit: Hit) -> NearView:
        view = self.view(hit.passage, hit.quote, hit.highlights)
        fields = {name: getattr(view, name) for name in PlacedView.__dataclass_fields__}
        return NearView(**fields, score=round(hit.score, 4))

    def _made(self, passage: Passage, quote: str) -> PlacedView:
        document = self._catalogue.document(passage.document)
        record = document.record
        return PlacedView(
            id=passage.id,
            quote=quote,
            found=(),
            document=DocumentRefView(
                record.key, record.title, record.kind, record.issued, document.edition
            ),
            locator=locator_view(passage),
            section=passage.section,
            pages=None if passage.pages is None else PagesView(*passage.pages),
            citation=one_line(record, passage.locator, passage.pages, passage.section),
            links=links_of(document, passage),
        )


def _item_view(item: Item, places: _Places) -> ItemView:
    fitting = places.first_of(item.places)
    return ItemView(
        kind=item.kind.value,
        start=item.span.start,
        end=item.span.end,
        utf16=SpanView(item.utf16.start, item.utf16.end),
        text=item.text,
        status=item.status.value,
        to_mend=item.to_mend,
        passage=fitting[0] if fitting else None,
        detail=item.detail,
        others=fitting[1:],
        passage_count=item.passage_count,
        words=None if item.words is None else item.words.value,
        document=item.document,
        cited=None if item.citation is None else _cited_view(item.citation),
        differences=item.differences,
        diff=tuple(
            ChangeView(
                change.edit.value,
                change.source,
                change.draft,
                change.source_glued,
                change.draft_glued,
            )
            for change in item.diff
        ),
        left_out=item.left_out,
        counterpart=item.counterpart,
        nearest=tuple(map(places.near, item.hits)),
        confidence=None if item.help is None else round(item.help.verdict.confidence, 4),
    )


def _cited_view(citation: Citation) -> CitedView:
    return CitedView(
        citation=citation.written,
        normalized=citation.normalized,
        start=citation.span.start,
        end=citation.span.end,
        status=cast(LookedUp, int(citation.status)),
        documents=citation.documents,
        missing=citation.missing,
    )

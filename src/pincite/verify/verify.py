"""Verify a draft: every quotation, pinpoint and figure in it, each with a verdict."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.cite.lookup import Citation, Directory, LookupStatus
from pincite.text.figures import Figure
from pincite.text.utf16 import Utf16
from pincite.types import Answer, Span
from pincite.verify.draft import Draft, read_draft
from pincite.verify.figures import (
    MOST_BASES,
    Basis,
    Judged,
    dates_of,
    judge_figures,
    restated_segment,
)
from pincite.verify.quoted import Citing, Verdict, judge_quotation
from pincite.verify.sources import Segment, Sources
from pincite.verify.types import (
    MOST_OTHERS,
    Item,
    ItemKind,
    Placed,
    Status,
    Summary,
    Verification,
)

Nearest = Callable[[str, int], Answer]
"""What the question side says to a text, with at most so many passages."""

_PINPOINT = {
    LookupStatus.FOUND: Status.PINPOINT_FOUND,
    LookupStatus.SEVERAL: Status.PINPOINT_SEVERAL,
    LookupStatus.UNCLEAR: Status.PINPOINT_UNCLEAR,
    LookupStatus.MISSING: Status.PINPOINT_MISSING,
    LookupStatus.CAPPED: Status.PINPOINT_UNCHECKED,
}
_HELP = 3  # passages given as help for one sentence
_FEWEST_WORDS = 5  # of a sentence that help is sought for


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one draft is looked at; what lies beyond is named and not compared.

    `helped` counts the calls of `nearest`, which costs an encoding each: quotations that were not
    found have the first of them, sentences without quotation or figure the rest.
    """

    citations: int = 2_000
    quotations: int = 5_000
    helped: int = 40


def verify(
    sources: Sources,
    directory: Directory,
    text: str,
    nearest: Nearest | None = None,
    limits: Limits = Limits(),
) -> Verification:
    """The items of a draft in the order in which they stand in it, with a summary.

    `sources` and `directory` are of the same catalogue. Without `nearest` no help is given for
    what is not found, and no sentence without quotation or figure is an item.
    """
    draft = read_draft(text, directory, limits.citations)
    worker = _Verifier(sources, directory, draft, nearest, limits)
    items = sorted(
        [*worker.quotations(), *worker.pinpoints(), *worker.figures(), *worker.sentences()],
        key=lambda item: (item.span, list(ItemKind).index(item.kind)),
    )
    counts = Counter(item.status for item in items)
    summary = Summary(
        tuple((status, counts[status]) for status in Status if counts[status]),
        sources.generation,
        sources.date,
        sources.documents,
        worker.not_helped,
    )
    return Verification(tuple(items), summary)


class _Verifier:
    """One draft on its way to items."""

    def __init__(
        self,
        sources: Sources,
        directory: Directory,
        draft: Draft,
        nearest: Nearest | None,
        limits: Limits,
    ) -> None:
        self._sources = sources
        self._directory = directory
        self._draft = draft
        self._nearest = nearest
        self._limits = limits
        self._utf16 = Utf16(draft.text)
        self._citing = Citing(sources)
        self._left = limits.helped
        self._figures_in: set[Span] = set()
        self.not_helped = 0

    # --- quotations ---------------------------------------------------------------------------

    def quotations(self) -> list[Item]:
        items: list[Item] = []
        for index, quotation in enumerate(self._draft.quotations):
            citation = self._draft.citation_of(quotation)
            raw = self._draft.footnotes.words(quotation.span)
            help: Answer | None = None
            if index >= self._limits.quotations:
                most = self._limits.quotations
                verdict = Verdict(
                    Status.UNCHECKED, f"not compared: it comes after the first {most} quotations"
                )
            elif not quotation.closed:
                verdict = Verdict(
                    Status.UNBALANCED, "this opening mark is never closed; nothing was compared"
                )
            else:
                verdict = judge_quotation(self._sources, raw, self._citing.of(citation))
                if verdict.status is Status.NOT_FOUND:
                    help = self._help(raw, 1)
            items.append(
                self._item(
                    ItemKind.QUOTATION,
                    quotation.span,
                    verdict.status,
                    verdict.detail,
                    words=verdict.words,
                    places=verdict.places,
                    citation=citation,
                    differences=verdict.differences,
                    diff=verdict.diff,
                    left_out=verdict.left_out,
                    document=verdict.document,
                    help=help,
                )
            )
        return items

    # --- pinpoints ------------------------------------------------------------------------------

    def pinpoints(self) -> list[Item]:
        return [
            self._item(
                ItemKind.PINPOINT,
                citation.span,
                _PINPOINT[citation.status],
                citation.detail,
                places=tuple(
                    Placed(passage, self._sources.segment_of(passage).normal.raw)
                    for passage in citation.passages[: MOST_OTHERS + 1]
                ),
                pointed_at=len(citation.passages),
                citation=citation,
                document=citation.documents[0] if len(citation.documents) == 1 else None,
            )
            for citation in self._draft.citations
        ]

    # --- figures --------------------------------------------------------------------------------

    def figures(self) -> list[Item]:
        figures = self._draft.figures
        items: list[Item] = []
        index = 0
        for sentence in self._draft.sentences:
            first = index
            while index < len(figures) and figures[index].span.start < sentence.end:
                index += 1
            held = figures[first:index]
            if held:
                self._figures_in.add(sentence)
                items += self._figures_of(sentence, held)
        return items

    def _figures_of(self, sentence: Span, figures: Sequence[Figure]) -> list[Item]:
        given = [each for each in self._draft.cited_in(sentence) if each.citation.documents]
        citations = [each.citation for each in given]
        cited = [(passage, c.at) for c in given for passage in c.citation.passages[:MOST_BASES]]
        bases = [Basis(self._sources.segment_of(passage), at) for passage, at in cited[:MOST_BASES]]
        if not bases:
            restated = restated_segment(self._sources, self._own_words(sentence))
            if restated is None:
                return [self._unchecked(figure) for figure in figures if not figure.word]
            bases = [Basis(restated)]
        issued = self._issued(citations, [basis.segment for basis in bases])
        judged = judge_figures(self._sources, self._draft.plain, figures, bases, issued)
        return [self._figure(each, citations) for each in judged]

    def _unchecked(self, figure: Figure) -> Item:
        return self._item(
            ItemKind.FIGURE,
            figure.span,
            Status.FIGURE_UNCHECKED,
            "the sentence cites no passage, and none holds most of its words; cite one to have "
            "the figure compared",
        )

    def _own_words(self, sentence: Span) -> str:
        """A sentence without what it quotes."""
        quotations = self._draft.quotations
        index = bisect_left(quotations, sentence.start, key=lambda each: each.outer.start)
        pieces, position = [], sentence.start
        for quotation in quotations[index:]:
            if quotation.outer.start >= sentence.end:
                break
            pieces.append(self._draft.plain[position : quotation.outer.start])
            position = quotation.outer.end
        return " ".join([*pieces, self._draft.plain[position : sentence.end]])

    def _issued(self, citations: Sequence[Citation], segments: Sequence[Segment]) -> list[Figure]:
        keys = {key for citation in citations for key in citation.documents}
        keys |= {segment.document for segment in segments}
        return [
            figure
            for key in sorted(keys)
            for figure in dates_of(self._directory.records[key].issued)
        ]

    def _figure(self, judged: Judged, citations: Sequence[Citation]) -> Item:
        segment, span = judged.segment, judged.counterpart
        counterpart = segment.normal.raw[span.start : span.end] if span is not None else None
        detail = {
            Status.FIGURE_DIFFERS: f"the passage gives {counterpart}",
            Status.FIGURE_ABSENT: "the passage does not give it",
        }.get(judged.status, "")
        placed = (
            (Placed(segment.passage, segment.normal.raw, (span,) if span is not None else ()),)
            if segment.passage is not None
            else ()
        )
        return self._item(
            ItemKind.FIGURE,
            judged.figure.span,
            judged.status,
            detail,
            places=placed,
            citation=citations[0] if citations else None,
            counterpart=counterpart,
            document=segment.document,
        )

    # --- sentences ------------------------------------------------------------------------------

    def sentences(self) -> list[Item]:
        if self._nearest is None:
            return []
        spans = sorted(
            [*(q.span for q in self._draft.quotations), *(c.span for c in self._draft.citations)]
        )
        items: list[Item] = []
        for sentence in self._draft.sentences:
            index = bisect_left(spans, sentence.start, key=lambda span: span.end)
            touched = index < len(spans) and spans[index].start < sentence.end
            words = self._draft.plain[sentence.start : sentence.end]
            if (
                touched
                or self._draft.noted_in(sentence)
                or sentence in self._figures_in
                or len(words.split()) < _FEWEST_WORDS
            ):
                continue
            if not self._left:
                self.not_helped += 1
                continue
            help = self._help(words, _HELP)
            status = Status.NEAREST if help and help.hits else Status.NOTHING_NEAR
            items.append(self._item(ItemKind.SENTENCE, sentence, status, help=help))
        return items

    def _help(self, text: str, count: int) -> Answer | None:
        if self._nearest is None or not self._left:
            return None
        self._left -= 1
        return self._nearest(" ".join(text.split())[:1_000], count)

    def _item(
        self,
        kind: ItemKind,
        span: Span,
        status: Status,
        detail: str = "",
        **fields: object,
    ) -> Item:
        text = self._draft.text[span.start : span.end]
        return Item(kind, span, self._utf16.span(span), text, status, detail, **fields)  # type: ignore[arg-type]

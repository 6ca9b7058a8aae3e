"""What a verification is made of: items with a status each, and the summary over them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pincite.cite.lookup import Citation
from pincite.types import Answer, Hit, Passage, Span

MOST_OTHERS = 9
"""Passages given beside the first; a range of thousands is counted, and its first are given."""


class ItemKind(StrEnum):
    """What an item of a draft is."""

    QUOTATION = "quotation"
    PINPOINT = "pinpoint"
    FIGURE = "figure"
    SENTENCE = "sentence"


class Status(StrEnum):
    """The verdict on one item.

    Quotations. `exact`: the words stand so in a passage. `normalized`: but for differences that
    change no word, which are listed. `altered`: with a diff. `ellipsis`: the parts stand in order
    near one another; `ellipsis_unsafe`: and what was left out holds a negation, a condition or an
    exception, or a part is too short to say what it belongs to. `wrong_locator`, `wrong_document`:
    the words stand elsewhere than cited. `ambiguous`: they stand in several passages and nothing
    tells which is meant. `too_short`: too few words to be told from any other use of them.
    `not_found`: no passage comes near enough. `unbalanced`: an opening mark is never closed, so
    nothing was compared.

    Pinpoints: what `pincite.cite.lookup` says (200, 300, 400, 404, 429).

    Figures: `figure_supported`, `figure_differs` (the passage gives another), `figure_absent`;
    `figure_unchecked`: the sentence cites no passage and restates none, so nothing was compared.

    Sentences: `nearest`, passages as help; `nothing_near`.
    """

    EXACT = "exact"
    NORMALIZED = "normalized"
    ALTERED = "altered"
    ELLIPSIS = "ellipsis"
    ELLIPSIS_UNSAFE = "ellipsis_unsafe"
    WRONG_LOCATOR = "wrong_locator"
    WRONG_DOCUMENT = "wrong_document"
    AMBIGUOUS = "ambiguous"
    TOO_SHORT = "too_short"
    NOT_FOUND = "not_found"
    UNBALANCED = "unbalanced"
    UNCHECKED = "unchecked"
    PINPOINT_FOUND = "pinpoint_found"
    PINPOINT_SEVERAL = "pinpoint_several"
    PINPOINT_UNCLEAR = "pinpoint_unclear"
    PINPOINT_MISSING = "pinpoint_missing"
    PINPOINT_UNCHECKED = "pinpoint_unchecked"
    FIGURE_SUPPORTED = "figure_supported"
    FIGURE_DIFFERS = "figure_differs"
    FIGURE_ABSENT = "figure_absent"
    FIGURE_UNCHECKED = "figure_unchecked"
    NEAREST = "nearest"
    NOTHING_NEAR = "nothing_near"


WORST_FIRST = (
    Status.NOT_FOUND,
    Status.ALTERED,
    Status.ELLIPSIS_UNSAFE,
    Status.FIGURE_DIFFERS,
    Status.WRONG_DOCUMENT,
    Status.WRONG_LOCATOR,
    Status.PINPOINT_MISSING,
    Status.PINPOINT_UNCLEAR,
    Status.UNBALANCED,
    Status.UNCHECKED,
    Status.FIGURE_ABSENT,
    Status.AMBIGUOUS,
    Status.PINPOINT_SEVERAL,
    Status.ELLIPSIS,
    Status.PINPOINT_UNCHECKED,
    Status.FIGURE_UNCHECKED,
    Status.TOO_SHORT,
    Status.NOTHING_NEAR,
    Status.NEAREST,
    Status.NORMALIZED,
    Status.FIGURE_SUPPORTED,
    Status.PINPOINT_FOUND,
    Status.EXACT,
)

TO_MEND = frozenset(WORST_FIRST) - {
    Status.ELLIPSIS,
    Status.FIGURE_UNCHECKED,
    Status.TOO_SHORT,
    Status.NOTHING_NEAR,
    Status.NEAREST,
    Status.NORMALIZED,
    Status.FIGURE_SUPPORTED,
    Status.PINPOINT_FOUND,
    Status.EXACT,
}
"""What wants mending, or a look: the rest of the statuses leave nothing to do."""


class Edit(StrEnum):
    """What became of a run of words between the source and the draft."""

    SAME = "same"
    DROPPED = "dropped"  # in the source, not in the draft
    ADDED = "added"  # in the draft, not in the source
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One run of a word-level diff; `source` and `draft` are "" where that side has no words.

    A side is glued if nothing stands between it and the words before it on that side.
    """

    edit: Edit
    source: str
    draft: str
    source_glued: bool = False
    draft_glued: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and where in its quote (code points) the words stand."""

    passage: Passage
    quote: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the draft that was looked at.

    `span` counts code points of the draft, `utf16` the same in UTF-16 code units; a quotation's
    leaves out its marks. `words` says, for a quotation, how its words fit wherever they were
    found, whatever the citation says. `places` are the passages it was found in (or comes nearest
    to), the best first; for a citation those pointed at, of many only the first: `pointed_at`
    counts them all. `differences` lists what `normalized`
    passed over, `diff` what `altered` changed, `left_out` what an ellipsis left out. `counterpart`
    is the figure that the source gives instead. `document` names a document whose heading or front
    matter, no passage, holds the words. `help` is what the question side says to words that were
    not found.
    """

    kind: ItemKind
    span: Span
    utf16: Span
    text: str
    status: Status
    detail: str = ""
    words: Status | None = None
    places: tuple[Placed, ...] = ()
    citation: Citation | None = None
    differences: tuple[str, ...] = ()
    diff: tuple[Change, ...] = ()
    left_out: tuple[str, ...] = ()
    counterpart: str | None = None
    document: str | None = None
    help: Answer | None = None
    pointed_at: int = 0

    @property
    def passage_count(self) -> int:
        """How many passages it was found in or points at, also those that `places` leaves out."""
        return max(self.pointed_at, len(self.places))

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages nearest to it, as help."""
        return self.help.hits if self.help is not None else ()

    @property
    def to_mend(self) -> bool:
        """Whether the draft's author has something to do about it."""
        partly = self.citation is not None and bool(self.citation.missing)
        return self.status in TO_MEND or (self.kind is ItemKind.PINPOINT and partly)

    @property
    def passage(self) -> Passage | None:
        """The passage the item was found in, if one was."""
        return self.places[0].passage if self.places else None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many items have which status, and what the draft was compared with.

    `counts` leaves out statuses that no item has. `generation` and `date` are the index's;
    `documents` the keys of all that was searched. `not_helped` counts the sentences for which no
    nearest passage was sought because the draft has too many of them.
    """

    counts: tuple[tuple[Status, int], ...]
    generation: str
    date: str
    documents: tuple[str, ...]
    not_helped: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """The items of a draft in the order in which they stand in it, and their summary."""

    items: tuple[Item, ...]
    summary: Summary

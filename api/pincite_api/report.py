"""A verified draft laid out as a report: its places marked, the findings worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.contract.verification import ItemView, VerificationView
from pincite.verify.types import WORST_FIRST, Status
from pincite.verify.wording import WORDS

MOST_SHOWN = 2_000
"""Findings on one page, the worst; the JSON has all."""

Weight = Literal["wrong", "doubtful", "plain"]

_ORDER = {status.value: rank for rank, status in enumerate(WORST_FIRST)}
_DOUBTFUL = _ORDER[Status.UNBALANCED.value]  # from here on, what wants a look rather than mending


@dataclass(frozen=True, slots=True)
class Finding:
    """An item with its number on the page, its status in words and its weight."""

    number: int
    item: ItemView
    words: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the draft; `finding` is what marks it, `anchors` are others that begin here."""

    text: str
    finding: Finding | None = None
    anchors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The draft in stretches, the findings worst first, and how many are not shown."""

    stretches: tuple[Stretch, ...]
    to_mend: tuple[Finding, ...]
    others: tuple[Finding, ...]
    counts: tuple[tuple[str, str, int], ...]  # status, in words, how many
    not_shown: int


def report_of(view: VerificationView, text: str) -> Report:
    """The report of a verified draft."""
    ranked = sorted(
        view.items, key=lambda item: (not item.to_mend, _ORDER[item.status], item.start)
    )
    findings = [
        Finding(number, item, WORDS[Status(item.status)], _weight(item))
        for number, item in enumerate(ranked[:MOST_SHOWN], start=1)
    ]
    return Report(
        stretches=tuple(_stretches(text, findings)),
        to_mend=tuple(finding for finding in findings if finding.item.to_mend),
        others=tuple(finding for finding in findings if not finding.item.to_mend),
        counts=tuple(
            (status.value, WORDS[status], view.summary.counts[status.value])
            for status in WORST_FIRST
            if status.value in view.summary.counts
        ),
        not_shown=len(ranked) - len(findings),
    )


def _weight(item: ItemView) -> Weight:
    if not item.to_mend:
        return "plain"
    return "wrong" if _ORDER[item.status] < _DOUBTFUL else "doubtful"


def _stretches(text: str, findings: Sequence[Finding]) -> list[Stretch]:
    """The whole text, cut where findings begin and end; of two that overlap the first is marked."""
    stretches: list[Stretch] = []
    hidden: list[int] = []  # findings within one that is marked
    at = 0
    for finding in sorted(findings, key=lambda each: (each.item.start, -each.item.end)):
        start, end = finding.item.start, finding.item.end
        if start < at:
            hidden.append(finding.number)
            continue
        if at < start or hidden:
            stretches.append(Stretch(text[at:start], None, tuple(hidden)))
            hidden = []
        stretches.append(Stretch(text[start:end], finding))
        at = end
    stretches.append(Stretch(text[at:], None, tuple(hidden)))
    return stretches

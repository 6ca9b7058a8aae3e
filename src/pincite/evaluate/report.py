"""The figures of several systems as Markdown for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pincite.evaluate.bootstrap import LEVEL, Estimate
from pincite.evaluate.failures import failures_of
from pincite.evaluate.outcome import Outcome, System
from pincite.evaluate.summary import FIGURES, MEANING, Figures, Summary, summarise

NOTHING = "–"

Table = list[list[str]]


def summaries_of(systems: Sequence[System]) -> tuple[Summary, ...]:
    """A summary of each system, the first being the one that is reported on.

    ValueError if there is none, if two share a name, or if their questions differ: figures side by
    side are of the same questions.
    """
    if not systems:
        raise ValueError("no system to report on; give at least one")
    names = [system.name for system in systems]
    if len(set(names)) < len(names):
        raise ValueError(f"two systems share a name: {', '.join(names)}")
    asked = [one.question for one in systems[0].outcomes]
    for system in systems[1:]:
        if [one.question for one in system.outcomes] != asked:
            raise ValueError(f"{system.name}: its questions are not those of {names[0]}")
    return tuple(summarise(system) for system in systems)


def cell(estimate: Estimate | None, interval: bool = True) -> str:
    """``0.953 [0.91, 0.98]``, without the interval if so asked; a dash for None."""
    if estimate is None:
        return NOTHING
    value = f"{estimate.value:.3f}"
    return f"{value} [{estimate.low:.2f}, {estimate.high:.2f}]" if interval else value


def overall_table(summaries: Sequence[Summary]) -> Table:
    """A row for each figure, a column for each system, the head first."""
    rows = [["", *(summary.name for summary in summaries)]]
    for name in FIGURES:
        found = [summary.overall.estimates.get(name) for summary in summaries]
        if any(found):
            rows.append([name, *map(cell, found)])
    errors = [summary.calibration_error for summary in summaries]
    if any(error is not None for error in errors):
        rows.append(["ECE", *(NOTHING if error is None else f"{error:.3f}" for error in errors)])
    rows.append(["median ms", *(f"{summary.latency.median:.1f}" for summary in summaries)])
    rows.append(["95 % ms", *(f"{summary.latency.p95:.1f}" for summary in summaries)])
    return rows


def kinds_table(summary: Summary) -> Table:
    """One system: a row for each figure, a column for each kind, the head first."""
    kinds = summary.kinds
    rows = [["", *kinds], ["questions", *(str(_size(figures)) for figures in kinds.values())]]
    for name in FIGURES:
        found = [figures.estimates.get(name) for figures in kinds.values()]
        if any(found):
            rows.append([name, *(cell(one, interval=False) for one in found)])
    return rows


def hits_table(summaries: Sequence[Summary]) -> Table:
    """hit@1: a row for each system, a column for each kind that has answerable questions."""
    kinds = [kind for kind, figures in summaries[0].kinds.items() if figures.answerable]
    rows = [["hit@1", *kinds]]
    for summary in summaries:
        found = (summary.kinds[kind].estimates.get("hit@1") for kind in kinds)
        rows.append([summary.name, *(cell(one, interval=False) for one in found)])
    return rows


def confusion_table(figures: Figures) -> Table:
    """A row for each status, with the answerable and the unanswerable questions called so."""
    rows = [["called", "answerable", "unanswerable"]]
    for status, (yes, no) in (figures.confusion or {}).items():
        rows.append([status.value, str(yes), str(no)])
    return rows


def markdown(systems: Sequence[System], title: str = "Evaluation") -> str:
    """The report as Markdown that also reads well in a terminal."""
    summaries = summaries_of(systems)
    ours = summaries[0]
    parts = [
        f"# {title}",
        described(ours),
        _aligned(overall_table(summaries)),
        "\n".join(f"- {name}: {meaning}" for name, meaning in MEANING.items()),
    ]
    if ours.overall.answerable:
        parts += ["## hit@1 by kind", _aligned(hits_table(summaries))]
    parts += [f"## {ours.name} by kind", _aligned(kinds_table(ours))]
    if ours.overall.confusion is not None:
        parts += [f"## {ours.name}: verdicts", _aligned(confusion_table(ours.overall))]
    return "\n\n".join(parts) + "\n"


def described(summary: Summary) -> str:
    """How many questions there are, and what the brackets mean."""
    figures = summary.overall
    return (
        f"{_size(figures)} questions, {figures.answerable} answerable and "
        f"{figures.unanswerable} not. In brackets: {LEVEL:.0%} bootstrap intervals over questions."
    )


def as_json(systems: Sequence[System]) -> dict[str, Any]:
    """The report as plain JSON values: every system's figures, and the first one's failures."""
    return {
        "systems": [_summary_json(summary) for summary in summaries_of(systems)],
        "failures": [
            {"faults": [fault.name.lower() for fault in failure.faults]}
            | _outcome_json(failure.outcome)
            for failure in failures_of(systems[0].outcomes)
        ],
    }


def _summary_json(summary: Summary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "overall": _figures_json(summary.overall),
        "kinds": {kind: _figures_json(figures) for kind, figures in summary.kinds.items()},
        "expected_calibration_error": summary.calibration_error,
        "reliability": [
            {
                "low": one.low,
                "high": one.high,
                "count": one.count,
                "confidence": one.confidence,
                "frequency": one.frequency,
            }
            for one in summary.reliability
        ],
        # The curve's first point has no finite threshold, which JSON could not hold.
        "roc": [[one.false_positive_rate, one.true_positive_rate] for one in summary.roc],
        "milliseconds": {"median": summary.latency.median, "p95": summary.latency.p95},
    }


def _figures_json(figures: Figures) -> dict[str, Any]:
    return {
        "answerable": figures.answerable,
        "unanswerable": figures.unanswerable,
        "estimates": {
            name: {"value": one.value, "low": one.low, "high": one.high, "count": one.count}
            for name, one in figures.estimates.items()
        },
        "confusion": figures.confusion
        and {
            status.value: {"answerable": yes, "unanswerable": no}
            for status, (yes, no) in figures.confusion.items()
        },
    }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.text,
        "kind": question.kind,
        "gold": [list(passage) for passage in question.gold] or None,
        "evidence": list(question.evidence),
        "status": outcome.status.value if outcome.status else None,
        "confidence": outcome.confidence,
        "shown": [
            {"quote": one.quote, "marked": one.marked, "where": one.where} for one in outcome.shown
        ],
    }


def _size(figures: Figures) -> int:
    return figures.answerable + figures.unanswerable


def _aligned(table: Table) -> str:
    """A Markdown table, its columns padded to line up."""
    cells = [[text.replace("|", "\\|") for text in row] for row in table]
    widths = [max(3, *map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(w) for text, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])

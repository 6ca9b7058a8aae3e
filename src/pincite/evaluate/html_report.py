"""The report as one self-contained HTML page: figures, charts, failures with what was shown.

Nothing is loaded from anywhere and nothing runs: the styles and charts are inline, and all text
is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pincite.evaluate.charts import legend_swatch, reliability_chart, roc_chart
from pincite.evaluate.failures import Failure, Fault, failures_of
from pincite.evaluate.metrics import collapsed, contains_any
from pincite.evaluate.outcome import Outcome, Shown, System
from pincite.evaluate.report import (
    Table,
    confusion_table,
    described,
    hits_table,
    kinds_table,
    overall_table,
    summaries_of,
)
from pincite.evaluate.summary import MEANING, Summary

SHOWN = 3  # how many passages of a failure are printed

STYLE = """
:root { color-scheme: light dark;
  --ground: #fff; --ink: #1c1d20; --soft: #5d6169; --line: #d9dbe0; --panel: #f6f7f9;
  --mark: #fff0a8; --good: #1d6b3a; --bad: #a3231b;
  --series-0: #1553b6; --series-1: #b4540a; --series-2: #1d6b3a; --series-3: #8a2a86; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #15171a; --ink: #e8e9ec; --soft: #a3a8b1; --line: #373b42; --panel: #1e2125;
  --mark: #5c4f10; --good: #7fd19b; --bad: #ff9a91;
  --series-0: #7fb0ff; --series-1: #ffb066; --series-2: #7fd19b; --series-3: #e4a0e1; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 0 }
.soft, figcaption, dd { color: var(--soft) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left;
  white-space: nowrap } th:first-child { position: sticky; left: 0; background: var(--ground) }
thead th { vertical-align: bottom }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .875rem }
dd { margin: 0 }
.charts { display: flex; flex-wrap: wrap; gap: 2rem } figure { margin: 0; flex: 1 1 20rem;
  max-width: 28rem }
.chart { width: 100%; height: auto; font: 12px system-ui, sans-serif } .chart text {
  fill: var(--soft) }
.grid { stroke: var(--line); stroke-width: 1 } .diagonal { stroke: var(--soft);
  stroke-dasharray: 3 4 } .curve { fill: none; stroke-width: 2.5 }
.bin { fill: var(--series-0) } .gap { stroke: var(--series-0); stroke-width: 2; opacity: .45 }
.legend { list-style: none; padding: 0; margin: .25rem 0; font-size: .875rem } .swatch {
  vertical-align: middle; margin-right: .5rem }
.failure { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem;
  margin: .75rem 0; background: var(--panel); break-inside: avoid; overflow-wrap: anywhere }
.failure p { margin: .25rem 0 } .failure ol { margin: .5rem 0 0; padding-left: 1.5rem }
.failure li { margin: .25rem 0; font-size: .9rem }
.fault { color: var(--bad) } .right { color: var(--good) }
mark { background: var(--mark); color: inherit }
code { font-size: .85em }
@media print { body { max-width: none } .wide { overflow: visible } }
"""


def html_page(systems: Sequence[System], title: str = "Evaluation") -> str:
    """The whole page. The first system is the one reported on; ValueError as `summaries_of`."""
    summaries = summaries_of(systems)
    ours = summaries[0]
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="soft">{escape(described(ours))}</p>',
        _table(overall_table(summaries)),
        _meanings(),
    ]
    charts = _charts(summaries)
    if charts:
        body += ["<h2>Confidence</h2>", charts]
    if ours.overall.confusion is not None:
        body += [f"<h2>{escape(ours.name)}: verdicts</h2>", _table(confusion_table(ours.overall))]
    if ours.overall.answerable:
        body += ["<h2>hit@1 by kind</h2>", _table(hits_table(summaries))]
    body += [f"<h2>{escape(ours.name)} by kind</h2>", _table(kinds_table(ours))]
    body += [_failures(systems[0])]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _table(table: Table) -> str:
    head, *rows = table
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    lines = [
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in rest)
        + "</tr>"
        for first, *rest in rows
    ]
    return (
        f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _meanings() -> str:
    terms = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(meaning)}</dd>" for name, meaning in MEANING.items()
    )
    return f"<details><summary>What the figures mean</summary><dl>{terms}</dl></details>"


def _charts(summaries: Sequence[Summary]) -> str:
    figures = []
    ours = summaries[0]
    if ours.reliability:
        caption = (
            f"{ours.name}: reliability in equal-mass bins, expected calibration error "
            f"{ours.calibration_error:.3f}. On the diagonal a confidence means what it says."
        )
        figures.append(
            f"<figure>{reliability_chart(ours.reliability)}"
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )
    if any(summary.roc for summary in summaries):
        legend = "".join(
            f"<li>{legend_swatch(index)}{escape(summary.name)}, area "
            f"{summary.overall.estimates['ROC AUC'].value:.3f}</li>"
            for index, summary in enumerate(summaries)
            if summary.roc
        )
        figures.append(
            f"<figure>{roc_chart([summary.roc for summary in summaries])}<figcaption>"
            f'Is the question answered at all?<ul class="legend">{legend}</ul>'
            "</figcaption></figure>"
        )
    return f'<div class="charts">{"".join(figures)}</div>' if figures else ""


def _failures(system: System) -> str:
    failures = failures_of(system.outcomes)
    parts = [f"<h2>Failures of {escape(system.name)}</h2>"]
    if not failures:
        return parts[0] + "<p>None.</p>"
    counts = {fault: sum(failure.faults[0] is fault for failure in failures) for fault in Fault}
    told = "; ".join(f"{count} {fault.value}" for fault, count in counts.items() if count)
    asked = len(system.outcomes)
    parts.append(f'<p class="soft">{len(failures)} of {asked} questions: {escape(told)}.</p>')
    parts += [_failure(failure) for failure in failures]
    return "\n".join(parts)


def _failure(failure: Failure) -> str:
    outcome = failure.outcome
    question = outcome.question
    faults = "; ".join(fault.value for fault in failure.faults)
    verdict = f"{outcome.status.value}, " if outcome.status else ""
    lines = [
        f'<article class="failure" id="{escape(question.id)}"><h3>{escape(question.text)}</h3>',
        f'<p class="soft"><code>{escape(question.id)}</code> · {escape(question.kind)} · '
        f"{verdict}confidence {outcome.confidence:.2f}</p>",
        f'<p class="fault">{escape(faults)}</p>',
    ]
    lines += [f"<p>Wanted a passage with <q>{_either(one)}</q></p>" for one in question.gold]
    if question.answerable and question.evidence:
        lines.append(f"<p>Wanted marked: <q>{_either(question.evidence)}</q></p>")
    if question.why:
        lines.append(f"<p>Not answered: {escape(question.why)}</p>")
    if outcome.shown:
        items = "".join(_passage(one, outcome) for one in outcome.shown[:SHOWN])
        lines.append(f"<ol>{items}</ol>")
    else:
        lines.append("<p>Nothing was shown.</p>")
    return "".join(lines) + "</article>"


def _either(strings: Sequence[str]) -> str:
    return "</q> or <q>".join(escape(string) for string in strings)


def _passage(shown: Shown, outcome: Outcome) -> str:
    right = any(contains_any(shown.quote, passage) for passage in outcome.question.gold)
    where = f"<strong>{escape(shown.where)}</strong> " if shown.where else ""
    flag = '<span class="right">right passage</span> ' if right else ""
    return f"<li>{where}{flag}{_marked(shown)}</li>"


def _marked(shown: Shown) -> str:
    """The quote with its marked text in place, or after it where it is not one piece of it."""
    quote, marked = collapsed(shown.quote), collapsed(shown.marked)
    if not marked:
        return escape(quote)
    before, found, after = quote.partition(marked)
    if not found:
        return f"{escape(quote)}<br>Marked: <mark>{escape(marked)}</mark>"
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}"

"""The benches' figures as a table in Markdown and as a page with the growth drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from math import log10
from pathlib import Path
from typing import Any

from bench.growth import table as growth_table

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 560, 300, 60, 20, 50


@dataclass(frozen=True, slots=True)
class Row:
    """A demand: what was measured, what it is compared with, the ratio and what it had to be."""

    what: str
    ours: str
    theirs: str
    ratio: str
    demanded: str
    met: bool


def rows(medians: dict[str, float]) -> list[Row]:
    """The demands that are ratios of one run, each side at the threads that suit it best."""
    ours, theirs = (
        {
            kind: best(
                value for name, value in medians.items() if name.startswith(f"{kind}, {who}")
            )
            for kind, best in (("library ms", min), ("http ms", min), ("per second", max))
        }
        for who in ("pincite", "baseline")
    )
    memory = (
        max(v for name, v in medians.items() if name.startswith("resident MiB, pincite")),
        min(v for name, v in medians.items() if name.startswith("resident MiB, baseline")),
    )
    over = ours["http ms"] - ours["library ms"]
    return [
        _ratio("one question, library, ms", theirs["library ms"], ours["library ms"], 4),
        Row(
            "the same over HTTP, ms",
            f"{ours['http ms']:.2f}",
            f"{ours['library ms']:.2f} (library)",
            f"+{over:.2f} ms",
            "at most +2.5 ms",
            over <= 2.5,
        ),
        _ratio("questions a second, 8 clients", ours["per second"], theirs["per second"], 8, True),
        _ratio(
            "the same, asked before",
            medians["per second, asked again"],
            theirs["per second"],
            8,
            True,
        ),
        _share("resident memory, MiB", memory[0], memory[1], 0.4),
        _share("ask from cold, s", medians["cold s, pincite"], medians["cold s, baseline"], 0.2),
        _ratio(
            "vectors at build, s", medians["build s, baseline"], medians["build s, pincite"], 2.5
        ),
    ]


def _ratio(what: str, over: float, under: float, demanded: float, rate: bool = False) -> Row:
    ours, theirs = (over, under) if rate else (under, over)
    ratio = over / under
    return Row(
        what,
        f"{ours:.2f}",
        f"{theirs:.2f}",
        f"{ratio:.1f} times",
        f"at least {demanded:g} times",
        ratio >= demanded,
    )


def _share(what: str, ours: float, theirs: float, demanded: float) -> Row:
    share = ours / theirs
    return Row(
        what, f"{ours:.2f}", f"{theirs:.2f}", f"{share:.2f}", f"at most {demanded:g}",
        share <= demanded,
    )  # fmt: skip


def markdown(result: dict[str, Any]) -> str:
    """All of it."""
    before, after = result["load_before"], result["load_after"]
    lines = [
        f"{result['processor']}, {result['processors']} processors; load average "
        f"{before[0]:.1f} before, {after[0]:.1f} after.",
        "",
        "| | Pincite | torch and FAISS | ratio | demanded | met |",
        "|---|---:|---:|---:|---:|---|",
    ]
    lines += [
        f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio} | {row.demanded} | "
        f"{'yes' if row.met else 'no'} |"
        for row in rows(result["medians"])
    ]
    lines += ["", "| median of the rounds | |", "|---|---:|"]
    lines += [f"| {name} | {value:.2f} |" for name, value in sorted(result["medians"].items())]
    split = result["breakdown"]
    lines += ["", f"| part of a question, {split['threads']} thread | mean ms |", "|---|---:|"]
    lines += [f"| {name} | {value:.2f} |" for name, value in split["ms"].items()]
    lines.append(
        f"| the limit of the encoder's arithmetic, {split['tokens']:.0f} tokens | "
        f"{split['limit_of_encoding_ms']:.2f} |"
    )
    if result["growth"]:
        lines += ["", growth_table(result["growth"])]
    return "\n".join(lines)


def write(folder: Path, result: dict[str, Any]) -> None:
    """Write bench.json, bench.md and bench.html."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (folder / "bench.md").write_text(markdown(result) + "\n", encoding="utf-8")
    (folder / "bench.html").write_text(page(result), encoding="utf-8")


def page(result: dict[str, Any]) -> str:
    """The same as a page that needs nothing else."""
    chart = growth_chart(result["growth"]) if result["growth"] else ""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Pincite: benches</title>"
        "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem;border-bottom:"
        "1px solid #8886;text-align:right}td:first-child,th:first-child{text-align:left}"
        "svg{max-width:100%;height:auto}text{font:12px system-ui;fill:currentColor}"
        ":root{color-scheme:light dark}</style><h1>Pincite: benches</h1>"
        f"{chart}{_tables(markdown(result))}</html>\n"
    )


def growth_chart(growth: list[dict[str, Any]]) -> str:
    """The search's median and its 99th percentile by the number of passages, both logarithmic."""
    sizes = [row["passages"] for row in growth]
    series = {
        name: [max(row["search_ms"][name], 0.01) for row in growth] for name in ("median", "p99")
    }
    top = 10 ** -(-log10(max(max(values) for values in series.values())) // 1)
    low = 10 ** (log10(min(min(values) for values in series.values())) // 1)

    def place(size: float, value: float) -> tuple[float, float]:
        across = log10(size / sizes[0]) / max(log10(sizes[-1] / sizes[0]), 1e-9)
        up = log10(value / low) / log10(top / low)
        return _LEFT + across * (_WIDTH - _LEFT - 20), _HEIGHT - _BOTTOM - up * (
            _HEIGHT - _TOP - _BOTTOM
        )

    marks = []
    for name, dash in (("median", "none"), ("p99", "6 4")):
        points = [place(size, value) for size, value in zip(sizes, series[name], strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(
            f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
        for (x, y), value in zip(points, series[name], strict=True):
            marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="currentColor"/>')
            marks.append(
                f'<text x="{x - 4:.1f}" y="{y - 8:.1f}" text-anchor="end">{value:.1f}</text>'
            )
    for size in sizes:
        x, _ = place(size, low)
        marks.append(f'<text x="{x:.1f}" y="{_HEIGHT - 28}" text-anchor="middle">{size:,}</text>')
    marks.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">passages</text>'
        '<text x="8" y="14">ms after encoding: median (line), 99th percentile (dashed)</text>'
    )
    title = "Milliseconds of a search by the number of passages"
    return (
        f'<svg role="img" aria-label="{title}" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f"<title>{title}</title>{''.join(marks)}</svg>"
    )


def _tables(text: str) -> str:
    """Markdown's tables, which is all that is made here, and paragraphs."""
    made: list[str] = []
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if not lines[0].startswith("|"):
            made.append(f"<p>{escape(block)}</p>")
            continue
        head, _, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        made.append(f"<table><tr>{cells}</tr>")
        made.extend(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body
        )
        made.append("</table>")
    return "".join(made)

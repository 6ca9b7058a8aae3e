"""The two charts of a report as inline SVG; colours come from the page's CSS variables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pincite.evaluate.calibration import ReliabilityBin
from pincite.evaluate.roc import RocPoint

SIDE = 300  # the unit square's side in user units
LEFT, TOP, RIGHT, BOTTOM = 52, 12, 12, 48
DASHES = ("none", "7 4", "2 3", "9 3 2 3")  # beside colour, so that curves differ in grey too
COLOURS = 4  # how many --series-n variables the page defines


def series_colour(index: int) -> str:
    """The CSS colour of the index-th system."""
    return f"var(--series-{index % COLOURS})"


def series_dash(index: int) -> str:
    """Its dash pattern."""
    return DASHES[index % len(DASHES)]


def reliability_chart(bins: Sequence[ReliabilityBin]) -> str:
    """Claimed confidence against the share that was answerable; larger bins, larger points."""
    largest = max((one.count for one in bins), default=1)
    marks = []
    for one in bins:
        x, y = _place(one.confidence, one.frequency)
        radius = 3 + 6 * (one.count / largest) ** 0.5
        tip = (
            f"{one.count} questions of confidence {one.low:.2f} to {one.high:.2f}: "
            f"claimed {one.confidence:.2f}, actual {one.frequency:.2f}"
        )
        _, on_line = _place(one.confidence, one.confidence)
        marks.append(
            f'<line class="gap" x1="{x:.1f}" y1="{y:.1f}" x2="{x:.1f}" y2="{on_line:.1f}"/>'
            f'<circle class="bin" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{escape(tip)}</title></circle>"
        )
    return _frame(
        "Reliability diagram", "confidence claimed", "share that is answerable", "".join(marks)
    )


def roc_chart(curves: Sequence[Sequence[RocPoint]]) -> str:
    """One curve a system, in the order of their colours; an empty one is not drawn."""
    lines = []
    # The last is drawn first: the system that is reported on lies on top.
    for index, points in reversed(list(enumerate(curves))):
        if points:
            path = " ".join(
                "{:.1f},{:.1f}".format(*_place(p.false_positive_rate, p.true_positive_rate))
                for p in points
            )
            lines.append(
                f'<polyline class="curve" points="{path}" '
                f'style="stroke:{series_colour(index)};stroke-dasharray:{series_dash(index)}"/>'
            )
    return _frame(
        "ROC curve",
        "unanswerable questions taken for answerable",
        "answerable questions recognised",
        "".join(lines),
    )


def legend_swatch(index: int) -> str:
    """A short line in the colour and dashes of the index-th system."""
    style = f"stroke:{series_colour(index)};stroke-dasharray:{series_dash(index)}"
    return (
        '<svg class="swatch" viewBox="0 0 30 8" width="30" height="8" aria-hidden="true">'
        f'<line class="curve" x1="0" y1="4" x2="30" y2="4" style="{style}"/></svg>'
    )


def _place(x: float, y: float) -> tuple[float, float]:
    return LEFT + x * SIDE, TOP + (1 - y) * SIDE


def _frame(title: str, across: str, up: str, content: str) -> str:
    """The unit square with its grid, diagonal and labels about the content."""
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    grid = []
    for step in range(6):
        value = step / 5
        x, bottom = _place(value, 0)
        left, y = _place(0, value)
        grid.append(
            f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom:.1f}"/>'
            f'<line class="grid" x1="{left:.1f}" y1="{y:.1f}" x2="{left + SIDE}" y2="{y:.1f}"/>'
            f'<text x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{value:.1f}</text>'
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.1f}</text>'
        )
    middle = TOP + SIDE / 2
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}">'
        + "".join(grid)
        + f'<line class="diagonal" x1="{LEFT}" y1="{TOP + SIDE}" x2="{LEFT + SIDE}" y2="{TOP}"/>'
        + content
        + f'<text x="{LEFT + SIDE / 2}" y="{height - 8}" text-anchor="middle">{escape(across)}'
        f'</text><text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text></svg>"
    )

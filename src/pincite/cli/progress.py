"""How far a long work is, on standard error: bars on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from pincite.build.progress import Progress, silent

_STAGES = {
    "model": "model",
    "documents": "documents read",
    "passages": "passages encoded",
    "sentences": "sentences encoded",
    "terms": "passages' words indexed",
    "questions": "questions asked",
}


@contextmanager
def shown_progress(quiet: bool) -> Iterator[Progress]:
    """A function to tell the progress to, shown while this is open."""
    if quiet:
        yield silent
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _Bars(bars)
    else:
        yield _a_line_a_stage


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None or task.total == 1 else f"{speed:,.0f}/s")


def _bars() -> Bars:
    return Bars(
        TextColumn("{task.description:<24}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
    )


class _Bars:
    """A bar for each stage, one below the other."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(_STAGES.get(stage, stage), total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)


def _a_line_a_stage(stage: str, done: int, total: int) -> None:
    if done == total:
        print(f"{_STAGES.get(stage, stage)}: {total:,}", file=sys.stderr, flush=True)

"""How a build tells what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on; must be quick and must not raise."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """``done`` of ``total`` units of a stage are done (files, passages, sentences)."""


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""

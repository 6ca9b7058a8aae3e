"""A campaign of kills: each sort of writer in turn, killed at random moments of its whole life.

Used by tests/build/test_killed_writers.py and tests/bench/kills.py.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from support.writers import Archive, Change, How, Service, Told, Whom, command

HOWS: tuple[How, ...] = ("put", "add", "delete", "remove", "build")
_OVER_HTTP = ("put", "delete")
_BEYOND = 1.2  # times what a writer takes, for those that take longer; the rest is not killed
_WHOLE_EVERY = 20  # attempts, after which one is left to its end, and must clear up


@dataclass(slots=True)
class Count:
    """How the attempts of one sort went."""

    attempts: int = 0
    killed: int = 0
    stored: int = 0  # of those killed: the document's storing was acknowledged before
    published: int = 0  # of those killed: a new generation was live nevertheless
    acknowledged: int = 0  # told as live


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts by sort."""

    by: dict[How, Count] = field(default_factory=lambda: {how: Count() for how in HOWS})

    @property
    def killed(self) -> int:
        return sum(count.killed for count in self.by.values())


def campaign(
    folder: Path,
    encoder: Path,
    kills: int,
    seed: int,
    tell: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Kill so many writers over one archive; AssertionError at the first thing that is not so."""
    return _Campaign(folder, encoder, seed).run(kills, tell)


class _Campaign:
    def __init__(self, folder: Path, encoder: Path, seed: int) -> None:
        self._archive = Archive(folder, encoder)
        self._service = Service(self._archive)
        self._draw = random.Random(seed)
        self._number = 0
        self._seconds: dict[How, float] = {}
        self._summary = Summary()

    def run(self, kills: int, tell: Callable[[Summary], None]) -> Summary:
        try:
            # How long these take says from which span the moments are drawn for all.
            self._attempt("put", killed=False)
            self._attempt("add", killed=False)
            while self._summary.killed < kills:
                how = HOWS[self._number % len(HOWS)]
                self._attempt(how, killed=self._number % _WHOLE_EVERY != 0)
                tell(self._summary)
            self._attempt("build", killed=False)
        finally:
            self._service.stop()
        return self._summary

    def _attempt(self, how: How, *, killed: bool) -> None:
        self._number += 1
        change = self._archive.drawn(how, self._number, self._draw)
        typical = self._seconds.get(how) or self._seconds.get("put" if self._http(how) else "add")
        seconds = self._draw.uniform(0, _BEYOND * typical) if killed and typical else None
        began = time.monotonic()
        told = self._over_http(change, seconds) if self._http(how) else self._alone(change, seconds)
        if not told.killed:
            self._seconds[how] = time.monotonic() - began
        published = self._archive.check(change, told)
        count = self._summary.by[how]
        count.attempts += 1
        count.killed += told.killed
        count.stored += told.killed and told.stored
        count.published += told.killed and published
        count.acknowledged += told.live

    def _http(self, how: How) -> bool:
        return how in _OVER_HTTP

    def _over_http(self, change: Change, seconds: float | None) -> Told:
        whom: Whom = self._draw.choice(("the service", "its build"))
        self._service.start()
        return self._service.request(change, seconds, whom)

    def _alone(self, change: Change, seconds: float | None) -> Told:
        whom: Whom = self._draw.choice(("the writer", "its group"))
        return command(self._archive, change, seconds, whom)

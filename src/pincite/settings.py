"""Settings: read once, at the edge, from the environment into one frozen value.

Every setting is a row of `SETTINGS`; the table is what the README and `pincite serve --help` show,
and a test holds them together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's name, default and help; in the environment it is ``PINCITE_`` and the name."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any]

    @property
    def variable(self) -> str:
        return f"PINCITE_{self.name.upper()}"


def _text(value: str) -> str:
    return value


def _positive(value: str) -> int:
    return _whole(value, 1, None, "a whole number of 1 or more")


def _port(value: str) -> int:
    return _whole(value, 0, 65535, "a whole number from 0 (any free port) to 65535")


def _whole(value: str, least: int, most: int | None, accepted: str) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ValueError(accepted) from None
    if number < least or (most is not None and number > most):
        raise ValueError(accepted)
    return number


def _seconds(value: str) -> float:
    accepted = "seconds above 0, up to 3600"
    try:
        number = float(value)
    except ValueError:
        raise ValueError(accepted) from None
    if not 0 < number <= 3600:  # no order holds for NaN, which ends here too
        raise ValueError(accepted)
    return number


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip())


SETTINGS = (
    Setting("corpus", "corpus", "the folder of the documents", Path),
    Setting("index", "index", "the folder of the built index", Path),
    Setting("model", "all-MiniLM-L6-v2", "the encoder's name or folder", _text),
    Setting("threads", str(os.cpu_count() or 1), "threads that encode", _positive),
    # The service.
    Setting("host", "127.0.0.1", "the address that the service listens on", _text),
    Setting("port", "8000", "the port that the service listens on; 0 takes a free one", _port),
    Setting(
        "allowed_hosts",
        "",
        "host names that requests may be for, parted by commas; any where it is empty",
        _names,
    ),
    Setting(
        "concurrency", str(os.cpu_count() or 1), "questions answered at the same time", _positive
    ),
    Setting("queue", "64", "requests that may wait for their turn", _positive),
    Setting("queue_seconds", "5", "how long a request waits for its turn before a 503", _seconds),
    Setting("refresh_seconds", "1", "how often a new generation is looked for", _seconds),
    Setting("body_bytes", "65536", "the largest body of a request, in bytes; drafts have limits of their own", _positive),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `SETTINGS` says, one field a row."""

    corpus: Path
    index: Path
    model: str
    threads: int
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    concurrency: int
    queue: int
    queue_seconds: float
    refresh_seconds: float
    body_bytes: int


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. SettingsError quotes a bad value, says what is accepted."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environment.get(setting.variable, setting.default)
        try:
            values[setting.name] = setting.parse(given)
        except ValueError as error:
            raise SettingsError(
                f"{setting.variable}={given!r}: {setting.help}; expected {error}"
            ) from None
    return Settings(**values)

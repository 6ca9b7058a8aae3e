"""Settings: read once, at the edge, from the environment into one frozen value.

Every setting is a row of `SETTINGS`; the table is what the README and `pincite serve --help` show,
and a test holds them together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pincite.errors import SettingsError
from pincite.processors import processors

_PREFIX = "PINCITE_"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting's name, default and help; in the environment it is ``PINCITE_`` and the name."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any]

    @property
    def variable(self) -> str:
        return f"{_PREFIX}{self.name.upper()}"


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


def _rate(value: str) -> float | None:
    if not value:
        return None
    accepted = "a number from 0 (no limit) to 1000000, or nothing"
    try:
        number = float(value)
    except ValueError:
        raise ValueError(accepted) from None
    if not 0 <= number <= 1_000_000:
        raise ValueError(accepted)
    return number


def _switch(value: str) -> bool:
    if value not in ("0", "1"):
        raise ValueError("0 (no) or 1 (yes)")
    return value == "1"


def _digest(value: str) -> str:
    if value and not re.fullmatch("[0-9a-f]{64}", value):
        # Whoever set the token itself must not find it in a message, and so in a log.
        raise Unquotable("the 64 hexadecimal digits that `pincite token` prints, or nothing")
    return value


def _format(value: str) -> str:
    if value not in ("json", "text"):
        raise ValueError("json or text")
    return value


class Unquotable(ValueError):
    """A value that must not be quoted back: it may be a secret."""


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in value.split(",") if name.strip())


SETTINGS = (
    Setting("corpus", "corpus", "the folder of the documents", Path),
    Setting("index", "index", "the folder of the built index", Path),
    Setting("model", "all-MiniLM-L6-v2", "the encoder's name or folder", _text),
    Setting("threads", str(processors()), "threads that encode", _positive),
    # The service.
    Setting("host", "127.0.0.1", "the address that the service listens on", _text),
    Setting("port", "8000", "the port that the service listens on; 0 takes a free one", _port),
    Setting(
        "allowed_hosts",
        "",
        "host names that requests may be for, parted by commas; any where it is empty",
        _names,
    ),
    Setting("concurrency", str(processors()), "questions answered at the same time", _positive),
    Setting("queue", "64", "requests that may wait for their turn", _positive),
    Setting("queue_seconds", "5", "how long a request waits for its turn before a 503", _seconds),
    Setting("answers", "512", "answers kept for questions that are asked again", _positive),
    Setting("refresh_seconds", "1", "how often a new generation is looked for", _seconds),
    Setting(
        "body_bytes",
        "65536",
        "the largest body of a request, in bytes; drafts and documents have limits of their own",
        _positive,
    ),
    Setting("upload_bytes", "50000000", "the largest document that is taken, in bytes", _positive),
    Setting(
        "request_seconds", "30", "how long a client may take to send a request's body", _seconds
    ),
    Setting(
        "idle_seconds",
        "10",
        "how long a connection may take to send a request's head, or wait for the next request",
        _seconds,
    ),
    Setting(
        "rate",
        "",
        "requests a second of one client, ten times as many in a burst, 0 for no limit; "
        "where it is empty 20, and no limit if the host is a loopback address",
        _rate,
    ),
    Setting(
        "write_token_sha256",
        "",
        "the digest of the token that changes documents over HTTP; it is off where this is empty",
        _digest,
    ),
    Setting(
        "read_token_sha256",
        "",
        "the digest of the token that reading needs; it needs none where this is empty",
        _digest,
    ),
    Setting("log_format", "json", "how the service logs: json or text", _format),
    Setting("log_questions", "0", "whether questions stand in the log: 0 or 1", _switch),
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
    answers: int
    refresh_seconds: float
    body_bytes: int
    upload_bytes: int
    request_seconds: float
    idle_seconds: float
    rate: float | None
    write_token_sha256: str
    read_token_sha256: str
    log_format: str
    log_questions: bool


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. SettingsError quotes a bad value, says what is accepted.

    A variable that only looks like a setting is refused: who mistypes the one that closes the
    service must not be left believing that it is closed.
    """
    known = [setting.variable for setting in SETTINGS]
    for variable in sorted(environment):
        if variable.startswith(_PREFIX) and variable not in known:
            near = get_close_matches(variable, known, 1)
            meant = f"did you mean {near[0]}?" if near else "`pincite serve --help` lists them"
            raise SettingsError(f"{variable}: there is no such setting; {meant}")
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        given = environment.get(setting.variable, setting.default)
        try:
            values[setting.name] = setting.parse(given)
        except Unquotable as error:
            raise SettingsError(f"{setting.variable}: {setting.help}; expected {error}") from None
        except ValueError as error:
            raise SettingsError(
                f"{setting.variable}={given!r}: {setting.help}; expected {error}"
            ) from None
    return Settings(**values)

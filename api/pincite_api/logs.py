"""The service's log: a JSON object a line, or text, and neither can be forged by a request.

A question stands in no entry unless the setting ``log_questions`` says so.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from pincite.settings import Settings

FIELDS = "pincite"  # the attribute of a record that holds an entry's own fields
_UNSAFE = re.compile(r"[^\x20-\x7e]")


def fields(**values: Any) -> dict[str, dict[str, Any]]:
    """What to give a logging call as ``extra`` for an entry with fields of its own."""
    return {FIELDS: values}


class JsonFormatter(logging.Formatter):
    """An entry as one line of ASCII: whatever a text holds is written as JSON escapes it."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str).replace("\x7f", "\\u007f")


class TextFormatter(logging.Formatter):
    """An entry as text for a person at a terminal; what could steer it is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        told = getattr(record, FIELDS, {})
        time = self.formatTime(record)
        words = f"{time} {record.levelname} {record.name}: {record.getMessage()}"
        words += "".join(f" {name}={value}" for name, value in told.items())
        line = _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), words)
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            line += "".join(
                "\n  "
                + _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), part)
                for part in trace
            )
        return line


def log_to_standard_error(settings: Settings) -> None:
    """Have this process log as the settings say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("pincite_api").setLevel(logging.INFO)

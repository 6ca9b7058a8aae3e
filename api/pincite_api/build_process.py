"""A build in a process of its own: ``python -P -m pincite_api.build_process``.

Takes what to build as a line of JSON, and tells how it goes as lines of JSON: ``{"stage", "done",
"total"}``, and at the end ``{"generation", "left_out"}`` or ``{"error"}``. The service answers
questions meanwhile, and neither waits for this nor shares its memory.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import orjson

from pincite.build import changes, pipeline
from pincite.errors import PinciteError

_TELL_SECONDS = 0.1  # not every passage is worth a line


def main() -> None:
    """Build what the line on standard input says."""
    # What a library prints must not be taken for a line of this process's.
    lines = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    last = 0.0

    def tell(value: dict[str, object]) -> None:
        lines.write(json.dumps(value) + "\n")
        lines.flush()

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done in (0, total) or now - last > _TELL_SECONDS:
            last = now
            tell({"stage": stage, "done": done, "total": total})

    given = orjson.loads(sys.stdin.readline())
    encoder = given["encoder"]
    try:
        report = changes.build_when_free(
            lambda: pipeline.build(
                Path(given["corpus"]),
                Path(given["index"]),
                given["model"],
                threads=given["threads"],
                encoder_folder=None if encoder is None else Path(encoder),
                progress=progress,
            )
        )
    except PinciteError as error:
        tell({"error": str(error)})
    else:
        left_out = {entry.file: entry.detail for entry in report.manifest.left_out}
        tell({"generation": report.generation, "left_out": left_out})


if __name__ == "__main__":
    main()

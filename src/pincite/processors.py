"""How many processors this process may use."""

from __future__ import annotations

import os
import sys


def processors() -> int:
    """At least 1. A container, or a process that was tied down, may have fewer than the machine."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

"""What the system says of processes and of itself, read from /proc."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mib(pid: int | str = "self") -> float:
    """What a process holds in memory now, files that it maps included."""
    return _status(pid, "VmRSS")


def peak_mib(pid: int | str = "self") -> float:
    """The most that it has held."""
    return _status(pid, "VmHWM")


def loads() -> tuple[float, float, float]:
    """How many processes wanted a processor over the last 1, 5 and 15 minutes."""
    return os.getloadavg()


def processor_name() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown"


def _status(pid: int | str, field: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024

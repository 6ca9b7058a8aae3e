"""Read hostile and broken files, anew from each seed; none may do more than cost an error.

    python tests/bench/hostile.py [--seeds 20]

Prints how they ended and which took longest; ends with the fault if there is one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from pincite.errors import ReadError  # noqa: E402
from pincite.readers.sandbox import Sandbox  # noqa: E402
from support.hostile import hostile_files  # noqa: E402


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    ended: Counter[str] = Counter()
    slowest: list[tuple[float, str]] = []
    sandbox = Sandbox()
    for seed in range(given.seeds):
        for name, data in hostile_files(seed):
            started = time.monotonic()
            try:
                sandbox.read_bytes(data, name)
                ended["read"] += 1
            except ReadError as error:
                ended[error.reason] += 1
            slowest.append((time.monotonic() - started, name))
    sandbox.close()
    told = ", ".join(f"{count} {how}" for how, count in ended.most_common())
    print(f"{ended.total()} files of {given.seeds} seeds, none lost: {told}")
    for seconds, name in sorted(slowest, reverse=True)[:5]:
        print(f"  {seconds:6.2f} s  {name}")


if __name__ == "__main__":
    main()

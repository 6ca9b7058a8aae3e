"""Kill writers with SIGKILL at random moments of their whole life; nothing may be lost.

    python tests/bench/kills.py [--kills 200] [--steps 60] [--encoder FOLDER] [--json FILE]

The writers are `pincite add`, `remove` and `build`, and the service with its PUT and DELETE, each
as whole processes, of which the writer, its group, the service or the service's build is killed.
After each kill the index must open whole, on the generation before or on one of the corpus as it
is; what was acknowledged (a command that ended, a job that is done, an answer 202) must be there;
and the next writer that ends must have cleared up. After that a build kills itself at each of
``--steps`` of the things it does to the index folder. Exports the default model first (half a
minute) unless a folder with an exported one is given. Ends with status 0 and counts, or with the
fault.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from pincite.encode.model import DEFAULT_MODEL  # noqa: E402
from support import kills  # noqa: E402
from support.killing import Summary, campaign  # noqa: E402


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--json", type=Path, help="a file for the counts")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        encoder = given.encoder or _export(Path(name) / "encoder")
        summary = campaign(Path(name) / "processes", encoder, given.kills, given.seed, _tell)
        print(file=sys.stderr)
        stepped = _at_steps(Path(name) / "steps", encoder, given.steps, given.seed)
    seconds = time.monotonic() - began
    print(_table(summary))
    print(
        f"{summary.killed} whole processes and {stepped} builds at a step killed in {seconds:.0f} "
        "s: the index opened whole after each, nothing acknowledged was missing, nothing was left"
    )
    if given.json:
        counts = {how: asdict(count) for how, count in summary.by.items()}
        told = {"killed": summary.killed, "by": counts, "steps": stepped, "seconds": seconds}
        given.json.write_text(json.dumps(told, indent=1) + "\n")


def _tell(summary: Summary) -> None:
    print(f"\r{summary.killed} killed", end="", file=sys.stderr, flush=True)


def _table(summary: Summary) -> str:
    rows = [
        "| writer | killed | of them: document on disk, acknowledged | index published | "
        "not killed, acknowledged |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for how, count in summary.by.items():
        done = count.acknowledged
        rows.append(f"| {how} | {count.killed} | {count.stored} | {count.published} | {done} |")
    return "\n".join(rows)


def _at_steps(folder: Path, encoder: Path, number: int, seed: int) -> int:
    """Have builds kill themselves at so many of their steps; every tenth is followed by a whole."""
    made = kills.bench(folder, encoder)
    draw = random.Random(seed)
    steps = kills.changes_of(made, 1)
    killed, version = 0, 1
    for version in range(2, 2 + number):
        with kills.checked(made, version):
            killed += kills.kill_at(made, draw.randint(1, steps))
        if version % 10 == 0:
            kills.finish(made, version)
    kills.finish(made, version)
    return killed


def _export(folder: Path) -> Path:
    from pincite.encode.export import export  # loads torch

    export(DEFAULT_MODEL, folder)
    return folder


if __name__ == "__main__":
    main()

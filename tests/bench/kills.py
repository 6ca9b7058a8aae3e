"""Kill builds with SIGKILL at random moments and at each step of their work; nothing may be lost.

    python tests/bench/kills.py [--kills 200] [--encoder FOLDER]

After each kill the index must open on the old generation or on the new one, whole, and after every
tenth the next build must succeed and clear up. Exports the default model first (half a minute)
unless a folder with an exported one is given. Ends with status 0 and a count, or with the fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from pincite.encode.model import DEFAULT_MODEL  # noqa: E402
from support import kills  # noqa: E402


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        encoder = given.encoder or _export(Path(name) / "encoder")
        made = kills.bench(Path(name), encoder)
        draw = random.Random(given.seed)
        steps = kills.changes_of(made, 1)
        whole = kills.a_whole_build(made, 2)
        killed = published = 0
        for version in range(3, 3 + given.kills):
            before = made.versions()
            with kills.checked(made, version):
                if version % 2:
                    killed += kills.kill_after(made, draw.uniform(0, 1.1 * whole))
                else:
                    killed += kills.kill_at(made, draw.randint(1, steps))
            published += made.versions() != before
            if version % 10 == 0:
                kills.finish(made, version)
        kills.finish(made, version)
    print(
        f"{given.kills} builds, {killed} killed before their end, {published} published first; "
        "the index opened whole after each"
    )


def _export(folder: Path) -> Path:
    from pincite.encode.export import export  # loads torch

    export(DEFAULT_MODEL, folder)
    return folder


if __name__ == "__main__":
    main()

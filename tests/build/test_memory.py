"""What a build holds in memory does not grow with the collection.

Each stage runs in a process of its own on a small and on a large collection; what it writes grows
by far more than the bound, and its memory may not grow by more than the bound.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_BOUND = 24  # MiB that a process may grow by; allocators keep some of what they are given back
_SCRIPT = """
import resource, sys
from pathlib import Path
import numpy as np
from pincite.build.embedding import embed
from pincite.build.indexes import known_passages, open_journals
from pincite.build.known_vectors import KnownVectors
from pincite.build.passage_vectors import PassageText, write_passages
from pincite.build import projection
from pincite.ports import TokenVectors
from pincite.store.lexical_writer import write_lexical
from pincite.types import Span

stage, rows, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
TOKENS = 60

class Encoder:
    digest, dimension = "x", 96
    one = np.full(96, 96**-0.5, np.float32)
    tokens = TokenVectors(tuple(Span(n, n + 1) for n in range(TOKENS)), np.ones((TOKENS, 96), "f4"))
    def encode(self, texts):
        return np.tile(self.one, (len(texts), 1))
    def encode_with_tokens(self, texts):
        return self.encode(texts), [self.tokens] * len(texts)

def bags():
    names = [f"t{n}" for n in range(5_000)]
    for row in range(rows):
        at = row * 37 % 4_960
        yield names[at : at + 40]

encoder = Encoder()
projection._made["x"] = np.eye(96, dtype=np.float32)
journals = open_journals(folder, encoder)
quiet = lambda done: None
if stage == "sentences":
    known = KnownVectors(96)
    texts = (f"sentence {n}" for n in range(rows))
    embed(texts, rows, folder / "s.npy", encoder, known, journals.sentences, quiet)
elif stage == "passages":
    known = known_passages(None, encoder, journals.passages)
    texts = (PassageText(f"passage {n}", TOKENS, (Span(0, 9),)) for n in range(rows))
    write_passages(texts, rows, folder, encoder, known, quiet)
else:
    write_lexical(folder, bags(), part=100_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak_and_written(stage: str, rows: int, folder: Path) -> tuple[float, float]:
    """MiB that a stage held at most, and MiB that it wrote."""
    folder.mkdir()
    command = [sys.executable, "-c", _SCRIPT, stage, str(rows), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    written = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    return float(done.stdout), written


@pytest.mark.parametrize(
    ("stage", "few", "many"),
    [
        ("sentences", 20_000, 220_000),
        ("passages", 1_000, 9_000),
        ("terms", 30_000, 150_000),
    ],
)
def test_memory_stays_while_the_collection_grows(
    tmp_path: Path, stage: str, few: int, many: int
) -> None:
    small, little = peak_and_written(stage, few, tmp_path / "few")
    large, much = peak_and_written(stage, many, tmp_path / "many")
    assert much - little > 1.5 * _BOUND
    assert large - small < _BOUND

"""Vectors for texts in the order of rows, straight to disk, known ones reused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from pincite.build.known_vectors import Digests, Journal, KnownVectors, digests_of
from pincite.ports import Encoder

_CHUNK = 256  # rows between two writes: what an interruption can cost


def embed(
    texts: Iterable[str],
    total: int,
    path: Path,
    encoder: Encoder,
    known: KnownVectors,
    journal: Journal,
    tell: Callable[[int], None],
) -> Digests:
    """Write the vectors of ``total`` texts to ``path`` (shape (total, dimension), float16).

    Gives the texts' digests in the same order. Memory does not grow with the number of texts, but
    for 16 bytes each.
    """
    digests = np.empty((total, 2), np.uint64)
    row = 0
    # Written, not mapped: on a full disk a write is refused, where a map would end the process.
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, _header((total, encoder.dimension)))
        for chunk in _chunks(texts):
            end = row + len(chunk)
            if end > total:
                raise ValueError(f"{path.name}: more texts than the {total} rows announced")
            digests[row:end] = digests_of(chunk)
            held, vectors = known.find(digests[row:end])
            missing = np.flatnonzero(~held)
            if len(missing):
                vectors[missing] = encoder.encode([chunk[i] for i in missing]).astype(np.float16)
                journal.append(digests[row:end][missing], vectors[missing])
            file.write(vectors.tobytes())
            row = end
            tell(row)
    if row != total:
        raise ValueError(f"{path.name}: {row} texts for {total} rows")
    return digests


def _header(shape: tuple[int, int]) -> dict[str, Any]:
    return {"descr": "<f2", "fortran_order": False, "shape": shape}


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk

"""Computes the lexical index of a generation. This file is the only importer of bm25s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import orjson

from pincite.store.lexical import DATA, INDICES, K1, STARTS, TERMS, B


def write_lexical(folder: Path, bags: Iterable[Sequence[str]]) -> None:
    """Write the index of one bag of terms a row.

    Scores are BM25 in Lucene's form with `K1` and `B`, computed by bm25s; its columns are then
    put in the order of sorted terms, so that equal bags give equal bytes.
    """
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(term, len(numbers)) for term in bag] for bag in bags]
    terms = sorted(numbers)
    column = np.empty(len(terms), np.int64)
    for position, term in enumerate(terms):
        column[numbers[term]] = position
    ranked = [column[row].tolist() for row in rows]
    if terms:
        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index((ranked, {term: i for i, term in enumerate(terms)}), show_progress=False)
        data, indices, starts = (index.scores[name] for name in ("data", "indices", "indptr"))
    else:
        data, indices, starts = np.empty(0), np.empty(0, np.int64), np.zeros(1, np.int64)
    order = np.lexsort(
        (indices, np.repeat(np.arange(len(terms)), np.diff(starts[: len(terms) + 1])))
    )
    np.save(folder / DATA, np.asarray(data, np.float32)[order])
    np.save(folder / INDICES, np.asarray(indices, np.int32)[order])
    np.save(folder / STARTS, np.asarray(starts[: len(terms) + 1], np.int64))
    (folder / TERMS).write_bytes(orjson.dumps(terms))

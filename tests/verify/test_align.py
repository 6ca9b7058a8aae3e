"""The alignment of a quotation with the sources, beside one that is plain and slow."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from pincite.verify.align import GAP, align


def least(needle: list[int], region: list[int], edges: list[int]) -> int:
    """The distance of the needle from the nearest stretch of the region, value by value."""
    width = len(region) + 1
    row = [0] * width
    for i, word in enumerate(needle, start=1):
        before, row = row, [i] * width
        for j in range(1, width):
            same = word >= 0 and word == region[j - 1]
            row[j] = min(before[j - 1] + (0 if same else 1), before[j] + 1, row[j - 1] + 1)
        if i < len(needle):
            for start, end in pairwise(edges):
                for j in range(start + 1, end + 1):
                    row[j] = min(row[j], min(row[start:j]) + GAP)
    return min(row)


@pytest.mark.parametrize("seed", range(300))
def test_distance_is_that_of_the_plain_algorithm(seed: int) -> None:
    rng = Random(seed)
    region = [rng.randrange(8) for _ in range(rng.randint(1, 40))]
    needle = [rng.randrange(-1, 8) for _ in range(rng.randint(1, 12))]
    if seed % 2 and len(region) > 6:  # a stretch left out of what is quoted
        first, last = sorted(rng.sample(range(len(region)), 2))
        needle = region[max(0, first - 4) : first] + region[last : last + 4] or needle
    edges = sorted(
        {0, len(region), *(rng.randint(0, len(region)) for _ in range(rng.randint(0, 6)))}
    )
    found = align(np.array(needle), np.array(region), edges)
    if found is None:
        assert least(needle, region, edges) > 0
        return
    assert found.distance == least(needle, region, edges)
    assert all(needle[i] == region[j] for i, j in found.same)
    assert 0 <= found.first < found.last <= len(region)

"""A sentence of any length is cut in time in proportion to it."""

from __future__ import annotations

from pincite.structure.passages import passages_of
from pincite.types import Record
from support.catalogue import document_from


def test_a_table_that_is_one_sentence_is_measured_little_by_little() -> None:
    measured = 0

    def measure(text: str) -> int:
        nonlocal measured
        measured += len(text)
        return len(text) // 4

    def work(rows: int) -> float:
        nonlocal measured
        measured = 0
        text = " ".join(f"cell{row}, value{row}," for row in range(rows))
        passages = passages_of(document_from(Record("k", "k.txt", "T"), text), measure, 64)
        assert sum(len(passage.spans) for passage in passages) >= len(text) // (64 * 4)
        return measured / len(text)

    assert work(8_000) < 1.5 * work(1_000)

"""What the soak calls good, and what it does not; nothing is soaked here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.soak import Result, is_mixed

GOOD = Result(600, 8, first_memory=200.0, last_memory=209.0, settled=True)


def test_a_run_without_a_fault_is_good() -> None:
    assert GOOD.good
    assert GOOD.values()["good"] is True
    assert "nothing lost" in GOOD.told()


@pytest.mark.parametrize(
    "fault",
    [
        {"last_memory": 211.0},
        {"failed": {"503": 1}},
        {"failed": {"ConnectionResetError": 1}},
        {"mixed": 1},
        {"settled": False},
    ],
    ids=str,
)
def test_each_fault_alone_is_told(fault: dict[str, object]) -> None:
    result = replace(GOOD, **fault)  # type: ignore[arg-type]
    assert not result.good
    assert result.values()["good"] is False
    assert "NOT GOOD" in result.told()


def test_an_answer_of_two_versions_is_mixed() -> None:
    said = [{"quote": f"This is version {number} of part 1."} for number in (3, 3, 4)]
    assert not is_mixed({"passages": said[:2]})
    assert is_mixed({"passages": said})

"""The gate: a few at work, a few waiting, the rest told at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from pincite_api.gate import Gate
from pincite_api.problems import ProblemError


def test_beyond_the_queue_a_call_is_turned_away_at_once() -> None:
    async def scenario() -> None:
        gate = Gate(concurrency=1, queue=1, seconds=10)
        finish = threading.Event()
        working = asyncio.create_task(gate.run(finish.wait))
        waiting = asyncio.create_task(gate.run(lambda: "done"))
        await asyncio.sleep(0.05)
        assert gate.waiting == 1
        with pytest.raises(ProblemError) as raised:
            await gate.run(lambda: "never")
        assert raised.value.status_code == 503
        assert raised.value.headers == {"Retry-After": "1"}
        finish.set()
        await working
        assert await waiting == "done"
        gate.close()

    asyncio.run(scenario())


def test_a_call_that_waits_too_long_is_turned_away() -> None:
    async def scenario() -> None:
        gate = Gate(concurrency=1, queue=5, seconds=0.05)
        finish = threading.Event()
        working = asyncio.create_task(gate.run(finish.wait))
        await asyncio.sleep(0.01)
        with pytest.raises(ProblemError, match=r"0\.05 s"):
            await gate.run(lambda: "never")
        assert gate.waiting == 0
        finish.set()
        await working
        assert await gate.run(lambda: "again") == "again"
        gate.close()

    asyncio.run(scenario())


def test_a_client_that_leaves_does_not_free_the_place_of_work_that_goes_on() -> None:
    async def scenario() -> None:
        gate = Gate(concurrency=1, queue=5, seconds=0.05)
        finish = threading.Event()
        working = asyncio.create_task(gate.run(finish.wait))
        await asyncio.sleep(0.01)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
        with pytest.raises(ProblemError):
            await gate.run(lambda: "never")
        finish.set()
        await asyncio.sleep(0.05)
        assert await gate.run(lambda: "again") == "again"
        gate.close()

    asyncio.run(scenario())


def test_an_error_of_the_work_is_the_callers() -> None:
    async def scenario() -> None:
        gate = Gate(concurrency=1, queue=1, seconds=1)
        with pytest.raises(ZeroDivisionError):
            await gate.run(lambda: 1 / 0)
        assert await gate.run(lambda: "again") == "again"
        gate.close()

    asyncio.run(scenario())

"""The gate before the index: a few requests at work, some waiting, the rest turned away.

Without it a burst of requests would only lengthen everybody's wait; with it each request is
answered in time or told at once to come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from pincite_api.problems import ProblemError

P = ParamSpec("P")
T = TypeVar("T")


class Gate:
    """Runs functions in ``concurrency`` threads of its own, for one event loop.

    ``queue`` calls may wait, each for up to ``seconds``; beyond either bound a call ends with a
    ProblemError, 503 with Retry-After.
    """

    def __init__(self, concurrency: int, queue: int, seconds: float) -> None:
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="pincite-ask")
        self._free = asyncio.Semaphore(concurrency)
        self._queue = queue
        self._seconds = seconds
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return self._waiting

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result, from a thread of the gate's."""
        await self._enter()
        # A client that leaves cancels the wait for the result; the thread goes on until it is
        # done, and only then is its place free.
        future = asyncio.get_running_loop().run_in_executor(
            self._pool, lambda: work(*args, **kwargs)
        )
        future.add_done_callback(lambda _: self._free.release())
        return await asyncio.shield(future)

    async def _enter(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        if self._waiting >= self._queue:
            raise _busy(f"{self._waiting} requests are waiting, the most that may")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise _busy(f"this request has waited {self._seconds:g} s for its turn") from None
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let the work in hand finish, and end the threads."""
        self._pool.shutdown(wait=True)


def _busy(what: str) -> ProblemError:
    return ProblemError(
        "busy", f"The service is busy: {what}; ask again in a moment.", headers={"Retry-After": "1"}
    )

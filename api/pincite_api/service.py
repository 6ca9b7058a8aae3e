"""What the routes of one running service share."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast

import orjson
from fastapi import Depends, Request
from starlette.responses import Response

from pincite.errors import NotFoundError, QuestionError
from pincite.search.index import Index
from pincite.settings import Settings
from pincite.verify.desk import Desk
from pincite_api.answers import Answers
from pincite_api.gate import Gate
from pincite_api.live import Live
from pincite_api.metrics import Metrics
from pincite_api.problems import FieldError, ProblemError
from pincite_api.writer import Writer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service:
    """The settings, the open index, its last answers, the gate, the metrics, and who writes."""

    settings: Settings
    live: Live
    answers: Answers
    gate: Gate
    metrics: Metrics
    writer: Writer

    async def read(self, make: Callable[[Index], Any]) -> Response:
        """What a function of the index gives, as JSON.

        The function runs and its result is written in a thread of the gate's, on the one index
        that is live as the request begins. Its errors become problems.
        """
        index = self.live.index()
        return JSON(await self._run(lambda: self._written(told(make, index))))

    async def work(self, make: Callable[[Desk], Any]) -> Response:
        """As `read`, for what looks citations up or verifies drafts."""
        desk = self.live.desk()
        return JSON(await self._run(lambda: self._written(told(make, desk))))

    async def page(self, make: Callable[[Desk], Any]) -> Any:
        """As `view`, for what looks citations up or verifies drafts."""
        desk = self.live.desk()
        return await self._run(lambda: told(make, desk))

    async def view(self, make: Callable[[Index], Any]) -> Any:
        """What a function of the index gives, for a page."""
        index = self.live.index()
        return await self._run(lambda: told(make, index))

    async def _run(self, work: Callable[[], T]) -> T:
        """The function's result, from a thread of the gate's; the wait and the work are timed."""
        asked = time.perf_counter()

        def timed() -> T:
            began = time.perf_counter()
            self.metrics.stages.labels("wait").observe(began - asked)
            try:
                return work()
            finally:
                self.metrics.stages.labels("work").observe(time.perf_counter() - began)

        return await self.gate.run(timed)

    def _written(self, value: Any) -> bytes:
        with self.metrics.stages.labels("write").time():
            return orjson.dumps(value)


class JSON(Response):
    """Bytes that are JSON already."""

    media_type = "application/json"


def told(make: Callable[[T], Any], subject: T) -> Any:
    """The function's result for an index, or its desk; the library's errors as problems."""
    try:
        return make(subject)
    except NotFoundError as error:
        words = str(error)
        raise ProblemError("not-found", f"{words[:1].upper()}{words[1:]}.") from None
    except QuestionError as error:
        name, _, detail = str(error).partition(": ")
        raise ProblemError("invalid", str(error), errors=[FieldError(name, detail)]) from None


async def _service(request: Request) -> Service:  # async: a plain function would cost a thread
    return cast(Service, request.app.state.service)


TheService = Annotated[Service, Depends(_service)]

"""``/healthz`` and ``/readyz``, as an orchestrator asks them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from pincite import contract
from pincite_api.problems import documented
from pincite_api.service import JSON, TheService

router = APIRouter(tags=["health"])


@dataclass(frozen=True, slots=True)
class HealthView:
    """That the process lives."""

    status: Literal["alive"] = field(metadata={"description": "always alive"})


@dataclass(frozen=True, slots=True)
class ReadyView:
    """That an index is open, and whether it is the one that should be."""

    status: Literal["ready", "degraded"] = field(
        metadata={"description": "degraded: an older generation answers, detail says why"}
    )
    index: contract.IndexView = field(metadata={"description": "the generation that answers"})
    detail: str | None = field(metadata={"description": "what is wrong; null when ready"})


@router.get(
    "/healthz",
    summary="Does the process live?",
    response_model=HealthView,
    responses=documented(),
)
async def healthz() -> Response:
    """Answers as long as the process does."""
    return JSON(orjson.dumps(HealthView("alive")))


@router.get(
    "/readyz",
    summary="Is an index open?",
    response_model=ReadyView,
    responses=documented("no-index", "damaged-index"),
)
async def readyz(service: TheService) -> Response:
    """200 while an index is open, 503 otherwise."""
    index = service.live.index()
    fault = service.live.state.fault
    view = ReadyView("degraded" if fault else "ready", contract.index_view(index), fault)
    return JSON(orjson.dumps(view))

"""``/metrics``, as Prometheus asks it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from pincite_api.metrics import MEDIA_TYPE
from pincite_api.problems import documented
from pincite_api.service import TheService

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=PlainTextResponse,
    responses=documented(),
)
async def metrics(service: TheService) -> Response:
    """Requests, times by stage, verdicts, the generation, the queue, rejects; no question."""
    return Response(service.metrics.text(), media_type=MEDIA_TYPE)

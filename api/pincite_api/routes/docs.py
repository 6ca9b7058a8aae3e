"""``/docs``: the documentation, rendered here, because nothing may be loaded from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from pincite_api.docs_page import operations_of, schemas_of
from pincite_api.templates import render

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> Response:
    openapi = request.app.openapi()
    return HTMLResponse(
        render(
            "docs.html",
            info=openapi["info"],
            operations=operations_of(openapi),
            schemas=schemas_of(openapi),
            json_link="/openapi.json",
        )
    )

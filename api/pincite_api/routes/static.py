"""``/static``: the pages' style, script and icon."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from pincite_api.assets import ASSETS
from pincite_api.problems import ProblemError

router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{name}")
async def static(digest: str, name: str) -> Response:
    asset = ASSETS.get(name)
    if asset is None or asset.digest != digest:
        raise ProblemError("not-found", "There is no such file; reload the page that asked for it.")
    return Response(
        asset.content,
        media_type=asset.media_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@router.get("/favicon.ico")
async def favicon() -> Response:
    icon = ASSETS["icon.svg"]
    return Response(icon.content, media_type=icon.media_type)

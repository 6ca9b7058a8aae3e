"""``/v1/cite``: citations in, the passages that they point at out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from pincite.cite.lookup import DEFAULT_CAP
from pincite.contract.citing import CitationsView, citations_view
from pincite_api.drafts import DraftBody
from pincite_api.limits import DRAFT_CHARACTERS, checked_draft
from pincite_api.problems import documented
from pincite_api.service import TheService

router = APIRouter(tags=["cite"])

_CAPPED = (
    f"At most {DEFAULT_CAP} citations of one text are looked up; those beyond have the status 429."
)


class CiteQuery(BaseModel):
    """A text's fields."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str,
        Field(
            description="a citation, or a text with several",
            examples=["Overview, paras 12–14"],
            json_schema_extra={"minLength": 1, "maxLength": DRAFT_CHARACTERS, "pattern": r"\S"},
        ),
    ]


async def _looked_up(service: TheService, text: str) -> Response:
    checked = checked_draft(text)
    return await service.work(
        lambda desk: citations_view(desk.index, checked, desk.look_up(checked))
    )


@router.get(
    "/v1/cite",
    summary="Look citations up",
    description="The citations of a text, each with a status of its own and the passages that it "
    f"points at. {_CAPPED}",
    response_model=CitationsView,
    responses=documented("too-large", "invalid", "no-index", "damaged-index", "busy"),
)
async def cite(service: TheService, query: Annotated[CiteQuery, Query()]) -> Response:
    return await _looked_up(service, query.text)


@router.post(
    "/v1/cite",
    summary="Look the citations of a draft up",
    description=f"The same as `GET /v1/cite`, for a whole draft. {_CAPPED}",
    response_model=CitationsView,
    responses=documented(
        "timeout", "too-large", "media-type", "invalid", "no-index", "damaged-index", "busy"
    ),
)
async def cite_with_body(service: TheService, body: DraftBody) -> Response:
    return await _looked_up(service, body.text)

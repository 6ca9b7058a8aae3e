"""``/v1/verify``: a draft in, a verdict on each quotation, pinpoint and figure out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pincite.contract.verification import VerificationView, verification_view
from pincite.verify.desk import Desk
from pincite_api.drafts import FORM, Draft, draft_of
from pincite_api.problems import documented
from pincite_api.service import TheService

router = APIRouter(tags=["verify"])


def verified(desk: Desk, draft: Draft) -> VerificationView:
    """The draft, read and held against the documents."""
    text = draft.read()
    return verification_view(desk.index, desk.verify(text), text, draft.name)


@router.post(
    "/v1/verify",
    summary="Verify a draft",
    response_model=VerificationView,
    responses=documented(
        "unreadable",
        "timeout",
        "too-large",
        "media-type",
        "invalid",
        "no-index",
        "damaged-index",
        "unwritable",
        "busy",
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/DraftBody"}},
                "multipart/form-data": {"schema": FORM},
            },
        }
    },
)
async def verify(service: TheService, request: Request) -> Response:
    """Every quotation, pinpoint and figure of a draft, each with a verdict and its passage.

    Send text as JSON, or a Word, Markdown or text file as a form. Only words that the source's own
    text proves are `exact` or `normalized`; likeness is told as such and never passes.
    """
    draft = await draft_of(request)
    return await service.work(lambda desk: verified(desk, draft))

"""``/v1/documents``: what the index holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import PlainTextResponse, Response

from pincite import contract
from pincite.contract.citing import ParagraphView, paragraph_view
from pincite_api.problems import documented
from pincite_api.service import TheService

router = APIRouter(tags=["documents"])

DocumentKey = Annotated[str, Path(description="the document's key")]
_ERRORS = documented("not-found", "invalid", "no-index", "damaged-index", "busy")


@router.get(
    "/v1/documents",
    summary="Every document",
    response_model=contract.DocumentsView,
    responses=documented("no-index", "damaged-index", "busy"),
)
async def documents(service: TheService) -> Response:
    """The documents with their records, and the files that could not be read."""
    return await service.read(contract.documents_view)


@router.get(
    "/v1/documents/{key}",
    summary="One document",
    response_model=contract.DocumentDetailView,
    responses=_ERRORS,
)
async def document(service: TheService, key: DocumentKey) -> Response:
    """A document's record and the list of its passages, in reading order."""
    return await service.read(lambda index: contract.document_detail_view(index, key))


@router.get(
    "/v1/documents/{key}/paragraphs/{number}",
    summary="A paragraph by its number",
    response_model=ParagraphView,
    responses=_ERRORS,
)
async def paragraph(
    service: TheService,
    key: DocumentKey,
    number: Annotated[str, Path(description="the number as it is printed, or counted")],
) -> Response:
    """The passages that bear a number: a number printed twice gives both, never the first."""
    return await service.work(
        lambda desk: paragraph_view(desk.index, key, number, desk.directory.paragraph(key, number))
    )


@router.get(
    "/v1/documents/{key}/text",
    summary="A document's canonical text",
    response_class=PlainTextResponse,
    responses=_ERRORS,
)
async def text(service: TheService, key: DocumentKey) -> Response:
    """The text that every offset counts in, UTF-8."""
    content = await service.view(
        lambda index: index.generation.catalogue.document(key).text.encode("utf-8")
    )
    return PlainTextResponse(content)

"""``/v1/passages/{id}``: one passage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from pincite import contract
from pincite.search.index import Index
from pincite_api.problems import documented
from pincite_api.service import TheService

router = APIRouter(tags=["passages"])

PassageId = Annotated[str, Path(alias="id", description="the passage's id, `p_…`")]


def passage_view(index: Index, passage_id: str) -> contract.PassageView:
    """One passage as the contract has it. NotFoundError if there is none."""
    catalogue = index.generation.catalogue
    row = catalogue.row(passage_id)
    (passage,) = catalogue.passages([row])
    (quote,) = catalogue.quotes([row])
    return contract.passage_view(index, passage, quote)


@router.get(
    "/v1/passages/{id}",
    summary="One passage",
    response_model=contract.PassageView,
    responses=documented("not-found", "invalid", "no-index", "damaged-index", "busy"),
)
async def passage(service: TheService, passage_id: PassageId) -> Response:
    """A passage by its id, which stays the same as long as its words do."""
    return await service.read(lambda index: passage_view(index, passage_id))

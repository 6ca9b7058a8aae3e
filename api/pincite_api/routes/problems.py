"""``/problems``: the types of error, as a page and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson
from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from pincite_api.problems import KINDS, PAGE, documented
from pincite_api.service import JSON
from pincite_api.templates import render

router = APIRouter(tags=["problems"])


@dataclass(frozen=True, slots=True)
class ProblemTypeView:
    """A type of problem."""

    type: str = field(metadata={"description": "as in a problem's type"})
    status: int = field(metadata={"description": "its HTTP status; 0 where it varies"})
    title: str = field(metadata={"description": "the kind in words"})
    meaning: str = field(metadata={"description": "when it arises"})


@dataclass(frozen=True, slots=True)
class ProblemTypesView:
    """Every type of problem."""

    problems: tuple[ProblemTypeView, ...] = field(metadata={"description": "every type"})


_TYPES = ProblemTypesView(
    tuple(ProblemTypeView(kind.uri, kind.status, kind.title, kind.meaning) for kind in KINDS)
)


@router.get(
    "/v1/problems",
    summary="The types of error",
    response_model=ProblemTypesView,
    responses=documented(),
)
async def problem_types() -> Response:
    """What a problem's `type` can be, and what it means."""
    return JSON(orjson.dumps(_TYPES))


@router.get(PAGE, include_in_schema=False)
async def problem_types_page() -> Response:
    return HTMLResponse(render("problems.html", kinds=KINDS))

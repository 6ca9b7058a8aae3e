"""``/v1/ask``: a question in, passages out."""

from __future__ import annotations

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import Response

from pincite import contract
from pincite.errors import QuestionError
from pincite.search.index import Index
from pincite.search.limits import (
    DEFAULT_K,
    LARGEST_K,
    QUESTION_CHARACTERS,
    checked_k,
    checked_question,
)
from pincite_api.logs import fields
from pincite_api.problems import REQUEST_ID, documented
from pincite_api.service import Service, TheService

log = logging.getLogger("pincite_api.ask")
router = APIRouter(tags=["ask"])


class AskQuery(BaseModel):
    """A question's fields. The limits are the library's; the schema only repeats them."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[
        str,
        Field(
            description="the question, in plain words",
            examples=["When was the agreement signed?"],
            json_schema_extra={
                "minLength": 1,
                "maxLength": QUESTION_CHARACTERS,
                "pattern": r"\S",
            },
        ),
    ]
    k: Annotated[
        int,
        Field(
            description="how many passages to return",
            json_schema_extra={"minimum": 1, "maximum": LARGEST_K},
        ),
    ] = DEFAULT_K
    document: Annotated[
        str | None, Field(description="the key of the one document to search; all without it")
    ] = None

    @field_validator("q")
    @classmethod
    def _question_within_limits(cls, value: str) -> str:
        try:
            return checked_question(value)
        except QuestionError as error:
            raise ValueError(str(error)) from None

    @field_validator("k")
    @classmethod
    def _k_within_limits(cls, value: int) -> int:
        try:
            return checked_k(value)
        except QuestionError as error:
            raise ValueError(str(error)) from None


class AskBody(AskQuery):
    """A question's fields as a JSON object."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("k", mode="before")
    @classmethod
    def _whole_number(cls, value: Any) -> Any:
        """JSON has one kind of number: 5.0 is the integer 5."""
        return int(value) if isinstance(value, float) and value.is_integer() else value


async def _answer(service: TheService, request: Request, query: AskQuery) -> Response:
    def answered(index: Index) -> contract.AnswerView:
        answer = service.answers.answer(index, query.q, k=query.k, document=query.document)
        service.metrics.answered(answer)
        return contract.answer_view(index, answer)

    log_question(service, request, query.q)
    return await service.read(answered)


def log_question(service: Service, request: Request, question: str) -> None:
    """Log what is asked, over the API or on the page, if the settings say so."""
    if service.settings.log_questions:
        log.info("asked", extra=fields(request_id=request.scope[REQUEST_ID], question=question))


@router.get(
    "/v1/ask",
    summary="Ask a question",
    response_model=contract.AnswerView,
    responses=documented("not-found", "invalid", "no-index", "damaged-index", "busy"),
)
async def ask(
    service: TheService, request: Request, query: Annotated[AskQuery, Query()]
) -> Response:
    """The passages that bear most on a question, with evidence and citations, and a verdict.

    Passages are returned whatever the verdict, as the nearest ones when it is `not_found`.
    """
    return await _answer(service, request, query)


@router.post(
    "/v1/ask",
    summary="Ask a question, as JSON",
    response_model=contract.AnswerView,
    responses=documented(
        "not-found",
        "timeout",
        "too-large",
        "media-type",
        "invalid",
        "no-index",
        "damaged-index",
        "busy",
    ),
)
async def ask_with_body(service: TheService, request: Request, body: AskBody) -> Response:
    """The same as `GET /v1/ask`, for questions that shall not stand in an address or a log."""
    return await _answer(service, request, body)

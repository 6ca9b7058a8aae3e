"""The pages: ask, one passage, one document, the list of documents."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from pincite import contract
from pincite.search.ask import ask
from pincite.search.index import Index
from pincite.search.limits import DEFAULT_K, LARGEST_K
from pincite_api.examples import example_questions
from pincite_api.problems import FieldError, ProblemError
from pincite_api.reading import reading_of
from pincite_api.routes.passages import passage_view
from pincite_api.service import Service, TheService
from pincite_api.templates import render

router = APIRouter(include_in_schema=False)

_SELECTABLE = 50  # documents; beyond it a list to choose one from helps nobody


@router.get("/")
async def ask_page(request: Request, service: TheService) -> Response:
    """The question box, and the answer to a question."""
    question = request.query_params.get("q", "")
    document = request.query_params.get("document") or None
    k = _k(request.query_params.get("k"))
    if service.live.state.index is None:
        return _no_index(service)
    if not question.strip():
        return HTMLResponse(await service.view(_empty_page))
    return HTMLResponse(
        await service.view(lambda index: _answer_page(index, question, k, document))
    )


@router.get("/p/{passage_id}")
async def passage_page(service: TheService, passage_id: str) -> Response:
    """One passage, for good."""
    return HTMLResponse(await service.view(lambda index: _passage_page(index, passage_id)))


@router.get("/d/{key}")
async def document_page(service: TheService, key: str) -> Response:
    """A whole document, every paragraph an anchor."""
    return HTMLResponse(await service.view(lambda index: _document_page(index, key)))


@router.get("/documents")
async def documents_page(service: TheService) -> Response:
    """What the index holds, and what was left out of it."""
    return HTMLResponse(await service.view(_documents_page))


def _k(given: str | None) -> int:
    if not given:
        return DEFAULT_K
    if given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= LARGEST_K:
        return int(given)
    detail = f"{given[:50]!r} is not a whole number from 1 to {LARGEST_K}"
    raise ProblemError("invalid", f"k: {detail}", errors=[FieldError("k", detail)])


def _no_index(service: Service) -> Response:
    """The page that says how to build an index; 503, for whoever watches."""
    try:
        service.live.index()
    except ProblemError as error:
        page = render(
            "no_index.html", fault=None if error.kind.name == "no-index" else error.detail
        )
        return HTMLResponse(page, error.status_code)
    raise ProblemError("busy", "The index has just been opened; ask again.")


def _empty_page(index: Index) -> str:
    return render(
        "ask.html",
        question="",
        answer=None,
        examples=example_questions(index),
        json_link="/v1/documents",
        **_chooser(index, None),
    )


def _answer_page(index: Index, question: str, k: int, document: str | None) -> str:
    answer = contract.answer_view(index, ask(index, question, k=k, document=document))
    fields: dict[str, Any] = {"q": question, "k": k}
    if document is not None:
        fields["document"] = document
    held = len(
        index.generation.catalogue.rows_of(document)
        if document is not None
        else range(index.generation.catalogue.passage_count())
    )
    more = min(k * 4, LARGEST_K)
    return render(
        "ask.html",
        question=question,
        answer=answer,
        examples=(),
        json_link=f"/v1/ask?{urlencode(fields)}",
        more_link=f"/?{urlencode({**fields, 'k': more})}" if k < more and k < held else None,
        **_chooser(index, document),
    )


def _chooser(index: Index, document: str | None) -> dict[str, Any]:
    records = index.generation.catalogue.records()
    return {
        "records": records if 1 < len(records) <= _SELECTABLE else (),
        "chosen": next((record for record in records if record.key == document), None),
        "about": contract.index_view(index),
    }


def _passage_page(index: Index, passage_id: str) -> str:
    view = passage_view(index, passage_id)
    return render(
        "passage.html",
        passage=view,
        about=contract.index_view(index),
        json_link=view.links.self,
    )


def _document_page(index: Index, key: str) -> str:
    view = contract.document_view(index, key)
    catalogue = index.generation.catalogue
    rows = catalogue.rows_of(key)
    reading = reading_of(catalogue.document(key), catalogue.passages(rows), catalogue.quotes(rows))
    return render(
        "document.html",
        document=view,
        reading=reading,
        about=contract.index_view(index),
        json_link=f"/v1/documents/{quote(key)}",
    )


def _documents_page(index: Index) -> str:
    view = contract.documents_view(index)
    return render("documents.html", view=view, about=view.index, json_link="/v1/documents")

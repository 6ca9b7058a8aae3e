"""The pages: ask, one passage, one document, the list of documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pincite import contract
from pincite.cite.styles import DEFAULT_STYLE, STYLES
from pincite.search.index import Index
from pincite.search.limits import DEFAULT_K, LARGEST_K
from pincite.types import Passage
from pincite_api.examples import example_questions
from pincite_api.problems import FieldError, ProblemError
from pincite_api.reading import reading_of
from pincite_api.routes.ask import log_question
from pincite_api.routes.citation import cited, offered, referred
from pincite_api.routes.passages import passage_view
from pincite_api.service import Service, TheService
from pincite_api.templates import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage's citation in a style, and its document's entry in the references, or empty."""

    citation: str
    reference: str


_SELECTABLE = 50  # documents; beyond it a list to choose one from helps nobody


@router.get("/")
async def ask_page(request: Request, service: TheService) -> Response:
    """The question box, and the answer to a question."""
    question = request.query_params.get("q", "")
    document = request.query_params.get("document") or None
    k = _k(request.query_params.get("k"))
    if service.live.state.index is None:
        return _no_index(service)
    style = _style(request.query_params.get("style"))
    if not question.strip():
        return HTMLResponse(await service.view(_empty_page))
    log_question(service, request, question)
    return HTMLResponse(
        await service.view(lambda index: _answer_page(service, index, question, k, document, style))
    )


@router.get("/p/{passage_id}")
async def passage_page(request: Request, service: TheService, passage_id: str) -> Response:
    """One passage, for good."""
    style = _style(request.query_params.get("style"))
    return HTMLResponse(await service.view(lambda index: _passage_page(index, passage_id, style)))


@router.get("/d/{key}/para/{number}")
async def paragraph_page(service: TheService, key: str, number: str) -> Response:
    """To the paragraph with a number, or to a choice where it is printed more than once."""
    passages = await service.page(lambda desk: desk.directory.paragraph(key, number))
    if len(passages) == 1:
        return RedirectResponse(f"/p/{passages[0].id}", 302)
    if len({_occurrence(passage) for passage in passages}) == 1:
        # Parts of one long paragraph, which stand one after the other in the document.
        return RedirectResponse(f"/d/{quote(key)}#{passages[0].id}", 302)
    return HTMLResponse(
        await service.view(lambda index: _choice_page(index, key, number, passages)), 300
    )


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
    if given.isascii() and given.isdecimal() and len(given) < 10 and 1 <= int(given) <= LARGEST_K:
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


def _answer_page(
    service: Service, index: Index, question: str, k: int, document: str | None, style: str
) -> str:
    given = service.answers.answer(index, question, k=k, document=document)
    service.metrics.answered(given)
    answer = contract.answer_view(index, given)
    fields: dict[str, Any] = {"q": question, "k": k}
    if document is not None:
        fields["document"] = document
    held = len(
        index.generation.catalogue.rows_of(document)
        if document is not None
        else range(index.generation.catalogue.passage_count())
    )
    more = min(k * 4, LARGEST_K)
    styled = fields if style == DEFAULT_STYLE else {**fields, "style": style}
    return render(
        "ask.html",
        question=question,
        answer=answer,
        examples=(),
        json_link=f"/v1/ask?{urlencode(fields)}",
        more_link=f"/?{urlencode({**styled, 'k': more})}" if k < more and k < held else None,
        fields=fields,
        **_cites(index, [passage.id for passage in answer.passages], style),
        **_chooser(index, document),
    )


def _cites(index: Index, passages: Iterable[str], style: str) -> dict[str, Any]:
    """The passages' citations in a style, and the styles to choose from."""
    return {
        "cites": {
            passage: Cited(
                cited(index, passage, style, "text"),
                "" if style == DEFAULT_STYLE else referred(index, passage, style, "text"),
            )
            for passage in passages
        },
        "styles": tuple(STYLES.values()),
        "style": style,
    }


def _style(given: str | None) -> str:
    """The style that was asked for, the default one without."""
    if not given:
        return DEFAULT_STYLE
    offered("style", given, STYLES)
    return given


def _occurrence(passage: Passage) -> int:
    return passage.locator.occurrence if passage.locator is not None else 0


def _choice_page(index: Index, key: str, number: str, passages: Sequence[Passage]) -> str:
    firsts = {_occurrence(passage): passage for passage in reversed(passages)}
    return render(
        "choice.html",
        document=contract.document_view(index, key),
        number=number,
        paragraphs=[passage_view(index, firsts[place].id) for place in sorted(firsts)],
        about=contract.index_view(index),
        json_link=f"/v1/documents/{quote(key)}/paragraphs/{quote(number, safe='')}",
    )


def _chooser(index: Index, document: str | None) -> dict[str, Any]:
    records = index.generation.catalogue.records()
    return {
        "records": records if 1 < len(records) <= _SELECTABLE else (),
        "chosen": next((record for record in records if record.key == document), None),
        "about": contract.index_view(index),
    }


def _passage_page(index: Index, passage_id: str, style: str) -> str:
    view = passage_view(index, passage_id)
    return render(
        "passage.html",
        passage=view,
        **_cites(index, [passage_id], style),
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

"""``/verify``: a draft on one side, what was found in it on the other."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from pincite import contract
from pincite.contract.verification import verification_view
from pincite.search.index import Index
from pincite.verify.desk import Desk
from pincite.verify.files import FILE_BYTES, FILE_ENDINGS
from pincite_api.drafts import Draft, draft_of
from pincite_api.handlers import wants_page
from pincite_api.limits import DRAFT_CHARACTERS
from pincite_api.problems import Problem, ProblemError, problem_of
from pincite_api.report import report_of
from pincite_api.service import TheService
from pincite_api.templates import render

router = APIRouter(include_in_schema=False)

_OF_DRAFTS = (400, 413, 415, 422)  # statuses that say what is wrong with a draft
_FORM = {
    "endings": ", ".join(FILE_ENDINGS),
    "accepted": ",".join(FILE_ENDINGS),
    "characters": DRAFT_CHARACTERS,
    "megabytes": FILE_BYTES // 1_000_000,
}


@router.get("/verify")
async def verify_page(service: TheService) -> Response:
    """The form that takes a draft."""
    return HTMLResponse(await service.view(_form_page))


@router.post("/verify")
async def verified_page(service: TheService, request: Request) -> Response:
    """The report on a draft; where it cannot be read, the form again with the reason."""
    try:
        draft = await draft_of(request)
        return HTMLResponse(await service.page(lambda desk: _report_page(desk, draft)))
    except ProblemError as error:
        if error.status_code not in _OF_DRAFTS or not wants_page(request.scope):
            raise
        problem = problem_of(request.scope, error)
        page = await service.view(lambda index: _form_page(index, problem))
        return HTMLResponse(page, error.status_code)


def _form_page(index: Index, problem: Problem | None = None) -> str:
    about = contract.index_view(index)
    return render("verify.html", report=None, about=about, problem=problem, **_FORM)


def _report_page(desk: Desk, draft: Draft) -> str:
    text = draft.read()
    view = verification_view(desk.index, desk.verify(text), text, draft.name)
    records = {record.key: record for record in desk.index.generation.catalogue.records()}
    return render(
        "verify.html",
        report=report_of(view, text),
        view=view,
        text=text if draft.name is None else "",
        compared=[records[key] for key in view.summary.documents],
        about=view.index,
        **_FORM,
    )

"""``/v1/passages/{id}/citation``: a passage in, its citation out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from pincite.cite.formats import EXPORTS, MEDIA_TYPES, export
from pincite.cite.styles import DEFAULT_STYLE, FORMATS, STYLES, reference, render
from pincite.search.index import Index
from pincite_api.problems import FieldError, ProblemError, documented
from pincite_api.routes.passages import PassageId
from pincite_api.service import TheService

router = APIRouter(tags=["cite"])

_TEXTS = {
    "text": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
}
_ENDINGS = {"csl-json": "json", "bibtex": "bib", "ris": "ris"}
_OF = {
    "passage": "the citation, with its pinpoint",
    "document": "the document's entry in a list of references",
}

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the citation",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string"}}
            for media_type in (*_TEXTS.values(), *MEDIA_TYPES.values())
        },
    },
    **documented("not-offered", "not-found", "invalid", "no-index", "damaged-index", "busy"),
}


@router.get(
    "/v1/passages/{id}/citation",
    summary="A passage's citation",
    response_class=Response,
    responses=_RESPONSES,
)
async def citation(
    service: TheService,
    passage_id: PassageId,
    style: Annotated[
        str,
        Query(
            description="the citation style, for text, html and markdown",
            json_schema_extra={"enum": list(STYLES)},
        ),
    ] = DEFAULT_STYLE,
    format: Annotated[
        str,
        Query(
            description="text, html or markdown in that style, or the record for other programs",
            json_schema_extra={"enum": [*FORMATS, *EXPORTS]},
        ),
    ] = "text",
    of: Annotated[
        str,
        Query(
            description="passage: the citation with its pinpoint; document: the entry in a list of "
            "references, empty where the style has none",
            json_schema_extra={"enum": list(_OF)},
        ),
    ] = "passage",
) -> Response:
    """The citation in a style, as text, HTML or Markdown, or as CSL-JSON, BibTeX or RIS.

    The answer is the citation itself, in the media type of its format. A citation is always made
    as for the first time, never "ibid.".
    """
    offered("style", style, STYLES)
    offered("format", format, {**FORMATS, **EXPORTS})
    offered("of", of, _OF)
    if format in EXPORTS:
        text = await service.view(
            lambda index: exported(index, passage_id, format, pinpointed=of == "passage")
        )
        headers = {"Content-Disposition": f'attachment; filename="{passage_id}.{_ENDINGS[format]}"'}
        return Response(text, media_type=MEDIA_TYPES[format], headers=headers)
    text = await service.view(
        lambda index: (
            cited(index, passage_id, style, format)
            if of == "passage"
            else referred(index, passage_id, style, format)
        )
    )
    return Response(text, media_type=_TEXTS[format])


def cited(index: Index, passage_id: str, style: str, format: str) -> str:
    """A passage's citation in a style. NotFoundError if there is no such passage."""
    catalogue = index.generation.catalogue
    (passage,) = catalogue.passages([catalogue.row(passage_id)])
    return render(
        catalogue.record(passage.document),
        passage.locator,
        style,
        format,
        pages=passage.pages,
        section=passage.section,
    )


def referred(index: Index, passage_id: str, style: str, format: str) -> str:
    """The entry of a passage's document in a list of references; empty where there is none."""
    catalogue = index.generation.catalogue
    (passage,) = catalogue.passages([catalogue.row(passage_id)])
    return reference(catalogue.record(passage.document), style, format)


def exported(index: Index, passage_id: str, format: str, *, pinpointed: bool = True) -> str:
    """A passage's citation for other programs. NotFoundError if there is no such passage."""
    catalogue = index.generation.catalogue
    (passage,) = catalogue.passages([catalogue.row(passage_id)])
    record = catalogue.record(passage.document)
    if not pinpointed:
        return export(record, None, format)
    return export(record, passage.locator, format, pages=passage.pages, section=passage.section)


def offered(field: str, given: str, names: Iterable[str]) -> None:
    """ProblemError (400) that lists what is offered, for anything else."""
    if given not in (accepted := tuple(names)):
        detail = f"{given[:50]!r} is not offered; choose one of {', '.join(accepted)}"
        raise ProblemError("not-offered", f"{field}: {detail}", errors=[FieldError(field, detail)])

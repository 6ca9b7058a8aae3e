"""``PUT`` and ``DELETE /v1/documents/{key}``, and ``/v1/jobs/{id}``: documents while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Annotated, Any, Literal

import anyio.to_thread
import orjson
from fastapi import APIRouter, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import Response

from pincite.readers import MEDIA_TYPES
from pincite_api.forms import form_of
from pincite_api.problems import FieldError, ProblemError, documented
from pincite_api.service import JSON, TheService
from pincite_api.writer import Job

router = APIRouter(tags=["documents"])

_KEY = r"^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$"
NewKey = Annotated[
    str,
    Path(
        description="the document's key: lower-case letters and digits, hyphens between them",
        pattern=_KEY,
    ),
]
_ENDINGS = ", ".join(MEDIA_TYPES)


class NameBody(BaseModel):
    """A person's name in its parts, or a body's in one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    family: Annotated[str | None, Field(description="family name of a person")] = None
    given: Annotated[str | None, Field(description="given name of a person")] = None
    literal: Annotated[str | None, Field(description="the name of a body")] = None
    order: Annotated[
        Literal["given-first", "family-first"] | None, Field(description="as the name is written")
    ] = None
    role: Annotated[str | None, Field(description="as the document states it")] = None


class RecordBody(BaseModel):
    """A bibliographic record as corpus.toml has it; what is not given stays as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[
        str | None, Field(description="its title; the document's own where none is given")
    ] = None
    authors: Annotated[
        list[str | NameBody] | None, Field(description="names as written, or in their parts")
    ] = None
    publisher: Annotated[str | None, Field(description="who published it")] = None
    kind: Annotated[str | None, Field(description="official, opinion, …")] = None
    issued: Annotated[str | None, Field(description="2024-05-31, 2024-05 or 2024")] = None
    language: Annotated[str | None, Field(description="ISO 639 code")] = None
    url: Annotated[
        str | None,
        Field(description="where the source can be read: an https:// or http:// address"),
    ] = None
    short: Annotated[
        list[str] | None, Field(description="short forms under which citations may name it")
    ] = None


@dataclass(frozen=True, slots=True)
class FileOutcomeView:
    """What becomes of one file."""

    key: str = field(metadata={"description": "the document's key"})
    file: str = field(metadata={"description": "its path in the corpus folder"})
    change: Literal["added", "replaced", "removed"] = field(
        metadata={"description": "what was done in the corpus folder, on disk already"}
    )
    outcome: Literal["indexed", "left-out", "removed"] | None = field(
        metadata={"description": "what became of it in the index; null while the job runs"}
    )
    detail: str | None = field(metadata={"description": "what is wrong and what to do, or null"})


@dataclass(frozen=True, slots=True)
class JobView:
    """How a change of the documents is going."""

    id: str = field(metadata={"description": "the job's id"})
    status: Literal["running", "done", "failed"] = field(
        metadata={"description": "done: the new generation is live"}
    )
    stage: str = field(metadata={"description": "what is being done: documents, passages, …"})
    done: int = field(metadata={"description": "units of the stage that are done"})
    total: int = field(metadata={"description": "units that the stage has"})
    rate: float = field(metadata={"description": "units a second"})
    files: tuple[FileOutcomeView, ...] = field(metadata={"description": "each file's outcome"})
    started_at: str = field(metadata={"description": "UTC, ISO 8601"})
    ended_at: str | None = field(metadata={"description": "UTC, ISO 8601; null while it runs"})
    generation: str | None = field(metadata={"description": "what it published; null before"})
    detail: str | None = field(metadata={"description": "why it failed, or null"})
    links: dict[str, str] = field(metadata={"description": "self"})


def _view(job: Job) -> JobView:
    change = job.change
    failed = job.status == "failed"
    return JobView(
        job.id, job.status, job.stage, job.done, job.total, job.rate,
        (
            FileOutcomeView(
                change.key,
                change.file,
                change.what,
                job.outcome,  # type: ignore[arg-type]
                None if failed else job.detail,
            ),
        ),
        job.started_at, job.ended_at, job.generation, job.detail if failed else None,
        {"self": f"/v1/jobs/{job.id}"},
    )  # fmt: skip


def _accepted(job: Job) -> Response:
    return JSON(
        orjson.dumps(_view(job)), status_code=202, headers={"Location": f"/v1/jobs/{job.id}"}
    )


_CHANGES = ("writing-off", "not-found", "writing", "invalid", "unwritable", "damaged-corpus")


@router.put(
    "/v1/documents/{key}",
    summary="Add or replace a document",
    status_code=202,
    response_model=JobView,
    responses=documented(*_CHANGES, "unreadable", "timeout", "too-large", "media-type"),
    openapi_extra={
        "security": [{"token": []}],
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {
                                "type": "string",
                                "format": "binary",
                                "description": f"the document; its name ends in one of {_ENDINGS}",
                            },
                            "record": {"$ref": "#/components/schemas/RecordBody"},
                        },
                    },
                    "encoding": {"record": {"contentType": "application/json"}},
                }
            },
        },
    },
)
async def put_document(service: TheService, request: Request, key: NewKey) -> Response:
    """A form with the file, and its record as a part of JSON.

    The answer comes when the document is on disk in the corpus folder; the job builds the index.
    A file that cannot be read is refused and changes nothing.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != (
        "multipart/form-data"
    ):
        raise ProblemError("media-type", "Send the document as a file of multipart/form-data.")
    async with form_of(request, files=2, fields=2) as form:
        file, record = form.get("file"), form.get("record")
        if set(form) - {"file", "record"}:
            raise _invalid("body", "has fields beside file and record; send these two alone")
        if not isinstance(file, UploadFile):
            raise _invalid("file", "is missing; send the document as a file with its name")
        ending = PurePath(file.filename or "").suffix.lower()
        if ending not in MEDIA_TYPES:
            raise ProblemError(
                "media-type",
                f"file: no reader for {ending[:20] or 'a name without an ending'!r}; "
                f"there is one for each of {_ENDINGS}",
            )
        if isinstance(record, UploadFile):
            record = (await record.read()).decode("utf-8", "replace")
        fields = _fields(record)
        data = await file.read()
    name = f"{key}{ending}"
    writer = service.writer
    return _accepted(await anyio.to_thread.run_sync(writer.put, key, name, data, fields))


@router.delete(
    "/v1/documents/{key}",
    summary="Remove a document",
    status_code=202,
    response_model=JobView,
    responses=documented(*_CHANGES),
    openapi_extra={"security": [{"token": []}]},
)
async def delete_document(service: TheService, key: NewKey) -> Response:
    """Its file and its record go from the corpus folder; the job builds the index."""
    return _accepted(await anyio.to_thread.run_sync(service.writer.delete, key))


@router.get(
    "/v1/jobs/{id}",
    summary="How a change is going",
    response_model=JobView,
    responses=documented("not-found", "invalid"),
)
async def job(
    service: TheService, id: Annotated[str, Path(description="the job's id")]
) -> Response:
    """Its stage, counts and rate, and each file's outcome."""
    return JSON(orjson.dumps(_view(service.writer.job(id))))


def _fields(record: str | None) -> dict[str, Any]:
    if record is None or not record.strip():
        return {}
    try:
        parsed = RecordBody.model_validate_json(record)
    except ValidationError as error:
        raise RequestValidationError(
            [{**fault, "loc": ("body", "record", *fault["loc"])} for fault in error.errors()]
        ) from None
    return parsed.model_dump(exclude_none=True)


def _invalid(name: str, detail: str) -> ProblemError:
    return ProblemError("invalid", f"{name}: {detail}", errors=[FieldError(name, detail)])

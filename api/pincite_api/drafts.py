"""The draft that a request brings: text in a JSON object, or a form with a text or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from pincite.errors import ReadError
from pincite.verify.files import FILE_BYTES, FILE_ENDINGS
from pincite_api.forms import form_of
from pincite_api.limits import DRAFT_CHARACTERS, checked_draft
from pincite_api.problems import FieldError, ProblemError

_KINDS = {"unknown": "media-type", "too-large": "too-large"}  # of problems, by a reader's reason
_LONGEST_NAME = 200


class DraftBody(BaseModel):
    """A text as a JSON object."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[
        str,
        Field(
            description="the text to look at",
            examples=["It came into effect on 1 January 2010 (Overview, para. 18)."],
            json_schema_extra={"minLength": 1, "maxLength": DRAFT_CHARACTERS, "pattern": r"\S"},
        ),
    ]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it came; `name` is its file's, None for text."""

    name: str | None
    read: Callable[[], str]
    """Its text, read from the file: work for a thread. ProblemError where that fails."""


FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": f"the draft's file, one of {', '.join(FILE_ENDINGS)}, up to "
            f"{FILE_BYTES:,} bytes",
        }
    },
}


async def draft_of(request: Request) -> Draft:
    """The draft of a JSON or form request. ProblemError where there is none or it is too large."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given == "application/json":
        return _of_text(_parsed(await request.body()).text)
    if given == "multipart/form-data":
        async with form_of(request, files=1, fields=1) as form:
            return await _of_form(form)
    raise ProblemError(
        "media-type",
        f"The body's Content-Type is {given[:100]!r}; send JSON as application/json, or a file as "
        "multipart/form-data.",
    )


async def _of_form(form: FormData) -> Draft:
    """The form's file if one was chosen, its text otherwise."""
    file, text = form.get("file"), form.get("text")
    if isinstance(file, UploadFile) and (file.filename or file.size):
        name = (file.filename or "")[-_LONGEST_NAME:]
        if file.size is not None and file.size > FILE_BYTES:
            raise ProblemError(
                "too-large",
                f"file: {name} has {file.size:,} bytes, the limit is {FILE_BYTES:,}; "
                "send the draft without its pictures, or in parts",
            )
        data = await file.read()
        return Draft(name, lambda: _read(data, name))
    if isinstance(text, str):
        # A browser sends the line ends of a form as CR LF.
        return _of_text(text.replace("\r\n", "\n"))
    detail = "is missing; give the draft's file"
    raise ProblemError("invalid", f"file: {detail}", errors=[FieldError("file", detail)])


def _of_text(text: str) -> Draft:
    checked = checked_draft(text)
    return Draft(None, lambda: checked)


def _parsed(body: bytes) -> DraftBody:
    try:
        return DraftBody.model_validate_json(body)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None


def _read(data: bytes, name: str) -> str:
    # The readers take a second to import, and most requests bring no file.
    from pincite.verify.reading import draft_text

    try:
        return draft_text(data, name)
    except ReadError as error:
        raise ProblemError(_KINDS.get(error.reason, "unreadable"), f"file: {error}") from None

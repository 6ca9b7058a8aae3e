"""Errors as RFC 9457 problem details: the one shape of every error that the service answers.

A problem's ``type`` is a relative reference to its entry on the page ``/problems``. Beyond the
members of the RFC there are ``request_id``, which is also in the answer's ``X-Request-ID`` and in
the log, and ``errors``, which names each field of the request that is outside its limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"
PAGE = "/problems"
REQUEST_ID = "pincite.request_id"  # the key in an ASGI scope


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of problem: the name in its URI, its HTTP status, its title and when it arises."""

    name: str
    status: int
    title: str
    meaning: str

    @property
    def uri(self) -> str:
        return f"{PAGE}#{self.name}"


KINDS = (
    Kind(
        "malformed",
        400,
        "Malformed request",
        "The request cannot be read, a body that is not JSON, say.",
    ),
    Kind(
        "host",
        400,
        "Unknown host",
        "The Host header names none of the hosts that this service is set up for.",
    ),
    Kind(
        "not-offered",
        400,
        "Not offered",
        "The style or format asked for is none of those that are offered; the detail lists them.",
    ),
    Kind(
        "unreadable",
        400,
        "Unreadable file",
        "The file cannot be read: it is damaged, encrypted, empty or not what its name says.",
    ),
    Kind(
        "token",
        401,
        "Token needed",
        "The request needs a token and bears none, or a wrong one; send it as "
        "Authorization: Bearer.",
    ),
    Kind(
        "writing-off",
        403,
        "Writing is off",
        "This service changes no documents over HTTP; the detail names the setting that lets it.",
    ),
    Kind("not-found", 404, "Not found", "There is no such document, passage, paragraph or path."),
    Kind(
        "method",
        405,
        "Method not allowed",
        "The path exists, but not for this method; Allow lists the ones there are.",
    ),
    Kind(
        "timeout",
        408,
        "Request too slow",
        "The body was not sent within the time that a request may take.",
    ),
    Kind(
        "writing",
        409,
        "Being written",
        "Another change is under way; Retry-After says when to ask again.",
    ),
    Kind(
        "too-large",
        413,
        "Content too large",
        "The body, a draft or a file is larger than the service accepts.",
    ),
    Kind(
        "uri-too-long", 414, "URI too long", "The query string is longer than the service accepts."
    ),
    Kind(
        "media-type",
        415,
        "Unsupported media type",
        "The body is not of the media type that this path reads.",
    ),
    Kind(
        "invalid",
        422,
        "Invalid request",
        "A field is missing, unknown or outside its limits; errors names each.",
    ),
    Kind(
        "too-many",
        429,
        "Too many requests",
        "This client asks more often than the service allows; Retry-After says when to ask again.",
    ),
    Kind(
        "internal",
        500,
        "Internal error",
        "The service failed. The log holds the cause under the request's id.",
    ),
    Kind(
        "no-index",
        503,
        "No index",
        "No index has been built yet; the detail has the command that builds one.",
    ),
    Kind(
        "damaged-index",
        503,
        "Index unusable",
        "The index on disk is damaged or of another format, and none before it is whole.",
    ),
    Kind(
        "unwritable",
        503,
        "Cannot be written",
        "The disk refuses what is to be written: it is full or read-only. Nothing has changed.",
    ),
    Kind(
        "damaged-corpus",
        503,
        "Documents' records unusable",
        "A file that tells of the documents, corpus.toml say, cannot be read; whoever runs the "
        "service has to mend it. Nothing has changed.",
    ),
    Kind("busy", 503, "Busy", "Too many requests are waiting; Retry-After says when to ask again."),
    Kind("http", 0, "HTTP error", "Any other HTTP error; the status says which."),
)
_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_STATUS = {
    400: "malformed",
    401: "token",
    404: "not-found",
    405: "method",
    413: "too-large",
    414: "uri-too-long",
    415: "media-type",
    422: "invalid",
    429: "too-many",
    500: "internal",
}


def _told(description: str) -> Any:
    return dataclass_field(metadata={"description": description})


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a request that is outside its limits."""

    field: str = _told("the field, as the request names it")
    detail: str = _told("what is wrong, the limit and the remedy")


@dataclass(frozen=True, slots=True)
class Problem:
    """An error (RFC 9457)."""

    type: str = _told("what kind of problem: an entry of /problems")
    title: str = _told("the kind in words")
    status: int = _told("the HTTP status")
    detail: str = _told("what was wrong, the limit, the remedy")
    instance: str = _told("the path that was asked for")
    request_id: str = _told("also in X-Request-ID and in the log")
    errors: tuple[FieldError, ...] = _told("the fields that are outside their limits")


class ProblemError(HTTPException):
    """Raised anywhere in the service to answer with a problem.

    ``kind`` is a name of `KINDS`; the status of ``http`` is given. It is an HTTPException so that
    the framework hands it on unchanged wherever it is raised, while a body is read included.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        status: int | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = _BY_NAME[kind]
        super().__init__(status or self.kind.status, detail, headers)
        self.errors = tuple(errors)


def from_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> ProblemError:
    """The problem for an HTTP status that something below raised."""
    return ProblemError(_BY_STATUS.get(status, "http"), detail, status=status, headers=headers)


def problem_of(scope: Scope, error: ProblemError) -> Problem:
    """What a client is told of an error."""
    title = error.kind.title
    return Problem(
        type=error.kind.uri,
        title=title,
        status=error.status_code,
        detail=_writable(error.detail or title),
        instance=_writable(scope["path"]),
        request_id=scope.get(REQUEST_ID, ""),
        errors=tuple(
            FieldError(_writable(fault.field), _writable(fault.detail)) for fault in error.errors
        ),
    )


def _writable(text: str) -> str:
    """The text with a mark for each lone surrogate, which a request may hold but UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def problem_response(scope: Scope, error: ProblemError) -> Response:
    """An error as ``application/problem+json``."""
    return Response(
        orjson.dumps(problem_of(scope, error)),
        status_code=error.status_code,
        headers=dict(error.headers or {}),
        media_type=MEDIA_TYPE,
    )


def documented(*names: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI responses of a route that may answer these kinds of problem."""
    by_status: dict[int, list[Kind]] = {}
    for name in ("malformed", "token", "uri-too-long", "too-many", *names, "internal"):
        kind = _BY_NAME[name]
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": " ".join(f"{kind.title}: {kind.meaning}" for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, kinds in sorted(by_status.items())
    }

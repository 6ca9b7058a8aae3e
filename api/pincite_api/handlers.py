"""Whatever goes wrong, as a problem: JSON for programs, a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from pincite_api.problems import (
    FieldError,
    ProblemError,
    from_status,
    problem_of,
    problem_response,
)
from pincite_api.templates import render

_FOR_PROGRAMS = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/static/")


def register(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Have the application, which has these routes, answer every error with a problem."""

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return error_response(request.scope, _problem(routes, request.scope, error))

    async def validation_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return error_response(request.scope, _invalid(request, error))

    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, validation_error)


def error_response(scope: Scope, error: ProblemError) -> Response:
    """An error as a page where a browser asked for one, as problem+json elsewhere."""
    if not wants_page(scope):
        return problem_response(scope, error)
    page = render("error.html", problem=problem_of(scope, error))
    return HTMLResponse(page, error.status_code, dict(error.headers or {}))


def wants_page(scope: Scope) -> bool:
    """Whether a request comes from a browser, which shows its user a page."""
    if scope["path"].startswith(_FOR_PROGRAMS):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _problem(routes: Sequence[BaseRoute], scope: Scope, error: HTTPException) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    path = scope["path"][:200]
    if error.status_code == 404:
        return from_status(404, f"There is nothing at {path}; /docs lists the paths there are.")
    if error.status_code == 405:
        allowed = ", ".join(_methods(routes, scope))
        return from_status(
            405,
            f"{path} does not take {scope['method'][:20]}; it takes {allowed}.",
            {"Allow": allowed},
        )
    if error.status_code == 400:
        return from_status(400, f"The request's body cannot be read: {error.detail}")
    return from_status(error.status_code, str(error.detail), error.headers)


def _methods(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Every method of every route of a path: the framework itself names those of the first only."""
    found: set[str] = set()
    for route in routes:
        match, _ = route.matches(scope)
        if match is not Match.NONE:
            found |= cast(set[str], getattr(route, "methods", None) or set())
    if "GET" in found:
        found.add("HEAD")
    return sorted(found)


def _invalid(request: Request, error: RequestValidationError) -> ProblemError:
    faults = error.errors()
    for fault in faults:
        if fault["type"] == "json_invalid":
            reason = fault.get("ctx", {}).get("error", "not JSON")
            return ProblemError(
                "malformed", f"The body is not JSON ({reason}); send an object of the fields."
            )
        if fault["loc"] == ("body",):
            return _unreadable_body(request)
    errors = [FieldError(_field(fault), _detail(fault)) for fault in faults]
    detail = "; ".join(f"{fault.field}: {fault.detail}" for fault in errors)
    return ProblemError("invalid", detail, errors=errors)


def _unreadable_body(request: Request) -> ProblemError:
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != "application/json":
        return ProblemError(
            "media-type",
            f"The body's Content-Type is {given[:100]!r}; send JSON as application/json.",
        )
    detail = "the body must be a JSON object of the fields"
    return ProblemError("invalid", f"body: {detail}", errors=[FieldError("body", detail)])


def _field(fault: Any) -> str:
    _, *path = fault["loc"]
    return ".".join(str(part) for part in path)[:100] or "body"


def _detail(fault: Any) -> str:
    kind, field = fault["type"], _field(fault)
    if kind == "value_error":  # a limit of the library's, in its own words
        return str(fault["ctx"]["error"]).removeprefix(f"{field}: ")
    if kind == "missing":
        return "is missing; give it"
    if kind == "extra_forbidden":
        return "is not a field of this request; see /docs for those there are"
    if kind.startswith("int_"):
        return f"{str(fault['input'])[:50]!r} is not a whole number"
    message = fault["msg"]
    return f"{message[:1].lower()}{message[1:]}"

"""The OpenAPI description: what FastAPI makes of the routes, and the one shape of errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from pincite_api.problems import KINDS, Problem
from pincite_api.routes.writing import RecordBody

DESCRIPTION = """\
A question in, passages out: verbatim, each with its evidence, its pinpoint and its citation, and \
a verdict on whether the documents answer at all. Offsets are Unicode code points, half open. \
Fields are only ever added within v1.

Every error is `application/problem+json` (RFC 9457); `/problems` lists the types. Every answer \
bears `X-Request-ID`; send one to have it used.
"""


def describe(app: FastAPI) -> None:
    """Have the application describe itself, the problem's schema included; made once."""

    def made() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = made  # type: ignore[method-assign]


def _schema(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
    )
    problem = TypeAdapter(Problem).json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    problem["properties"]["type"]["examples"] = [kind.uri for kind in KINDS]
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    record = RecordBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(record.pop("$defs"))
    schemas["RecordBody"] = record
    schema["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "what `pincite token` prints; needed to write, and to read if so set",
        }
    }
    return schema

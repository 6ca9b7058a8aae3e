"""The documentation page, made from the OpenAPI description itself: nothing is said twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """A field of a request or an answer: its name, what it holds, and what it means."""

    name: str
    type: str
    required: bool
    description: str
    refers_to: tuple[str, ...] = ()  # names of schemas on the page


@dataclass(frozen=True, slots=True)
class ResponseDoc:
    """What a route may answer with a status."""

    status: str
    description: str
    media_type: str
    refers_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationDoc:
    """A path with a method."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[FieldDoc, ...]
    body: tuple[FieldDoc, ...]
    responses: tuple[ResponseDoc, ...]


@dataclass(frozen=True, slots=True)
class SchemaDoc:
    """An object that requests or answers are made of."""

    name: str
    description: str
    fields: tuple[FieldDoc, ...]


def operations_of(openapi: Schema) -> tuple[OperationDoc, ...]:
    """Every operation, in the order of the description."""
    return tuple(
        _operation(openapi, path, method, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    )


def schemas_of(openapi: Schema) -> tuple[SchemaDoc, ...]:
    """Every object schema, by name."""
    return tuple(
        SchemaDoc(name, schema.get("description", ""), _fields(schema))
        for name, schema in sorted(openapi["components"]["schemas"].items())
        if "properties" in schema
    )


def _operation(openapi: Schema, path: str, method: str, operation: Schema) -> OperationDoc:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    names = _references(body.get("schema", {}))
    return OperationDoc(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=tuple(
            FieldDoc(
                parameter["name"],
                _type(parameter["schema"]),
                parameter.get("required", False),
                parameter.get("description") or parameter["schema"].get("description", ""),
            )
            for parameter in operation.get("parameters", ())
        ),
        body=tuple(
            field for name in names for field in _fields(openapi["components"]["schemas"][name])
        ),
        responses=tuple(
            ResponseDoc(status, answer["description"], media_type, _references(content["schema"]))
            for status, answer in operation["responses"].items()
            for media_type, content in answer.get("content", {}).items()
        ),
    )


def _fields(schema: Schema) -> tuple[FieldDoc, ...]:
    required = schema.get("required", ())
    return tuple(
        FieldDoc(
            name, _type(field), name in required, field.get("description", ""), _references(field)
        )
        for name, field in schema.get("properties", {}).items()
    )


def _type(schema: Schema) -> str:
    """A schema in a few words: "integer, 1 to 50", "list of SpanView", "string or null"."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_type(choice) for choice in choices))
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return " or ".join(f"“{value}”" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = [str(schema.get("type", "anything"))]
    if "minimum" in schema and "maximum" in schema:
        words.append(f"{schema['minimum']:g} to {schema['maximum']:g}")
    if "maxLength" in schema:
        words.append(f"up to {schema['maxLength']} characters")
    if schema.get("default") is not None:
        words.append(f"default {schema['default']}")
    return ", ".join(words)


def _references(schema: Any) -> tuple[str, ...]:
    found: dict[str, None] = {}
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == "$ref":
                found[_name(value)] = None
            else:
                found.update(dict.fromkeys(_references(value)))
    elif isinstance(schema, list):
        for value in schema:
            found.update(dict.fromkeys(_references(value)))
    return tuple(found)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]

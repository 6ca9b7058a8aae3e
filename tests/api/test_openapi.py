"""The description tells each field, each parameter and each error of every path."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


def test_every_field_is_described(openapi: dict[str, Any]) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            assert described.get("description"), f"{name}.{field}"


def test_every_parameter_and_path_is_described(openapi: dict[str, Any]) -> None:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            for parameter in operation.get("parameters", ()):
                told = parameter.get("description") or parameter["schema"].get("description")
                assert told, (path, parameter["name"])


def test_every_path_documents_its_errors_as_problems(openapi: dict[str, Any]) -> None:
    for path, operations in openapi["paths"].items():
        for operation in operations.values():
            errors = {s: r for s, r in operation["responses"].items() if s >= "400"}
            assert "500" in errors, path
            for response in errors.values():
                assert list(response["content"]) == ["application/problem+json"], path
                schema = response["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


def test_every_reference_leads_somewhere(openapi: dict[str, Any]) -> None:
    held = openapi["components"]["schemas"]

    def check(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "$ref":
                    assert inner.removeprefix("#/components/schemas/") in held
                else:
                    check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)

    check(openapi)
    assert "HTTPValidationError" not in held  # the framework's own shape of errors


def test_the_limits_of_a_question_are_in_the_description(openapi: dict[str, Any]) -> None:
    parameters = {p["name"]: p for p in openapi["paths"]["/v1/ask"]["get"]["parameters"]}
    assert parameters["q"]["required"]
    assert parameters["q"]["schema"]["maxLength"] == 1000
    assert (
        parameters["k"]["schema"] | {"minimum": 1, "maximum": 50, "default": 5}
        == (parameters["k"]["schema"])
    )
    body = openapi["components"]["schemas"]["AskBody"]
    assert set(body["properties"]) == set(parameters)
    assert body["additionalProperties"] is False


def test_the_documentation_page_holds_every_path_field_and_link(
    client: TestClient, openapi: dict[str, Any]
) -> None:
    page = client.get("/docs").text
    for path, operations in openapi["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in page
    for name, schema in openapi["components"]["schemas"].items():
        if "properties" in schema:
            assert f'id="{name}"' in page
    assert "cdn" not in page

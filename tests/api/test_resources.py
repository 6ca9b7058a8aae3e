"""Passages, documents, health: what there is beside asking."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

CORPUS = Path(__file__).parents[2] / "corpus"
OVERVIEW = "asean-rok-overview"


def test_a_passage_is_the_one_that_the_answer_gave(client: TestClient) -> None:
    for hit in client.get("/v1/ask", params={"q": "youth", "k": 50}).json()["passages"]:
        passage = client.get(hit["links"]["self"]).json()
        assert passage == {name: hit[name] for name in passage}


def test_documents_are_listed_with_their_records(client: TestClient) -> None:
    listed = client.get("/v1/documents").json()
    assert [document["key"] for document in listed["documents"]] == [
        OVERVIEW,
        "korea-herald-2023-08-08",
    ]
    assert listed["left_out"] == []
    overview, article = listed["documents"]
    assert overview["issued"] is None
    assert overview["authors"] == []
    assert article["authors"][0]["name"] == "Kim Hae-yong"
    for document in listed["documents"]:
        file = (CORPUS / document["file"]).read_bytes()
        assert document["edition"] == hashlib.sha256(file).hexdigest()


def test_a_document_lists_its_passages_in_reading_order(client: TestClient) -> None:
    document = client.get(f"/v1/documents/{OVERVIEW}").json()
    assert len(document["outline"]) == document["passages"]
    starts = [
        client.get(entry["links"]["self"]).json()["selectors"][1]["start"]
        for entry in document["outline"]
    ]
    assert starts == sorted(starts)


def test_no_two_passages_of_a_document_carry_one_locator(client: TestClient) -> None:
    outline = client.get(f"/v1/documents/{OVERVIEW}").json()["outline"]
    shown = [entry["locator"]["display"] for entry in outline]
    assert len(set(shown)) == len(shown)


def test_the_text_is_plain_and_as_long_as_the_document_says(client: TestClient) -> None:
    response = client.get(f"/v1/documents/{OVERVIEW}/text")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    document = client.get(f"/v1/documents/{OVERVIEW}").json()
    assert len(response.text) == document["characters"]


def test_the_process_lives_and_an_index_is_open(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["detail"] is None
    assert ready["index"] == client.get("/v1/documents").json()["index"]


# Each path with the schema that its answer is held against.
ANSWERS = {
    "/v1/documents": "DocumentsView",
    f"/v1/documents/{OVERVIEW}": "DocumentDetailView",
    "/v1/problems": "ProblemTypesView",
    "/healthz": "HealthView",
    "/readyz": "ReadyView",
    "/v1/nothing": "Problem",
    "/v1/ask": "Problem",
}


@pytest.mark.parametrize(("path", "schema"), ANSWERS.items())
def test_what_is_answered_is_what_is_described(client: TestClient, path: str, schema: str) -> None:
    openapi: dict[str, Any] = client.get("/openapi.json").json()
    jsonschema.validate(
        client.get(path).json(), {**openapi, "$ref": f"#/components/schemas/{schema}"}
    )


def test_head_is_answered_like_get_without_a_body(client: TestClient) -> None:
    got = client.get("/v1/documents")
    head = client.head("/v1/documents")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]

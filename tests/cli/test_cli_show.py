"""``pincite show`` and ``pincite documents``: what the service says, for people and programs."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from starlette.testclient import TestClient

from cli.running import QUESTION, Pincite


@pytest.fixture
def passage(pincite: Pincite) -> str:
    answer = orjson.loads(pincite("ask", QUESTION, "-k", "1", "--json").out)
    return str(answer["passages"][0]["id"])


def test_json_of_a_passage_is_what_the_service_answers(
    pincite: Pincite, service: TestClient, passage: str
) -> None:
    ended = pincite("show", passage, "--json")
    assert ended.out.encode() == service.get(f"/v1/passages/{passage}").content + b"\n"


def test_a_passage_is_shown_with_its_citation_and_section(
    pincite: Pincite, service: TestClient, passage: str
) -> None:
    view = service.get(f"/v1/passages/{passage}").json()
    lines = pincite("show", passage).out.splitlines()
    assert lines[0] == view["citation"]
    assert view["quote"] in lines
    assert "section:  Economic Cooperation" in lines


@pytest.mark.parametrize("wrong", ["p_nosuch", "", "../../etc/passwd", "p_'; DROP TABLE passage"])
def test_an_unknown_passage_ends_with_3(pincite: Pincite, wrong: str) -> None:
    ended = pincite("show", wrong)
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("pincite: no passage ")
    assert ended.err.count("\n") == 1


def test_json_of_the_documents_is_what_the_service_answers(
    pincite: Pincite, service: TestClient
) -> None:
    ended = pincite("documents", "--json")
    assert ended.out.encode() == service.get("/v1/documents").content + b"\n"


def test_documents_are_listed_in_columns(pincite: Pincite) -> None:
    head, *rows, index = pincite("documents").out.splitlines()
    title = head.index("title")
    assert [row[title:] for row in rows] == [
        "Overview of ASEAN-Republic of Korea Dialogue Relations",
        "ASEAN and Korea on road to sustainable and equal partnership",
    ]
    issued = head.index("issued")
    assert [row[issued : issued + 10].strip() for row in rows] == ["n.d.", "2023-08-08"]
    assert index.startswith("g_")


@pytest.mark.parametrize("command", [("show", "p_x"), ("documents",)])
def test_no_index_yet_ends_with_5(
    pincite: Pincite, tmp_path: Path, command: tuple[str, ...]
) -> None:
    assert pincite(*command, "--index", str(tmp_path)).status == 5

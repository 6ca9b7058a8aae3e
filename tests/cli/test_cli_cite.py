"""``pincite cite``: a passage's citation, and the passages that citations point at."""

from __future__ import annotations

import io

import pytest
import rispy
from starlette.testclient import TestClient

from cli.running import Pincite
from pincite.cite.styles import STYLES

TEXT = "Overview, paras 12–14; Overview, para. 28; Overview, para. 99; Hanoi Communique, para. 5"


@pytest.fixture
def passage(service: TestClient) -> str:
    found = service.get("/v1/cite", params={"text": "Kim op-ed, para. 2"}).json()
    return str(found["citations"][0]["passages"][0]["id"])


def test_a_passage_is_cited_in_one_line(
    pincite: Pincite, service: TestClient, passage: str
) -> None:
    view = service.get(f"/v1/passages/{passage}").json()
    assert pincite("cite", passage).out == view["citation"] + "\n"
    assert pincite("cite", passage, "--style", "apa").out == "(Kim, 2023, para. 2)\n"


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_as_the_service_has_it(
    pincite: Pincite, service: TestClient, passage: str, style: str
) -> None:
    told = service.get(f"/v1/passages/{passage}/citation", params={"style": style}).text
    assert pincite("cite", passage, "--style", style).out == told + "\n"


def test_an_export_is_for_other_programs(pincite: Pincite, passage: str) -> None:
    (record,) = rispy.loads(pincite("cite", passage, "--format", "ris").out)
    assert record["first_authors" if "first_authors" in record else "authors"] == ["Kim, Hae-yong"]


def test_citations_of_a_text_are_looked_up_each_with_its_status(pincite: Pincite) -> None:
    ended = pincite("cite", "--text", TEXT)
    heads = [line for line in ended.out.splitlines() if line[:3].isdigit()]
    assert [head[:3] for head in heads] == ["200", "300", "404", "400"]
    assert "para. 28 (second of two)" in ended.out
    assert ended.status == 3


def test_the_status_is_0_only_if_every_citation_is_found_whole(pincite: Pincite) -> None:
    assert pincite("cite", "--text", "Overview, paras 12–14").status == 0
    assert pincite("cite", "--text", "Overview, paras 2–99").status == 3
    nothing = pincite("cite", "--text", "nothing here")
    assert (nothing.status, nothing.out) == (3, "No citation in this text.\n")


def test_json_is_what_the_service_answers(pincite: Pincite, service: TestClient) -> None:
    told = service.get("/v1/cite", params={"text": TEXT}).content
    assert pincite("cite", "--text", TEXT, "--json").out.encode() == told + b"\n"


def test_a_text_can_come_from_standard_input(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Overview, para. 17"))
    assert pincite("cite", "--text", "-").out.startswith("200 Overview, para. 17\n")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "--text"),
        (("p_a", "--text", "b"), "not both"),
        (("p_a", "--style", "vancouver"), "chicago-notes"),
        (("p_a", "--format", "word"), "bibtex"),
        (("p_a", "--json"), "csl-json"),
    ],
)
def test_wrong_use_says_what_is_offered(
    pincite: Pincite, arguments: tuple[str, ...], named: str
) -> None:
    ended = pincite("cite", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert named in ended.err


def test_an_unknown_passage_ends_with_3(pincite: Pincite) -> None:
    assert pincite("cite", "p_nosuch").status == 3

"""Citations looked up, passages cited, paragraphs by their number, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bibtexparser
import jsonschema
import orjson
import pytest
import rispy
from starlette.testclient import TestClient

from pincite.cite.formats import MEDIA_TYPES
from pincite.cite.lookup import DEFAULT_CAP
from pincite.cite.styles import STYLES
from pincite.contract.passages import links_of
from support.catalogue import corpus
from support.service import problem_in

OVERVIEW = "asean-rok-overview"
ARTICLE = "korea-herald-2023-08-08"


def looked_up(client: TestClient, text: str) -> list[dict[str, Any]]:
    response = client.get("/v1/cite", params={"text": text})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["citations"]
    return found


def described(client: TestClient, schema: str, body: Any) -> None:
    openapi = client.get("/openapi.json").json()
    jsonschema.validate(body, {**openapi, "$ref": f"#/components/schemas/{schema}"})


# A text, the status of its one citation, and the locators of what it points at.
STATUSES = [
    ("Overview, paras 12–14", 200, ["para. 12", "para. 13", "para. 14"]),
    ("Overview, para. 28", 300, ["para. 28 (first of two)", "para. 28 (second of two)"]),
    ("Hanoi Communique, para. 5", 400, []),
    ("Overview, para. 99", 404, []),
]


@pytest.mark.parametrize(("text", "status", "places"), STATUSES)
def test_each_citation_has_a_status_of_its_own(
    client: TestClient, text: str, status: int, places: list[str]
) -> None:
    (citation,) = looked_up(client, text)
    assert citation["status"] == status
    assert [passage["locator"]["display"] for passage in citation["passages"]] == places
    assert citation["passage_count"] == len(places)
    assert bool(citation["detail"]) == (status != 200)


def test_a_citation_has_the_fields_of_the_contract(client: TestClient) -> None:
    text = "𝔄s said (Overview, paras 54–60)."
    response = client.get("/v1/cite", params={"text": text})
    described(client, "CitationsView", response.json())
    (citation,) = response.json()["citations"]
    passages = citation.pop("passages")
    assert citation == {
        "citation": "Overview, paras 54–60",
        "normalized": "Overview, paras 54–60",
        "start_index": 9,
        "end_index": 30,
        "utf16": {"start": 10, "end": 31},
        "status": 200 if passages else 404,
        "detail": citation["detail"],
        "documents": [OVERVIEW],
        "missing": citation["missing"],
        "passage_count": len(passages),
    }
    assert text[9:30] == citation["citation"]
    assert response.json()["index"] == client.get("/v1/documents").json()["index"]


def test_a_range_that_is_partly_there_says_which_part(client: TestClient) -> None:
    last = len(client.get(f"/v1/documents/{ARTICLE}").json()["outline"])
    (citation,) = looked_up(client, f"Kim op-ed, paras 2–{last + 9}")
    assert citation["status"] == 200
    (gap,) = citation["missing"]
    assert gap.endswith(f"–{last + 9}")
    assert gap in citation["detail"]


def test_a_passage_of_a_citation_is_the_passage_itself(client: TestClient) -> None:
    (citation,) = looked_up(client, "Overview, para. 17")
    (passage,) = citation["passages"]
    assert passage == client.get(passage["links"]["self"]).json()


def test_post_takes_a_whole_draft_and_agrees_with_get(client: TestClient) -> None:
    text = "See Overview, para. 17; ibid., para. 28; and Kim op-ed, para. 2."
    got = client.get("/v1/cite", params={"text": text})
    posted = client.post("/v1/cite", json={"text": text})
    assert posted.json() == got.json()
    assert [citation["status"] for citation in posted.json()["citations"]] == [200, 300, 200]


def test_beyond_the_cap_citations_are_named_and_not_looked_up(client: TestClient) -> None:
    text = "Overview, para. 1. " * (DEFAULT_CAP + 2)
    citations = client.post("/v1/cite", json={"text": text}).json()["citations"]
    assert [citation["status"] for citation in citations] == [200] * DEFAULT_CAP + [429] * 2
    assert str(DEFAULT_CAP) in citations[-1]["detail"]
    assert citations[-1]["passages"] == []


def test_a_text_without_citations_has_none(client: TestClient) -> None:
    assert looked_up(client, "Nothing is cited here.") == []


JSON = {"content-type": "application/json"}
PROBLEMS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/v1/cite", {}, 422, "invalid"),
    ("GET", "/v1/cite?text=%20", {}, 422, "invalid"),
    ("GET", "/v1/cite?text=a&cap=5", {}, 422, "invalid"),
    ("GET", f"/v1/cite?text={'a' * 17_000}", {}, 414, "uri-too-long"),
    ("POST", "/v1/cite", {"json": {"text": "a" * 64_001}}, 413, "too-large"),
    ("POST", "/v1/cite", {"json": {"text": "a" * 900_000}}, 413, "too-large"),
    ("POST", "/v1/cite", {"json": {"text": 5}}, 422, "invalid"),
    ("POST", "/v1/cite", {"content": b'{"text": "\\ud800"}', "headers": JSON}, 422, "invalid"),
    ("POST", "/v1/cite", {"content": b"{", "headers": JSON}, 400, "malformed"),
    ("POST", "/v1/cite", {"data": {"text": "a"}}, 415, "media-type"),
    ("DELETE", "/v1/cite", {}, 405, "method"),
    ("GET", "/v1/passages/p_nothing/citation", {}, 404, "not-found"),
    ("GET", "/v1/passages/p_nothing/citation?format=ris", {}, 404, "not-found"),
    ("GET", "/v1/passages/p_nothing/citation?style=vancouver", {}, 400, "not-offered"),
    ("GET", "/v1/passages/p_nothing/citation?format=word", {}, 400, "not-offered"),
    ("GET", "/v1/passages/p_nothing/citation?of=page", {}, 400, "not-offered"),
    ("GET", f"/v1/documents/{OVERVIEW}/paragraphs/999", {}, 404, "not-found"),
    ("GET", f"/v1/documents/{OVERVIEW}/paragraphs/%3Cb%3E", {}, 404, "not-found"),
    ("GET", "/v1/documents/nothing/paragraphs/1", {}, 404, "not-found"),
    ("GET", f"/d/{OVERVIEW}/para/999", {}, 404, "not-found"),
    ("GET", "/d/nothing/para/1", {}, 404, "not-found"),
    ("GET", "/?q=a&style=vancouver", {}, 400, "not-offered"),
]


@pytest.mark.parametrize(("method", "path", "sent", "status", "kind"), PROBLEMS)
def test_an_error_is_a_problem(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, kind: str
) -> None:
    problem_in(client.request(method, path, **sent), status, kind)


def test_the_largest_text_is_taken_however_it_is_escaped(client: TestClient) -> None:
    body = orjson.dumps({"text": ""})[:-2] + b"\\ud835\\udd04" * 64_000 + b'"}'
    assert client.post("/v1/cite", content=body, headers=JSON).json()["citations"] == []


def test_a_style_that_is_not_offered_lists_those_that_are(client: TestClient) -> None:
    problem = client.get("/v1/passages/p_x/citation?style=vancouver").json()
    assert [error["field"] for error in problem["errors"]] == ["style"]
    for style in STYLES:
        assert style in problem["detail"]


# --- citing -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def opinion(client: TestClient) -> dict[str, Any]:
    """A passage with an author, a publisher and a date."""
    (citation,) = looked_up(client, "Kim op-ed, para. 2")
    passage: dict[str, Any] = citation["passages"][0]
    return passage


def citation_of(client: TestClient, passage: dict[str, Any], **asked: str) -> tuple[str, str]:
    response = client.get(passage["links"]["citation"], params=asked)
    assert response.status_code == 200, response.text
    return response.headers["content-type"], response.content.decode()


def test_without_a_style_it_is_the_citation_of_the_passage(
    client: TestClient, opinion: dict[str, Any]
) -> None:
    assert citation_of(client, opinion) == ("text/plain; charset=utf-8", opinion["citation"])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("format", "media"), [("text", "plain"), ("html", "html"), ("markdown", "markdown")]
)
def test_a_style_in_each_format_has_its_media_type_and_the_paragraph(
    client: TestClient, opinion: dict[str, Any], style: str, format: str, media: str
) -> None:
    told, text = citation_of(client, opinion, style=style, format=format)
    assert told == f"text/{media}; charset=utf-8"
    assert "Kim" in text
    assert "2" in text


def test_styles_differ_and_the_document_has_an_entry_of_its_own(
    client: TestClient, opinion: dict[str, Any]
) -> None:
    _, in_text = citation_of(client, opinion, style="apa")
    assert in_text == "(Kim, 2023, para. 2)"
    _, entry = citation_of(client, opinion, style="apa", of="document")
    assert "The Korea Herald" in entry
    assert "para." not in entry


@pytest.mark.parametrize("of", ["passage", "document"])
def test_exports_are_read_by_other_peoples_readers(
    client: TestClient, opinion: dict[str, Any], of: str
) -> None:
    media, bibtex = citation_of(client, opinion, format="bibtex", of=of)
    assert media.startswith(MEDIA_TYPES["bibtex"])
    (entry,) = bibtexparser.parse_string(bibtex).entries
    media, ris = citation_of(client, opinion, format="ris", of=of)
    assert media.startswith(MEDIA_TYPES["ris"])
    (record,) = rispy.loads(ris)
    media, csl = citation_of(client, opinion, format="csl-json", of=of)
    assert media == MEDIA_TYPES["csl-json"]
    (item,) = orjson.loads(csl)
    assert entry["title"].strip("{}") == item["title"] == opinion["document"]["title"]
    assert record["title"] == item["title"]
    assert ("note" in entry.fields_dict) == ("note" in item) == (of == "passage")


@pytest.mark.parametrize(
    ("format", "ending"), [("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json")]
)
def test_an_export_is_a_file_to_save(
    client: TestClient, opinion: dict[str, Any], format: str, ending: str
) -> None:
    response = client.get(opinion["links"]["citation"], params={"format": format})
    name = f"{opinion['id']}.{ending}"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


# --- paragraphs ---------------------------------------------------------------------------------


def test_a_paragraph_is_found_by_its_number(client: TestClient) -> None:
    body = client.get(f"/v1/documents/{OVERVIEW}/paragraphs/17").json()
    described(client, "ParagraphView", body)
    assert (body["document"], body["number"]) == (OVERVIEW, "17")
    (passage,) = body["passages"]
    assert passage == client.get(passage["links"]["self"]).json()
    led = client.get(f"/d/{OVERVIEW}/para/17", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (302, passage["links"]["html"])


@pytest.mark.parametrize("number", ["28", "29", "30"])
def test_a_number_printed_twice_gives_a_choice_and_not_the_first(
    client: TestClient, number: str
) -> None:
    passages = client.get(f"/v1/documents/{OVERVIEW}/paragraphs/{number}").json()["passages"]
    assert [passage["locator"]["occurrence"] for passage in passages] == [1, 2]
    response = client.get(f"/d/{OVERVIEW}/para/{number}", headers={"accept": "text/html"})
    assert response.status_code == 300
    assert f"Paragraph {number} is printed twice" in response.text
    for passage in passages:
        assert f'href="{passage["links"]["html"]}"' in response.text


def test_a_paragraph_that_is_not_there_is_a_page_for_a_browser(client: TestClient) -> None:
    response = client.get(f"/d/{OVERVIEW}/para/999", headers={"accept": "text/html"})
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "999" in response.text


# --- links --------------------------------------------------------------------------------------


def test_a_source_with_an_address_is_linked_by_a_text_fragment() -> None:
    """Of a record with a url; those of the repository have none."""
    catalogue = corpus()
    document = catalogue.document(OVERVIEW)
    addressed = replace(
        document, record=replace(document.record, url="https://example.org/overview")
    )
    for passage in catalogue.passages(catalogue.rows_of(OVERVIEW)):
        assert links_of(document, passage).source is None
        source = links_of(addressed, passage).source
        assert source is not None
        assert source.startswith("https://example.org/overview#:~:text=")

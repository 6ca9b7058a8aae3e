"""``/v1/ask``, field by field."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"


def ask(client: TestClient, question: str, **fields: Any) -> dict[str, Any]:
    response = client.get("/v1/ask", params={"q": question, **fields})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_passage_that_answers_comes_first_with_its_evidence_marked(client: TestClient) -> None:
    answer = ask(client, QUESTION)
    first = answer["passages"][0]
    assert answer["verdict"]["status"] == "found"
    assert first["document"]["key"] == "asean-rok-overview"
    assert first["locator"]["display"] == "para. 18"
    marked = [first["quote"][span["start"] : span["end"]] for span in first["highlights"]]
    assert any("1 January 2010" in words for words in marked)


def test_an_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    answer = ask(client, QUESTION, k=3)
    assert set(answer) == {"question", "verdict", "passages", "index"}
    assert answer["question"] == QUESTION
    assert set(answer["verdict"]) == {"status", "confidence", "missing_terms"}
    assert 0 <= answer["verdict"]["confidence"] <= 1
    assert set(answer["index"]) >= {"generation", "built_at", "model", "documents", "passages"}
    assert answer["index"]["documents"] == 2
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3]
    for passage in answer["passages"]:
        assert set(passage) >= {
            "id", "rank", "score", "quote", "highlights", "document", "locator", "section",
            "pages", "selectors", "citation", "links",
        }  # fmt: skip
        assert passage["id"].startswith("p_")
        assert 0 <= passage["score"] <= 1
        assert passage["citation"]
        assert "\n" not in passage["citation"]
        assert set(passage["document"]) >= {"key", "title", "kind", "issued", "edition"}
        assert passage["links"]["self"] == f"/v1/passages/{passage['id']}"
        assert passage["links"]["html"] == f"/p/{passage['id']}"
        key = passage["document"]["key"]
        assert passage["links"]["document"] == f"/d/{key}#{passage['id']}"
        for span in passage["highlights"]:
            assert 0 <= span["start"] < span["end"] <= len(passage["quote"])


def test_an_answer_is_as_its_own_description_says(client: TestClient) -> None:
    openapi = client.get("/openapi.json").json()
    schema = {**openapi, "$ref": "#/components/schemas/AnswerView"}
    jsonschema.validate(ask(client, QUESTION, k=50), schema)


def test_the_selectors_lead_back_to_the_words(client: TestClient) -> None:
    for passage in ask(client, "people", k=50)["passages"]:
        text = client.get(f"/v1/documents/{passage['document']['key']}/text").text
        words, *positions = passage["selectors"]
        assert words["type"] == "TextQuoteSelector"
        assert words["exact"] == passage["quote"]
        assert {position["type"] for position in positions} == {"TextPositionSelector"}
        cut = " ".join(text[position["start"] : position["end"]] for position in positions)
        assert " ".join(cut.split()) == passage["quote"]
        assert text[: positions[0]["start"]].endswith(words["prefix"])
        assert text[positions[-1]["end"] :].startswith(words["suffix"])


def test_passages_are_given_where_nothing_answers(client: TestClient) -> None:
    answer = ask(client, "Who won the football world cup in 1998?")
    assert answer["verdict"]["status"] == "not_found"
    assert len(answer["passages"]) == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"q": QUESTION},
        {"q": QUESTION, "k": 1},
        {"q": "culture", "document": "korea-herald-2023-08-08", "k": 50},
        {"q": "수도는 어디입니까? ¿Dónde? 🙂", "k": 2},  # no word of the documents' language
        {"q": "a" * 1000},  # the limit itself
        {"q": "𝔞" * 1000},  # four bytes each: the limit counts characters
    ],
)
def test_get_and_post_agree(client: TestClient, fields: dict[str, Any]) -> None:
    got = client.get("/v1/ask", params=fields)
    posted = client.post("/v1/ask", json=fields)
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json()


def test_json_has_one_kind_of_number(client: TestClient) -> None:
    answered = client.post("/v1/ask", json={"q": QUESTION, "k": 3.0})
    assert len(answered.json()["passages"]) == 3


def test_a_document_limits_the_search_to_itself(client: TestClient) -> None:
    answer = ask(client, QUESTION, document="korea-herald-2023-08-08", k=50)
    assert {passage["document"]["key"] for passage in answer["passages"]} == {
        "korea-herald-2023-08-08"
    }


def test_a_document_that_bears_no_date_says_so(client: TestClient) -> None:
    first = ask(client, QUESTION)["passages"][0]
    assert first["document"]["issued"] is None
    assert "n.d." in first["citation"]


def test_the_same_question_gets_the_same_answer(client: TestClient) -> None:
    assert ask(client, QUESTION) == ask(client, QUESTION)

"""Drafts verified over HTTP: every status, text and files, limits."""

from __future__ import annotations

import io
from typing import Any

import docx
import jsonschema
import pytest
from starlette.testclient import TestClient

from pincite.verify.types import TO_MEND, Status
from support.service import problem_in

DRAFT = (
    "𝔄s is known, it “came into effect on 2 January 2010” (Overview, para. 18), and the leaders "
    "met. They gave USD 5 million in 2009 (Overview, para. 18)."
)

# A draft for each status that one can have; the kind of the item.
STATUSES: list[tuple[str, str, str]] = [
    ("exact", "quotation", '"came into effect on 1 January 2010" (Overview, para. 18)'),
    ("normalized", "quotation", '"came  into effect on\n1 January 2010" (Overview, para. 18)'),
    ("altered", "quotation", '"came into effect on 2 January 2010" (Overview, para. 18)'),
    (
        "ellipsis",
        "quotation",
        '"the ROK has doubled its contribution [...] to support more cooperation programmes" x',
    ),
    (
        "ellipsis_unsafe",
        "quotation",
        '"all ASEAN Member States … which is still undertaking internal procedures" x',
    ),
    (
        "wrong_locator",
        "quotation",
        '"The ROK established its Mission to ASEAN in Jakarta" (Overview, para. 99)',
    ),
    (
        "wrong_document",
        "quotation",
        '"The ROK established its Mission to ASEAN in Jakarta" (Kim op-ed, para. 5)',
    ),
    ("ambiguous", "quotation", '"ASEAN and the ROK" x'),
    ("too_short", "quotation", 'a "partnership" of equals'),
    ("not_found", "quotation", '"nobody has ever written a word about cheese here" x'),
    ("unbalanced", "quotation", "“came into effect on 1 January 2010 and it never ends"),
    ("pinpoint_found", "pinpoint", "Overview, para. 17"),
    ("pinpoint_several", "pinpoint", "Overview, para. 28"),
    ("pinpoint_unclear", "pinpoint", "Hanoi Communique, para. 5"),
    ("pinpoint_missing", "pinpoint", "Overview, para. 99"),
    ("figure_supported", "figure", "It took effect on 1 January 2010 (Overview, para. 18)."),
    (
        "figure_differs",
        "figure",
        "The AKFTA came into effect on 1 January 2011 (Overview, para. 18).",
    ),
    ("figure_absent", "figure", "They gave USD 5 million (Overview, para. 18)."),
    ("figure_unchecked", "figure", "KASI was announced in November 2021."),
    ("nearest", "sentence", "The leaders met to discuss how they would cooperate."),
]


def verified(client: TestClient, text: str) -> dict[str, Any]:
    response = client.post("/v1/verify", json={"text": text})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def upload(client: TestClient, name: str, data: bytes, status: int = 200) -> dict[str, Any]:
    response = client.post("/v1/verify", files={"file": (name, data)})
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.parametrize(("status", "kind", "draft"), STATUSES)
def test_every_status(client: TestClient, status: str, kind: str, draft: str) -> None:
    body = verified(client, draft)
    items = [item for item in body["items"] if item["status"] == status]
    assert items, [(item["kind"], item["status"]) for item in body["items"]]
    for item in items:
        assert item["kind"] == kind
        assert item["text"] == draft[item["start"] : item["end"]]
        assert item["to_mend"] == (Status(status) in TO_MEND)
    assert body["summary"]["counts"][status] == len(items)


def test_what_lies_beyond_the_limits_is_named_and_not_compared(client: TestClient) -> None:
    quotations = verified(client, '"a" ' * 5_002)["summary"]["counts"]
    assert quotations["unchecked"] == 2
    pinpoints = verified(client, "Overview, para. 1 " * 2_002)["summary"]["counts"]
    assert pinpoints["pinpoint_unchecked"] == 2


def test_every_status_is_tried_here() -> None:
    """But for one that an index with passages never gives."""
    tried = {status for status, _, _ in STATUSES} | {"unchecked", "pinpoint_unchecked"}
    assert {status.value for status in Status} - tried == {"nothing_near"}


def test_an_item_has_the_fields_of_the_contract(client: TestClient) -> None:
    body = verified(client, DRAFT)
    openapi = client.get("/openapi.json").json()
    jsonschema.validate(body, {**openapi, "$ref": "#/components/schemas/VerificationView"})
    assert [(item["kind"], item["status"]) for item in body["items"]] == [
        ("quotation", "altered"),
        ("pinpoint", "pinpoint_found"),
        ("figure", "figure_absent"),
        ("figure", "figure_supported"),
        ("pinpoint", "pinpoint_found"),
    ]
    quotation = body["items"][0]
    assert DRAFT[quotation["start"] : quotation["end"]] == "came into effect on 2 January 2010"
    assert quotation["utf16"] == {
        "start": quotation["start"] + 1,
        "end": quotation["end"] + 1,
    }
    assert [change["edit"] for change in quotation["diff"]] == ["same", "changed", "same"]
    assert quotation["diff"][1] == {
        "edit": "changed",
        "source": "1",
        "draft": "2",
        "source_glued": False,
        "draft_glued": False,
    }
    assert quotation["cited"]["citation"] == "Overview, para. 18"
    assert quotation["cited"]["status"] == 200
    placed = quotation["passage"]
    passage = client.get(placed["links"]["self"]).json()
    found = placed.pop("found")
    assert placed == {name: passage[name] for name in placed}
    assert [placed["quote"][span["start"] : span["end"]] for span in found] == [
        "came into effect on 1 January 2010"
    ]


def test_the_summary_says_what_was_compared_with(client: TestClient) -> None:
    body = verified(client, DRAFT)
    index = client.get("/v1/documents").json()["index"]
    assert body["index"] == index
    summary = body["summary"]
    assert summary["generation"] == index["generation"]
    assert summary["date"] == index["built_at"]
    assert summary["documents"] == ["asean-rok-overview", "korea-herald-2023-08-08"]
    assert summary["items"] == len(body["items"]) == sum(summary["counts"].values())
    assert summary["to_mend"] == sum(item["to_mend"] for item in body["items"]) == 2
    assert body["draft"] == {"name": None, "characters": len(DRAFT), "text": None}


def test_a_sentence_gets_passages_with_the_question_sides_confidence(client: TestClient) -> None:
    sentence = "When the free trade agreement came into effect is asked here."
    (item,) = verified(client, sentence)["items"]
    asked = client.get("/v1/ask", params={"q": sentence, "k": 3}).json()
    assert item["confidence"] == asked["verdict"]["confidence"]
    assert [(near["id"], near["score"]) for near in item["nearest"]] == [
        (hit["id"], hit["score"]) for hit in asked["passages"]
    ]
    assert item["passage"] is None


def test_a_range_that_is_partly_there_wants_mending(client: TestClient) -> None:
    (item,) = verified(client, "Kim op-ed, paras 1–99")["items"]
    assert item["status"] == "pinpoint_found"
    assert item["to_mend"]
    assert item["cited"]["missing"]
    assert item["passage_count"] > 10
    assert len(item["others"]) == 9


def test_nothing_judges_the_author(client: TestClient) -> None:
    for _, _, draft in STATUSES:
        told = client.post("/v1/verify", json={"text": draft}).text
        page = client.post("/verify", files={"text": (None, draft)}).text
        for text in (told, page):
            assert "hallucinat" not in text.lower()
            assert not set("✓✔✅☑") & set(text)


# --- files --------------------------------------------------------------------------------------


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_file_is_read_and_its_text_is_given(client: TestClient) -> None:
    body = upload(client, "briefing.docx", word("A note.", DRAFT))
    assert body["draft"]["name"] == "briefing.docx"
    text = body["draft"]["text"]
    assert DRAFT in text
    assert body["draft"]["characters"] == len(text)
    for item in body["items"]:
        assert text[item["start"] : item["end"]] == item["text"]
    assert body["summary"]["counts"]["altered"] == 1


def test_markdown_keeps_its_block_quotes(client: TestClient) -> None:
    text = "It says:\n\n> The AKFTA came into effect on 3 May 2010\n\n(Overview, para. 18).\n"
    body = upload(client, "note.md", text.encode())
    assert body["draft"]["text"].strip() == text.strip()
    (quotation,) = [item for item in body["items"] if item["kind"] == "quotation"]
    assert quotation["text"] == "The AKFTA came into effect on 3 May 2010"


def test_a_text_file_longer_than_a_json_body_may_be_is_taken(client: TestClient) -> None:
    text = f"{'Nothing is cited here. ' * 4_000}\n\n{DRAFT}"
    assert len(text) > 64_000
    assert upload(client, "long.txt", text.encode())["summary"]["counts"]["altered"] == 1


def test_a_file_and_the_same_text_have_the_same_items(client: TestClient) -> None:
    assert upload(client, "a.txt", DRAFT.encode())["items"] == verified(client, DRAFT)["items"]


# What is sent, and the problem it gets.
PROBLEMS: list[tuple[dict[str, Any], int, str]] = [
    ({"json": {}}, 422, "invalid"),
    ({"json": {"text": " \n"}}, 422, "invalid"),
    ({"json": {"text": "a", "draft": "b"}}, 422, "invalid"),
    ({"json": []}, 422, "invalid"),
    ({"json": {"text": "a" * 64_001}}, 413, "too-large"),
    ({"json": {"text": "a" * 900_000}}, 413, "too-large"),
    ({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "malformed"),
    ({"content": b"text"}, 415, "media-type"),
    ({"data": {"text": "a"}}, 415, "media-type"),
    ({"files": {"other": ("a.txt", b"a")}}, 422, "invalid"),
    ({"files": {"file": ("a.pdf", b"%PDF-1.7")}}, 415, "media-type"),
    ({"files": {"file": ("a", b"a")}}, 415, "media-type"),
    ({"files": {"file": ("a.docx", b"PK not a zip")}}, 400, "unreadable"),
    ({"files": {"file": ("a.txt", b"")}}, 400, "unreadable"),
    ({"files": {"file": ("a.md", b" \n")}}, 400, "unreadable"),
    ({"files": {"file": ("a.txt", b"a" * 10_000_001)}}, 413, "too-large"),
    ({"files": {"file": ("a.txt", b"a" * 10_400_000)}}, 413, "too-large"),
    (
        {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        400,
        "malformed",
    ),
    ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400, "malformed"),
]


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    PROBLEMS,
    ids=[f"{n}-{kind}" for n, (_, _, kind) in enumerate(PROBLEMS)],
)
def test_an_error_is_a_problem(
    client: TestClient, sent: dict[str, Any], status: int, kind: str
) -> None:
    problem_in(client.post("/v1/verify", **sent), status, kind)


def test_the_limits_are_told(client: TestClient) -> None:
    text = client.post("/v1/verify", json={"text": "a" * 64_001}).json()["detail"]
    assert "64,001" in text
    assert "64,000" in text
    file = upload(client, "big.txt", b"a" * 10_000_001, 413)["detail"]
    assert "big.txt" in file
    assert "10,000,000" in file


def test_a_path_in_a_files_name_leads_nowhere(client: TestClient) -> None:
    assert upload(client, "../../etc/x.txt", DRAFT.encode())["summary"]["items"] == 5


# --- the page -----------------------------------------------------------------------------------


def test_the_page_takes_text_and_says_where_each_finding_stands(client: TestClient) -> None:
    page = client.post("/verify", files={"text": (None, DRAFT.replace("\n", "\r\n"))}).text
    assert "5 items, 2 to mend" in page
    assert "<del>1</del> <ins>2</ins>" in page
    for number in range(1, 6):
        assert page.count(f'id="finding-{number}"') == 1
        assert page.count(f'id="place-{number}"') == 1
    assert page.index("The words differ".lower()) < page.index("the passage does not give it<")


def test_the_page_takes_a_file(client: TestClient) -> None:
    file = ("briefing.docx", word(DRAFT))
    page = client.post("/verify", files={"text": (None, ""), "file": file}).text
    assert "Report on briefing.docx" in page
    assert "5 items, 2 to mend" in page


ATTACKS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><svg>"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_a_draft_is_shown_and_never_obeyed(client: TestClient, attack: str) -> None:
    page = client.post("/verify", files={"text": (None, f"“{attack} {attack}” {attack}")}).text
    assert attack not in page
    assert page.count("<script") == 1
    file = (f"{attack}.txt".replace('"', "'"), attack.encode())
    page = client.post("/verify", files={"file": file}).text
    assert "<img" not in page
    assert page.count("<script") == 1


def test_a_comparison_on_the_page_has_its_blanks_where_the_words_have_them(
    client: TestClient,
) -> None:
    draft = 'It was "established in 13 March 2009 in Busan, the ROK. The Centre never plays" x'
    page = client.post("/verify", files={"text": (None, draft)}).text
    assert "in <del>Seoul</del> <ins>Busan</ins>, the ROK" in page
    assert "The Centre <ins>never</ins> plays" in page

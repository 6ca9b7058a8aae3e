"""The whole API against its own description, and questions made to break it."""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from pincite.settings import load
from pincite_api.app import create_app
from support.service import settings_for

TOKEN = "a-token-of-the-tests"
CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def described(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application's own schema; it may write, into copies."""
    folder = tmp_path_factory.mktemp("schema")
    index = shutil.copytree(index_folder, folder / "index")
    changed = {
        "corpus": str(shutil.copytree(CORPUS, folder / "corpus")),
        "write_token_sha256": hashlib.sha256(TOKEN.encode()).hexdigest(),
    }
    app = create_app(settings_for(Path(index), **changed))
    with TestClient(app):
        loaded = schemathesis.openapi.from_asgi("/openapi.json", app)
        _part_patterns_from_lengths(loaded.raw_schema)
        yield loaded


def _part_patterns_from_lengths(schema: Any) -> None:
    """Write a pattern beside a great length in another way, which means the same.

    The tool makes one expression of the two, with a count of 64,000, and takes 10 s to compile it.
    """
    if isinstance(schema, list):
        for value in schema:
            _part_patterns_from_lengths(value)
    elif isinstance(schema, dict):
        length = schema.get("maxLength")
        if isinstance(length, int) and length > 10_000 and "pattern" in schema:
            schema["allOf"] = [{"pattern": schema.pop("pattern")}]
        for value in schema.values():
            _part_patterns_from_lengths(value)


OPERATIONS = [
    (method.upper(), path)
    for path, operations in create_app(load({})).openapi()["paths"].items()
    for method in operations
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_path_keeps_to_its_description(described: Any, method: str, path: str) -> None:
    """No 5xx, no status, header, type or body that is not described, no refusal of what is."""
    headers = {"Authorization": f"Bearer {TOKEN}"} if method in ("PUT", "DELETE") else {}

    # A schema cannot say that a file's name must have a known ending: made files have others.
    files = method == "PUT" or path == "/v1/verify"
    excluded = [positive_data_acceptance] if files else []

    @given(case=described[path][method].as_strategy())
    @settings(
        max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def keeps(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    keeps()


def hostile_questions() -> list[str]:
    """Each is legal; what each tries stands beside it."""
    draw = random.Random(11)
    planes = "".join(chr((plane << 16) + draw.randrange(0x20, 0xD000)) for plane in range(17))
    return [
        "".join(map(chr, range(1, 32))) + "trade",  # control characters
        "\x7f\x80\x9b31m trade \x1b[2J",
        "tr\u202eade \u2066x\u2069\u200f",  # directions
        planes,
        *("".join(chr(draw.randrange(0xE000, 0x110000)) for _ in range(300)) for _ in range(3)),
        "e" + "\u0301" * 999,  # combining marks
        "'; DROP TABLE passages; --",  # SQL
        '" OR 1=1 --',
        'NEAR("trade" "culture", 5) AND title: * NOT (x OR y) ^2 ~3',  # query syntax
        "trade* +must -not [a TO z] {a TO z} /re.*/ \\ && || !",
        "%s %d %(x)s {0} {x.__class__} ${jndi:ldap://x} `id` $(id)",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{7*7}} {% for x in y %} <% x %>",  # templates
        "\u0130\u0131\u017f\u212a\ufb01 \u1e9e",  # letters whose case changes their length
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 400,
        "9" * 1000,
        "a " * 500,
        ("(" * 300) + (")" * 300),
        "\u0ba8\u0bbf " * 200,
        "\ufdfa" * 500,  # grows eighteenfold when normalised
        "\u200d\u2060\ufeff" * 300 + "?",
        "../../../../etc/passwd",
        "-" * 1000,
        '"' * 999 + "x",
    ]


@pytest.mark.parametrize("question", hostile_questions(), ids=range(len(hostile_questions())))
def test_a_hostile_question_is_a_question(client: TestClient, question: str) -> None:
    response = client.post("/v1/ask", json={"q": question})
    assert response.status_code in (200, 422), response.text
    if response.status_code == 200:
        assert response.json()["question"].strip()
    page = client.get("/", params={"q": question})
    assert page.status_code in (200, 422)
    for markup in ("<script>alert", "<img src=x", "{{7*7}}49"):
        assert markup not in page.text

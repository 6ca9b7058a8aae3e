"""Documents changed over HTTP: who may, one at a time, on disk first, then live."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pincite.corpus import changes
from pincite.corpus.changes import Change
from pincite.errors import LastDocumentError
from pincite.settings import load
from pincite.store import folder as folders
from pincite_api.live import State
from pincite_api.metrics import Metrics
from pincite_api.tokens import is_writing
from pincite_api.writer import Job, Writer, problem_of_change
from support.service import ServiceOver, problem_in

CORPUS = Path(__file__).parents[2] / "corpus"
TOKEN = "a-token-of-the-tests"
DIGEST = hashlib.sha256(TOKEN.encode()).hexdigest()
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ACT = ("act.md", b"# The Bicycle Act\n\nTariffs on bicycles end in 2031.\n")

Writable = Callable[..., TestClient]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))


@pytest.fixture
def writable(service_over: ServiceOver, index_copy: Path, corpus: Path) -> Writable:
    def start(**changed: str) -> TestClient:
        settings = {"corpus": str(corpus), "write_token_sha256": DIGEST, **changed}
        return service_over(index_copy, **settings)

    return start


def ended(client: TestClient, accepted: Any) -> dict[str, Any]:
    """The job of an accepted change, once it has ended."""
    assert accepted.status_code == 202, accepted.text
    link = accepted.json()["links"]["self"]
    assert accepted.headers["location"] == link
    ends = time.monotonic() + 60
    while (job := client.get(link).json())["status"] == "running":
        assert time.monotonic() < ends, job
        time.sleep(0.05)
    told: dict[str, Any] = job
    return told


def put(client: TestClient, key: str, **parts: Any) -> Any:
    files = {"file": parts.pop("file", ACT)}
    if record := parts.pop("record", None):
        files["record"] = (None, json.dumps(record), "application/json")
    return client.put(
        f"/v1/documents/{key}", files=files, headers=BEARER | parts.pop("headers", {})
    )


def test_put_asked_replaced_and_deleted(writable: Writable, corpus: Path) -> None:
    client = writable()
    generation = client.get("/readyz").json()["index"]["generation"]
    accepted = put(client, "bicycle-act", record={"issued": "2030", "short": ["Act"]})
    assert (corpus / "bicycle-act.md").read_bytes() == ACT[1], "on disk when it is acknowledged"
    job = ended(client, accepted)
    assert job["status"] == "done", job
    assert job["files"] == [
        {"key": "bicycle-act", "file": "bicycle-act.md", "change": "added",
         "outcome": "indexed", "detail": None}
    ]  # fmt: skip
    assert job["ended_at"]
    # Live as soon as the job is done, with its record.
    answer = client.get("/v1/ask", params={"q": "When do tariffs on bicycles end?"}).json()
    assert answer["index"]["generation"] == job["generation"] != generation
    assert answer["passages"][0]["document"]["key"] == "bicycle-act"
    document = client.get("/v1/documents/bicycle-act").json()
    assert (document["title"], document["issued"]) == ("The Bicycle Act", "2030")

    anew = ("other-name.md", b"# The Bicycle Act\n\nTariffs on bicycles end in 2040.\n")
    job = ended(client, put(client, "bicycle-act", file=anew))
    assert job["files"][0]["change"] == "replaced"
    assert "2040" in client.get("/v1/documents/bicycle-act/text").text
    assert client.get("/v1/documents/bicycle-act").json()["issued"] == "2030"

    job = ended(client, client.delete("/v1/documents/bicycle-act", headers=BEARER))
    assert job["files"][0]["outcome"] == "removed"
    problem_in(client.get("/v1/documents/bicycle-act"), 404, "not-found")
    assert (corpus / "corpus.toml").read_bytes() == (CORPUS / "corpus.toml").read_bytes()
    assert client.get("/readyz").json()["index"]["generation"] == generation


def test_without_a_token_set_writing_is_off(client: TestClient) -> None:
    told = problem_in(put(client, "x"), 403, "writing-off")
    assert "PINCITE_WRITE_TOKEN_SHA256" in told["detail"]
    problem_in(client.delete("/v1/documents/x", headers=BEARER), 403, "writing-off")


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer wrong",
        f"Bearer {DIGEST}",  # what the settings hold opens nothing
        f"Basic {TOKEN}",
        "Basic eDphLXRva2VuLW9mLXRoZS10ZXN0cw==",  # x:a-token-of-the-tests, as a browser sends it
        f"bearer{TOKEN}",
    ],
)
def test_only_the_token_writes(writable: Writable, corpus: Path, given: str) -> None:
    client = writable()
    headers = {"Authorization": given}
    response = client.delete("/v1/documents/asean-rok-overview", headers=headers)
    problem_in(response, 401, "token")
    assert response.headers["www-authenticate"] == "Bearer"
    assert (corpus / "asean-rok-overview.txt").exists()


def test_every_route_that_changes_something_needs_the_token(writable: Writable) -> None:
    """Asking, citing and verifying are POST and change nothing."""
    client = writable()
    found = 0
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            if method in ("put", "delete", "patch"):
                found += 1
                at = path.replace("{key}", "x")
                assert is_writing(method.upper(), at)
                assert operation["security"] == [{"token": []}]
                problem_in(client.request(method, at), 401, "token")
    assert found == 2


def test_reading_behind_a_token(writable: Writable) -> None:
    reader = hashlib.sha256(b"reader").hexdigest()
    client = writable(read_token_sha256=reader)
    for path in ("/", "/v1/documents", "/v1/ask?q=trade", "/metrics", "/openapi.json", "/docs"):
        refused = client.get(path, headers={"accept": "application/json"})
        problem_in(refused, 401, "token")
        assert "Basic" in refused.headers["www-authenticate"]
        for given in ("Bearer reader", "Basic dTpyZWFkZXI=", f"Bearer {TOKEN}"):
            assert client.get(path, headers={"Authorization": given}).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    given = {"Authorization": "Bearer reader"}
    problem_in(client.delete("/v1/documents/asean-rok-overview", headers=given), 401, "token")


@pytest.mark.parametrize(
    ("key", "parts", "status", "kind", "told"),
    [
        ("Not-A-Key", {}, 422, "invalid", "key"),
        ("..", {}, 404, "not-found", ""),  # the client itself resolves it: no such path
        ("x", {"file": ("x.exe", b"MZ")}, 415, "media-type", "'.exe'"),
        ("x", {"file": ("x.pdf", b"%PDF-1.7")}, 400, "unreadable", "x.pdf: "),
        ("x", {"file": ("x.txt", b"\0\0")}, 400, "unreadable", "holds nothing"),
        ("x", {"file": ("x.docx", b"%PDF-1.7")}, 415, "media-type", "holds"),
        ("x", {"record": {"issued": "soon"}}, 422, "invalid", "issued 'soon'"),
        ("x", {"record": {"colour": "red"}}, 422, "invalid", "record.colour"),
        ("x", {"record": {"title": 5}}, 422, "invalid", "record.title"),
        ("x", {"record": [1]}, 422, "invalid", "record"),
    ],
)
def test_what_is_refused_changes_nothing(
    writable: Writable, corpus: Path, key: str, parts: Any, status: int, kind: str, told: str
) -> None:
    client = writable()
    before = {path.name: path.read_bytes() for path in corpus.glob("[!.]*")}
    if key == "..":
        response = client.delete("/v1/documents/..%2f..%2fetc", headers=BEARER)
    else:
        response = put(client, key, **parts)
    assert told in problem_in(response, status, kind)["detail"]
    assert {path.name: path.read_bytes() for path in corpus.glob("[!.]*")} == before
    assert str(corpus) not in response.text


def test_a_form_without_the_file_and_a_body_that_is_no_form(writable: Writable) -> None:
    client = writable()
    url = "/v1/documents/x"
    problem_in(client.put(url, json={"file": "x"}, headers=BEARER), 415, "media-type")
    only = {"record": (None, "{}", "application/json")}
    problem_in(client.put(url, files=only, headers=BEARER), 422, "invalid")
    more = {"file": ACT, "key": (None, "x")}
    problem_in(client.put(url, files=more, headers=BEARER), 422, "invalid")


def test_no_such_document_or_job(writable: Writable) -> None:
    client = writable()
    problem_in(client.delete("/v1/documents/nothing", headers=BEARER), 404, "not-found")
    problem_in(client.get("/v1/jobs/j_nothing"), 404, "not-found")


def test_larger_than_a_document_may_be(writable: Writable, corpus: Path) -> None:
    client = writable(upload_bytes="1000")
    response = put(client, "x", file=("x.txt", b"trade " * 50_000))
    problem_in(response, 413, "too-large")


def test_a_temporary_folder_that_cannot_be_written_is_told(
    writable: Writable, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files are put aside there while they come."""
    client = writable()
    generation = client.get("/readyz").json()["index"]["generation"]
    large = ("x.txt", b"All is well. " * 200_000)
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(corpus / "no" / "folder"))
        for response in (
            put(client, "x", file=large),
            client.post("/v1/verify", files={"file": large}),
        ):
            told = problem_in(response, 503, "unwritable")
            assert "TMPDIR" in told["detail"]
            assert str(corpus) not in response.text
    assert not (corpus / "x.txt").exists()
    assert client.get("/readyz").json()["index"]["generation"] == generation
    assert ended(client, put(client, "x", file=("x.txt", b"All is well.")))["status"] == "done"


@pytest.mark.parametrize("broken", ["corpus.toml", "glossary.toml"])
def test_a_folder_that_was_broken_before_is_not_the_request_s_fault(
    writable: Writable, corpus: Path, broken: str
) -> None:
    client = writable()
    (corpus / broken).write_text("[[document\n")
    for response in (put(client, "x"), client.delete("/v1/documents/x", headers=BEARER)):
        told = problem_in(response, 503, "damaged-corpus")
        assert told["detail"].startswith(f"{broken}: not readable as TOML")
        assert str(corpus) not in response.text
    assert not (corpus / "act.md").exists()


def test_weights_that_cannot_be_used_fail_the_job_and_nothing_else(
    writable: Writable, corpus: Path
) -> None:
    client = writable()
    generation = client.get("/readyz").json()["index"]["generation"]
    (corpus / "weights.json").write_text("{bad")
    job = ended(client, put(client, "x"))
    assert job["status"] == "failed"
    assert job["detail"].startswith("corpus/weights.json: not usable as weights")
    ready = client.get("/readyz").json()
    assert (ready["status"], ready["index"]["generation"]) == ("ready", generation)


def test_a_job_whose_generation_cannot_be_opened_is_not_done() -> None:
    class Refused:
        state = State(fault="index/g_new: manifest.json is missing")

        def refresh(self) -> None: ...

    writer = Writer(load({}), Refused(), Metrics())  # type: ignore[arg-type]
    job = Job("j_1", Change("x", "x.txt", "added"), "2026-01-01T00:00:00Z")
    ended = writer._ended(job, {"generation": "g_new", "left_out": {}}, 0)
    assert ended.status == "failed"
    assert ended.detail == "built, but it cannot be opened: index/g_new: manifest.json is missing"


def test_one_writer_at_a_time(writable: Writable, index_copy: Path, corpus: Path) -> None:
    client = writable()
    with folders.writing(index_copy):
        refused = put(client, "x")
    problem_in(refused, 409, "writing")
    assert refused.headers["retry-after"]
    assert not (corpus / "x.md").exists()
    first = put(client, "x")
    problem_in(put(client, "y"), 409, "writing")
    assert ended(client, first)["status"] == "done"
    assert ended(client, put(client, "y"))["status"] == "done"


def test_a_build_that_fails_is_told_and_the_document_kept(
    writable: Writable, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = writable()
    task = Writer._task
    gone = {"corpus": str(tmp_path / "gone")}
    monkeypatch.setattr(Writer, "_task", lambda writer: task(writer) | gone)
    job = ended(client, put(client, "x"))
    assert job["status"] == "failed"
    assert "the next build takes it in" in job["detail"]
    assert str(corpus) not in job["detail"]
    assert (corpus / "x.md").exists()
    assert client.get("/v1/ask?q=trade").status_code == 200


def test_the_token_is_in_no_log(writable: Writable, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client = writable()
        ended(client, put(client, "x"))
        client.delete("/v1/documents/x", headers={"Authorization": "Bearer another-one"})
    assert caplog.records
    for record in caplog.records:
        assert TOKEN not in repr(record.__dict__)
        assert "another-one" not in repr(record.__dict__)


def test_the_last_document_stays_and_no_path_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("words")
    with pytest.raises(LastDocumentError) as raised:
        changes.remove(tmp_path, "one")
    problem = problem_of_change(raised.value, tmp_path)
    assert problem is not None
    assert problem.status_code == 422
    assert "one is the only document" in problem.detail
    assert str(tmp_path) not in problem.detail

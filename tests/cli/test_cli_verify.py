"""``pincite verify``: a draft checked, for people and for scripts."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import orjson
import pytest
from starlette.testclient import TestClient

from cli.running import Pincite
from pincite.cli.codes import ExitCode

FAULTY = """A note.

It "came into effect on 2 January 2010" (Overview, para. 18).
"Nobody ever wrote a word about cheese in here", he said.
"""
SOUND = 'It "came into effect on 1 January 2010" (Overview, para. 18).\n'


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def test_what_wants_mending_is_listed_worst_first_with_its_line(
    pincite: Pincite, draft: Path
) -> None:
    ended = pincite("verify", str(draft))
    assert ended.status == ExitCode.TO_MEND
    heads = [line for line in ended.out.splitlines() if line.startswith("line ")]
    assert heads == [
        "line 4, quotation: not found (not_found)",
        "line 3, quotation: the words differ (altered)",
    ]
    assert "draft:       came into effect on [2] January 2010\n" in ended.out
    assert "source:      came into effect on [1] January 2010\n" in ended.out
    assert ", 2 to mend: not_found 1, altered 1" in ended.out
    assert "Compared with 2 documents of g_" in ended.out


@pytest.mark.parametrize(
    ("quoted", "draft", "source"),
    [
        # a word added, one dropped, one changed before punctuation
        ("came never into effect on", "came [never] into effect on", "came into effect on"),
        ("came into on 1 January 2010", "came into on 1 January 2010", "came into [effect] on 1"),
        ("in 13 March 2009 in Busan, the ROK", "in [Busan], the ROK", "in [Seoul], the ROK"),
    ],
)
def test_what_was_added_dropped_and_changed_is_marked_where_it_stands(
    pincite: Pincite, tmp_path: Path, quoted: str, draft: str, source: str
) -> None:
    path = tmp_path / "draft.md"
    path.write_text(f'It is "{quoted}" x', encoding="utf-8")
    rows = dict(
        line.strip().split(":", 1)
        for line in pincite("verify", str(path)).out.splitlines()
        if line.startswith("   ")
    )
    assert draft in rows["draft"]
    assert source in rows["source"]


def test_all_lists_what_leaves_nothing_to_mend_too(pincite: Pincite, draft: Path) -> None:
    assert (
        "pinpoint: the place is there (pinpoint_found)" in pincite("verify", str(draft), "-a").out
    )
    assert "pinpoint:" not in pincite("verify", str(draft)).out


def test_a_sound_draft_ends_with_0(pincite: Pincite, tmp_path: Path) -> None:
    path = tmp_path / "sound.txt"
    path.write_text(SOUND, encoding="utf-8")
    ended = pincite("verify", str(path))
    assert ended.status == 0
    assert ended.out.startswith("Nothing to mend.\n")


def test_a_word_file_is_read(pincite: Pincite, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A note.")
    document.add_paragraph("It “came into effect on 2 January 2010” (Overview, para. 18).")
    path = tmp_path / "briefing.docx"
    document.save(str(path))
    ended = pincite("verify", str(path), "--json")
    body = orjson.loads(ended.out)
    assert body["draft"]["name"] == "briefing.docx"
    assert body["summary"]["counts"]["altered"] == 1
    assert ended.status == ExitCode.TO_MEND


def test_json_is_what_the_service_answers(
    pincite: Pincite, service: TestClient, draft: Path
) -> None:
    told = service.post("/v1/verify", files={"file": ("draft.md", draft.read_bytes())}).content
    assert pincite("verify", str(draft), "--json").out.encode() == told + b"\n"


def test_text_can_come_from_standard_input(
    pincite: Pincite, service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FAULTY.encode()), "utf-8"))
    told = service.post("/v1/verify", json={"text": FAULTY}).json()
    body = orjson.loads(pincite("verify", "-", "--json").out)
    assert body["items"] == told["items"]


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("missing.md", None, 3, "no such file"),
        ("draft.pdf", b"%PDF-1.7", 1, ".docx"),
        ("draft.docx", b"not a zip", 1, "draft.docx"),
        ("draft.txt", b"", 1, "holds nothing"),
        ("draft.txt", b"a" * 10_000_001, 1, "10,000,000"),
    ],
)
def test_a_draft_that_cannot_be_read_is_an_error_of_one_line(
    pincite: Pincite, tmp_path: Path, name: str, content: bytes | None, status: int, told: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    ended = pincite("verify", str(path))
    assert (ended.status, ended.out) == (status, "")
    assert told in ended.err
    assert ended.err.count("\n") == 1


def test_a_draft_cannot_steer_the_terminal(pincite: Pincite, tmp_path: Path) -> None:
    path = tmp_path / "steer.txt"
    path.write_text('"\x1b[31mnobody wrote \x9b of cheese here ever" x', encoding="utf-8")
    assert "\x1b" not in pincite("verify", str(path)).out

"""``pincite ask``: JSON as the contract has it, plain text in a pipe, statuses for scripts."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from cli.running import QUESTION, UNANSWERED, Pincite, environment
from pincite.cli.ask import told
from pincite.cli.terminal import EVIDENCE, PLAIN, printable, wrapped
from pincite.contract import answer_view
from pincite.search.ask import ask
from pincite.search.index import Index, open_index
from pincite.types import Span


@pytest.fixture(scope="module")
def index(index_folder: Path) -> Index:
    return open_index(index_folder)


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ((), {}),
        (("-k", "2"), {"k": "2"}),
        (
            ("--document", "korea-herald-2023-08-08", "-k", "50"),
            {"document": "korea-herald-2023-08-08", "k": "50"},
        ),
    ],
)
def test_json_is_what_the_service_answers_byte_for_byte(
    pincite: Pincite,
    service: TestClient,
    options: tuple[str, ...],
    parameters: dict[str, str],
) -> None:
    ended = pincite("ask", QUESTION, "--json", *options)
    answered = service.get("/v1/ask", params={"q": QUESTION, **parameters})
    assert ended.out.encode() == answered.content + b"\n"
    assert ended.err == ""


def test_people_are_shown_verdict_quote_evidence_citation_and_id(pincite: Pincite) -> None:
    ended = pincite("ask", QUESTION, "-k", "1")
    first = orjson.loads(pincite("ask", QUESTION, "-k", "1", "--json").out)["passages"][0]
    lines = [line.strip() for line in ended.out.splitlines()]
    assert lines[0] == "The documents answer this."
    assert re.match(r"Estimated chance that the answer is here: \d+%\.", lines[1])
    assert f"1. {first['citation']}" in lines
    assert first["quote"] in lines  # in one line: what is copied or searched for is the quote
    assert first["id"] in lines
    (evidence,) = (line for line in lines if line.startswith("evidence: "))
    assert "1 January 2010" in evidence
    assert ended.status == 0


def test_nothing_but_text_is_written_into_a_pipe(pincite: Pincite) -> None:
    assert "\x1b" not in pincite("ask", QUESTION).out


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((UNANSWERED,), 3, None),  # the near misses are shown, the status says the verdict
        ((UNANSWERED, "--json"), 3, None),
        ((QUESTION, "--document", "nosuch"), 3, "no document 'nosuch'"),
        ((QUESTION, "-k", "0"), 2, "from 1 to 50"),
        ((QUESTION, "-k", "51"), 2, "from 1 to 50"),
        ((QUESTION, "-k", "many"), 2, "pincite ask --help"),
        (("  \n ",), 2, "empty"),
        (("x" * 1001,), 2, "1001 characters"),
        ((), 2, "question"),
        ((QUESTION, "--nosuch"), 2, "--nosuch"),
    ],
)
def test_exit_status(
    pincite: Pincite, arguments: tuple[str, ...], status: int, message: str | None
) -> None:
    ended = pincite("ask", *arguments)
    assert ended.status == status
    if message is None:
        assert ended.err == ""
        assert ended.out
    else:
        assert ended.out == ""
        assert ended.err.startswith("pincite: ")
        assert ended.err.count("\n") == 1
        assert message in ended.err


def test_no_index_yet_is_told_with_the_command_that_builds_one(
    pincite: Pincite, tmp_path: Path
) -> None:
    ended = pincite("ask", QUESTION, "--index", str(tmp_path))
    assert (ended.status, ended.out) == (5, "")
    assert "pincite build" in ended.err


def test_not_found_is_said_in_words(pincite: Pincite) -> None:
    out = pincite("ask", UNANSWERED).out
    assert out.startswith("No passage of these documents answers this; the nearest are below.")
    assert 'Not mentioned: "' in out


def on_a_terminal(index: Path, **more: str) -> str:
    """What `pincite ask` writes when its output is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pincite", "ask", QUESTION, "-k", "1"],
        env=environment(index, **more),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
    ) as running:
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not piece:
                break
            written += piece
        os.close(ours)
        assert running.stderr is not None
        assert running.stderr.read() == b""
    return written.decode()


def test_a_terminal_shows_the_evidence_bold_and_underlined(index_folder: Path) -> None:
    shown = on_a_terminal(index_folder, TERM="xterm")
    marked = " ".join(re.findall(re.escape(EVIDENCE) + "(.*?)" + re.escape(PLAIN), shown))
    assert marked.startswith("Subsequently,")
    assert marked.endswith("1 January 2010.")


@pytest.mark.parametrize("switch", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(
    index_folder: Path, switch: dict[str, str]
) -> None:
    assert "\x1b" not in on_a_terminal(index_folder, **{"TERM": "xterm", **switch})


def test_a_document_cannot_steer_the_terminal(index: Index) -> None:
    """Escape sequences, and what turns the direction of text, come out as U+FFFD."""
    view = answer_view(index, ask(index, QUESTION, k=1))
    evil = "red \x1b[31m \x9b2J bell \x07 \u202e turned"
    (hit,) = view.passages
    view = replace(view, passages=(replace(hit, quote=evil, citation=evil, highlights=()),))
    for shown in (told(view, styled=False), told(view, styled=True)):
        left = re.sub(r"\x1b\[(?:0|1|2|1;4)m", "", shown)  # our own
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", left)
        assert "red \ufffd[31m" in left.replace("\n   ", " ")


@given(st.text(), st.booleans())
def test_printable_text_is_as_long_as_before(text: str, lines: bool) -> None:
    """Highlights keep their places."""
    assert len(printable(text, lines=lines)) == len(text)


WORDS = st.lists(st.text("ab-é汉", min_size=1, max_size=12), min_size=1, max_size=30)


@given(WORDS, st.data(), st.integers(20, 40))
def test_wrapping_adds_and_loses_nothing_and_marks_the_evidence(
    words: list[str], data: st.DataObject, width: int
) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = wrapped(text, [Span(start, end)], "   ", width)
    plain = shown.replace(EVIDENCE, "").replace(PLAIN, "")
    assert " ".join(line.removeprefix("   ") for line in plain.split("\n")) == text
    marked = re.findall(re.escape(EVIDENCE) + "(.*?)" + re.escape(PLAIN), shown)
    assert "".join(marked).replace(" ", "") == text[start:end].replace(" ", "")
    for line in plain.split("\n"):
        assert len(line) <= width or " " not in line.strip()  # one word may be longer than a line

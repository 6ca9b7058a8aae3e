from __future__ import annotations

import json
from pathlib import Path

import pytest

from pincite.errors import NotFoundError, ReadError
from pincite.evaluate.questions import Question, load_questions

GOOD = {"id": "q1", "question": "When?", "gold": [["in 2004"]]}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "some.jsonl"
    rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_full_line_is_read_whole(tmp_path: Path) -> None:
    row = GOOD | {"kind": "two-passage", "evidence": ["2004"], "gold": [["a", "b"], ["c"]]}
    assert load_questions(write(tmp_path, row)) == (
        Question("q1", "When?", (("a", "b"), ("c",)), "two-passage", ("2004",)),
    )


def test_null_gold_makes_a_question_unanswerable(tmp_path: Path) -> None:
    row = GOOD | {"gold": None, "why": "other country"}
    (read,) = load_questions(write(tmp_path, row))
    assert not read.answerable
    assert read.why == "other country"


def test_kind_and_evidence_may_be_left_out(tmp_path: Path) -> None:
    (read,) = load_questions(write(tmp_path, GOOD))
    assert (read.kind, read.evidence, read.answerable) == ("unspecified", (), True)


def test_gold_and_evidence_have_their_white_space_collapsed(tmp_path: Path) -> None:
    row = GOOD | {"gold": [[" in\n 2004"]], "evidence": ["a  b"]}
    (read,) = load_questions(write(tmp_path, row))
    assert (read.gold, read.evidence) == ((("in 2004",),), ("a b",))


def test_order_is_kept_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD | {"id": "z"}, "", GOOD | {"id": "a"})
    assert [q.id for q in load_questions(path)] == ["z", "a"]


def test_a_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n")
    assert load_questions(path)[0].id == "q1"


def test_a_line_separator_inside_a_string_does_not_end_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps(GOOD | {"question": "a\u2028b"}, ensure_ascii=False))
    assert load_questions(path)[0].text == "a\u2028b"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ([1], "line 2: a JSON object is needed"),
        (GOOD | {"id": ""}, "line 2: 'id' is a string that is not blank"),
        (GOOD | {"id": 7}, "line 2: 'id' is a string that is not blank, this is 7"),
        (GOOD | {"id": "q2", "question": None}, "line 2: 'question' is a string"),
        ({"id": "q2", "question": "When?"}, "line 2: no field 'gold'; write null"),
        (GOOD | {"id": "q2", "gold": []}, "line 2: 'gold' is a list of lists of strings or null"),
        (GOOD | {"id": "q2", "gold": "x"}, "line 2: 'gold' is a list of lists of strings or null"),
        # A flat list is the likeliest slip: it would read as letters.
        (GOOD | {"id": "q2", "gold": ["x"]}, "line 2: each passage in 'gold' is a list"),
        (GOOD | {"id": "q2", "gold": [[]]}, "line 2: each passage in 'gold' is a list"),
        # A blank alternative would be found in every quote.
        (GOOD | {"id": "q2", "gold": [[" "]]}, "line 2: each passage in 'gold' holds strings that"),
        (GOOD | {"id": "q2", "evidence": "x"}, "line 2: 'evidence' is a list"),
        (
            GOOD | {"id": "q2", "golden": 1},
            "line 2: unknown field 'golden'; known are id,",
        ),
        (GOOD, "line 2: the id 'q1' is that of line 1"),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(
    tmp_path: Path, line: object, message: str
) -> None:
    path = write(tmp_path, GOOD, line)
    with pytest.raises(ReadError) as caught:
        load_questions(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert caught.value.reason == "corrupt"


def test_a_file_without_questions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="holds no question") as caught:
        load_questions(write(tmp_path, ""))
    assert caught.value.reason == "empty"


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin1.jsonl"
    path.write_bytes(b'{"id": "caf\xe9"}')
    with pytest.raises(ReadError, match="not UTF-8 at byte 11"):
        load_questions(path)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such file"):
        load_questions(tmp_path / "none.jsonl")
    with pytest.raises(ReadError, match="cannot be opened"):
        load_questions(tmp_path)

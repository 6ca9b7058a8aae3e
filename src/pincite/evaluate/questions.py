"""Questions with their right passages, read from JSON Lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.errors import NotFoundError, ReadError

FIELDS = ("id", "question", "gold", "kind", "evidence", "why")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and how to recognise its answer.

    ``gold`` holds the passages needed, each as alternatives of which a right passage contains at
    least one verbatim; it is empty for a question that the documents do not answer. ``evidence``
    holds alternatives of which the marked text must contain one; it may be empty. ``why`` says of
    an unanswerable question what the documents lack.
    """

    id: str
    text: str
    gold: tuple[tuple[str, ...], ...]
    kind: str = "unspecified"
    evidence: tuple[str, ...] = ()
    why: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.gold)


def load_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a JSON Lines file, in its order; blank lines are passed over.

    A line is an object with ``id``, ``question`` and ``gold`` (a list of lists of strings, or null
    for an unanswerable question), and may have ``kind``, ``evidence`` (a list of strings) and
    ``why``. Strings of gold and evidence have their white space collapsed, as quotes have.

    NotFoundError if there is no such file; ReadError, naming file and line, for anything else.
    """
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(f"{file}: no such file; give a JSON Lines file of questions") from None
    except OSError as error:
        raise ReadError(file, "denied", f"cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        detail = f"not UTF-8 at byte {error.start}; save it as UTF-8"
        raise ReadError(file, "corrupt", detail) from error
    questions: list[Question] = []
    first_line: dict[str, int] = {}
    # split("\n"), since splitlines would also cut at U+2028, which JSON allows within a string
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = _question(line)
        except ValueError as error:
            raise ReadError(file, "corrupt", f"line {number}: {error}") from error
        if question.id in first_line:
            detail = (
                f"line {number}: the id {question.id!r} is that of line {first_line[question.id]}; "
                "give each question its own"
            )
            raise ReadError(file, "corrupt", detail)
        first_line[question.id] = number
        questions.append(question)
    if not questions:
        raise ReadError(file, "empty", "holds no question; write one JSON object a line")
    return tuple(questions)


def _question(line: str) -> Question:
    """One line; ValueError with what is wrong in it."""
    try:
        row: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at column {error.colno})") from error
    if not isinstance(row, dict):
        raise ValueError(f"a JSON object is needed, this is {_named(row)}")
    unknown = sorted(set(row) - set(FIELDS))
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}; known are {', '.join(FIELDS)}")
    if "gold" not in row:
        raise ValueError("no field 'gold'; write null if the documents do not answer")
    gold = row["gold"]
    if gold is not None and not (isinstance(gold, list) and gold):
        raise ValueError(f"'gold' is a list of lists of strings or null, this is {_named(gold)}")
    return Question(
        id=_text(row, "id"),
        text=_text(row, "question"),
        gold=tuple(_strings(passage, "each passage in 'gold'") for passage in gold or ()),
        kind=_text(row, "kind") if "kind" in row else "unspecified",
        evidence=_strings(row["evidence"], "'evidence'") if "evidence" in row else (),
        why=_text(row, "why") if "why" in row else "",
    )


def _text(row: dict[str, Any], field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field!r} is a string that is not blank, this is {_named(value)}")
    return value.strip()


def _strings(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{what} is a list of at least one string, this is {_named(value)}")
    for item in value:
        if not isinstance(item, str) or not item.strip():
            raise ValueError(f"{what} holds strings that are not blank, one is {_named(item)}")
    return tuple(" ".join(item.split()) for item in value)


def _named(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:57] + "..."

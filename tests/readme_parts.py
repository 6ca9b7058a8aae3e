"""The parts of README.md that are made from the program itself.

    make readme        writes them anew (it needs the built index)

Each stands between ``<!-- name -->`` and ``<!-- /name -->``; `test_readme.py` compares them.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from pincite.cli.app import run
from pincite.cli.codes import MEANINGS
from pincite.evaluate.questions import load_questions
from pincite.evaluate.report import overall_table, summaries_of
from pincite.evaluate.runner import run as run_evaluation
from pincite.evaluate.summary import Summary
from pincite.readers import MEDIA_TYPES
from pincite.search.index import open_index
from pincite.settings import SETTINGS, load
from pincite_api.app import create_app

README = Path(__file__).parents[1] / "README.md"
TEST_PART = Path(__file__).parent / "eval" / "overview_oped.test.jsonl"

QUESTION = "When did the ASEAN-ROK Free Trade Agreement come into effect?"
COMMANDS = (
    "build",
    "add",
    "remove",
    "ask",
    "show",
    "cite",
    "verify",
    "documents",
    "eval",
    "token",
    "serve",
)

_FORMATS = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "text/html": "HTML",
    "text/markdown": "Markdown",
    "text/plain": "plain text",
}
# What the machine decides is said in words, so that the table is the same on every machine.
_OF_THE_MACHINE = {"threads", "concurrency"}


def static_parts() -> dict[str, str]:
    """The parts that need no index."""
    return {
        "formats": formats(),
        "settings": settings(),
        "commands": commands(),
        "exit": exit_codes(),
    }


def formats() -> str:
    extensions: dict[str, list[str]] = {}
    for extension, media_type in MEDIA_TYPES.items():
        extensions.setdefault(_FORMATS[media_type], []).append(f"`{extension}`")
    return table(
        ("format", "file names ending in"),
        [(name, ", ".join(extensions[name])) for name in _FORMATS.values()],
    )


def settings() -> str:
    rows = []
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "(empty)"
        if setting.name in _OF_THE_MACHINE:
            default = "as many as there are processors"
        rows.append((f"`{setting.variable}`", default, setting.help))
    return table(("variable", "default", "what it is"), rows)


def exit_codes() -> str:
    return table(
        ("status", "meaning"), [(str(code.value), meaning) for code, meaning in MEANINGS.items()]
    )


def commands() -> str:
    return "\n\n".join(f"```\n$ pincite {name} --help\n{help_of(name)}```" for name in COMMANDS)


def help_of(*command: str) -> str:
    """What ``pincite … --help`` prints in a terminal of 96 characters."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "96"
    try:
        with redirect_stdout(io.StringIO()) as output:
            run([*command, "--help"])
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return output.getvalue()


def answer(index: Path) -> dict[str, Any]:
    """What the README's request selects of the service's answer."""
    with TestClient(create_app(load({"PINCITE_INDEX": str(index)}))) as client:
        response = client.get("/v1/ask", params={"q": QUESTION, "k": 1})
    response.raise_for_status()
    body = response.json()
    first = body["passages"][0]
    return {
        "verdict": body["verdict"],
        "passage": {
            "id": first["id"],
            "quote": first["quote"],
            "highlights": first["highlights"],
            "locator": first["locator"]["display"],
            "section": first["section"],
            "citation": first["citation"],
        },
    }


def shown(answer: dict[str, Any]) -> str:
    return "```json\n" + json.dumps(answer, ensure_ascii=False, indent=2) + "\n```"


def measured(index: Path) -> tuple[Summary, ...]:
    """Ours and the baselines' figures over the test part of the question set."""
    return summaries_of(run_evaluation(open_index(index), load_questions(TEST_PART)))


def figures(summaries: tuple[Summary, ...]) -> str:
    """What `pincite eval` prints of them, but for the milliseconds, which are the machine's."""
    head, *rows = overall_table(summaries)
    kept = [tuple(row) for row in rows if not row[0].endswith("ms")]
    return table(tuple(head), kept)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def part(text: str, name: str) -> str:
    """The part of a README, without its markers and the line ends beside them."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"README.md: no part <!-- {name} --> … <!-- /{name} -->")
    return found[1]


def main() -> None:
    text = README.read_text(encoding="utf-8")
    index = load().index
    parts = {
        **static_parts(),
        "answer": shown(answer(index)),
        "figures": figures(measured(index)),
    }
    for name, content in parts.items():
        text = text.replace(
            f"<!-- {name} -->\n{part(text, name)}\n<!-- /{name} -->",
            f"<!-- {name} -->\n{content}\n<!-- /{name} -->",
        )
    README.write_text(text, encoding="utf-8")
    print(f"{README.name}: {', '.join(parts)} written", file=sys.stderr)


if __name__ == "__main__":
    main()

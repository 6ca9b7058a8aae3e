"""The README says what the program does: its generated parts, its request, its files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import readme_parts
from readme_parts import README, part, static_parts

TEXT = README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(static_parts()))
def test_generated_part_is_in_step(name: str) -> None:
    """`make readme` writes it anew."""
    assert part(TEXT, name) == static_parts()[name]


def test_the_request_gives_the_answer_that_is_shown(index_folder: Path) -> None:
    """All of it but the confidence's last digits, which another processor's arithmetic may move."""
    told = json.loads(part(TEXT, "answer").removeprefix("```json\n").removesuffix("\n```"))
    real = readme_parts.answer(index_folder)
    confidence = real["verdict"].pop("confidence")
    assert told["verdict"].pop("confidence") == pytest.approx(confidence, abs=0.02)
    assert told == real


def test_the_request_shown_is_the_request_made() -> None:
    assert f"--data-urlencode 'q={readme_parts.QUESTION}' -d k=1" in TEXT


def test_every_file_that_it_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    for link in links:
        if not link.startswith(("http://", "https://")):
            assert (README.parent / link).exists(), link


def test_every_make_target_that_it_names_exists() -> None:
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?\bmake ([a-z]+)`", TEXT)) | set(
        re.findall(r"^make ([a-z]+)", TEXT, re.MULTILINE)
    )
    assert {"serve", "test"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

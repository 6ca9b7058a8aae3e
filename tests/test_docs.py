"""What is documented is what there is: fields of corpus.toml, files of a generation, limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pincite.corpus import records
from pincite.corpus.records import load_examples, load_records
from pincite.errors import ReadError
from pincite.readers.limits import DEFAULT_LIMITS
from pincite.store import folder as folders
from pincite.store import manifest as manifests

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INDEX_README = (ROOT / "index" / "README.md").read_text(encoding="utf-8")


def toml_example() -> str:
    found = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_record_shown_is_one_that_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / records.FILE
    path.write_text(toml_example(), encoding="utf-8")
    (record,) = load_records(path)
    assert record.authors
    assert record.short
    assert load_examples(path)


def test_every_field_of_a_record_has_a_row_in_the_table() -> None:
    """The fields are those that the loader accepts: one more is an error that lists them all."""
    rows = set(re.findall(r"^\| `([a-z]+)` \|", README, re.MULTILINE))
    tree = ast.parse(Path(records.__file__).read_text(encoding="utf-8"))
    accepted: set[str] = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "_FIELDS"
    )
    assert accepted <= rows


@pytest.mark.parametrize(
    "reason",
    ["missing", "empty", "encrypted", "image-only", "corrupt", "unknown", "too-large", "too-slow",
     "crashed", "denied"],
)  # fmt: skip
def test_every_reason_for_leaving_a_file_out_is_explained(reason: str) -> None:
    assert reason in (ReadError.__doc__ or "")
    assert f"| {reason} |" in README


def test_the_limits_of_a_file_are_those_told() -> None:
    for limit in (DEFAULT_LIMITS.bytes // 1_000_000, DEFAULT_LIMITS.pages):
        assert f"{limit:,}" in README
    assert f"{DEFAULT_LIMITS.characters // 1_000_000} million characters" in README


def test_every_file_of_a_generation_is_explained(index_folder: Path) -> None:
    generation = folders.current(index_folder)
    files = {manifests.FILE, *manifests.read(generation).files}
    for file in sorted(files):
        assert f"`{file}`" in INDEX_README, file


def test_no_file_is_explained_that_no_generation_has(index_folder: Path) -> None:
    """But for what only a collection with weights of its own, or only a large one, has."""
    generation = folders.current(index_folder)
    explained = re.findall(r"^\| `([^`]+)` \|", INDEX_README, re.MULTILINE)
    there = {manifests.FILE, *manifests.read(generation).files}
    there |= {"weights.json", "passages.ivf", "sentences.ivf"}
    assert set(explained) == there

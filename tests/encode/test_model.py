from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pincite.encode import model as model_module
from pincite.encode.model import DEFAULT_MODEL, DEFAULT_SHA256, locate
from pincite.errors import ModelError


@pytest.mark.parametrize("name", [DEFAULT_MODEL, "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_default_model_is_the_package_whose_weights_have_the_known_digest(name: str) -> None:
    found = locate(name)
    assert found.name == "all-MiniLM-L6-v2"
    assert found.sha256 == DEFAULT_SHA256
    assert found.folder is not None
    assert (found.folder / "modules.json").is_file()


def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package's folder that `locate` takes for the installed one."""
    original = locate().folder
    assert original is not None
    copy = Path(shutil.copytree(original, tmp_path / "package" / "model"))
    monkeypatch.setattr(model_module, "_package_folder", lambda: tmp_path / "package")
    return copy


def test_one_altered_byte_of_the_default_weights_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = _package(tmp_path, monkeypatch) / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match=f"sha256 is .* where {DEFAULT_SHA256} is expected"):
        locate()


def test_missing_default_weights_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (_package(tmp_path, monkeypatch) / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors: cannot be read.*reinstall"):
        locate()


def test_a_package_that_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(model_module, "_PACKAGE", "no_such_package_of_models")
    with pytest.raises(ModelError, match="pip install 'pincite"):
        locate()


def test_a_folder_is_known_by_its_own_name_and_not_by_where_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    found = locate(str(folder))
    assert (found.name, found.folder, found.sha256) == ("my-model", folder, None)
    (folder / "model.safetensors").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert locate(str(folder)).sha256 == empty


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"neither modules\.json nor config\.json"):
        locate(str(tmp_path))


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/at/all", "~/nowhere", "a/b/c", "", "  "])
def test_what_can_only_be_a_folder_must_exist(name: str) -> None:
    with pytest.raises(ModelError, match="no such folder"):
        locate(name)


def test_another_name_is_left_to_sentence_transformers() -> None:
    found = locate("someone/some-model")
    assert (found.source, found.folder, found.sha256) == ("someone/some-model", None, None)

"""A generation with a damaged file is refused, and the file is named."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from pincite.errors import DamagedIndexError, FormatError, StoreError
from pincite.store import folder as folders
from pincite.store import manifest as manifests
from pincite.store.generation import open_generation


@pytest.fixture(scope="module")
def generation(index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generation of the corpus that these tests may spoil, and mend again."""
    live = folders.current(index_folder)
    copy = tmp_path_factory.mktemp("faults") / live.name
    shutil.copytree(live, copy)
    return copy


def files_of(generation: Path) -> list[str]:
    held = [path for path in generation.rglob("*") if path.is_file()]
    return sorted(path.relative_to(generation).as_posix() for path in held)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def cut_in_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "spoil", [cut_short, cut_in_half, empty, longer, folder_instead, Path.unlink]
)
def test_damaged_file_is_named(generation: Path, spoil: Callable[[Path], None]) -> None:
    names = files_of(generation)
    assert len(names) >= 12
    assert "encoder/encoder.onnx" in names
    for name in names:
        path = generation / name
        kept = path.with_name(f"{path.name}.kept")
        shutil.copyfile(path, kept)
        try:
            spoil(path)
            with pytest.raises(DamagedIndexError) as caught:
                open_generation(generation)
            assert str(path) in str(caught.value)
            assert "pincite build --force" in str(caught.value)
        finally:
            if path.is_dir():
                path.rmdir()
            kept.replace(path)
    open_generation(generation)  # whole again


def test_flipped_byte_is_found_wherever_it_is(generation: Path) -> None:
    draw = random.Random(11)
    for name in files_of(generation):
        path = generation / name
        size = path.stat().st_size
        places = {0, size // 2, size - 1, *(draw.randrange(size) for _ in range(4))}
        if size > 10**6:
            places = set(sorted(places)[:3])  # the whole of it is read again each time
        for place in places:
            with path.open("r+b") as file:
                file.seek(place)
                before = file.read(1)[0]
                file.seek(place)
                file.write(bytes([before ^ (1 << draw.randrange(8))]))
            try:
                with pytest.raises(DamagedIndexError, match=path.name):
                    open_generation(generation)
            finally:
                with path.open("r+b") as file:
                    file.seek(place)
                    file.write(bytes([before]))
    open_generation(generation)


def test_wrong_size_is_seen_before_any_file_is_read(generation: Path) -> None:
    """A large generation that was cut in copying is refused at once."""
    names = files_of(generation)
    altered, cut = generation / names[0], generation / names[-1]
    kept = {path: path.read_bytes() for path in (altered, cut)}
    try:
        altered.write_bytes(bytes(byte ^ 1 for byte in kept[altered]))
        with pytest.raises(DamagedIndexError, match=f"{altered.name}.* is altered"):
            open_generation(generation)
        cut_short(cut)
        with pytest.raises(DamagedIndexError, match=f"{cut.name}.* bytes, the manifest says"):
            open_generation(generation)
    finally:
        for path, data in kept.items():
            path.write_bytes(data)
    open_generation(generation)


def rewrite_manifest(generation: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """A manifest whose own checksum is right, whatever else it says."""
    content = orjson.loads((generation / manifests.FILE).read_bytes())
    del content["checksum"]
    change(content)
    content["checksum"] = hashlib.sha256(
        orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()
    (generation / manifests.FILE).write_bytes(orjson.dumps(content))


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (0, "run `pincite build`"),
        (manifests.FORMAT - 1, "run `pincite build`"),
        (manifests.FORMAT + 1, "update Pincite"),
        ("x", "pincite build"),
    ],
)
def test_other_format_is_refused_with_the_remedy(
    tmp_path: Path, index_folder: Path, number: object, remedy: str
) -> None:
    live = folders.current(index_folder)
    folder = tmp_path / live.name
    folder.mkdir()
    shutil.copyfile(live / manifests.FILE, folder / manifests.FILE)
    rewrite_manifest(folder, lambda content: content.update(format=number))
    with pytest.raises(FormatError, match=remedy):
        open_generation(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("files"),
        lambda content: content.update(files=[1]),
        lambda content: content.update(files={"a": {"sha256": "0"}}),
        lambda content: content.update(left_out=[1]),
        lambda content: content.update(passages=1_000_000),  # then it is another generation's
        lambda content: content.update(surprise=1),
    ],
)
def test_manifest_that_says_odd_things_is_refused(
    tmp_path: Path, index_folder: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    live = folders.current(index_folder)
    folder = tmp_path / live.name
    folder.mkdir()
    shutil.copyfile(live / manifests.FILE, folder / manifests.FILE)
    rewrite_manifest(folder, change)
    with pytest.raises(DamagedIndexError, match=r"manifest\.json"):
        open_generation(folder)


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"checksum": 1}'])
def test_manifest_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / manifests.FILE).write_bytes(data)
    with pytest.raises(DamagedIndexError, match=r"manifest\.json"):
        open_generation(tmp_path)


def test_renamed_generation_is_refused(tmp_path: Path, index_folder: Path) -> None:
    live = folders.current(index_folder)
    shutil.copytree(live, tmp_path / ("g_" + "0" * 20))
    with pytest.raises(StoreError, match=f"belongs to {live.name}"):
        open_generation(tmp_path / ("g_" + "0" * 20))

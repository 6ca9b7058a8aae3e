"""A generation's manifest: what it was built from, and the digest of every other file.

Opening reads every byte of a generation; several files are read at once, since the digest is most
of what opening a large one costs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from pincite.errors import DamagedIndexError, FormatError
from pincite.processors import processors

FORMAT = 5
FILE = "manifest.json"

_READ = 1 << 20  # bytes at a time


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file's SHA-256 digest (hex) and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the corpus that is not in the index, and why."""

    file: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    ``inputs`` is a digest of all that decides the content (files, records, glossary, parameters,
    model): equal inputs need no new build. ``files`` maps the path of every other file in the
    generation's folder to its digest. ``approximations`` says by the name of each file of inverted
    lists how it was made and with what measured recall (`pincite.store.vectors.Approximation`);
    empty where every search is exact.
    """

    inputs: str
    parameters: Mapping[str, Any]
    model: Mapping[str, Any]  # name, digest, dimension, window
    documents: int
    passages: int
    sentences: int
    left_out: tuple[LeftOut, ...]
    built_at: str  # UTC, ISO 8601
    files: Mapping[str, FileDigest]
    approximations: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def generation(self) -> str:
        """The generation's name: ``g_`` and a digest of all but the time it was built at."""
        content = asdict(self)
        del content["built_at"]
        return "g_" + hashlib.sha256(_canonical(content)).hexdigest()[:20]


def digest_file(path: Path) -> FileDigest:
    """Read a file once for its digest and size."""
    digest, size = hashlib.sha256(), 0
    buffer = memoryview(bytearray(_READ))
    # Read, not mapped: a file that is cut meanwhile is then a short one, and not the process's end.
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            digest.update(buffer[:count])
            size += count
    return FileDigest(digest.hexdigest(), size)


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest, with a checksum of its own, into a generation's folder."""
    content = asdict(manifest)
    content["checksum"] = hashlib.sha256(_canonical(content)).hexdigest()
    (folder / FILE).write_bytes(
        orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    )


def read(folder: Path, *, named: bool = True) -> Manifest:
    """The manifest of a generation's folder, its own checksum checked.

    Also that the folder bears the generation's name, unless it is not yet ``named``.

    Raises FormatError for another format version, DamagedIndexError for anything else wrong. The
    checksum is looked at first, so that a flipped bit is not taken for another format; every
    format, past and to come, is to keep ``format`` and ``checksum`` as they are here.
    """
    path = folder / FILE
    try:
        content = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise DamagedIndexError(_damaged(folder, FILE, "is missing")) from None
    except (OSError, ValueError) as error:
        raise DamagedIndexError(_damaged(folder, FILE, f"cannot be read ({error})")) from None
    if not isinstance(content, dict):
        raise DamagedIndexError(_damaged(folder, FILE, "is not an object"))
    checksum = content.pop("checksum", None)
    if checksum != hashlib.sha256(_canonical(content)).hexdigest():
        raise DamagedIndexError(_damaged(folder, FILE, "does not match its own checksum"))
    if content.get("format") != FORMAT:
        newer = isinstance(content.get("format"), int) and content["format"] > FORMAT
        remedy = "update Pincite" if newer else "run `pincite build` to build it anew"
        raise FormatError(
            f"{folder}: index format {content.get('format')!r}, "
            f"this version reads {FORMAT}; {remedy}"
        )
    try:
        manifest = Manifest(
            **{
                **content,
                "left_out": tuple(LeftOut(**entry) for entry in content["left_out"]),
                "files": {name: FileDigest(**entry) for name, entry in content["files"].items()},
            }
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise DamagedIndexError(
            _damaged(folder, FILE, f"lacks or misnames a field ({error})")
        ) from None
    if named and folder.name != manifest.generation:
        raise DamagedIndexError(_damaged(folder, FILE, f"belongs to {manifest.generation}"))
    return manifest


def check_files(manifest: Manifest, folder: Path) -> None:
    """Compare every file with the manifest, by size and digest.

    Raises DamagedIndexError naming the first file (in the order of names) that is missing or of
    another size; if there is none, the first that is altered.
    """
    _raise_first(folder, {name: _misfit(manifest, folder, name) for name in manifest.files})
    # The largest first: the last to be begun is then a small one, and all processors are done at
    # much the same time.
    names = sorted(manifest.files, key=lambda name: -manifest.files[name].size)
    with ThreadPoolExecutor(max_workers=processors()) as pool:
        found = pool.map(lambda name: _alteration(manifest, folder, name), names)
        _raise_first(folder, dict(zip(names, found, strict=True)))


def _misfit(manifest: Manifest, folder: Path, name: str) -> str | None:
    """What can be seen to be wrong with a file without reading it."""
    path = folder / name
    try:
        if not path.is_file():
            return "is missing"
        size, expected = path.stat().st_size, manifest.files[name].size
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None if size == expected else f"has {size} bytes, the manifest says {expected}"


def _alteration(manifest: Manifest, folder: Path, name: str) -> str | None:
    """What is wrong with the bytes of a file."""
    try:
        altered = digest_file(folder / name) != manifest.files[name]
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "is altered: its digest is not the manifest's" if altered else None


def _raise_first(folder: Path, problems: Mapping[str, str | None]) -> None:
    for name, problem in sorted(problems.items()):
        if problem is not None:
            raise DamagedIndexError(_damaged(folder, name, problem))


def _canonical(content: Any) -> bytes:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _damaged(folder: Path, name: str, problem: str) -> str:
    return f"{folder / name}: {problem}; run `pincite build --force` to build the index anew"

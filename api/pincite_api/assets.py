"""The pages' few files, read once and served under an address that changes with their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

_TYPES = {
    "pincite.css": "text/css; charset=utf-8",
    "pincite.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's bytes, media type and digest (sha256, the first 12 hex digits)."""

    content: bytes
    media_type: str
    digest: str


def _read(name: str) -> Asset:
    content = files("pincite_api").joinpath("static", name).read_bytes()
    return Asset(content, _TYPES[name], hashlib.sha256(content).hexdigest()[:12])


# A fixed list: what is not in it cannot be asked for, whatever a path looks like.
ASSETS = {name: _read(name) for name in _TYPES}


def address(name: str) -> str:
    """Where an asset is served; a browser may keep it for ever."""
    return f"/static/{ASSETS[name].digest}/{name}"

"""How much a file may hold before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 50_000_000
MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000
MAX_EXPANDED_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one file; beyond one of them it is refused as too-large, never cut.

    ``bytes`` is the file's size on disk, ``expanded`` the size of a compressed container (DOCX)
    once unpacked, ``characters`` the code points of the canonical text.
    """

    bytes: int = MAX_BYTES
    pages: int = MAX_PAGES
    characters: int = MAX_CHARACTERS
    expanded: int = MAX_EXPANDED_BYTES


DEFAULT_LIMITS = Limits()

"""What looking up citations and verifying drafts need of one open index."""

from __future__ import annotations

from threading import Lock

from pincite.cite.lookup import DEFAULT_CAP, Citation, Directory, look_up
from pincite.search.ask import ask
from pincite.search.index import Index
from pincite.types import Answer
from pincite.verify.sources import Sources
from pincite.verify.types import Verification
from pincite.verify.verify import Limits, verify

# Every call of help encodes a text, 10 to 20 ms: so many stay well under half a second.
LIMITS = Limits(helped=24)


class Desk:
    """An open index with its directory and sources, which are made when first asked for.

    Safe between threads; dropped with its index.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._making = Lock()
        self._directory: Directory | None = None
        self._sources: Sources | None = None

    @property
    def directory(self) -> Directory:
        """The names and places of the documents."""
        with self._making:
            if self._directory is None:
                self._directory = Directory(self.index.generation.catalogue)
            return self._directory

    @property
    def sources(self) -> Sources:
        """The documents' words, ready for quotations to be looked for in them."""
        with self._making:
            if self._sources is None:
                generation = self.index.generation
                self._sources = Sources(
                    generation.catalogue, generation.name, generation.manifest.built_at
                )
            return self._sources

    def look_up(self, text: str, cap: int = DEFAULT_CAP) -> tuple[Citation, ...]:
        """Every citation of the text; see `pincite.cite.lookup.look_up`."""
        return look_up(self.directory, text, cap)

    def verify(self, text: str, limits: Limits = LIMITS) -> Verification:
        """The draft's items and their summary; see `pincite.verify.verify.verify`."""
        return verify(self.sources, self.directory, text, self._nearest, limits)

    def _nearest(self, text: str, count: int) -> Answer:
        return ask(self.index, text, k=count)

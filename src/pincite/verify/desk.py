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

# Every call of help encodes a text, 10 to 20 ms. A draft of some twenty pages gets it for most of
# its sentences; a longer one, with more to compare, for few, and the summary says for how many not.
_LONG = 64_000  # characters
_LIMITS = Limits(helped=40)
_LIMITS_OF_LONG = Limits(helped=12)


class Desk:
    """An open index with its directory and sources, which are made when first asked for.

    Safe between threads; dropped with its index.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        # One each: whoever cites need not wait until the documents are read for a draft.
        self._making_directory, self._making_sources = Lock(), Lock()
        self._directory: Directory | None = None
        self._sources: Sources | None = None

    @property
    def directory(self) -> Directory:
        """The names and places of the documents."""
        with self._making_directory:
            if self._directory is None:
                self._directory = Directory(self.index.generation.catalogue)
            return self._directory

    @property
    def sources(self) -> Sources:
        """The documents' words, ready for quotations to be looked for in them."""
        with self._making_sources:
            if self._sources is None:
                generation = self.index.generation
                self._sources = Sources(
                    generation.catalogue, generation.name, generation.manifest.built_at
                )
            return self._sources

    def look_up(self, text: str, cap: int = DEFAULT_CAP) -> tuple[Citation, ...]:
        """Every citation of the text; see `pincite.cite.lookup.look_up`."""
        return look_up(self.directory, text, cap)

    def verify(self, text: str, limits: Limits | None = None) -> Verification:
        """The draft's items and their summary; see `pincite.verify.verify.verify`."""
        if limits is None:
            limits = _LIMITS if len(text) <= _LONG else _LIMITS_OF_LONG
        return verify(self.sources, self.directory, text, self._nearest, limits)

    def _nearest(self, text: str, count: int) -> Answer:
        return ask(self.index, text, k=count)

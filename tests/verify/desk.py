"""A catalogue with what a caller of the verification keeps beside it."""

from __future__ import annotations

from pincite.cite.lookup import Directory
from pincite.verify.sources import Sources
from pincite.verify.types import Item, ItemKind, Verification
from pincite.verify.verify import Limits, Nearest, verify
from support.catalogue import MemoryCatalogue


class Desk:
    """Sources and directory of one catalogue, as a caller keeps them."""

    def __init__(self, catalogue: MemoryCatalogue) -> None:
        self.catalogue = catalogue
        self.sources = Sources(catalogue, generation="g_test", date="2026-01-01")
        self.directory = Directory(catalogue)

    def verify(
        self, text: str, nearest: Nearest | None = None, limits: Limits | None = None
    ) -> Verification:
        return verify(self.sources, self.directory, text, nearest, limits or Limits())

    def only(self, text: str, kind: ItemKind = ItemKind.QUOTATION) -> Item:
        items = [item for item in self.verify(text).items if item.kind is kind]
        assert len(items) == 1, items
        return items[0]

    def figures(self, text: str) -> list[tuple[str, str, str | None]]:
        return [
            (item.text, item.status.value, item.counterpart)
            for item in self.verify(text).items
            if item.kind is ItemKind.FIGURE
        ]


def where(item: Item) -> list[str]:
    return [place.passage.locator.display for place in item.places if place.passage.locator]

"""``pincite show``: one passage by its id."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pincite.cli.options import IndexOption, JsonOption, print_json, settings_with
from pincite.cli.terminal import BOLD, PLAIN, is_styled, printable, width_of_text, wrapped
from pincite.contract import PassageView, passage_view
from pincite.search.index import open_index


def show(
    passage: Annotated[str, typer.Argument(help="The passage's id.", metavar="p_…")],
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Show one passage, by the id that `pincite ask` gave.

    Prints it verbatim, with its citation, section and pages.

    Example: pincite show p_3k2vq7f4m6xta
    """
    opened = open_index(settings_with(index=index).index)
    catalogue = opened.generation.catalogue
    row = catalogue.row(passage)
    view = passage_view(opened, catalogue.passages([row])[0], catalogue.quotes([row])[0])
    if json:
        print_json(view)
    else:
        print(told(view, styled=is_styled(sys.stdout)))


def told(passage: PassageView, *, styled: bool) -> str:
    """A passage for people."""
    quote = printable(passage.quote)
    citation = printable(passage.citation)
    about = [("document", f"{passage.document.key} ({passage.kind})")]
    if passage.section:
        about.append(("section", " > ".join(passage.section)))
    if passage.pages:
        first, last = passage.pages.first, passage.pages.last
        about.append(("pages", str(first) if first == last else f"{first}–{last}"))
    if passage.links.source:
        about.append(("source", passage.links.source))
    return "\n".join(
        [
            f"{BOLD}{citation}{PLAIN}" if styled else citation,
            "",
            wrapped(quote, (), "", width_of_text()) if styled else quote,
            "",
            *(f"{name + ':':<10}{printable(value)}" for name, value in about),
        ]
    )

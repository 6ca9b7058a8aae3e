"""``pincite remove``: a document out of the corpus, and the index brought up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from pincite.build import changes
from pincite.cli.add import rebuilt
from pincite.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    ModelOption,
    QuietOption,
    settings_with,
)


def remove(
    key: Annotated[str, typer.Argument(help="The document's key.", metavar="KEY")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Remove a document from the corpus, and build.

    Deletes its file from the corpus folder and its record from corpus.toml, and brings the index
    up to date. The last document cannot be removed: an index holds at least one.

    Example: pincite remove trade-review-2024
    """
    settings = settings_with(corpus=corpus, index=index, model=model)
    changes.check_free(settings.index)
    done = changes.remove(settings.corpus, key)
    rebuilt(settings, [done], quiet=quiet, json=json)

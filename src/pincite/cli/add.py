"""``pincite add``: documents into the corpus, and the index brought up to date."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pincite.build import changes, pipeline
from pincite.cli.build import as_json, tell_left_out
from pincite.cli.codes import ExitCode
from pincite.cli.options import (
    CorpusOption,
    IndexOption,
    JsonOption,
    ModelOption,
    QuietOption,
    print_json,
    settings_with,
)
from pincite.cli.progress import shown_progress
from pincite.cli.terminal import printable
from pincite.corpus.changes import Change
from pincite.errors import ReadError
from pincite.readers.limits import DEFAULT_LIMITS
from pincite.settings import Settings


def add(
    files: Annotated[list[Path], typer.Argument(help="The documents.", metavar="FILE…")],
    key: Annotated[
        str | None, typer.Option(help="The document's key; one that is there is replaced.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Its title.")] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="An author as written; may be given again.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    kind: Annotated[str | None, typer.Option(help="official, opinion, …")] = None,
    issued: Annotated[str | None, typer.Option(help="2024-05-31, 2024-05 or 2024.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639 code.")] = None,
    url: Annotated[str | None, typer.Option(help="Where the source can be read.")] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Add documents to the corpus, or replace them, and build.

    Copies each file into the corpus folder, with a record in corpus.toml if a key or anything of
    the record is given, and brings the index up to date. A file that cannot be read is refused and
    changes nothing; the exit status is then 4.

    Example: pincite add review.pdf --key trade-review-2024 --issued 2024-05
    """
    given = {
        "title": title, "authors": author, "publisher": publisher, "kind": kind,
        "issued": issued, "language": language, "url": url,
    }  # fmt: skip
    fields = {name: value for name, value in given.items() if value}
    if len(files) > 1 and (key is not None or fields):
        raise typer.BadParameter("a key or a record is one document's: add that file alone")
    settings = settings_with(corpus=corpus, index=index, model=model)
    changes.check_free(settings.index)
    done: list[Change] = []
    refused: list[ReadError] = []
    for path in files:
        try:
            done.append(
                changes.add(settings.corpus, path.name, _bytes(path), key=key, fields=fields)
            )
        except ReadError as error:
            refused.append(error)
            print(printable(f"pincite: refused: {error} ({error.reason})"), file=sys.stderr)
    if done:
        rebuilt(settings, done, quiet=quiet, json=json)
    if refused:
        raise typer.Exit(ExitCode.LEFT_OUT)


def rebuilt(settings: Settings, done: list[Change], *, quiet: bool, json: bool) -> None:
    """Build after changes of the corpus, and tell what was done; for add and remove."""
    with shown_progress(quiet) as progress:
        report = changes.build_when_free(
            lambda: pipeline.build(
                settings.corpus,
                settings.index,
                settings.model,
                threads=settings.threads,
                progress=progress,
            )
        )
    if json:
        told: dict[str, Any] = {"changes": [asdict(change) for change in done]}
        print_json(told | as_json(report))
    else:
        for change in done:
            print(printable(f"{change.what}: {change.key} ({change.file})"))
    tell_left_out(report)


def _bytes(path: Path) -> bytes:
    """The file's bytes; of one too large only as many as it takes for the reader to say so."""
    try:
        with path.open("rb") as file:
            return file.read(DEFAULT_LIMITS.bytes + 1)
    except OSError as error:
        detail = f"cannot be opened ({error.strerror}); check that it exists and may be read"
        raise ReadError(str(path), "denied", detail) from None

"""``pincite build``: bring the index up to date with the corpus."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import asdict
from typing import Annotated, Any

import typer

from pincite.build import pipeline
from pincite.build.pipeline import BuildReport
from pincite.build.watch import changes_of
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
from pincite.cli.terminal import counted, printable
from pincite.errors import PinciteError
from pincite.settings import Settings

_LOOK_SECONDS = 1.0


def build(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Reuse nothing that was built before.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: build again whenever the corpus changes.")
    ] = False,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Bring the index up to date with the corpus.

    Reads every document of the corpus folder and publishes a new generation of the index; vectors
    of passages that have not changed are reused. Killed at any moment, it leaves the old generation
    serving. Each file that is left out is named with its reason; the exit status is then 4.

    Example: pincite build --corpus papers --index papers-index
    """
    settings = settings_with(corpus=corpus, index=index, model=model)
    if not watch:
        if _build(settings, force=force, quiet=quiet, json=json).manifest.left_out:
            raise typer.Exit(ExitCode.LEFT_OUT)
        return
    for _ in changes_of(settings.corpus, _LOOK_SECONDS, threading.Event()):
        try:
            _build(settings, force=force, quiet=quiet, json=json)
        except PinciteError as error:  # the next change may mend it
            print(f"pincite: {printable(str(error), lines=True)}", file=sys.stderr)
        sys.stdout.flush()
        force = False


def _build(settings: Settings, *, force: bool, quiet: bool, json: bool) -> BuildReport:
    start = time.monotonic()
    with shown_progress(quiet) as progress:
        report = pipeline.build(
            settings.corpus,
            settings.index,
            settings.model,
            threads=settings.threads,
            force=force,
            progress=progress,
        )
    if json:
        print_json(as_json(report))
    else:
        print(_told(report, time.monotonic() - start))
    tell_left_out(report)
    return report


def as_json(report: BuildReport) -> dict[str, Any]:
    """What a build did, as plain JSON values."""
    manifest = report.manifest
    return {
        "generation": report.generation,
        "changed": report.changed,
        "built_at": manifest.built_at,
        "model": manifest.model["name"],
        "documents": manifest.documents,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "left_out": [asdict(entry) for entry in manifest.left_out],
    }


def tell_left_out(report: BuildReport) -> None:
    """Name each file that is not in the index, on standard error."""
    for entry in report.manifest.left_out:
        print(
            printable(f"pincite: left out: {entry.file}: {entry.detail} ({entry.reason})"),
            file=sys.stderr,
        )


def _told(report: BuildReport, seconds: float) -> str:
    manifest = report.manifest
    what = f"built in {seconds:.1f} s" if report.changed else "up to date"
    return (
        f"{report.generation}: {what}; {counted(manifest.documents, 'document')}, "
        f"{counted(manifest.passages, 'passage')}, {counted(manifest.sentences, 'sentence')}"
    )

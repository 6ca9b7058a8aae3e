"""``pincite eval``: ask questions whose answers are known, and count."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pincite.build import pipeline
from pincite.build.progress import Progress
from pincite.cli.build import tell_left_out
from pincite.cli.options import (
    IndexOption,
    JsonOption,
    ModelOption,
    QuietOption,
    print_json,
    settings_with,
)
from pincite.cli.progress import shown_progress
from pincite.errors import PinciteError
from pincite.evaluate import runner
from pincite.evaluate.html_report import html_page
from pincite.evaluate.questions import load_questions
from pincite.evaluate.report import as_json, markdown
from pincite.search.index import Index, open_index
from pincite.settings import Settings


def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(
            help="JSON Lines: id, question, and gold, what a right passage contains.",
            metavar="QUESTIONS.jsonl",
        ),
    ],
    corpus: Annotated[
        Path | None,
        typer.Option(
            help="Index this folder first: into --index, or else into a folder that goes "
            "afterwards.",
            metavar="FOLDER",
        ),
    ] = None,
    index: IndexOption = None,
    model: ModelOption = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write a page with charts and the failures here, too.", metavar="FILE.html"
        ),
    ] = None,
    quiet: QuietOption = False,
    json: JsonOption = False,
) -> None:
    """Measure the search on questions with known answers.

    Prints how often the right passage came first, how well the confidence tells what is answered
    from what is not, and the same of three baselines in the same run: vectors alone, BM25 alone,
    and the two in reciprocal rank fusion.

    Example: pincite eval tests/eval/overview_oped.test.jsonl --report report.html
    """
    asked = load_questions(questions)
    settings = settings_with(corpus=corpus, index=index, model=model)
    with shown_progress(quiet) as progress:
        built = corpus is not None
        with _index(settings, build=built, keep=index is not None, progress=progress) as opened:
            systems = runner.run(
                opened, asked, lambda done, total: progress("questions", done, total)
            )
    if report is not None:
        _write(report, html_page(systems, title=questions.name))
    if json:
        print_json(as_json(systems))
    else:
        print(markdown(systems, title=questions.name), end="")


@contextmanager
def _index(settings: Settings, *, build: bool, keep: bool, progress: Progress) -> Iterator[Index]:
    """The index to ask; built from the corpus before, if so asked, and removed unless kept."""
    with ExitStack() as stack:
        folder = settings.index if keep or not build else stack.enter_context(_temporary())
        if build:
            tell_left_out(
                pipeline.build(
                    settings.corpus,
                    folder,
                    settings.model,
                    threads=settings.threads,
                    progress=progress,
                )
            )
        yield open_index(folder, threads=settings.threads)


@contextmanager
def _temporary() -> Iterator[Path]:
    """A folder that goes afterwards."""
    try:
        made = tempfile.TemporaryDirectory(prefix="pincite-eval-")
    except OSError as error:
        raise PinciteError(
            f"no temporary folder can be made ({error.strerror}); name one that may be written as "
            "TMPDIR, or a folder to keep as --index"
        ) from None
    with made as name:
        yield Path(name)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise PinciteError(
            f"{path}: the report cannot be written ({error.strerror}); name a file elsewhere"
        ) from None
    print(f"{path} written", file=sys.stderr)

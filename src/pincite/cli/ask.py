"""``pincite ask``: a question in, passages with their citations out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pincite.cli.codes import ExitCode
from pincite.cli.options import IndexOption, JsonOption, print_json, settings_with
from pincite.cli.terminal import (
    BOLD,
    FAINT,
    PLAIN,
    is_styled,
    printable,
    width_of_text,
    wrapped,
)
from pincite.contract import AnswerView, HitView, SpanView, VerdictView, answer_view
from pincite.search import ask as search
from pincite.search.index import open_index
from pincite.search.limits import DEFAULT_K, LARGEST_K
from pincite.types import Span, Status

_VERDICTS = {
    "found": "The documents answer this.",
    "weak": "The documents touch on this, but may not answer it.",
    "not_found": "No passage of these documents answers this; the nearest are below.",
}
_INDENT = "   "


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    k: Annotated[
        int, typer.Option("-k", help=f"How many passages to show, 1 to {LARGEST_K}.", metavar="N")
    ] = DEFAULT_K,
    document: Annotated[
        str | None,
        typer.Option("--document", "-d", help="Search this document alone, by key.", metavar="KEY"),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Ask the documents a question.

    Shows whether they answer it and the passages that bear most on it, verbatim, each with its
    citation and its id. What answers is bold and underlined on a terminal, and repeated below the
    passage elsewhere. The exit status is 0 if the documents answer, or may, and 3 if they do not.

    Example: pincite ask "When did the agreement come into effect?" -k 3
    """
    settings = settings_with(index=index)
    opened = open_index(settings.index, threads=settings.threads)
    answer = search.ask(opened, question, k=k, document=document)
    view = answer_view(opened, answer)
    if json:
        print_json(view)
    else:
        print(told(view, styled=is_styled(sys.stdout)))
    if answer.verdict.status is Status.NOT_FOUND:
        raise typer.Exit(ExitCode.NOT_FOUND)


def told(answer: AnswerView, *, styled: bool) -> str:
    """An answer for people, with or without a terminal's bold and underlined letters."""
    parts = [_verdict(answer.verdict, styled)]
    parts += [_hit(hit, styled) for hit in answer.passages]
    return "\n\n".join(parts)


def _verdict(verdict: VerdictView, styled: bool) -> str:
    said = _VERDICTS[verdict.status]
    chance = f"Estimated chance that the answer is here: {verdict.confidence:.0%}."
    if verdict.missing_terms:
        missing = ", ".join(f'"{printable(term)}"' for term in verdict.missing_terms)
        chance += f" Not mentioned: {missing}."
    return f"{BOLD}{said}{PLAIN}\n{chance}" if styled else f"{said}\n{chance}"


def _hit(hit: HitView, styled: bool) -> str:
    quote = printable(hit.quote)
    head = f"{hit.rank}. {printable(hit.citation)}"
    if not styled:
        # One line a quote, so that what is copied or searched for is the quote and nothing else.
        lines = [head, _INDENT + quote, *(_INDENT + line for line in _evidence(quote, hit))]
        return "\n".join([*lines, _INDENT + hit.id])
    marks = [Span(mark.start, mark.end) for mark in hit.highlights]
    return "\n".join(
        [
            f"{BOLD}{head}{PLAIN}",
            wrapped(quote, marks, _INDENT, width_of_text()),
            f"{_INDENT}{FAINT}{hit.id}{PLAIN}",
        ]
    )


def _evidence(quote: str, hit: HitView) -> list[str]:
    whole = (SpanView(0, len(quote)),)
    if hit.highlights == whole:
        return []
    return [f"evidence: {quote[mark.start : mark.end]}" for mark in hit.highlights]

"""``pincite cite``: a passage's citation, or the passages that citations point at."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pincite.cite.formats import EXPORTS, export
from pincite.cite.styles import DEFAULT_STYLE, FORMATS, STYLES, render
from pincite.cli.codes import ExitCode
from pincite.cli.options import IndexOption, JsonOption, print_json, settings_with
from pincite.cli.terminal import BOLD, PLAIN, is_styled, printable, width_of_text, wrapped
from pincite.contract.citing import CitationsView, CitationView, citations_view
from pincite.errors import QuestionError
from pincite.search.index import Index, open_index
from pincite.verify.desk import Desk

_INDENT = "   "


def cite(
    passage: Annotated[
        str | None, typer.Argument(help="The passage's id.", metavar="p_…", show_default=False)
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text",
            help="Look up the citations in this text instead; - reads it from standard input.",
            metavar="TEXT",
        ),
    ] = None,
    style: Annotated[
        str, typer.Option("--style", help=f"One of {', '.join(STYLES)}.", metavar="STYLE")
    ] = DEFAULT_STYLE,
    format: Annotated[
        str,
        typer.Option(
            "--format", help=f"One of {', '.join([*FORMATS, *EXPORTS])}.", metavar="FORMAT"
        ),
    ] = "text",
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Cite a passage, or look citations up.

    With a passage's id, prints its citation in a style, or its record for another program. With
    --text, prints each citation in the text with a status of its own (200 found, 300 several fit,
    400 names no document held, 404 no such place, 429 past the cap) and the passages that it
    points at; the exit status is then 3 unless all were found.

    Example: pincite cite p_3k2vq7f4m6xta --style apa

    Example: pincite cite --text "Overview, paras 12–14"
    """
    if (passage is None) == (text is None):
        raise QuestionError("cite: give a passage's id, or a text as --text, and not both")
    _offered("--style", style, [*STYLES])
    _offered("--format", format, [*FORMATS, *EXPORTS])
    opened = open_index(settings_with(index=index).index)
    if passage is not None:
        if json:
            raise QuestionError("--json: goes with --text; for a passage, give --format csl-json")
        sys.stdout.write(cited(opened, passage, style, format))
        return
    assert text is not None
    asked = sys.stdin.read() if text == "-" else text
    view = citations_view(opened, asked, Desk(opened).look_up(asked))
    if json:
        print_json(view)
    else:
        print(told(view, styled=is_styled(sys.stdout)))
    if not view.citations or any(one.status != 200 or one.missing for one in view.citations):
        raise typer.Exit(ExitCode.NOT_FOUND)


def cited(index: Index, passage_id: str, style: str, format: str) -> str:
    """A passage's citation with a line end."""
    catalogue = index.generation.catalogue
    (passage,) = catalogue.passages([catalogue.row(passage_id)])
    record = catalogue.record(passage.document)
    pages, section = passage.pages, passage.section
    if format in EXPORTS:
        made = export(record, passage.locator, format, pages=pages, section=section)
        return made.replace("\r\n", "\n")
    line = render(record, passage.locator, style, format, pages=pages, section=section)
    return printable(line) + "\n"


def _offered(option: str, given: str, offered: Sequence[str]) -> None:
    if given not in offered:
        raise QuestionError(
            f"{option}: {given!r} is not offered; choose one of {', '.join(offered)}"
        )


def told(view: CitationsView, *, styled: bool) -> str:
    """The citations of a text for people."""
    if not view.citations:
        return "No citation in this text."
    return "\n\n".join(_citation(citation, styled) for citation in view.citations)


def _citation(citation: CitationView, styled: bool) -> str:
    head = f"{citation.status} {printable(citation.citation)}"
    lines = [f"{BOLD}{head}{PLAIN}" if styled else head]
    if citation.detail:
        lines.append(_INDENT + printable(citation.detail))
    for passage in citation.passages:
        quote = printable(passage.quote)
        lines += [
            f"{_INDENT}{printable(passage.citation)}",
            wrapped(quote, (), _INDENT, width_of_text()) if styled else _INDENT + quote,
            _INDENT + passage.id,
        ]
    more = citation.passage_count - len(citation.passages)
    if more:
        lines.append(f"{_INDENT}and {more:,} more")
    return "\n".join(lines)

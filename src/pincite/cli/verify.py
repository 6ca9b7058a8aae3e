"""``pincite verify``: a draft in, what wants mending in it out."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from pincite.cli.codes import ExitCode
from pincite.cli.options import IndexOption, JsonOption, print_json, settings_with
from pincite.cli.terminal import BOLD, PLAIN, counted, is_styled, printable
from pincite.contract.verification import ItemView, VerificationView, verification_view
from pincite.errors import NotFoundError, ReadError
from pincite.search.index import open_index
from pincite.verify.desk import Desk
from pincite.verify.files import FILE_BYTES, FILE_ENDINGS
from pincite.verify.types import WORST_FIRST, Status
from pincite.verify.wording import WORDS

_INDENT = "   "
_LONGEST = 160  # characters shown of the draft's words
_ORDER = {status: rank for rank, status in enumerate(WORST_FIRST)}


def verify(
    draft: Annotated[
        str,
        typer.Argument(help=f"The draft's file ({', '.join(FILE_ENDINGS)}), or - for text."),
    ],
    index: IndexOption = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="List what leaves nothing to mend, too.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check every quotation, pinpoint and figure of a draft against the documents.

    Lists what wants mending, worst first, each with its line in the draft, its words and what the
    source has, and then how many items there are of each status. The exit status is 0 if there is
    nothing to mend and 7 if there is.

    Example: pincite verify briefing.docx

    Example: pincite verify - --json < briefing.md
    """
    text, name = _read(draft)
    settings = settings_with(index=index)
    opened = open_index(settings.index, threads=settings.threads)
    view = verification_view(opened, Desk(opened).verify(text), text, name)
    if json:
        print_json(view)
    else:
        print(told(view, text, everything=everything, styled=is_styled(sys.stdout)))
    if view.summary.to_mend:
        raise typer.Exit(ExitCode.TO_MEND)


def _read(draft: str) -> tuple[str, str | None]:
    """The draft's text, and its file's name if it has one."""
    if draft == "-":
        return _text(sys.stdin.buffer.read(FILE_BYTES + 1), "standard input.txt"), None
    path = Path(draft)
    try:
        with path.open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(f"{draft}: no such file") from None
    except OSError as error:
        raise ReadError(draft, "denied", f"cannot be opened: {error.strerror}") from None
    return _text(data, draft), path.name


def _text(data: bytes, name: str) -> str:
    # The readers take a second to import; a wrong name or option should not wait for it.
    from pincite.verify.reading import draft_text

    return draft_text(data, name)


def told(view: VerificationView, text: str, *, everything: bool, styled: bool) -> str:
    """A verification for people: what wants mending, worst first, and the summary."""
    shown = [item for item in view.items if everything or item.to_mend]
    shown.sort(key=lambda item: (_ORDER[Status(item.status)], item.start))
    breaks = [place for place, character in enumerate(text) if character == "\n"]
    parts = [_item(item, bisect_left(breaks, item.start) + 1, styled) for item in shown]
    if not view.items:
        parts.append("No quotation, pinpoint or figure in this draft that the documents speak of.")
    elif not view.summary.to_mend:
        parts.append(f"Nothing to mend{_but_unchecked(view)}.")
    return "\n\n".join([*parts, _summary(view)])


def _item(item: ItemView, line: int, styled: bool) -> str:
    status = Status(item.status)
    head = f"line {line}, {item.kind}: {WORDS[status]} ({item.status})"
    rows = _compared(item)
    if item.detail:
        rows.append(("detail", printable(item.detail)))
    rows += [("left out", printable(words)) for words in item.left_out]
    if item.differences:
        rows.append(("passed over", printable(", ".join(item.differences))))
    if item.passage is not None:
        rows.append(("see", f"{printable(item.passage.citation)}  {item.passage.id}"))
    rows += [
        ("nearest", f"{printable(near.citation)}  {near.id}  ({near.score:.0%})")
        for near in item.nearest
    ]
    return "\n".join(
        [
            f"{BOLD}{head}{PLAIN}" if styled else head,
            *(f"{_INDENT}{name + ':':<13}{value}" for name, value in rows),
        ]
    )


def _compared(item: ItemView) -> list[tuple[str, str]]:
    """The draft's words and those of the source, what differs in brackets on either side."""
    if item.diff:
        draft = [(change.draft, change.draft_glued, change.edit) for change in item.diff]
        source = [(change.source, change.source_glued, change.edit) for change in item.diff]
        return [("draft", _marked(draft)), ("source", _marked(source))]
    rows = [("draft", _short(item.text))]
    if item.counterpart is not None:
        rows.append(("source", printable(item.counterpart)))
    return rows


def _marked(side: Iterable[tuple[str, bool, str]]) -> str:
    """One side of a comparison: words, whether they are glued to those before, what they became."""
    pieces: list[str] = []
    for words, glued, edit in side:
        if words:
            pieces.append("" if glued or not pieces else " ")
            pieces.append(words if edit == "same" else f"[{words}]")
    return printable("".join(pieces))


def _but_unchecked(view: VerificationView) -> str:
    count = view.summary.counts.get(Status.FIGURE_UNCHECKED.value, 0)
    if not count:
        return ""
    return f", but {counted(count, 'figure')} held against no passage (--all lists them)"


def _short(text: str) -> str:
    words = printable(" ".join(text.split()))
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _summary(view: VerificationView) -> str:
    summary = view.summary
    counts = ", ".join(
        f"{status.value} {summary.counts[status.value]}"
        for status in WORST_FIRST
        if status.value in summary.counts
    )
    helped = f"; {summary.not_helped} sentences were not looked at" if summary.not_helped else ""
    return (
        f"{counted(summary.items, 'item')}, {summary.to_mend} to mend"
        f"{': ' + counts if counts else ''}{helped}.\n"
        f"Compared with {counted(len(summary.documents), 'document')} of {summary.generation}, "
        f"built {summary.date}."
    )

"""``pincite documents``: what the index holds, and what it does not."""

from __future__ import annotations

from pincite.cli.options import IndexOption, JsonOption, print_json, settings_with
from pincite.cli.terminal import printable
from pincite.contract import DocumentsView, documents_view
from pincite.search.index import open_index

_NO_DATE = "n.d."  # as citations have it


def documents(index: IndexOption = None, json: JsonOption = False) -> None:
    """List the documents of the index, and what was left out.

    Example: pincite documents --json
    """
    view = documents_view(open_index(settings_with(index=index).index))
    if json:
        print_json(view)
    else:
        print(told(view))


def told(view: DocumentsView) -> str:
    """The list for people: a line a document, in columns."""
    rows = [("key", "kind", "issued", "passages", "title")]
    rows += [
        (one.key, one.kind or "", one.issued or _NO_DATE, f"{one.passages:,}", one.title)
        for one in view.documents
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(
            [
                *(cell.ljust(width) for cell, width in zip(row[:3], widths[:3], strict=True)),
                row[3].rjust(widths[3]),
                row[4],
            ]
        )
        for row in rows
    ]
    lines += [f"left out: {one.file}: {one.detail} ({one.reason})" for one in view.left_out]
    index = view.index
    lines.append(f"{index.generation}, built {index.built_at} with {index.model}")
    return "\n".join(map(printable, lines))

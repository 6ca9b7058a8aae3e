"""Reads a draft's file: Word, Markdown or plain text."""

from __future__ import annotations

from pathlib import PurePath

from pincite.errors import ReadError
from pincite.readers import Limits
from pincite.readers.sandbox import read_bytes
from pincite.verify.files import FILE_BYTES, FILE_ENDINGS

_LIMITS = Limits(bytes=FILE_BYTES, characters=FILE_BYTES, expanded=20 * FILE_BYTES)


def draft_text(data: bytes, name: str) -> str:
    """The draft's text, in which every offset counts.

    Markdown stays as it is written: its ``>`` marks block quotes, and its author looks for the
    findings in it. Raises ReadError for what cannot be read, naming the file, the limit and the
    remedy.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in FILE_ENDINGS:
        raise ReadError(
            name,
            "unknown",
            f"no draft is read from {ending or 'a name without extension'}; "
            f"save it as one of {', '.join(FILE_ENDINGS)}",
        )
    # The reader of plain text takes what Markdown is written in as it stands.
    known = name if ending == ".docx" else str(PurePath(name).with_suffix(".txt"))
    try:
        return read_bytes(data, known, _LIMITS).text
    except ReadError as error:
        told = str(error).removeprefix(f"{known}: ")
        raise ReadError(name, error.reason, told) from error

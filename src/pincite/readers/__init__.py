"""Readers: from one file's bytes to its canonical text, pages, outline and title.

    read(path)            a file in a folder
    read_bytes(data, name)  bytes with the name they go by; its extension says what they are
    MEDIA_TYPES           which extensions are read, and the media type of each

Whatever a file holds, the outcome is an `Extract` or a `ReadError`. One part reads each format:
`pdf`, `plain`, `markdown`, `html` and `docx`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path, PurePath

from pincite.errors import ReadError
from pincite.readers.docx.reader import read_docx
from pincite.readers.html.reader import read_html
from pincite.readers.limits import DEFAULT_LIMITS, Limits
from pincite.readers.markdown.reader import read_markdown
from pincite.readers.pdf.reader import read_pdf
from pincite.readers.plain import read_plain
from pincite.readers.sniff import DOCX, HTML, MARKDOWN, MEDIA_TYPES, OLE, PDF, TEXT, sniff
from pincite.types import Extract

__all__ = ["DEFAULT_LIMITS", "MEDIA_TYPES", "Limits", "read", "read_bytes"]

_READERS: dict[str, Callable[[bytes, str, Limits], Extract]] = {
    TEXT: read_plain,
    MARKDOWN: read_markdown,
    HTML: read_html,
    PDF: read_pdf,
    DOCX: read_docx,
}
# What an Office file that is encrypted, or that is of the kind before 2007, is wrapped in.
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def read(path: Path, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """Read one regular file; a link is followed. ReadError names the path as it was given."""
    name = str(path)
    _media_type(name)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            sort = "a folder" if stat.S_ISDIR(found.st_mode) else "a device, socket or pipe"
            raise ReadError(name, "unknown", f"{sort}, not a file; rename or remove it")
        _check_size(found.st_size, name, limits)
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ReadError(
            name, "denied", f"cannot be opened: {why}; check that it exists and may be read"
        ) from error
    return read_bytes(data, name, limits)


def read_bytes(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Extract:
    """Read bytes as the format that the extension of `name` says. Raises ReadError only."""
    media_type = _media_type(name)
    _check_size(len(data), name, limits)
    if not data.strip(b"\0\t\n\r\f "):
        raise ReadError(name, "empty", "holds nothing; supply the document or remove the file")
    _check_content(data, media_type, name)
    try:
        extract = _READERS[media_type](data, name, limits)
    except ReadError:
        raise
    except Exception as error:
        # The libraries below meet hostile input here; what they throw at it cannot be listed.
        what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise ReadError(
            name, "corrupt", f"damaged or not what its extension says ({what}); repair or remove it"
        ) from error
    if not extract.text.strip():
        raise ReadError(name, "empty", "holds no text; supply the document or remove the file")
    if len(extract.text) > limits.characters:
        raise ReadError(
            name,
            "too-large",
            f"{len(extract.text):,} characters of text, at most {limits.characters:,} are read;"
            " split the document",
        )
    return extract


def _media_type(name: str) -> str:
    extension = PurePath(name).suffix.lower()
    if extension not in MEDIA_TYPES:
        raise ReadError(
            name,
            "unknown",
            f"no reader for {extension or 'a name without extension'}; there is one for each of "
            + ", ".join(MEDIA_TYPES),
        )
    return MEDIA_TYPES[extension]


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.bytes:
        raise ReadError(
            name,
            "too-large",
            f"{size:,} bytes, at most {limits.bytes:,} are read; split or compress the document",
        )


def _check_content(data: bytes, media_type: str, name: str) -> None:
    """Refuse a file whose first bytes contradict its extension."""
    found = sniff(data)
    if found == OLE:
        if _ENCRYPTED_OFFICE in data:
            raise ReadError(
                name, "encrypted", "encrypted; save it without a password or remove the file"
            )
        raise ReadError(
            name, "unknown", "a Microsoft Office file of the format before 2007; save it as .docx"
        )
    if found is None or found == media_type or (media_type, found) == (DOCX, "application/zip"):
        return
    raise ReadError(
        name, "unknown", f"named {PurePath(name).suffix} but holds {found}; rename or convert it"
    )

"""corpus.toml: a bibliographic record for each document, and questions to begin with."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pincite.errors import CorpusError
from pincite.types import Name, Record

FILE = "corpus.toml"
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?\Z")
_ISSUED = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z")
# It becomes a link: a scheme that runs something, as javascript: does, is no place to read.
_URL = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f<>\"]+\Z", re.IGNORECASE)
_FIELDS = {
    "key",
    "file",
    "title",
    "authors",
    "publisher",
    "kind",
    "issued",
    "language",
    "url",
    "short",
}
_TEXTS = ("publisher", "kind", "language", "url")


def load_records(path: Path) -> tuple[Record, ...]:
    """The records of a corpus.toml, in its order; none if there is no such file.

    Raises CorpusError naming the file, the entry and what is accepted.
    """
    content = _load(path)
    records = tuple(
        _record(path, n, entry) for n, entry in enumerate(content.get("document", []), 1)
    )
    for field in ("key", "file"):
        values = [getattr(record, field) for record in records]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise CorpusError(
                f"{path}: {field} {twice[0]!r} is given to two documents; each needs its own"
            )
    return records


def load_examples(path: Path) -> tuple[str, ...]:
    """The example questions of a corpus.toml; none if it gives none or there is no such file.

    Raises CorpusError as `load_records` does.
    """
    examples = _load(path).get("examples", [])
    if not isinstance(examples, list) or not all(
        isinstance(question, str) and question.strip() for question in examples
    ):
        raise CorpusError(f"{path}: examples must be a list of questions, each a text")
    return tuple(" ".join(question.split()) for question in examples)


def _load(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: not readable as TOML: {error}") from None
    unknown = set(content) - {"document", "examples"}
    if unknown or not isinstance(content.get("document", []), list):
        raise CorpusError(
            f"{path}: expected [[document]] entries and examples only, found {sorted(content)}"
        )
    return content


def _record(path: Path, number: int, entry: Any) -> Record:
    where = f"{path}: document {number}"
    if not isinstance(entry, dict):
        raise CorpusError(f"{where}: not a table")
    where += f" ({entry.get('key') or entry.get('file') or 'no key'})"
    unknown = sorted(set(entry) - _FIELDS)
    if unknown:
        raise CorpusError(
            f"{where}: unknown field {unknown[0]!r}; known: {', '.join(sorted(_FIELDS))}"
        )
    for field in ("key", "file", "title"):
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise CorpusError(f"{where}: needs {field}, a text that is not empty")
    if not _KEY.match(entry["key"]):
        raise CorpusError(
            f"{where}: key {entry['key']!r}: up to 100 lower-case letters and digits, "
            "with hyphens between them"
        )
    for field in _TEXTS:
        if field in entry and not isinstance(entry[field], str):
            raise CorpusError(f"{where}: {field} must be a text")
    issued = entry.get("issued")
    if issued is not None:
        issued = str(issued)  # TOML also writes dates without quotation marks
        if not _ISSUED.match(issued):
            raise CorpusError(f"{where}: issued {issued!r}: use 2023-08-08, 2023-08 or 2023")
    if "url" in entry and not _URL.match(entry["url"]):
        raise CorpusError(
            f"{where}: url {entry['url'][:100]!r}: an address that begins with https:// or "
            "http://, without spaces"
        )
    file = Path(entry["file"])
    if file.is_absolute() or ".." in file.parts:
        raise CorpusError(f"{where}: file {entry['file']!r} must lie inside the corpus folder")
    short = entry.get("short", [])
    if not isinstance(short, list) or not all(
        isinstance(form, str) and form.strip() for form in short
    ):
        raise CorpusError(f"{where}: short must be a list of texts")
    authors = entry.get("authors", [])
    if not isinstance(authors, list):
        raise CorpusError(f"{where}: authors must be a list")
    return Record(
        key=entry["key"],
        file=file.as_posix(),
        title=" ".join(entry["title"].split()),
        authors=tuple(_name(where, author) for author in authors),
        publisher=entry.get("publisher"),
        kind=entry.get("kind"),
        issued=issued,
        language=entry.get("language"),
        url=entry.get("url"),
        short=tuple(short),
    )


def _name(where: str, author: Any) -> Name:
    """A text is a name as it is written (a body, say); a table tells a person's names apart."""
    if isinstance(author, str) and author.strip():
        return Name(literal=author.strip())
    accepted = 'a text, or { family, given, order = "family-first", role }'
    if not isinstance(author, dict) or set(author) - {
        "family",
        "given",
        "literal",
        "order",
        "role",
    }:
        raise CorpusError(f"{where}: author {author!r}: expected {accepted}")
    order = author.get("order", "given-first")
    if order not in ("given-first", "family-first"):
        raise CorpusError(f"{where}: author's order {order!r}: given-first or family-first")
    texts = {
        name: str(author.get(name, "")).strip() for name in ("family", "given", "literal", "role")
    }
    if not texts["family"] and not texts["literal"]:
        raise CorpusError(
            f"{where}: author {author!r}: needs family or literal; expected {accepted}"
        )
    return Name(**texts, family_first=order == "family-first")

"""What decides a build's content, as one digest: equal inputs need no new build."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import orjson

from pincite.build.projection import WIDTH
from pincite.corpus.folder import Corpus
from pincite.errors import ReadError
from pincite.identity import edition_of
from pincite.store.lexical import K1, B
from pincite.store.vectors import EXACT_ROWS

# Counts up when the same files would give other blocks, passages or indexed texts, so that an
# index built by an older version is built anew.
STRUCTURE_VERSION = 4


def parameters() -> dict[str, Any]:
    """What the code, and no file, decides."""
    return {
        "structure": STRUCTURE_VERSION,
        "bm25": {"k1": K1, "b": B, "method": "lucene", "stemmer": "snowball-english"},
        "vectors": {"type": "float16", "exact_rows": EXACT_ROWS},
        "tokens": {"type": "int8", "width": WIDTH, "projection": "principal components"},
        "identity": {"digest": "sha256", "base32_digits": 13},
    }


def with_editions(corpus: Corpus) -> tuple[Corpus, dict[str, str]]:
    """The sha256 of every file by name; files that cannot be opened join the refused ones."""
    editions: dict[str, str] = {}
    denied: list[ReadError] = []
    for source in corpus.sources:
        try:
            with source.path.open("rb") as file:
                editions[source.name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            detail = f"cannot be opened ({error.strerror}); check that it may be read"
            denied.append(ReadError(source.name, "denied", detail))
    return replace(corpus, refused=(*corpus.refused, *denied)), editions


def inputs_digest(corpus: Corpus, editions: Mapping[str, str], model: str) -> str:
    """A digest of all that decides what a build makes."""
    content = {
        "parameters": parameters(),
        "model": model,
        "files": [
            [
                source.name,
                source.key,
                editions.get(source.name),
                source.record and asdict(source.record),
            ]
            for source in corpus.sources
        ],
        "refused": [str(error) for error in corpus.refused],
        "glossary": corpus.glossary.pairs,
        "examples": corpus.examples,
        "weights": corpus.weights and edition_of(corpus.weights.read_bytes()),
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

"""Every error that Pincite raises on purpose. This module imports nothing of ours.

    PinciteError
    ├── QuestionError          the question, k or another argument is outside its limits
    ├── NotFoundError          no such document, passage or paragraph
    ├── CorpusError            corpus.toml, glossary.toml or the folder is wrong
    ├── ReadError              one file cannot be read; says which and why
    ├── ModelError             the encoder's files are missing, altered or unusable
    ├── SettingsError          a setting's value is not among what is accepted
    └── StoreError            the built index cannot be used
        ├── NoIndexError       nothing has been built yet
        ├── DamagedIndexError  a file of a generation is missing, short or altered
        ├── FormatError        a generation of another format version
        └── LockedError        another process is writing

A message names the object, the limit and the remedy:
``corpus/x.pdf: encrypted; supply the password or remove the file``.
"""

from __future__ import annotations


class PinciteError(Exception):
    """The root of the tree; its text is fit to show to a user."""


class QuestionError(PinciteError):
    """An argument of a question is outside its limits."""


class NotFoundError(PinciteError):
    """No such document, passage or paragraph."""


class CorpusError(PinciteError):
    """The corpus folder, its records or its glossary are wrong."""


class RefusedRecordError(CorpusError):
    """What was to be put into the corpus folder is not accepted; what is there is in order."""


class LastDocumentError(CorpusError):
    """A document cannot be taken out: an index needs one, and there is no other."""

    def __init__(self, folder: str, key: str) -> None:
        super().__init__(
            f"{folder}: {key} is its only document, and an index needs one; add another"
        )
        self.key = key


class ReadError(PinciteError):
    """One file cannot be read.

    `reason` is a short fixed word for scripts: missing, empty, encrypted, image-only, corrupt,
    unknown, too-large, too-slow, crashed or denied.
    """

    def __init__(self, file: str, reason: str, detail: str) -> None:
        super().__init__(f"{file}: {detail}")
        self.file = file
        self.reason = reason


class ModelError(PinciteError):
    """The encoder's files are missing, altered or unusable."""


class SettingsError(PinciteError):
    """A setting's value is not among what is accepted."""


class StoreError(PinciteError):
    """The built index cannot be used."""


class NoIndexError(StoreError):
    """Nothing has been built yet."""


class DamagedIndexError(StoreError):
    """A file of a generation is missing, short or altered."""


class FormatError(StoreError):
    """A generation of another format version."""


class LockedError(StoreError):
    """Another process is writing the index."""

"""The limits of a request: its query string and its body."""

from __future__ import annotations

import re

from starlette.types import Scope

from pincite.settings import Settings
from pincite.verify.files import FILE_BYTES
from pincite_api.problems import FieldError, ProblemError
from pincite_api.tokens import is_writing

_SURROGATE = re.compile("[\ud800-\udfff]")

# 1,000 characters of four bytes each, every byte written as %XX, and the other fields.
QUERY_BYTES = 16_384


def check_query(query: bytes) -> None:
    """ProblemError (414) for a query string that is too long."""
    if len(query) > QUERY_BYTES:
        raise ProblemError(
            "uri-too-long",
            f"The query string has {len(query)} bytes, the limit is {QUERY_BYTES}; shorten it, "
            "or send it as the body of a POST.",
        )


# Drafts: as text in JSON, where a character may take twelve bytes (two escapes of six), or a file
# in a form, whose parts have their own heads.
DRAFT_CHARACTERS = 64_000
_DRAFT_BYTES = DRAFT_CHARACTERS * 12 + 4_096
_FORM_BYTES = FILE_BYTES + DRAFT_CHARACTERS * 4 + 65_536
_FORM_HEADS = 65_536  # a document's record, and the heads of the form's parts
_TAKE_DRAFTS = ("/v1/cite", "/v1/verify", "/verify")


def body_limit(scope: Scope, settings: Settings) -> int:
    """How many bytes the body of this request may have."""
    if is_writing(scope["method"], scope["path"]):
        return settings.upload_bytes + _FORM_HEADS
    if scope["path"] not in _TAKE_DRAFTS:
        return settings.body_bytes
    form = any(
        name == b"content-type" and value.strip().lower().startswith(b"multipart/form-data")
        for name, value in scope["headers"]
    )
    return _FORM_BYTES if form else max(settings.body_bytes, _DRAFT_BYTES)


def checked_draft(text: str) -> str:
    """A draft's text, if it has words and is not too long; ProblemError (413, 422) otherwise."""
    if len(text) > DRAFT_CHARACTERS:
        raise ProblemError(
            "too-large",
            f"text: {len(text):,} characters, the limit is {DRAFT_CHARACTERS:,}; send it to be "
            f"verified as a file (up to {FILE_BYTES:,} bytes), or in parts",
        )
    detail = None
    if not text.strip():
        detail = "is empty; give the text to look at"
    elif _SURROGATE.search(text):
        detail = "holds a lone surrogate, which is no character; send it as UTF-8"
    if detail is not None:
        raise ProblemError("invalid", f"text: {detail}", errors=[FieldError("text", detail)])
    return text


def check_content_length(given: bytes | None, limit: int) -> None:
    """ProblemError (413) for a body that says itself that it is too large."""
    if given is not None and given.isdigit() and int(given[:20]) > limit:
        raise too_large(limit)


def too_large(limit: int) -> ProblemError:
    """The problem of a body above the limit in bytes."""
    return ProblemError(
        "too-large", f"The body has more than {limit} bytes, the limit; send less at a time."
    )

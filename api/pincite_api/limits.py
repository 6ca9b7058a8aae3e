"""The limits of a request: its query string and its body."""

from __future__ import annotations

from starlette.types import Scope

from pincite.settings import Settings
from pincite_api.problems import ProblemError

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


def body_limit(scope: Scope, settings: Settings) -> int:
    """How many bytes the body of this request may have."""
    return settings.body_bytes


def check_content_length(given: bytes | None, limit: int) -> None:
    """ProblemError (413) for a body that says itself that it is too large."""
    if given is not None and given.isdigit() and int(given[:20]) > limit:
        raise too_large(limit)


def too_large(limit: int) -> ProblemError:
    """The problem of a body above the limit in bytes."""
    return ProblemError(
        "too-large", f"The body has more than {limit} bytes, the limit; send less at a time."
    )

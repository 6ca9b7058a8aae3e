"""Who may read and who may write: tokens, of which the service knows only the digests."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping

from pincite.settings import Settings
from pincite_api.problems import ProblemError

_WRITTEN = re.compile(r"/v1/documents/[^/]+\Z")
# What an orchestrator asks, which has no token.
_OPEN = ("/healthz", "/readyz")


def is_writing(method: str, path: str) -> bool:
    """Whether a request would change documents; a test holds this against all the routes."""
    return method in ("PUT", "DELETE") and _WRITTEN.match(path) is not None


def check_token(method: str, path: str, headers: Mapping[bytes, bytes], settings: Settings) -> None:
    """ProblemError (401, 403) for a request that may not read, or write, what it asks for.

    The token comes as ``Authorization: Bearer``. For reading it may also be the password of
    ``Basic``, which a browser asks its user for; for writing it may not, as browsers send that of
    themselves, whoever's page it was that made them. The token that writes also reads.
    """
    given = headers.get(b"authorization", b"")
    if is_writing(method, path):
        if not settings.write_token_sha256:
            raise ProblemError(
                "writing-off",
                "Documents cannot be changed over HTTP here: no token is set. Run `pincite token`, "
                "set PINCITE_WRITE_TOKEN_SHA256 to its digest, and start the service anew.",
            )
        if not _is(_bearer(given), settings.write_token_sha256):
            raise _needed("Changing documents", "Bearer")
    elif settings.read_token_sha256 and path not in _OPEN:
        token = _bearer(given) or _password(given)
        digests = (settings.read_token_sha256, settings.write_token_sha256)
        # Both are compared, whichever fits: the time tells nothing.
        if not any([_is(token, digest) for digest in digests if digest]):  # noqa: C419
            raise _needed("Reading", 'Bearer, Basic realm="Pincite"')


def _is(token: bytes, digest: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(token).hexdigest(), digest) and bool(token)


def _bearer(given: bytes) -> bytes:
    scheme, _, token = given.partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else b""


def _password(given: bytes) -> bytes:
    scheme, _, encoded = given.partition(b" ")
    if scheme.lower() != b"basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def _needed(what: str, challenge: str) -> ProblemError:
    return ProblemError(
        "token",
        f"{what} needs a token here, and this request bears none that is right; send it as "
        "Authorization: Bearer, followed by the token.",
        headers={"WWW-Authenticate": challenge},
    )

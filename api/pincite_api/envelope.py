"""What surrounds every request: its id, its limits, the secure headers, and the last resort.

One ASGI middleware instead of five, because each costs every request its share of time.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.settings import Settings
from pincite_api.handlers import error_response
from pincite_api.limits import body_limit, check_content_length, check_query, too_large
from pincite_api.problems import REQUEST_ID, ProblemError, problem_response
from pincite_api.security import HEADERS, host_is_allowed

log = logging.getLogger("pincite_api")

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}\Z")


class Envelope:
    """Wraps the application; see the module."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given if _GIVEN_ID.match(given) else secrets.token_hex(8).encode("ascii")
        head = scope["method"] == "HEAD"
        # HEAD is answered wherever GET is: by the same route, its body left out.
        scope = {**scope, REQUEST_ID: request_id.decode("ascii")}
        if head:
            scope["method"] = "GET"
        started = False

        async def enveloped(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [
                    *message.get("headers", ()),
                    *HEADERS,
                    (b"x-request-id", request_id),
                ]
                sent = MutableHeaders(raw=message["headers"])
                sent.setdefault("cache-control", "no-cache")
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            self._check(scope, headers)
            await self._app(scope, self._limited(scope, receive), enveloped)
        except ProblemError as error:
            await error_response(scope, error)(scope, receive, enveloped)
        except Exception:
            # The last resort: nothing that goes wrong may end without an answer of the one shape.
            log.exception("request %s failed", scope[REQUEST_ID])
            if started:
                raise
            failure = ProblemError(
                "internal",
                f"The service failed; its log holds the cause under {scope[REQUEST_ID]}.",
            )
            await problem_response(scope, failure)(scope, receive, enveloped)

    def _check(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        allowed = self._settings.allowed_hosts
        host = headers.get(b"host", b"").decode("latin-1")
        if allowed and not host_is_allowed(host, allowed):
            raise ProblemError(
                "host",
                f"This service does not answer for the host {host[:100]!r}; "
                "ask for one that is among its allowed hosts.",
            )
        check_query(scope["query_string"])
        check_content_length(headers.get(b"content-length"), body_limit(scope, self._settings))

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        limit = body_limit(scope, self._settings)
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large(limit)
            return message

        return limited

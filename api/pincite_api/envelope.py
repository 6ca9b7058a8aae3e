"""What surrounds every request: its id, who may make it, how often, its limits, the secure headers,
what the log and the metrics are told of it, and the last resort.

One ASGI middleware instead of eight, because each costs every request its share of time.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.settings import Settings
from pincite_api.handlers import error_response
from pincite_api.limits import body_limit, check_content_length, check_query, too_large
from pincite_api.logs import fields
from pincite_api.metrics import Metrics
from pincite_api.problems import REQUEST_ID, ProblemError, problem_response
from pincite_api.rates import Rates, rate_of
from pincite_api.security import HEADERS, host_is_allowed
from pincite_api.tokens import check_token

log = logging.getLogger("pincite_api")

access = logging.getLogger("pincite_api.access")

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}\Z")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


class Envelope:
    """Wraps the application; see the module."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._rates = Rates(rate_of(settings))

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
        began = time.perf_counter()
        started = False
        status = 0

        async def enveloped(message: Message) -> None:
            nonlocal started, status
            if message["type"] == "http.response.start":
                started = True
                status = message["status"]
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
            self._metrics.rejects.labels(error.kind.name).inc()
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
        finally:
            self._tell("HEAD" if head else scope["method"], scope, status, began)

    def _tell(self, method: str, scope: Scope, status: int, began: float) -> None:
        """The log and the metrics, of a request that has ended; 0 is one whose client left."""
        seconds = time.perf_counter() - began
        route = getattr(scope.get("route"), "path", "(none)")
        counted = method if method in _METHODS else "(other)"
        self._metrics.requests.labels(counted, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        # What is asked every few seconds by machines would bury the rest.
        probe = route in _PROBES and status < 400
        access.log(
            logging.DEBUG if probe else logging.INFO,
            "answered",
            extra=fields(
                request_id=scope[REQUEST_ID],
                method=method[:20],
                path=scope["path"][:300],
                status=status,
                milliseconds=round(seconds * 1000, 1),
            ),
        )

    def _check(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        allowed = self._settings.allowed_hosts
        host = headers.get(b"host", b"").decode("latin-1")
        if allowed and not host_is_allowed(host, allowed):
            raise ProblemError(
                "host",
                f"This service does not answer for the host {host[:100]!r}; "
                "ask for one that is among its allowed hosts.",
            )
        if (client := scope.get("client")) is not None:
            self._rates.check(client[0])
        check_token(scope["method"], scope["path"], headers, self._settings)
        check_query(scope["query_string"])
        check_content_length(headers.get(b"content-length"), body_limit(scope, self._settings))

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        limit = body_limit(scope, self._settings)
        received = 0
        ends = asyncio.get_running_loop().time() + self._settings.request_seconds
        whole = False  # what comes after the body is that the client has left, at any time

        async def limited() -> Message:
            nonlocal received, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise ProblemError(
                    "timeout",
                    f"The body has not come within {self._settings.request_seconds:g} s, the "
                    "limit; send less at a time.",
                    headers={"Connection": "close"},
                ) from None
            whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large(limit)
            return message

        return limited

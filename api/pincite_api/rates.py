"""How often one client may ask."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from pincite.settings import Settings
from pincite_api.problems import ProblemError

_DEFAULT = 20.0  # requests a second where the service can be reached from elsewhere
_BURST = 10.0  # seconds' worth of requests that may come at once
_CLIENTS = 20_000  # are remembered; the one that has not asked for the longest is forgotten


class Rates:
    """A bucket for each client, filled at the rate, emptied by its requests."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._most = max(1.0, rate * _BURST)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, client: str) -> None:
        """ProblemError (429) with Retry-After for a client that asks too often."""
        if not self._rate:
            return
        now = self._clock()
        left, seen = self._buckets.pop(client, (self._most, now))
        left = min(self._most, left + (now - seen) * self._rate)
        allowed = left >= 1
        self._buckets[client] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = math.ceil((1 - left) / self._rate)
            raise ProblemError(
                "too-many",
                f"This client has asked more than {self._rate:g} times a second; ask again in "
                f"{wait} s.",
                headers={"Retry-After": str(wait)},
            )


def rate_of(settings: Settings) -> float:
    """Requests a second of one client; 0 is no limit."""
    if settings.rate is not None:
        return settings.rate
    return 0.0 if _is_loopback(settings.host) else _DEFAULT


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

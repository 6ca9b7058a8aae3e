"""Headers that every answer carries, and the Host header's check."""

from __future__ import annotations

from collections.abc import Iterable

# No inline scripts or styles, nothing from elsewhere, no framing. A page that must loosen this
# names what it needs here, for everyone to see.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",  # the script asks for a citation in another style
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode("ascii")),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # A question stands in the address; no other site shall learn it.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


def host_is_allowed(host: str, allowed: Iterable[str]) -> bool:
    """Whether a Host header names one of the allowed hosts; any port will do."""
    name = host.strip().lower()
    if not name.endswith("]"):  # an IPv6 address without a port ends so
        name = name.rpartition(":")[0] or name if name.rpartition(":")[2].isdecimal() else name
    return name in set(allowed)

"""Names that stay: a passage's id and a file's edition."""

from __future__ import annotations

import base64
import hashlib
import re

PASSAGE_ID = re.compile(r"p_[a-z2-7]{13}\Z")


def passage_id(key: str, quote: str, ordinal: int) -> str:
    """``p_`` and 13 base32 digits (65 bits) of a document's key, a quote and its ordinal.

    ``ordinal`` counts equal quotes of one document from 0. Neither numbers nor offsets nor other
    documents enter, so a paragraph keeps its id when the document is reissued with others added,
    and a changed paragraph gets a new one. 65 bits: among a million passages two collide with a
    probability of 1 in 70 million, and the build refuses if they do.
    """
    material = "\x1f".join((key, quote, str(ordinal))).encode("utf-8")
    digest = hashlib.sha256(material).digest()
    return "p_" + base64.b32encode(digest).decode("ascii").lower()[:13]


def edition_of(data: bytes) -> str:
    """The sha256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def slug(name: str) -> str:
    """A document's key made from a file's name: lower case, digits and hyphens, never empty."""
    plain = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    ascii_only = re.sub(r"[^a-z0-9-]+", "", plain).strip("-")
    if ascii_only:
        return re.sub(r"-{2,}", "-", ascii_only)
    return "d-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]

"""A field of the contract: its meaning is in its metadata, which the OpenAPI description shows."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def told(description: str) -> Any:
    """A dataclass field with its meaning."""
    return field(metadata={"description": description})

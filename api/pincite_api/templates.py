"""The pages' templates: escaped by default, strict about names, and their few filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from pincite.cite.dates import long_date
from pincite.contract import SpanView
from pincite.search.limits import QUESTION_CHARACTERS
from pincite_api.assets import address


def segments(quote: str, spans: Sequence[SpanView]) -> list[tuple[str, bool]]:
    """A quote cut at the spans (in order, apart): (text, whether it is evidence), all of it."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for span in spans:
        pieces.append((quote[at : span.start], False))
        pieces.append((quote[span.start : span.end], True))
        at = span.end
    pieces.append((quote[at:], False))
    return [piece for piece in pieces if piece[0]]


_CODE = re.compile(r"`([^`]+)`")


def ticked(text: str) -> Markup:
    """Text with `code` between backticks, which is all the markup that descriptions have."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pincite_api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["segments"] = segments
    environment.filters["ticked"] = ticked
    environment.filters["long_date"] = long_date
    environment.globals["static"] = address
    environment.globals["QUESTION_CHARACTERS"] = QUESTION_CHARACTERS
    return environment


_ENVIRONMENT = _environment()


def render(template: str, **context: Any) -> str:
    """A page."""
    return _ENVIRONMENT.get_template(template).render(context)

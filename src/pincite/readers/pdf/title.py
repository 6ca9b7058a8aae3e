"""The title printed on a document's first page, for files whose metadata give none."""

from __future__ import annotations

from collections.abc import Sequence

from pincite.readers.pdf.lines import Line

# Type larger than the body's by this factor may set a title; so many lines may stand above it.
_LARGE = 1.15
_LARGEST = 0.98  # the share of the largest size that is still that size
_ABOVE = 8
_MOST_LINES = 6
_LONGEST = 300  # code points


def title_lines(page: Sequence[Line], body: float) -> list[str]:
    """The lines, one after the other, in the largest type of the page; none if that sets no title.

    They must stand at the top, be larger than the body's type of that size in points, and be few.
    """
    largest = max((line.size for line in page), default=0.0)
    if largest < _LARGE * body:
        return []
    large = [line.size >= _LARGEST * largest for line in page]
    start = large.index(True)
    end = next((place for place in range(start, len(page)) if not large[place]), len(page))
    lines = [line.text for line in page[start:end]]
    written = "".join(lines)
    few = start <= _ABOVE and len(lines) <= _MOST_LINES and len(written) <= _LONGEST
    return lines if few and sum(map(str.isalpha, written)) > len(written) / 2 else []

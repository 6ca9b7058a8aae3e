"""Which numbers of a document a range holds, and which of the range are missing."""

from __future__ import annotations

import pytest

from pincite.cite.lookup import Directory, LookupStatus, look_up
from pincite.cite.ranges import Range
from pincite.cite.values import Values
from pincite.types import Record
from support.catalogue import MemoryCatalogue, document_from

MINUTES = ("1", "2", "3.1", "3.2", "3.2.1", "3.3", "3.4", "3.10", "4", "4.1", "5", "5a", "5b", "6")


@pytest.mark.parametrize(
    ("first", "last", "within", "gaps"),
    [
        ("2", "5", ["2", "4", "5"], ["3"]),
        # dotted: all between them is meant
        ("3.1", "3.4", ["3.1", "3.2", "3.2.1", "3.3", "3.4"], []),
        ("3.4", "3.10", ["3.4", "3.10"], ["3.5–3.9"]),
        ("3.9", "3.12", ["3.10"], ["3.9", "3.11–3.12"]),
        ("3.4", "3.1", ["3.1", "3.2", "3.2.1", "3.3", "3.4"], []),  # the wrong way round
        ("3.2", "3.2", ["3.2"], []),
        ("3.7", "3.7", [], ["3.7"]),
        # from one number to another: what should stand between them nobody can tell
        ("3.4", "4.1", ["3.4", "3.10", "4", "4.1"], []),
        ("3.4", "4.2", ["3.4", "3.10", "4", "4.1"], ["4.2"]),
        # lettered
        ("5a", "5c", ["5a", "5b"], ["5c"]),
        ("5", "5b", ["5", "5a", "5b"], []),
        ("5a", "5a", ["5a"], []),
        ("4", "5a", ["4", "4.1", "5", "5a"], []),
        ("5b", "7", ["5b", "6"], ["7"]),
        ("7", "7c", [], ["7–7c"]),
        # no numbers at all
        ("iv", "vi", [], ["iv", "vi"]),
        ("3.4", "vi", ["3.4"], ["vi"]),
    ],
)
def test_a_range_holds_what_stands_between_its_ends_and_tells_what_is_missing(
    first: str, last: str, within: list[str], gaps: list[str]
) -> None:
    values = Values(MINUTES)
    assert values.within(Range(first, last)) == within
    assert values.gaps(Range(first, last)) == gaps


def test_a_dotted_range_in_a_text_leads_to_all_its_paragraphs() -> None:
    lines = [f"3.{n} The committee took decision {n * 7} that day." for n in range(1, 6)]
    record = Record(key="minutes", file="minutes.txt", title="Minutes")
    catalogue = MemoryCatalogue([document_from(record, "\n\n".join(lines) + "\n")])
    (citation,) = look_up(Directory(catalogue), "Minutes, paras 3.1–3.4 and 3.6")
    assert citation.status is LookupStatus.FOUND
    found = [passage.locator.value for passage in citation.passages if passage.locator is not None]
    assert found == ["3.1", "3.2", "3.3", "3.4"]
    assert citation.missing == ("3.6",)

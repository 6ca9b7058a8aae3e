"""The default one-line citation."""

from __future__ import annotations

import timeit

import pytest

from pincite.cite.line import one_line
from pincite.cite.styles import STYLES, render
from pincite.types import Locator, Name, Record

KIM = Name(family="Kim", given="Hae-yong", family_first=True)
PARA_5 = Locator("paragraph", "5", "para. 5", printed=False)
PARA_17 = Locator("paragraph", "17", "para. 17")


def record(
    title: str = "Report",
    authors: tuple[Name, ...] = (),
    publisher: str | None = None,
    issued: str | None = None,
) -> Record:
    return Record("key", "key.txt", title, authors, publisher, None, issued)


CASES = [
    # No author and no date: the official overview.
    (
        record("Overview of ASEAN-Republic of Korea Dialogue Relations"),
        PARA_17,
        '"Overview of ASEAN-Republic of Korea Dialogue Relations" (n.d.), para. 17',
    ),
    # A family-first name is neither turned round nor given a comma.
    (
        record("On road", (KIM,), "The Korea Herald", "2023-08-08"),
        PARA_5,
        'Kim Hae-yong, "On road", The Korea Herald, 8 August 2023, para. 5',
    ),
    # A display that tells repeated numbers apart is taken as it is.
    (
        record(),
        Locator("paragraph", "28", "para. 28 (second)", occurrence=2, occurrences=2),
        '"Report" (n.d.), para. 28 (second)',
    ),
    # Quotes in the title, straight and curly, become single; an apostrophe stays.
    (record('On "hubs"'), None, "\"On 'hubs'\" (n.d.)"),
    (record("The “plus” in ASEAN’s name"), None, '"The ‘plus’ in ASEAN’s name" (n.d.)'),
    # Guillemets and CJK quotes are not confused with ours and stay.
    (record("«Été» et 「봄」"), None, '"«Été» et 「봄」" (n.d.)'),
    # A corporate author, and one that publishes itself is named once.
    (
        record("Report", (Name(literal="ASEAN Secretariat"),), "Jakarta Press", "2020"),
        PARA_17,
        'ASEAN Secretariat, "Report", Jakarta Press, 2020, para. 17',
    ),
    (
        record("Report", (Name(literal="World Bank"),), "World Bank", "2020"),
        None,
        'World Bank, "Report", 2020',
    ),
    # Partial dates, a time of day, and what is no date.
    (record(issued="2023-08"), None, '"Report", August 2023'),
    (record(issued="2023"), None, '"Report", 2023'),
    (record(issued="2023-08-08T09:00:00+09:00"), None, '"Report", 8 August 2023'),
    (record(issued="2023-02-31"), None, '"Report", 2023-02-31'),
    (record(issued="Spring 2019"), None, '"Report", Spring 2019'),
    (record(issued="  "), None, '"Report" (n.d.)'),
    # Several authors.
    (
        record(authors=(KIM, Name("Müller", "Jörg"))),
        None,
        'Kim Hae-yong and Jörg Müller, "Report" (n.d.)',
    ),
    (
        record(authors=(KIM, Name("Müller", "Jörg"), Name("Ōe", "Kenzaburō"))),
        None,
        'Kim Hae-yong, Jörg Müller and Kenzaburō Ōe, "Report" (n.d.)',
    ),
    (record(authors=(KIM,) * 4), None, 'Kim Hae-yong et al., "Report" (n.d.)'),
    # A name of one part; CJK names have the family name first and no space.
    (record(authors=(Name(given="Suharto"),)), None, 'Suharto, "Report" (n.d.)'),
    (
        record("아세안과 한국", (Name("김", "해용", family_first=True),), "코리아헤럴드"),
        PARA_5,
        '김해용, "아세안과 한국", 코리아헤럴드 (n.d.), para. 5',
    ),
    # A title broken over lines stays one line; a title that ends in a mark keeps it.
    (record("Whither\n  ASEAN?", issued="2020"), None, '"Whither ASEAN?", 2020'),
    # A record without a title is known by its key.
    (record(" "), PARA_17, '"key" (n.d.), para. 17'),
]


@pytest.mark.parametrize(("source", "locator", "expected"), CASES, ids=[c[2] for c in CASES])
def test_line_reads(source: Record, locator: Locator | None, expected: str) -> None:
    assert one_line(source, locator, None) == expected


@pytest.mark.parametrize(
    ("pages", "section", "pinpoint"),
    [
        ((3, 3), (), ", p. 3"),
        ((3, 4), ("Trade",), ", pp. 3–4"),
        (None, ("Economic Cooperation", 'The "hub"'), ", section \"The 'hub'\""),
        (None, (), ""),
    ],
)
def test_passage_without_locator_is_pinned_to_page_or_section(
    pages: tuple[int, int] | None, section: tuple[str, ...], pinpoint: str
) -> None:
    assert one_line(record(), None, pages, section) == f'"Report" (n.d.){pinpoint}'


def test_locator_is_enough_where_pages_and_section_are_known_too() -> None:
    assert one_line(record(), PARA_17, (3, 4), ("Trade",)) == '"Report" (n.d.), para. 17'


def test_line_is_made_faster_than_anyone_notices() -> None:
    """50 results take well under a millisecond or two; the limit leaves room for a busy machine."""
    source = record("On road", (KIM,), "The Korea Herald", "2023-08-08")
    best = min(timeit.repeat(lambda: one_line(source, PARA_5, None), number=200, repeat=5)) / 200
    assert best < 50e-6


@pytest.mark.parametrize("begun", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
@pytest.mark.parametrize("style", STYLES)
def test_a_direction_that_a_title_begins_does_not_turn_the_pinpoint(begun: str, style: str) -> None:
    """Its number would read 71, on the page and wherever the line is pasted."""
    names = (Name(literal=f"A {begun}body"),)
    given = record(f"A {begun}title", names, f"A {begun}press")
    for line in (
        one_line(given, PARA_17, None, (f"A {begun}heading",)),
        one_line(given, None, None, (f"A {begun}heading",)),
        render(given, PARA_17, style),
    ):
        assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert "a title" in line.lower() or style in ("apa", "mla", "harvard")

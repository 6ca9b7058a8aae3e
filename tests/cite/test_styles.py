"""Citations by CSL, in plain text, HTML and Markdown."""

from __future__ import annotations

import threading
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from cite.records import (
    ACCENTED,
    ALL,
    BARE,
    CAPTION,
    KIM,
    KOREAN,
    MONONYM,
    OP_ED,
    OVERVIEW,
    PARA_5,
    PARA_17,
    PARA_28,
    SELF_PUBLISHED,
    records,
)
from pincite.cite.csl import csl_item
from pincite.cite.styles import FORMATS, STYLES, reference, render
from pincite.errors import QuestionError
from pincite.types import Locator, Name, Record

CASES = [
    # No author, no date: the title takes the author's place, and is not shown a second time.
    ("chicago-notes", OVERVIEW, PARA_17, f"{OVERVIEW.title} (n.d.), para. 17."),
    ("apa", OVERVIEW, PARA_17, f"({OVERVIEW.title}, n.d., para. 17)"),
    ("mla", OVERVIEW, PARA_17, f"({OVERVIEW.title}, par. 17)"),
    ("harvard", OVERVIEW, PARA_17, f"({OVERVIEW.title}, no date, para. 17)"),
    ("oscola", OVERVIEW, PARA_17, f"‘{OVERVIEW.title}’ para 17."),
    # A family-first name in its order, American punctuation, no "Edition" of nothing.
    (
        "chicago-notes",
        OP_ED,
        PARA_5,
        "Kim Hae-yong, “ASEAN and Korea on Road to Sustainable and Equal Partnership,” "
        "The Korea Herald, August 8, 2023, para. 5.",
    ),
    ("apa", OP_ED, PARA_5, "(Kim, 2023, para. 5)"),
    ("mla", OP_ED, PARA_5, "(Kim, par. 5)"),
    ("harvard", OP_ED, PARA_5, "(Kim, 2023, para. 5)"),
    (
        "oscola",
        OP_ED,
        PARA_5,
        "Kim Hae-yong, ‘ASEAN and Korea on Road to Sustainable and Equal Partnership’ "
        "The Korea Herald (8 August 2023) para 5.",
    ),
    # A number printed twice keeps what tells it apart, and is one paragraph, not "paras.".
    ("chicago-notes", OVERVIEW, PARA_28, f"{OVERVIEW.title} (n.d.), para. 28 (first of two)."),
    ("apa", OVERVIEW, PARA_28, f"({OVERVIEW.title}, n.d., para. 28 [first of two])"),
    ("oscola", OVERVIEW, PARA_28, f"‘{OVERVIEW.title}’ para 28 (first of two)."),
    # CSL has no captions: the display stands as it is.
    ("apa", OP_ED, CAPTION, "(Kim, 2023, caption)"),
    # A hyphen in a section's name is no dash of a range; "part 1 of 2" makes no plural.
    (
        "harvard",
        OP_ED,
        Locator("paragraph", "3", "para. 3 (Follow-up 1 of 2)"),
        "(Kim, 2023, para. 3 [Follow-up 1 of 2])",
    ),
    # Several paragraphs are paras.
    ("apa", OP_ED, Locator("paragraph", "12–14", "paras 12–14"), "(Kim, 2023, paras. 12–14)"),
    (
        "oscola",
        OVERVIEW,
        Locator("paragraph", "3, 5", "paras 3, 5"),
        f"‘{OVERVIEW.title}’ paras 3, 5.",
    ),
    # A corporate author that publishes itself is named once; quotes become typographic.
    (
        "chicago-notes",
        Record("k", "f", 'On "hubs"', (Name(literal="AMS"),), "AMS", "report", "2020", "en"),
        PARA_5,
        "AMS, On “Hubs” (2020), para. 5.",
    ),
    # Quotes in a quoted title turn into the inner kind, American and British.
    (
        "chicago-notes",
        Record("k", "f", 'On "hubs" in ASEAN’s “plus”', (), "P", "opinion", "2020", "en"),
        PARA_5,
        "“On ‘Hubs’ in ASEAN’s ‘Plus,’” P, 2020, para. 5.",
    ),
    (
        "oscola",
        Record("k", "f", "On ‘hubs’ in ASEAN’s 'plus'", (), "P", "opinion", "2020", "en"),
        PARA_5,
        "‘On “Hubs” in ASEAN’s “Plus”’ P (2020) para 5.",
    ),
    # CJK names: family first, no space, no initials.
    (
        "chicago-notes",
        KOREAN,
        PARA_5,
        "김해용, “아세안과 한국,” 코리아헤럴드, August 2023, para. 5.",
    ),
    ("apa", KOREAN, PARA_5, "(김, 2023, para. 5)"),
    # Accents, three authors, a comma within a family name.
    ("apa", ACCENTED, PARA_5, "(Müller et al., 2020, para. 5)"),
    # One name only; a date that is no ISO date.
    ("apa", MONONYM, PARA_5, "(Suharto, Spring 1989, para. 5)"),
    ("chicago-notes", BARE, PARA_5, "“Notes,” n.d., para. 5."),
    ("pincite", OP_ED, None, f'Kim Hae-yong, "{OP_ED.title}", The Korea Herald, 8 August 2023'),
]


@pytest.mark.parametrize(
    ("style", "source", "locator", "expected"), CASES, ids=[f"{c[0]}-{c[3][:40]}" for c in CASES]
)
def test_citation_reads(style: str, source: Record, locator: Locator | None, expected: str) -> None:
    assert render(source, locator, style) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", f"Kim, H.-Y. (2023, August 8). {OP_ED.title}. The Korea Herald."),
        (
            "mla",
            "Kim Hae-yong. “ASEAN and Korea on Road to Sustainable and Equal Partnership.” "
            "The Korea Herald, 8 Aug. 2023.",
        ),
        ("harvard", f"Kim, H.-Y. (2023) ‘{OP_ED.title}’, The Korea Herald, 8 August."),
        (
            "oscola",
            "Kim H-Y, ‘ASEAN and Korea on Road to Sustainable and Equal Partnership’ "
            "The Korea Herald (8 August 2023)",
        ),
        ("chicago-notes", ""),  # notes only: this style has no list of references
    ],
)
def test_reference_reads(style: str, expected: str) -> None:
    assert reference(OP_ED, style) == expected


def test_italics_and_links_are_written_in_each_format() -> None:
    source = Record(
        "k", "f", "A & B", (), "P", "report", "2020", "en", "https://example.org/a_b?c=1&d=2"
    )
    url, escaped = "https://example.org/a_b?c=1&d=2", "https://example.org/a_b?c=1&amp;d=2"
    assert render(source, PARA_5, "chicago-notes", "text") == f"A & B (P, 2020), para. 5, {url}."
    assert render(source, PARA_5, "chicago-notes", "html") == (
        f'<i>A &amp; B</i> (P, 2020), para. 5, <a href="{escaped}">{escaped}</a>.'
    )
    assert render(source, PARA_5, "chicago-notes", "markdown") == (
        f"*A & B* (P, 2020), para. 5, <{url}>."
    )


def test_address_that_is_not_http_is_no_link() -> None:
    source = Record("k", "f", "A", url="javascript:alert(1)")
    assert "href" not in render(source, PARA_5, "chicago-notes", "html")


def test_passage_without_locator_is_pinned_to_pages_or_section() -> None:
    assert render(OP_ED, None, "apa", pages=(3, 3)) == "(Kim, 2023, p. 3)"
    assert render(OP_ED, None, "apa", pages=(3, 4)) == "(Kim, 2023, pp. 3–4)"
    assert "Trade" in render(OP_ED, None, "apa", section=("Economy", "Trade"))
    assert render(OP_ED, None, "apa") == "(Kim, 2023)"


def test_same_passage_cited_twice_is_never_ibid() -> None:
    first = render(OP_ED, PARA_17, "oscola")
    render(OP_ED, PARA_5, "oscola")
    assert render(OP_ED, PARA_17, "oscola") == first
    assert "ibid" not in render(OP_ED, CAPTION, "oscola")


def test_unknown_style_or_format_lists_the_valid_ones() -> None:
    with pytest.raises(QuestionError, match=r"'vancouver'.*pincite, chicago-notes, apa, mla"):
        render(OP_ED, PARA_5, "vancouver")
    with pytest.raises(QuestionError, match=r"'rtf'.*text, html, markdown"):
        render(OP_ED, PARA_5, "apa", "rtf")
    with pytest.raises(QuestionError, match="'vancouver'"):
        reference(OP_ED, "vancouver")


class _Text(HTMLParser):
    """An HTML reader that is not ours: the text of what it parses."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: set[str] = set()
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def _read_markdown(source: str) -> _Text:
    return _Text(MarkdownIt("commonmark").render(source))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("source", ALL, ids=lambda source: source.key)
def test_html_and_markdown_say_what_the_text_says(style: str, source: Record) -> None:
    _assert_formats_agree(source, style)


@settings(max_examples=15, deadline=None)
@given(source=records)
def test_no_record_breaks_a_format(source: Record) -> None:
    for style in STYLES:
        _assert_formats_agree(source, style)


def _assert_formats_agree(source: Record, style: str) -> None:
    text = render(source, PARA_28, style)
    assert "28" in text
    assert "first of two" in text
    assert not any("\ue000" <= character <= "\uf8ff" for character in text)
    html = _Text(render(source, PARA_28, style, "html"))
    assert html.text == text
    assert html.tags <= {"i", "b", "sup", "sub", "a", "span", "u"}
    markdown = _read_markdown(render(source, PARA_28, style, "markdown"))
    assert markdown.text.strip() == text.strip()
    assert markdown.tags <= {"p", "em", "strong", "a", "sup", "sub"}


def test_threads_do_not_mix_their_citations() -> None:
    sources = [
        Record(f"k{i}", "f", f"Title {i}", (Name(f"Fam{i}", "G"),), "P", "opinion", "2020", "en")
        for i in range(12)
    ]
    results: dict[int, str] = {}

    def cite(i: int) -> None:
        results[i] = render(sources[i], PARA_5, ("chicago-notes", "oscola")[i % 2])

    threads = [threading.Thread(target=cite, args=(i,)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Fam{i}, " in results[i] and f"Title {i}" in results[i] for i in range(12))


def test_every_style_tells_a_reader_its_title() -> None:
    assert all(info.name == name and info.title for name, info in STYLES.items())
    assert set(FORMATS) == {"text", "html", "markdown"}


def test_latex_specials_and_tags_stay_words() -> None:
    assert "<b>spokes</b>: 50% of $1_000 #1 {a} ~x^2 \\" in render(SELF_PUBLISHED, PARA_5, "oscola")


@pytest.mark.parametrize(
    ("given", "apa", "harvard"),
    [
        ("Jean-Paul", "J.-P.", "J.-P."),
        ("J.-P.", "J.-P.", "J.-P."),
        ("J.-P. M.", "J.-P. M.", "J.-P.M."),
        ("J. -P.", "J.-P.", "J.-P."),
        ("J.‑P.", "J.-P.", "J.-P."),  # a hyphen that does not break
        ("J. P.", "J. P.", "J.P."),
    ],
)
def test_initials_of_a_hyphenated_name_stay_together(given: str, apa: str, harvard: str) -> None:
    record = Record("k", "f", "Words", (Name("Sartre", given),), issued="1964")
    assert reference(record, "apa").startswith(f"Sartre, {apa} (1964)")
    assert reference(record, "harvard").startswith(f"Sartre, {harvard} (1964)")


def test_oscola_gives_the_date_and_publisher_of_a_document_of_no_kind() -> None:
    """Its style has nothing for the type that CSL gives such a document."""
    record = Record("f", "f.pdf", "Ferries and Fisheries", (KIM,), issued="2023-06")
    assert render(record, PARA_17, "oscola") == (
        "Kim Hae-yong, ‘Ferries and Fisheries’ (2023) para 17."
    )
    published = replace(record, publisher="Harbour Press")
    assert "(Harbour Press 2023)" in render(published, PARA_17, "oscola")
    assert csl_item(record)["type"] == "document"


@pytest.mark.parametrize("style", sorted(STYLES))
def test_an_article_that_is_pointed_at_is_called_one(style: str) -> None:
    """CSL's own "article" is a preprint."""
    cited = render(OVERVIEW, Locator("article", "4", "Article 4"), style)
    assert "Article 4" in cited
    assert "preprint" not in cited.lower()

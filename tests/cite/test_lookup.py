"""Citations found in a text, each with its status and the passages it points at."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.cite import lookup
from pincite.cite.lookup import Citation, Directory, LookupStatus, look_up
from pincite.cite.pinpoint import Pinpoint
from pincite.cite.places import Place
from pincite.cite.ranges import Range
from pincite.errors import NotFoundError
from pincite.types import Name, Page, Record, Span
from support.catalogue import MemoryCatalogue, corpus, document_from, numbered, unnumbered


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(corpus())


def displays(citation: Citation) -> list[str]:
    return [passage.locator.display for passage in citation.passages if passage.locator]


def only(directory: Directory, text: str) -> Citation:
    citations = look_up(directory, text)
    assert len(citations) == 1, citations
    return citations[0]


FOUND = [
    # text, as written, normalized, what is found
    ("Overview, paras 12–14", None, "Overview, paras 12–14", ["para. 12", "para. 13", "para. 14"]),
    (
        "see para. 17 of the Overview.",
        "para. 17 of the Overview",
        "Overview, para. 17",
        ["para. 17"],
    ),
    ("(Overview, para. 17)", "Overview, para. 17", "Overview, para. 17", ["para. 17"]),
    ("Overview at ¶ 17", None, "Overview, para. 17", ["para. 17"]),
    ("overview, paragraph 17", None, "Overview, para. 17", ["para. 17"]),
    ("asean-rok-overview § 4", None, "Overview, para. 4", ["para. 4"]),
    (
        "ASEAN Overview, paras 3, 5 and 7",
        None,
        "Overview, paras 3, 5 and 7",
        ["para. 3", "para. 5", "para. 7"],
    ),
    ("Overview ¶¶ 3-4, 7", None, "Overview, paras 3–4 and 7", ["para. 3", "para. 4", "para. 7"]),
    # the date after it is not part of the list
    (
        "Overview, para. 17, 1 January 2010",
        "Overview, para. 17",
        "Overview, para. 17",
        ["para. 17"],
    ),
    (
        "Overview, paras 3, 5, 2010 was",
        "Overview, paras 3, 5",
        "Overview, paras 3 and 5",
        ["para. 3", "para. 5"],
    ),
    # our own citations find their way back
    (
        '"Overview of ASEAN-Republic of Korea Dialogue Relations" (n.d.), para. 28 (second of two)',
        None,
        "Overview, para. 28 (second of two)",
        ["para. 28 (second of two)"],
    ),
    (
        'Kim Hae-yong, "ASEAN and Korea on road to sustainable and equal partnership", '
        "The Korea Herald, 8 August 2023, para. 5",
        None,
        "Kim op-ed, para. 5",
        ["para. 5"],
    ),
    # an author or a newspaper with a date
    ("Kim (2023), para 5", None, "Kim op-ed, para. 5", ["para. 5"]),
    ("Hae-yong Kim, Aug. 8, 2023, para 5", None, "Kim op-ed, para. 5", ["para. 5"]),
    ("The Korea Herald, 8 August 2023, para. 1", None, "Kim op-ed, para. 1", ["para. 1"]),
    ("in the Kim op-ed (para. 3) he", "Kim op-ed (para. 3)", "Kim op-ed, para. 3", ["para. 3"]),
    ("Kim op-ed, caption", None, "Kim op-ed, caption", ["caption"]),
    # the quotation before it ends in the document's name
    (
        "as he said in ‘the Overview’ (Overview, para. 1)",
        "Overview, para. 1",
        "Overview, para. 1",
        ["para. 1"],
    ),
    # the brackets hold the whole citation
    ("said Kim (Kim op-ed, para. 1)", "Kim op-ed, para. 1", "Kim op-ed, para. 1", ["para. 1"]),
    # the document is named earlier in the sentence
    ("The Overview puts it at five (para. 17)", "para. 17", "Overview, para. 17", ["para. 17"]),
    # a whole document
    ("The Korea Herald (8 August 2023)", None, "Kim op-ed", []),
    ("Overview", None, "Overview", []),
]


@pytest.mark.parametrize(("text", "written", "normalized", "found"), FOUND)
def test_a_citation_is_found_and_leads_to_its_passages(
    directory: Directory, text: str, written: str | None, normalized: str, found: list[str]
) -> None:
    citation = only(directory, text)
    assert citation.written == (text if written is None else written)
    assert text[citation.span.start : citation.span.end] == citation.written
    assert citation.status is LookupStatus.FOUND, citation.detail
    assert citation.normalized == normalized
    assert displays(citation) == found


@pytest.mark.parametrize("normalized", sorted({case[2] for case in FOUND}))
def test_what_is_normalized_finds_the_same_again(directory: Directory, normalized: str) -> None:
    citation = only(directory, normalized)
    assert citation.normalized == normalized
    assert citation.written == normalized


def test_numbers_printed_twice_are_several_and_all_are_returned(directory: Directory) -> None:
    citation = only(directory, "Overview, paras 28–30")
    assert citation.status is LookupStatus.SEVERAL
    assert len(citation.passages) == 6
    assert "28, 29, 30" in citation.detail


def test_a_range_that_is_partly_there_says_which_part(directory: Directory) -> None:
    citation = only(directory, "Overview, paras 36-40")
    assert citation.status is LookupStatus.FOUND
    assert displays(citation) == ["para. 36", "para. 37"]
    assert citation.missing == ("38–40",)


def test_an_endless_range_is_answered_at_once(directory: Directory) -> None:
    citation = only(directory, "Overview, paras 36–999999999")
    assert citation.missing == ("38–999999999",)


@pytest.mark.parametrize(
    ("text", "written", "status"),
    [
        ("Overview, para. 99", "Overview, para. 99", 404),
        ("Overview, p. 3", "Overview, p. 3", 404),  # it has no pages
        ("See the Hanoi Communique, para. 5.", "Hanoi Communique, para. 5", 400),
        ("as paragraph 5 shows", "paragraph 5", 400),
        ("The Overview ends. This is new (para. 5).", "para. 5", 400),  # another sentence
        ("an overview of it (para. 5)", "para. 5", 400),  # a word, not the name
        ("the Overview and the Kim op-ed agree (para. 5)", "para. 5", 400),  # two are named
        ("Ibid., para. 5", "Ibid., para. 5", 400),  # nothing before it
        ("Kim (2022), para. 5", "Kim (2022), para. 5", 400),  # another year
        (
            "The Korea Herald, 9 August 2023, para. 1",
            "The Korea Herald, 9 August 2023, para. 1",
            400,
        ),
    ],
)
def test_what_cannot_be_found_says_why(
    directory: Directory, text: str, written: str, status: int
) -> None:
    citation = only(directory, text)
    assert (citation.written, int(citation.status)) == (written, status)
    assert not citation.passages
    assert citation.detail


def test_ibid_and_id_mean_the_document_before(directory: Directory) -> None:
    text = "(Overview, para. 3), ibid., para. 9; id. at 10. Ibid. Kim op-ed, para. 2; ¶ 4. Id."
    citations = look_up(directory, text)
    assert [citation.normalized for citation in citations] == [
        "Overview, para. 3",
        "Overview, para. 9",
        "Overview, para. 10",
        "Overview, para. 10",
        "Kim op-ed, para. 2",
        "Kim op-ed, para. 4",
        "Kim op-ed, para. 4",
    ]


def test_ibid_after_a_name_that_is_unclear_stays_unclear(directory: Directory) -> None:
    unclear, same = look_up(directory, "Hanoi Communique, para. 5; and further on. Ibid., para. 6")
    assert unclear.status is same.status is LookupStatus.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "An overview of the partnership was given in 2023.",
        "Kim said so, and The Korea Herald printed it.",
        "the parable of page turning; p.m. and a.m.; id est; ID 5; no. 5",
        "an identity card; the caption of the picture",
    ],
)
def test_running_prose_holds_no_citation(directory: Directory, text: str) -> None:
    assert look_up(directory, text) == ()


def test_past_the_cap_a_citation_is_parsed_and_not_looked_up(directory: Directory) -> None:
    text = "Overview, para. 1. Overview, para. 2. Overview, para. 3."
    first, second, third = look_up(directory, text, cap=2)
    assert first.status is second.status is LookupStatus.FOUND
    assert third.status is LookupStatus.CAPPED
    assert third.written == "Overview, para. 3"
    assert third.passages == ()


def test_what_is_cited_again_is_looked_up_and_held_once(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range of thousands, written again and again, must not cost thousands each time."""
    asked: list[Pinpoint] = []
    find = Directory.find

    def counted(self: Directory, key: str, pinpoint: Pinpoint) -> Place:
        asked.append(pinpoint)
        return find(self, key, pinpoint)

    monkeypatch.setattr(Directory, "find", counted)
    citations = look_up(directory, "Overview, paras 1-9. Overview, pp. 1-9. " * 20)
    assert len(citations) == 40
    assert len(asked) == 2
    assert citations[38].passages is citations[0].passages


def test_past_so_many_places_a_citation_is_not_looked_up(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MOST_PLACES", 12)
    text = "Overview, paras 1-9. Overview, paras 1-9. Overview, paras 2-9. Overview, para. 1."
    *found, capped = look_up(directory, text)
    assert {citation.status for citation in found} == {LookupStatus.FOUND}
    assert capped.status is LookupStatus.CAPPED
    assert "12 places" in capped.detail


def test_of_many_names_and_numbers_the_detail_lists_the_first() -> None:
    reports = [numbered(f"r{n}", ["One."], title="Report", short=("Report",)) for n in range(100)]
    citation = only(Directory(MemoryCatalogue(reports)), "Report, para. 1")
    assert len(citation.documents) == 100
    assert citation.detail.startswith("the name fits 100 documents: r0, r1, r10, ")
    assert citation.detail.endswith(" and 80 more")


def test_a_name_that_fits_two_documents_is_several_and_never_a_guess() -> None:
    """Also where only one of the two has the paragraph."""
    catalogue = MemoryCatalogue(
        [
            numbered("report-2021", ["One.", "Two."], title="Report of 2021", short=("Report",)),
            numbered("report-2022", ["Uno."], title="Report of 2022", short=("Report",)),
        ]
    )
    directory = Directory(catalogue)
    citation = only(directory, "Report, para. 2")
    assert citation.status is LookupStatus.SEVERAL
    assert citation.documents == ("report-2021", "report-2022")
    assert [passage.document for passage in citation.passages] == ["report-2021"]
    assert citation.normalized is None
    assert directory.name("report-2021") == '"Report of 2021"'
    assert only(directory, '"Report of 2021", para. 2').status is LookupStatus.FOUND


def test_an_author_with_two_pieces_in_a_year_needs_the_day() -> None:
    author = (Name(family="Park", given="Ji-won"),)
    catalogue = MemoryCatalogue(
        [
            unnumbered("a", ["First text."], title="On trade", authors=author, issued="2023-08-08"),
            unnumbered("b", ["Second text."], title="On ties", authors=author, issued="2023-09-01"),
        ]
    )
    directory = Directory(catalogue)
    assert only(directory, "Park (2023), para. 1").status is LookupStatus.SEVERAL
    exact = only(directory, "Park, 1 September 2023, para. 1")
    assert (exact.status, exact.documents) == (LookupStatus.FOUND, ("b",))


def test_pages_lead_to_the_passages_printed_on_them() -> None:
    text = "First paragraph here.\n\nSecond paragraph here.\n\nThird paragraph here.\n"
    pages = (Page(1, Span(0, 30)), Page(2, Span(30, len(text))))
    record = Record(key="d", file="d.pdf", title="A paged paper")
    directory = Directory(MemoryCatalogue([document_from(record, text, pages)]))
    citation = only(directory, '"A paged paper", pp. 1-2')
    assert len(citation.passages) == 3
    assert only(directory, '"A paged paper", p. 2').passages == citation.passages[1:]
    assert only(directory, '"A paged paper", p. 7').status is LookupStatus.MISSING


def test_a_paragraph_split_into_parts_is_one_place() -> None:
    sentences = " ".join(f"This is sentence number {n} of a long paragraph." for n in range(20))
    catalogue = MemoryCatalogue([numbered("long", [sentences, "Short."], title="A long one")], 60)
    directory = Directory(catalogue)
    citation = only(directory, "long, para. 1")
    assert citation.status is LookupStatus.FOUND
    assert len(citation.passages) > 1


def test_every_locator_that_is_shown_finds_its_own_passage(directory: Directory) -> None:
    catalogue = corpus()
    for passage in catalogue.passages(range(catalogue.passage_count())):
        assert passage.locator is not None
        text = f"{directory.name(passage.document)}, {passage.locator.display}"
        citation = only(directory, text)
        assert (citation.status, citation.written) == (LookupStatus.FOUND, text)
        assert citation.passages == (passage,)


def test_a_paragraph_number_leads_to_a_choice_where_it_is_printed_twice(
    directory: Directory,
) -> None:
    assert len(directory.paragraph("asean-rok-overview", "17")) == 1
    assert len(directory.paragraph("asean-rok-overview", "28")) == 2
    with pytest.raises(NotFoundError, match="no paragraph '99'"):
        directory.paragraph("asean-rok-overview", "99")
    with pytest.raises(NotFoundError):
        directory.paragraph("nowhere", "1")


def test_a_pinpoint_is_written_in_one_customary_form() -> None:
    point = Pinpoint("paragraph", (Range("3", "3"), Range("5", "7")), Span(0, 0))
    assert point.normalized == "paras 3 and 5–7"
    assert replace(point, label="page").normalized == "pp. 3 and 5–7"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Overview",
                ",",
                " ",
                "para. ",
                "paras ",
                "¶",
                "12",
                "–",
                "and ",
                "ibid.",
                "id. at ",
                "Kim ",
                "(2023)",
                "of the ",
                "\n",
                '"',
                "(",
                ")",
                "caption",
                "p. ",
            ]
        ),
        max_size=25,
    ).map("".join)
    | st.text(max_size=80)
)
def test_any_text_is_read_and_citations_do_not_overlap(directory: Directory, text: str) -> None:
    end = 0
    for citation in look_up(directory, text):
        assert end <= citation.span.start < citation.span.end <= len(text)
        assert text[citation.span.start : citation.span.end] == citation.written
        end = citation.span.end


@pytest.mark.parametrize(
    "unit",
    [
        *("para 1, ", "Overview ", "Overview, para. 1; ", "Kim, ", "ibid. ", "(", "Aa ", "¶1", "A"),
        *("Article 5(4) ", "Article 5 of ", "Annex I, Article 5(1)(a), ", "Articles 1, ", "(a)"),
        *("Overview, Article 5(1)(a); ", "Article 1 and ", "Kim 2023, ", "annex "),
    ],
)
def test_time_grows_about_linearly_on_hostile_text(directory: Directory, unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            look_up(directory, text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(20_000) < 12 * seconds(5_000) + 0.02  # quadratic would be 16 times

"""Articles, sections, annexes and what is in them, cited and looked up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.cite.divisions import heading_division, roman
from pincite.cite.items import find_path
from pincite.cite.lookup import Citation, Directory, LookupStatus, look_up
from pincite.types import Record
from support import treaty
from support.catalogue import MemoryCatalogue, corpus, document_from


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(treaty.catalogue())


def displays(citation: Citation) -> list[str]:
    return [passage.locator.display for passage in citation.passages if passage.locator]


def only(directory: Directory, text: str) -> Citation:
    citations = look_up(directory, text)
    assert len(citations) == 1, citations
    return citations[0]


FOUND = [
    # text, as written, normalized, what is found
    (
        "Waters Agreement, Article 5, para. 4",
        None,
        "Waters Agreement, Article 5, para. 4",
        ["para. 4 (Article 5)"],
    ),
    (
        "Waters Agreement, Article 5(4)",
        None,
        "Waters Agreement, Article 5, para. 4",
        ["para. 4 (Article 5)"],
    ),
    (
        "Waters Agreement Art 5 § 4",
        None,
        "Waters Agreement, Article 5, para. 4",
        ["para. 4 (Article 5)"],
    ),
    ("Waters Agreement, art. 4", None, "Waters Agreement, Article 4", ["Article 4"]),
    # an article's one paragraph may be counted
    (
        "Waters Agreement, art. 4, para. 1",
        None,
        "Waters Agreement, Article 4, para. 1",
        ["Article 4"],
    ),
    ("Waters Agreement, Art. IV", None, "Waters Agreement, Article IV", ["Article 4"]),
    (
        "Waters Agreement, Article 5, second paragraph",
        None,
        "Waters Agreement, Article 5, para. 2",
        ["para. 2 (Article 5)"],
    ),
    (
        "the second paragraph of Annex I of the Waters Agreement",
        "second paragraph of Annex I of the Waters Agreement",
        "Waters Agreement, Annex I, para. 2",
        ["unnumbered para. 2 (ANNEX I)"],
    ),
    # items stand in the words of a passage
    (
        "Waters Agreement, Article 1(c)(ii)",
        None,
        "Waters Agreement, Article 1(c)(ii)",
        ["Article 1"],
    ),
    (
        "Waters Agreement, Article 2(3)(b)",
        None,
        "Waters Agreement, Article 2, para. 3(b)",
        ["para. 3 (Article 2)"],
    ),
    (
        "Waters Agreement, Article 2, para. 3, point (a)",
        None,
        "Waters Agreement, Article 2, para. 3(a)",
        ["para. 3 (Article 2)"],
    ),
    ("Ferries Report, para. 2(b)", None, "Ferries Report, para. 2(b)", ["para. 2"]),
    # ranges and lists, of articles and in them
    (
        "Waters Agreement, Arts 3–4",
        None,
        "Waters Agreement, Articles 3–4",
        ["para. 1 (Article 3)", "para. 2 (Article 3)", "Article 4"],
    ),
    (
        "Waters Agreement, Article 5(1) and (3)",
        None,
        "Waters Agreement, Article 5, paras 1 and 3",
        ["para. 1 (Article 5)", "para. 3 (Article 5)"],
    ),
    (
        "Waters Agreement, Article 5(2)–(4)",
        None,
        "Waters Agreement, Article 5, paras 2–4",
        ["para. 2 (Article 5)", "para. 3 (Article 5)", "para. 4 (Article 5)"],
    ),
    # the document's name after it
    (
        "As Article 3, paragraph 1 of the Waters Agreement says, so it is.",
        "Article 3, paragraph 1 of the Waters Agreement",
        "Waters Agreement, Article 3, para. 1",
        ["para. 1 (Article 3)"],
    ),
    (
        "paragraph 4 of Article 5 of the Waters Agreement",
        None,
        "Waters Agreement, Article 5, para. 4",
        ["para. 4 (Article 5)"],
    ),
    ("Art. 4 Waters Agreement", None, "Waters Agreement, Article 4", ["Article 4"]),
    # and earlier in the sentence, where the pinpoint stands in brackets by itself
    (
        "Under the Waters Agreement it is fifteen years (Article 6(2)).",
        "Article 6(2)",
        "Waters Agreement, Article 6, para. 2",
        ["para. 2 (Article 6)"],
    ),
    (
        "The Waters Agreement says, in Article 4, that they exchange data.",
        "Article 4",
        "Waters Agreement, Article 4",
        ["Article 4"],
    ),
    # annexes, and what has no number
    (
        "Waters Agreement, Annex 1, para. 2",
        None,
        "Waters Agreement, Annex 1, para. 2",
        ["unnumbered para. 2 (ANNEX I)"],
    ),
    (
        "Annex I to the Waters Agreement",
        None,
        "Waters Agreement, Annex I",
        ["unnumbered para. 1 (ANNEX I)", "unnumbered para. 2 (ANNEX I)"],
    ),
    (
        "Waters Agreement, Preamble",
        None,
        "Waters Agreement, Preamble",
        ["unnumbered para. 1", "unnumbered para. 2"],
    ),
    # sections of parts, by either sign, and by the numbers of headings
    (
        "Ports Act 2020, Part 2, s 1(2)",
        None,
        '"Ports Act 2020", Part 2, Section 1, para. 2',
        ["para. 2 (Section 1, Part 2)"],
    ),
    (
        "Ports Act 2020 § 2(1)",
        None,
        '"Ports Act 2020", Section 2, para. 1',
        ["para. 1 (Section 2)"],
    ),
    ("Ferries Report, section 2", None, "Ferries Report, Section 2", ["para. 3", "para. 4"]),
    ("Ferries Report § 2", None, "Ferries Report, para. 2", ["para. 2"]),
    # the locator that is shown for it
    (
        "Waters Agreement, para. 4 (Article 5)",
        None,
        "Waters Agreement, para. 4 (Article 5)",
        ["para. 4 (Article 5)"],
    ),
]


@pytest.mark.parametrize(("text", "written", "normalized", "found"), FOUND)
def test_a_division_and_what_is_in_it_is_found(
    directory: Directory, text: str, written: str | None, normalized: str, found: list[str]
) -> None:
    citation = only(directory, text)
    assert citation.written == (text if written is None else written)
    assert citation.status is LookupStatus.FOUND, citation.detail
    assert (citation.normalized, displays(citation)) == (normalized, found)
    assert citation.missing == ()


@pytest.mark.parametrize("normalized", sorted({case[2] for case in FOUND}))
def test_what_is_normalized_finds_the_same_again(directory: Directory, normalized: str) -> None:
    citation = only(directory, normalized)
    assert (citation.normalized, citation.written) == (normalized, normalized)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Ports Act 2020, Article 99(3)", "no Article 99: none of its headings names an article"),
        ("Ports Act 2020, s 99(3)", "no Section 99"),
        ("Greenhalgh 2024, Article 7", "no Article 7: none of its headings names an article"),
        ("Waters Agreement, Annex II", "no Annex II"),
        ("Waters Agreement, Article 5(9)", "no Article 5, para. 9"),
        ("Waters Agreement, Article 1(z)", "no Article 1(z)"),
        ("Waters Agreement, Article 1(b)(ii)", "no Article 1(b)(ii)"),  # it is one of (c)
        ("Waters Agreement, para. 4 (Article 9)", "no Article 9"),
        ("Waters Agreement, Article 4, para. 2", "no Article 4, para. 2"),
        ("Ferries Report, para. 1(a)", "no para. 1(a)"),
        ("Ferries Report, section 2.1", "no Section 2.1"),
        # what is no pinpoint that we know
        ("Greenhalgh 2024, fol. 7", "“fol. 7”"),
        ("(Greenhalgh 2024: Stanza 3(b))", "“Stanza 3(b)”"),
        ("(Greenhalgh 2024, 5)", "no p. 5"),
        ("Greenhalgh (2024) at 5", "no p. 5"),
        ("Greenhalgh 2024: 5–7", "no pp. 5–7"),
        ("Waters Agreement, Article 5 bis", "no Article 5bis"),
    ],
)
def test_no_pinpoint_is_passed_over_where_its_place_is_not_there(
    directory: Directory, text: str, detail: str
) -> None:
    citation = only(directory, text)
    assert (citation.status, citation.passages) == (LookupStatus.MISSING, ())
    assert detail in citation.detail
    assert text.removeprefix("(").removeprefix(citation.written) in ("", ")")
    assert citation.missing


def test_an_article_that_is_partly_there_says_which_part(directory: Directory) -> None:
    citation = only(directory, "Waters Agreement, Articles 6–9")
    assert (citation.status, citation.missing) == (LookupStatus.FOUND, ("7–9",))


def test_a_number_that_two_divisions_bear_is_several(directory: Directory) -> None:
    """Section 1 of the first part, and of the second."""
    citation = only(directory, "Ports Act 2020, section 1")
    assert citation.status is LookupStatus.SEVERAL
    assert len(citation.passages) == 4
    assert "Section 1" in citation.detail
    one = only(directory, "Ports Act 2020, s 1(1)")
    assert (one.status, len(one.passages)) == (LookupStatus.SEVERAL, 2)


def test_each_of_a_list_has_its_own_paragraph(directory: Directory) -> None:
    citations = look_up(directory, "Waters Agreement, Articles 5(4) and 6(1); Article 3")
    assert [citation.normalized for citation in citations] == [
        "Waters Agreement, Article 5, para. 4",
        "Waters Agreement, Article 6, para. 1",
        "Waters Agreement, Article 3",
    ]
    letters = look_up(directory, "Ferries Report, paras 2(a) and 3")
    assert [c.normalized for c in letters] == [
        "Ferries Report, para. 2(a)",
        "Ferries Report, para. 3",
    ]


def test_an_article_of_another_text_is_not_taken_into_the_list(directory: Directory) -> None:
    citation = only(
        directory, "the Waters Agreement, Articles 2 and 3, and Article 5 of the Charter"
    )
    assert citation.normalized == "Waters Agreement, Articles 2 and 3"


def test_a_further_paragraph_stays_in_the_article(directory: Directory) -> None:
    text = "Waters Agreement, Article 5, para. 1; para. 2. Ibid., para. 3. Ibid., Article 4"
    assert [citation.normalized for citation in look_up(directory, text)] == [
        "Waters Agreement, Article 5, para. 1",
        "Waters Agreement, Article 5, para. 2",
        "Waters Agreement, Article 5, para. 3",
        "Waters Agreement, Article 4",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Article 5 of the Charter says more.",
        "The Waters Agreement goes further than Article 5 of the Charter does.",
        "Part 1 of it, and Section 2, and Annex I; the preamble says so.",
        "Under the Waters Agreement the preamble and the annexes are the same.",
        "notes 5 and lines 3 of a table 7",
        "The Overview says in its second paragraph that the first paragraph is short.",
        "Regulation (EU) 2016/679, Article 5(1)(a)",
        "The Waters Agreement and Article 101 TFEU, the Charter, Article 2, and Article 3 of it.",
        "The Ferries Report has more (see Section 2 and Table 1).",
    ],
)
def test_divisions_of_documents_that_are_not_named_with_them_are_no_citations(
    directory: Directory, text: str
) -> None:
    assert look_up(directory, text) == ()


def test_a_title_that_names_a_division_is_a_name_and_no_pinpoint() -> None:
    record = Record("three", "t.txt", "Report on Section 301 and its Uses", short=("Section 301",))
    directory = Directory(
        MemoryCatalogue([document_from(record, "1. It is so.\n\n2. It was so.\n")])
    )
    citation = only(directory, "Report on Section 301 and its Uses, para. 2")
    assert (citation.status, displays(citation)) == (LookupStatus.FOUND, ["para. 2"])


def test_labels_printed_before_paragraphs_are_divisions() -> None:
    text = (
        "Recommendation 1: We recommend a plan.\n\nIt is due in May.\n\n"
        "Recommendation 2: We recommend a review.\n"
    )
    record = Record("r", "r.txt", "Report on Plans", short=("Plans Report",))
    directory = Directory(MemoryCatalogue([document_from(record, text)]))
    assert len(only(directory, "Plans Report, Recommendation 1").passages) == 2
    assert len(only(directory, "Plans Report, Recommendation 2").passages) == 1
    assert only(directory, "Plans Report, Recommendation 3").status is LookupStatus.MISSING


def test_every_locator_that_is_shown_finds_its_own_passage(directory: Directory) -> None:
    catalogue = treaty.catalogue()
    for passage in catalogue.passages(range(catalogue.passage_count())):
        assert passage.locator is not None
        text = f"{directory.name(passage.document)}, {passage.locator.display}"
        citation = only(directory, text)
        assert (citation.status, citation.written) == (LookupStatus.FOUND, text)
        assert citation.passages == (passage,)


def test_the_overview_has_no_articles() -> None:
    citation = only(Directory(corpus()), "Overview, Article 5(4)")
    assert citation.status is LookupStatus.MISSING


@pytest.mark.parametrize(
    ("heading", "division"),
    [
        ("ANNEX II Gauging stations", ("annex", "ii")),
        ("Article 5", ("article", "5")),
        ("Section 3. Costs", ("section", "3")),
        ("Article 5 bis. Fees", ("article", "5bis")),
        ("§ 3", None),
        ("Article 5 and its history", None),
        ("PREAMBLE", ("preamble", "")),
        ("Schedule 1A: Fees", ("schedule", "1a")),
        ("Particulars", None),
    ],
)
def test_headings_that_are_divisions(heading: str, division: tuple[str, str] | None) -> None:
    assert heading_division(heading) == division


def test_roman_figures_count() -> None:
    numerals = "I II III IV V VI VII VIII IX X XI XIV XIX XL XLIX L XC C".split()
    counted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 19, 40, 49, 50, 90, 100]
    assert [roman(numeral) for numeral in numerals] == counted
    assert [roman(number) for number in ("", "5", "IIII", "A")] == [None] * 4


def test_an_item_is_sought_before_the_next_of_the_one_above_it() -> None:
    quote = "They shall: (a) pay; (b) report: (i) at once; (ii) in full; (c) wait: (iii) a day."
    assert find_path(quote, ("b", "ii")) is not None
    assert find_path(quote, ("a", "i")) is None
    assert find_path(quote, ("b", "iii")) is None
    assert find_path("as paragraph 2(a) says", ("a",)) is None


@st.composite
def statutes(draw: st.DrawFn) -> tuple[str, dict[tuple[int, int], str]]:
    """Articles with some paragraphs each, and the words of each by article and number."""
    pieces: list[str] = []
    held: dict[tuple[int, int], str] = {}
    for article in range(1, draw(st.integers(2, 6)) + 1):
        pieces.append(f"Article {article}")
        for number in range(1, draw(st.integers(2, 4)) + 1):
            words = f"The Parties shall do what is said as number {article * 100 + number} of all."
            held[article, number] = words
            pieces.append(f"{number}. {words}")
    return "\n\n".join(pieces) + "\n", held


@settings(max_examples=40, deadline=None)
@given(statutes(), st.sampled_from(["Article {}, para. {}", "art. {}({})", "Art {}, paragraph {}"]))
def test_every_paragraph_of_every_article_is_found(
    statute: tuple[str, dict[tuple[int, int], str]], form: str
) -> None:
    text, held = statute
    document = document_from(Record("d", "d.txt", "Convention", short=("the Pact",)), text)
    catalogue = MemoryCatalogue([document])
    directory = Directory(catalogue)
    for (article, number), words in held.items():
        citation = only(directory, f"Pact, {form.format(article, number)}")
        assert citation.status is LookupStatus.FOUND
        (passage,) = citation.passages
        assert catalogue.quotes([catalogue.row(passage.id)]) == [words]
        assert passage.locator is not None
        assert passage.locator.display == f"para. {number} (Article {article})"
    last = max(held)
    beyond = only(directory, f"Pact, {form.format(last[0], last[1] + 1)}")
    assert beyond.status is LookupStatus.MISSING


_PIECES = [
    *("Waters Agreement", ", ", " ", "Article ", "Articles ", "art. ", "s ", "§ ", "Annex ", "I"),
    *("5", "(4)", "(c)(ii)", " and ", "–", "para. ", "of the ", "Preamble", "(", ")", "ibid., "),
    *("Part 2, ", "2024", "Greenhalgh ", "fol. 7", ": ", "\n"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))
def test_any_text_is_read_and_what_is_normalized_means_the_same(
    directory: Directory, text: str
) -> None:
    end = 0
    for citation in look_up(directory, text):
        assert end <= citation.span.start < citation.span.end <= len(text)
        end = citation.span.end
        if citation.normalized is None:
            continue
        again = only(directory, citation.normalized)
        assert again.normalized == citation.normalized
        assert (again.status, again.passages) == (citation.status, citation.passages)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=6), st.booleans())
def test_locators_of_any_articles_find_their_own_passages(counts: list[int], annexed: bool) -> None:
    """Articles with so many numbered paragraphs each, or two without a number for none."""
    pieces = ["It is agreed."]
    for part in range(1 + annexed):
        pieces += ["ANNEX I"] * part
        for article, count in enumerate(counts, start=1):
            pieces.append(f"Article {article}")
            pieces += [f"{n}. The Parties agree on {n}." for n in range(1, count + 1)]
            pieces += ["They agree on the whole.", "They sign."][: 1 + article % 2] * (not count)
    text = "\n\n".join(pieces) + "\n"
    document = document_from(Record("d", "d.txt", "Convention", short=("the Pact",)), text)
    catalogue = MemoryCatalogue([document])
    directory = Directory(catalogue)
    for passage in catalogue.passages(range(catalogue.passage_count())):
        assert passage.locator is not None
        citation = only(directory, f"Pact, {passage.locator.display}")
        assert citation.passages == (passage,), passage.locator
        assert citation.status is LookupStatus.FOUND

"""Locators in documents whose numbers begin anew: in articles, sections, annexes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.structure.divisions import begins_anew, division_path
from structure.texts import cut, displays
from support.treaty import ACT, WATERS


def test_every_numbered_paragraph_of_an_article_names_it() -> None:
    """Also the fourth, which only one article has: "para. 4" alone says nothing to a reader."""
    found = dict(displays(WATERS))
    assert found["para. 4 (Article 5)"] == "The expenses shall be borne in equal shares."
    numbered = [display for display in found if display.startswith("para.")]
    assert len(numbered) == 11
    assert all("(Article" in display for display in numbered)


def test_an_article_of_one_paragraph_without_a_number_is_that_article() -> None:
    found = dict(displays(WATERS))
    assert found["Article 4"] == "The Parties shall exchange hydrological data every month."
    assert found["Article 1"].startswith("For the purposes of this Agreement: (a)")
    locator = next(p.locator for p, _ in cut(WATERS) if p.locator and p.locator.label == "article")
    assert (locator.value, locator.printed, locator.occurrences) == ("1", True, 1)


def test_paragraphs_without_numbers_are_counted_in_their_annex() -> None:
    """What stands in no division is counted through the document, as before."""
    unnumbered = [display for display, _ in displays(WATERS) if display.startswith("unnumbered")]
    assert unnumbered == [
        "unnumbered para. 1",
        "unnumbered para. 2",
        "unnumbered para. 1 (ANNEX I)",
        "unnumbered para. 2 (ANNEX I)",
    ]


def test_articles_without_any_numbers_are_counted_one_by_one() -> None:
    text = (
        "Article 5\n\nEvery person has the right to liberty.\n\nNo one shall be deprived of it.\n\n"
        "Article 6\n\nEveryone is entitled to a hearing.\n"
    )
    assert [display for display, _ in displays(text)] == [
        "para. 1 (Article 5)",
        "para. 2 (Article 5)",
        "Article 6",
    ]


def test_the_part_is_named_where_two_sections_have_one_number() -> None:
    found = dict(displays(ACT))
    assert found["para. 2 (Section 1, Part 2)"] == "A pier is none."
    assert found["para. 2 (Section 1, Part 1)"] == "It does not apply to naval ports."
    assert found["para. 2 (Section 2)"] == "The officer shall report every six months."


def test_parts_of_a_long_paragraph_name_its_article_too() -> None:
    long = " ".join(f"This is sentence {n} of a long paragraph." for n in range(12))
    text = f"Article 1\n\n1. {long}\n\n2. Short.\n\nArticle 2\n\n1. Short as well.\n\n2. Too.\n"
    found = [p.locator.display for p, _ in cut(text, 30) if p.locator and p.locator.parts > 1]
    assert len(found) > 1
    assert all(display.startswith("para. 1 (Article 1, part ") for display in found)


def test_numbers_that_run_through_the_document_stay_bare() -> None:
    """An annex with a list of its own does not change that."""
    sections = ("Trade", "Culture", "Health", "Sports")
    text = "\n\n".join(
        f"{name}\n\n{2 * n + 1}. A point of {name}.\n\n{2 * n + 2}. Another of {name}."
        for n, name in enumerate(sections)
    )
    text += "\n\nAnnex I\n\n1. A list.\n\n2. Its end.\n"
    found = [display for display, _ in displays(text)]
    assert found[2:8] == [f"para. {n}" for n in range(3, 9)]


def test_decimals_say_where_they_stand() -> None:
    text = "Section 1\n\n1.1 One.\n\n1.2 Two.\n\nSection 2\n\n2.1 Three.\n\n2.2 Four.\n"
    assert [display for display, _ in displays(text)] == [
        f"para. {n}" for n in (1.1, 1.2, 2.1, 2.2)
    ]


def test_numbers_begin_anew_where_half_the_sections_do() -> None:
    one, two, three = ("Article 1",), ("Article 2",), ("Article 3",)
    assert begins_anew([(one, 1), (one, 2), (two, 1), (three, 3)])
    assert not begins_anew([(one, 1), (one, 2), (two, 3), (three, 4)])
    assert not begins_anew([(one, 1), (one, 1)])
    assert not begins_anew([])
    assert division_path((*one, "Scope")) == one
    assert division_path(("Scope",)) == ()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.booleans())
def test_no_two_locators_are_alike_and_each_names_its_article(
    counts: list[int], annexed: bool
) -> None:
    """Articles with so many numbered paragraphs each, or one without a number for none."""
    pieces: list[str] = []
    for part in range(1 + annexed):
        pieces += ["ANNEX I"] * part
        for article, count in enumerate(counts, start=1):
            pieces.append(f"Article {article}")
            pieces += [f"{n}. The Parties agree on {n}." for n in range(1, count + 1)]
            pieces += ["The Parties agree on the whole."] * (not count)
    found = [display for display, _ in displays("\n\n".join(pieces) + "\n")]
    assert len(found) == len(set(found))
    if len(counts) > 1 and sum(count > 0 for count in counts) > 1:
        assert all("Article" in display for display in found)

"""Other forms of what a text mentions."""

from __future__ import annotations

import pytest

from pincite.text.expansion import Expander
from pincite.text.terms import stems, stems_and_surfaces, terms

EXPANDER = Expander(
    [
        ("ARF", "ASEAN Regional Forum"),
        ("EAS", "East Asia Summit"),
        ("ROK", "Republic of Korea"),
        ("ROK", "South Korea"),
        ("ADMM", "ASEAN Defence Ministers' Meeting"),
        ("ADMM-Plus", "ASEAN Defence Ministers' Meeting Plus"),
        ("IT", "information technology"),
        ("…", "nothing at all"),  # a form without a word
    ]
)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("It joined the ARF.", {"ASEAN Regional Forum"}),
        ("the arf", set()),  # not in its case
        ("the Arf", set()),
        ("It is late; it rains.", set()),  # "it" is not IT
        ("IT matters.", {"information technology"}),
        ("the ASEAN regional forums", {"ARF"}),  # case and plural do not matter to a long form
        ("an ASEAN Forum", set()),  # a word is missing
        ("Regional ASEAN Forum", set()),  # out of order
        ("ASEAN Regional", set()),  # the text ends within the form
        ("the ROK", {"Republic of Korea", "South Korea"}),
        ("South Korea", {"ROK"}),
        ("the Republic of Korea", {"ROK"}),
        # One short form within another: both are mentioned.
        ("the ADMM-Plus", {
            "ASEAN Defence Ministers' Meeting Plus", "ASEAN Defence Ministers' Meeting",
        }),
        ("ASEAN Defence Ministers' Meeting", {"ADMM"}),
        ("ARF, ARF and ARF", {"ASEAN Regional Forum"}),  # each once
        ("nothing at all", {"…"}),
        ("…", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_other_forms_of_what_is_mentioned(text: str, forms: set[str]) -> None:
    found = EXPANDER.expand(terms(text))
    assert set(found) == forms
    assert len(found) == len(forms)
    found, surfaces = stems_and_surfaces(text)
    expected = {stem for form in forms for stem in stems(form)}
    assert EXPANDER.stems_of_others(found, surfaces) == expected


def test_forms_come_in_the_order_of_the_text() -> None:
    assert EXPANDER.expand(terms("EAS and ARF")) == ("East Asia Summit", "ASEAN Regional Forum")
    assert EXPANDER.expand(terms("ARF and EAS")) == ("ASEAN Regional Forum", "East Asia Summit")


def test_nothing_is_expanded_without_a_glossary() -> None:
    assert Expander([]).expand(terms("ARF EAS")) == ()


def test_the_order_of_the_pairs_decides_nothing() -> None:
    pairs = [("ROK", "South Korea"), ("ROK", "Republic of Korea"), ("ARF", "Regional Forum")]
    text = terms("The ROK, the ARF, South Korea.")
    assert Expander(pairs).expand(text) == Expander(pairs[::-1]).expand(text)

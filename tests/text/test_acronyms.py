from __future__ import annotations

import pytest

from pincite.text.acronyms import find_acronyms
from pincite.text.expansion import Expander
from pincite.text.terms import terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "the Korea-ASEAN Solidarity Initiatives (KASI) is",
            ("KASI", "Korea-ASEAN Solidarity Initiatives"),
        ),
        ("ASEAN and the Republic of Korea (ROK) initiated", ("ROK", "Republic of Korea")),
        ("the ASEAN Ministerial Meeting (AMM) in July", ("AMM", "ASEAN Ministerial Meeting")),
        (
            "the Asian Forest\nCooperation Organization (AFoCO) entered",
            ("AFoCO", "Asian Forest Cooperation Organization"),
        ),
        # Eight words for three letters are more than the paper looks back; the glossary has it.
        ("Treaty of Amity and Cooperation in Southeast Asia (TAC) in", None),
        ("It ended. The Free Trade Agreement (FTA) began", ("FTA", "Free Trade Agreement")),
        ("signed in Seoul (2019) by", None),  # a year
        ("the Parties (hereinafter) agree", None),  # a word
        ("a new programme (XQZ) was", None),  # letters that nothing before it has
        ("(ROK) at the beginning", None),
    ],
)  # fmt: skip
def test_definitions(text: str, found: tuple[str, str] | None) -> None:
    assert find_acronyms(text) == ((found,) if found else ())


def test_either_form_gives_the_other() -> None:
    expander = Expander([("EAS", "East Asia Summit"), ("AKC", "ASEAN-Korea Centre")])
    assert expander.expand(terms("the EAS met")) == ("East Asia Summit",)
    assert expander.expand(terms("two East Asia summits")) == ("EAS",)  # by stems
    assert expander.expand(terms("it will ease tensions")) == ()
    assert expander.expand(terms("what is the eas?")) == ()
    assert expander.expand(terms("East Asia and the Summit")) == ()  # not in a row
    assert expander.expand(terms("the ASEAN Korea Centre and EAS")) == ("AKC", "East Asia Summit")
    assert Expander([]).expand(terms("the EAS")) == ()

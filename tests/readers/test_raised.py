"""Superscripts and subscripts in plain text: no number may change by being raised."""

from __future__ import annotations

import pytest

from pincite.readers.raised import Level, settled


@pytest.mark.parametrize(
    ("before", "script", "after", "expected"),
    [
        ("10", "6", " litres", "10⁶ litres"),
        ("km", "2", ".", "km²."),
        ("10", "-3", " m", "10⁻³ m"),
        ("10", "x+1", " m", "10ˣ⁺¹ m"),
        ("10", "1.5", " m", "10¹.⁵ m"),  # a full stop has no raised form
        ("x", "n", "", "xⁿ"),
        ("March 2019", "2", " was", "March 2019² was"),  # a note's mark without a link
        ("March 2019", "1, 2", " was", "March 2019¹, ² was"),
        ("fish", "a", ".", "fishᵃ."),
        # words that are typed with their last letters raised
        ("1", "st", " May", "1st May"),
        ("XIX", "e", " siècle", "XIXe siècle"),
        ("M", "me", " Roy", "Mme Roy"),
        ("n", "o", " 5", "no 5"),
        ("Pincite", "TM", "", "Pincite™"),
        # one superscript by mistake around more than a number
        ("May 1", "st, 2019", " it", "May 1st, 2019 it"),
        ("in 20", "19 and after", " it", "in 20 19 and after it"),
        ("in", " and 20", "19", "in and 20 19"),
    ],
)
def test_superscript_joins_no_number_to_a_number(
    before: str, script: str, after: str, expected: str
) -> None:
    pieces = [(before, Level.BASELINE), (script, Level.RAISED), (after, Level.BASELINE)]
    assert settled(pieces) == expected


@pytest.mark.parametrize(
    ("before", "script", "expected"),
    [("H", "2", "H₂O"), ("V", "max", "VmaxO"), ("x", "i", "xᵢO"), ("log", "10", "log₁₀O")],
)
def test_subscript_has_its_own_forms(before: str, script: str, expected: str) -> None:
    pieces = [(before, Level.BASELINE), (script, Level.LOWERED), ("O", Level.BASELINE)]
    assert settled(pieces) == expected


def test_superscript_in_pieces_is_one() -> None:
    pieces = [("10", Level.BASELINE), ("x", Level.RAISED), ("+1", Level.RAISED)]
    assert settled(pieces) == "10ˣ⁺¹"

"""What is indexed of a passage beyond its own words."""

from __future__ import annotations

import pytest

from pincite.build.context import embedded_text, lexical_bag
from pincite.text.expansion import Expander
from pincite.text.terms import stems
from pincite.types import BlockKind, Passage, Span

EXPANDER = Expander(
    [("ARF", "ASEAN Regional Forum"), ("EAS", "East Asia Summit"), ("EV", "electric vehicle")]
)


def count(text: str) -> int:
    """Stands for tokens."""
    return len(text.split())


@pytest.mark.parametrize(
    ("quote", "window", "text"),
    [
        ("It joined the ARF.", 99, "It joined the ARF. (ASEAN Regional Forum)"),
        (
            "The ARF and EAS met.",
            99,
            "The ARF and EAS met. (ASEAN Regional Forum; East Asia Summit)",
        ),
        ("Electric vehicles sell.", 99, "Electric vehicles sell. (EV)"),  # plural, other way round
        ("arf arf", 99, "arf arf"),  # a dog
        ("The ASEAN Regional Forum (ARF).", 99, "The ASEAN Regional Forum (ARF)."),  # has both
        # What the window does not hold is left out, the last first, and never a part of a form.
        ("The ARF and EAS met.", 10, "The ARF and EAS met. (ASEAN Regional Forum)"),
        ("The ARF and EAS met.", 7, "The ARF and EAS met."),
        ("The ARF and EAS met.", 0, "The ARF and EAS met."),  # its own words are never cut here
        ("", 99, ""),
    ],
)
def test_other_forms_follow_the_quote_while_the_window_holds_them(
    quote: str, window: int, text: str
) -> None:
    assert embedded_text(quote, EXPANDER, count, window) == text


def test_at_most_six_forms_are_added() -> None:
    expander = Expander([(f"AB{letter}", f"long {letter}") for letter in "CDEFGHIJ"])
    quote = " ".join(f"AB{letter}" for letter in "CDEFGHIJ")
    assert embedded_text(quote, expander, count, 999).count(";") == 5


def test_a_passage_counts_its_words_as_often_as_they_stand_and_its_context_once() -> None:
    quote = "The ARF met. The forum met."
    spans = (Span(0, len(quote)),)
    section = ("Political matters", "The forum")
    passage = Passage("p_x", "doc", BlockKind.PARAGRAPH, spans, spans, None, section)
    bag = lexical_bag(passage, quote, EXPANDER)
    own = stems(quote)
    assert bag[: len(own)] == own
    added = bag[len(own) :]
    assert sorted(added) == sorted(stems("ASEAN Regional Political matters"))

"""Footnotes of a draft in Markdown: no figures, no words, and their sentence's citations."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.verify.footnotes import find_footnotes
from pincite.verify.types import ItemKind
from support.catalogue import corpus
from verify.desk import Desk, where
from verify.generator import Case, Generator

NOTES = """

[^1]: Overview, para. 17.
[^2]: Ibid., para. 36.
[^fund]: See Kim op-ed, para. 8, on the workshop
    and its 84 youths.
[^none]: No document at all.
"""
TRADE = "two-way trade between ASEAN and the ROK reached USD 222.8 billion"


@pytest.mark.parametrize(
    ("draft", "status", "pinpoint"),
    [
        # at its end: within the closing mark, after it, after the full stop, after a blank
        (f'It says "{TRADE}[^1]", and so on.', "exact", "17"),
        (f'It says "{TRADE}"[^1] and so on.', "exact", "17"),
        (f'It says "{TRADE}".[^1] This is next.', "exact", "17"),
        (f'It says "{TRADE}." [^1] This is next.', "normalized", "17"),
        (f"It says:\n\n> {TRADE}[^1]\n\nThis is next.", "exact", "17"),
        # later in its sentence, and before it
        (f'It says "{TRADE}" of that year.[^1] This is next.[^2]', "exact", "17"),
        (f'The paper[^1] says "{TRADE}" of that year. This is next.[^2]', "exact", "17"),
        # within the words quoted, where it is none of them
        (f'It says "{TRADE.replace(" USD", "[^1] USD")}" x', "exact", "17"),
        # one's own goes before that of another, a citation at once before all
        (f'It says "{TRADE}"[^1] and "in 2022"[^2] it did.', "exact", "17"),
        (f'It says "{TRADE}" (Overview, para. 17) in all.[^2]', "exact", "17"),
        (f'Overview, para. 17, says "{TRADE}" in all.[^2]', "exact", "17"),
        (f'It says "{TRADE}"[^2] as in Overview, para. 17.', "wrong_locator", "36"),
        # of a note without a citation, or of no note
        (f'It says "{TRADE}".[^none]', "exact", None),
        (f'It says "{TRADE}".[^9]', "exact", None),
        # of another sentence
        (f'It is so.[^2] It says "{TRADE}". And more.', "exact", None),
    ],
)
def test_a_quotation_has_the_citation_of_its_footnote(
    desk: Desk, draft: str, status: str, pinpoint: str | None
) -> None:
    item = next(i for i in desk.verify(draft + NOTES).items if i.kind is ItemKind.QUOTATION)
    assert item.status.value == status, item.detail
    cited = item.citation.pinpoint if item.citation is not None else None
    assert (cited.ranges[0].first if cited is not None else None) == pinpoint


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        # the marks are no figures
        (
            "Trade grew by 18 per cent.[^1] Some 3 of them came.",
            [
                ("18 per cent", "figure_differs", "17.5 per cent"),
                ("3", "figure_unchecked", None),
            ],
        ),
        (
            "It is to be USD 16 million[^2] and USD 222.8 billion[^1] in all.",
            [
                ("USD 16 million", "figure_supported", "USD 16 million"),
                ("USD 222.8 billion", "figure_supported", "USD 222.8 billion"),
            ],
        ),
        (
            "It is to be USD 16[^2] million.",
            [("USD 16[^2] million", "figure_supported", "USD 16 million")],
        ),
    ],
)
def test_a_figure_is_held_against_what_the_footnotes_of_its_sentence_cite(
    desk: Desk, draft: str, found: list[tuple[str, str, str | None]]
) -> None:
    assert desk.figures(draft + NOTES)[: len(found)] == found


def test_a_note_is_a_paragraph_of_its_own_with_its_citations(desk: Desk) -> None:
    items = desk.verify(f"Nothing.{NOTES}").items
    pinpoints = [(i.text, where(i)) for i in items if i.kind is ItemKind.PINPOINT]
    assert pinpoints == [
        ("Overview, para. 17", ["para. 17"]),
        ("Ibid., para. 36", ["para. 36"]),
        ("Kim op-ed, para. 8", ["para. 8"]),
    ]
    # Its figures are held against what it cites itself.
    assert desk.figures(f"Nothing.{NOTES}") == [("84", "figure_differs", "48")]


def footnoted(cases: list[Case], choice: random.Random) -> str:
    """A draft of the cases with their citations in footnotes, their definitions at its end."""
    body, notes = [], []
    for number, case in enumerate(cases, start=1):
        lead, _, rest = case.draft.partition(case.quotation)
        closing, citation = rest[0], rest[3 : rest.rindex(")")]
        mark = f"[^{number}]"
        ends = (f"{closing}{mark} and so on.", f"{closing} and so on.{mark}", f"{mark}{closing} x.")
        body.append(lead + case.quotation + choice.choice(ends))
        notes.append(f"[^{number}]: {choice.choice(('', 'See '))}{citation}.")
    return "\n\n".join([*body, choice.choice(("\n", "\n\n")).join(notes)])


@pytest.mark.parametrize("seed", range(12))
def test_a_footnote_says_what_a_citation_in_the_text_says(desk: Desk, seed: int) -> None:
    generator = Generator(corpus(), seed)
    cases = [case for case in generator.altered(66) if ") and so on." in case.draft]
    cases = [case for case in cases if case.quotation in case.draft]
    items = desk.verify(footnoted(cases, random.Random(seed))).items
    quotations = [item for item in items if item.kind is ItemKind.QUOTATION]
    assert len(quotations) == len(cases)
    for case, item in zip(cases, quotations, strict=True):
        beside = desk.only(case.draft)
        assert (item.status, item.detail) == (beside.status, beside.detail), case.draft
        assert item.places == beside.places
    assert [item for item in items if item.kind is ItemKind.FIGURE] == []


PIECES = ["[^1]", "[^a]", "[^1]:", "\n[^1]: ", "\n\n", "    ", '"', "word ", "5 ", ". ", "[^", "]"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=60))
def test_every_offset_stays_where_it_is(text: str) -> None:
    found = find_footnotes(text)
    assert len(found.plain) == len(found.joined) == len(text)
    for mark in found.marks:
        assert text[mark.span.start : mark.span.start + 2] == "[^"
        assert not found.plain[mark.span.start : mark.span.end].strip()
        assert mark.anchor <= mark.span.start
    for before, after in pairwise(found.notes):
        assert before.end <= after.start
    assert "[^1]" not in found.plain + found.joined

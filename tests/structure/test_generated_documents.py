"""Properties of the cutting, over documents that are made."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.identity import PASSAGE_ID
from pincite.structure.passages import passages_of
from pincite.structure.quoting import offsets_of, spans_in_text
from pincite.types import BlockKind, Page, Span, quote_of
from strategies import Made, articles, numbered_documents, paragraphs, sentences, texts
from structure.texts import count_words, cut, document

modest = settings(max_examples=50, deadline=None)


@modest
@given(numbered_documents())
def test_numbered_paragraphs_come_out_as_they_went_in(made: Made) -> None:
    found = [(p.locator and p.locator.value, quote) for p, quote in cut(made.text)]
    assert found == list(made.paragraphs)


@modest
@given(articles())
def test_unnumbered_paragraphs_come_out_as_they_went_in(made: Made) -> None:
    assert [quote for _, quote in cut(made.text)] == [words for _, words in made.paragraphs]


@modest
@given(texts, st.sampled_from((3, 7, 10**6)))
def test_whatever_the_text_passages_hold_together(text: str, window: int) -> None:
    """Each word once and in order, but for headings, boilerplate and markers; spans are sound."""
    made = document(text)
    found = cut(made, window)
    spans = [span for passage, _ in found for span in passage.spans]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    locators = [passage.locator.display for passage, _ in found if passage.locator]
    assert len(set(locators)) == len(found)
    assert len({passage.id for passage, _ in found}) == len(found)
    for passage, quote in found:
        assert PASSAGE_ID.match(passage.id)
        assert quote == quote_of(text, passage.spans) == quote.strip()
        assert [quote[s.start : s.end] for s in passage.sentences] != []
        covered = "".join(quote[s.start : s.end] for s in passage.sentences)
        assert covered.replace(" ", "") == quote.replace(" ", "")
    blocks = Counter(
        "".join(
            quote_of(text, block.spans)
            for block in made.blocks
            if block.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE)
        ).replace(" ", "")
    )
    if any(b.kind not in (BlockKind.HEADING, BlockKind.BOILERPLATE) for b in made.blocks):
        assert Counter("".join(quote for _, quote in found).replace(" ", "")) == blocks


@modest
@given(texts)
def test_blocks_hold_every_visible_character_but_markers(text: str) -> None:
    made = document(text)
    spans = [span for block in made.blocks for span in block.spans]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    between = [Span(a.end, b.start) for a, b in pairwise([Span(0, 0), *spans])]
    left = [text[span.start : span.end].strip() for span in between]
    # What lies outside of all blocks is a number or a bullet.
    assert all(len(piece) <= 16 and not any(c.isalpha() for c in piece) for piece in left), left


@modest
@given(st.lists(sentences(3, 15), min_size=2, max_size=12), st.integers(4, 40))
def test_long_paragraph_is_cut_between_sentences_and_no_word_is_lost(
    said: list[str], window: int
) -> None:
    text = "1. " + " ".join(said) + "\n\n2. The end of it.\n"
    *parts, last = cut(text, window)
    assert " ".join(quote for _, quote in parts) == " ".join(said)
    assert last[1] == "The end of it."
    assert all(count_words(quote) <= window for _, quote in parts)
    if len(parts) > 1:
        assert [p.locator and p.locator.display for p, _ in parts] == [
            f"para. 1 (part {n} of {len(parts)})" for n in range(1, len(parts) + 1)
        ]
        longest = max(map(count_words, said))
        if longest <= window:  # then each part is whole sentences
            assert all(quote.endswith(".") for _, quote in parts)


def test_sentence_longer_than_the_window_is_cut_between_words() -> None:
    said = " ".join(f"word{n}" for n in range(95))
    parts = cut(f"{said}.\n", 10)
    assert [count_words(quote) for _, quote in parts] == [10] * 9 + [5]
    assert " ".join(quote for _, quote in parts) == f"{said}."


@pytest.mark.parametrize(
    "word",
    [
        "x" * 5_000,
        "무" * 5_000,
        "e\u0301" * 2_500,  # a letter and its accent stay together
        "👩\u200d💻" * 2_000,  # and so do joined emoji
    ],
)
def test_endless_word_is_cut_between_characters(word: str) -> None:
    made = document(f"{word}\n")
    passages = passages_of(made, lambda text: len(text) + 2, 102)
    quotes = [quote_of(made.text, passage.spans) for passage in passages]
    assert "".join(quotes) == word
    assert all(len(quote) <= 100 for quote in quotes)
    assert not any(quote[0] in "\u0301\u200d" or quote[-1] == "\u200d" for quote in quotes)


def test_a_single_character_larger_than_the_window_still_ends() -> None:
    made = document("abc\n")
    assert len(passages_of(made, lambda text: 10 * len(text), 5)) == 3


@modest
@given(paragraphs(), st.data())
def test_page_break_in_a_numbered_paragraph_cuts_nothing(body: str, data: st.DataObject) -> None:
    """Wherever it falls between two words, but after a full stop, where a paragraph may end."""
    words = body.split()
    at = data.draw(st.integers(1, len(words)))
    if words[at - 1].endswith(".") or not words[at : at + 1] or not words[at][0].islower():
        return
    text = f"7. {' '.join(words[:at])}\n\n{' '.join(words[at:])}\n\n8. The next of them.\n"
    cut_at = text.index("\n\n") + 1
    pages = (Page(1, Span(0, cut_at)), Page(2, Span(cut_at, len(text))))
    first, second = cut(document(text, pages=pages))
    assert first[1] == body
    assert first[0].pages == (1, 2)
    assert second[0].pages == (2, 2)


# --- ids ----------------------------------------------------------------------------------------


@modest
@given(articles(), paragraphs(), st.data())
def test_ids_stay_when_a_paragraph_is_put_in(made: Made, added: str, data: st.DataObject) -> None:
    held = [words for _, words in made.paragraphs]
    at = data.draw(st.integers(0, len(held)))
    before = [passage.id for passage, _ in cut(made.text)]
    after = [p.id for p, _ in cut("\n\n".join([*held[:at], added, *held[at:]]) + "\n")]
    assert set(before) <= set(after)
    assert len(after) == len(before) + 1


@modest
@given(st.lists(paragraphs(), min_size=2, max_size=8), st.integers(1, 20), st.integers(1, 20))
def test_ids_stay_when_paragraphs_are_renumbered(held: list[str], a: int, b: int) -> None:
    def ids(first: int) -> list[str]:
        text = "\n\n".join(f"{n}. {words}" for n, words in enumerate(held, first)) + "\n"
        return [passage.id for passage, _ in cut(text)]

    assert ids(a) == ids(b)


@modest
@given(st.lists(paragraphs(), min_size=2, max_size=6, unique=True), st.data())
def test_id_of_a_changed_paragraph_changes_and_the_others_stay(
    held: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(held) - 1))
    changed = [*held[:at], f"Not so. {held[at]}", *held[at + 1 :]]
    before = [passage.id for passage, _ in cut("\n\n".join(held) + "\n")]
    after = [passage.id for passage, _ in cut("\n\n".join(changed) + "\n")]
    assert [a == b for a, b in zip(before, after, strict=True)] == [
        n != at for n in range(len(held))
    ]


# --- the way back from a quote ------------------------------------------------------------------


@modest
@given(st.text(" \n\tab한🤝", max_size=60), st.data())
def test_offsets_lead_from_a_quote_back_to_the_text(text: str, data: st.DataObject) -> None:
    marks = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = tuple(Span(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False))
    quote, offsets = offsets_of(text, spans)
    assert quote == quote_of(text, spans)
    assert len(offsets) == len(quote)
    assert all(c == " " or text[o] == c for c, o in zip(quote, offsets, strict=True))
    if quote:
        whole = spans_in_text(offsets, spans, Span(0, len(quote)))
        assert quote_of(text, whole) == quote

"""The catalogue gives back what was put in, byte positions included."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.errors import NotFoundError, StoreError
from pincite.store.catalogue import CatalogueWriter, StoredCatalogue
from pincite.structure.passages import passages_of
from pincite.types import Block, BlockKind, Document, Name, Page, Passage, Record, Repair, Span
from pincite.types import quote_of as quote_of_spans
from strategies import articles, numbered_documents
from structure.texts import count_words, document

short_texts = st.text(max_size=5)
names = st.builds(Name, short_texts, short_texts, short_texts, st.booleans(), short_texts)
repairs = st.builds(Repair, short_texts, st.integers(0, 9))
optional = st.none() | short_texts


@st.composite
def documents(draw: st.DrawFn, key: str) -> Document:
    """A document with every field filled with something."""
    made = document(draw(numbered_documents() | articles()).text)
    marks = sorted(draw(st.lists(st.integers(0, len(made.text)), min_size=2, max_size=5)))
    record = Record(
        key,
        draw(short_texts),
        draw(short_texts),
        tuple(draw(st.lists(names, max_size=2))),
        *(draw(optional) for _ in range(5)),
        tuple(draw(st.lists(short_texts, max_size=2))),
    )
    return replace(
        made,
        record=record,
        pages=tuple(Page(n, Span(a, b)) for n, (a, b) in enumerate(pairwise(marks), start=1)),
        repairs=tuple(draw(st.lists(repairs, max_size=2))),
    )


def write(folder: Path, held: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
    with CatalogueWriter(folder) as writer:
        for made, passages in held:
            writer.add(made, passages)


@settings(max_examples=30, deadline=None)
@given(st.tuples(documents("a"), documents("b-2"), documents("c")), st.sampled_from((8, 10**6)))
def test_round_trip(made: tuple[Document, ...], window: int) -> None:
    held = [(one, passages_of(one, count_words, window)) for one in made]
    everything = [passage for _, passages in held for passage in passages]
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), held)
        with closing(StoredCatalogue(Path(name))) as catalogue:
            assert list(catalogue.records()) == [one.record for one in made]
            assert catalogue.passage_count() == len(everything)
            assert catalogue.sentence_count() == sum(len(p.sentences) for p in everything)
            rows = range(len(everything))
            assert list(catalogue.passages(rows)) == everything
            backwards = [*reversed(rows), *rows]
            assert list(catalogue.passages(backwards)) == [everything[row] for row in backwards]
            for one, passages in held:
                assert catalogue.document(one.key) == one
                assert catalogue.record(one.key) == one.record
                at = catalogue.rows_of(one.key)
                assert list(catalogue.passages(at)) == list(passages)
                # A quote is cut from the file by bytes, here from the text by code points.
                quotes = [quote_of_spans(one.text, passage.spans) for passage in passages]
                assert list(catalogue.quotes(at)) == quotes
            assert [catalogue.row(passage.id) for passage in everything] == list(rows)


def one_passage(key: str, text: str, number: int = 0) -> tuple[Document, list[Passage]]:
    block = Block(BlockKind.PARAGRAPH, (Span(0, len(text)),))
    made = replace(document(text, blocks=(block,)), record=Record(key, "f", "t"))
    held = Passage(f"p_{key}{number}", key, BlockKind.PARAGRAPH, block.spans, (), None)
    return made, [held]


def test_positions_after_characters_of_one_to_four_bytes(tmp_path: Path) -> None:
    text = "a é 한 𝔘 end"
    made, _ = one_passage("k", text)
    held = [
        Passage(f"p_{n}", "k", BlockKind.PARAGRAPH, (Span(n, n + 1), Span(10, 11)), (), None)
        for n in range(8)
    ]
    write(tmp_path, [(made, held)])
    quotes = StoredCatalogue(tmp_path).quotes(range(8))
    assert quotes == [quote_of_spans(text, passage.spans) for passage in held]


def test_more_rows_than_a_query_takes(tmp_path: Path) -> None:
    made, _ = one_passage("k", "word")
    held = [
        Passage(f"p_{n}", "k", BlockKind.PARAGRAPH, (Span(0, 4),), (), None) for n in range(33_000)
    ]
    write(tmp_path, [(made, held)])
    catalogue = StoredCatalogue(tmp_path)
    assert [p.id for p in catalogue.passages(range(33_000))] == [p.id for p in held]


def test_unknown_key_and_id_are_named(tmp_path: Path) -> None:
    write(tmp_path, [one_passage("known", "word")])
    catalogue = StoredCatalogue(tmp_path)
    for ask in (catalogue.document, catalogue.rows_of, catalogue.record):
        with pytest.raises(NotFoundError, match=r"'other'; there are: known"):
            ask("other")
    with pytest.raises(NotFoundError, match=r"no passage 'p_x'"):
        catalogue.row("p_x")


def test_an_id_taken_twice_fails_the_build(tmp_path: Path) -> None:
    (made, [passage]) = one_passage("k", "word")
    with pytest.raises(StoreError, match=r"k: passage id p_k0 is taken"):
        write(tmp_path, [(made, [passage, passage])])


def test_keys_must_ascend(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="keys must ascend"):
        write(tmp_path, [one_passage("b", "word"), one_passage("a", "word")])


def test_no_key_comes_twice(tmp_path: Path) -> None:
    (made, _) = one_passage("a", "word")
    with pytest.raises(ValueError, match="keys must ascend"):
        write(tmp_path, [(made, []), (made, [])])


def test_an_empty_catalogue_opens(tmp_path: Path) -> None:
    write(tmp_path, [])
    catalogue = StoredCatalogue(tmp_path)
    assert (catalogue.passage_count(), catalogue.sentence_count()) == (0, 0)
    with pytest.raises(NotFoundError, match="the index is empty"):
        catalogue.document("k")


def test_equal_documents_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, [one_passage("k", "word 한 " * 50)])
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_nothing_can_be_written_through_an_open_catalogue(tmp_path: Path) -> None:
    write(tmp_path, [one_passage("k", "word")])
    with closing(StoredCatalogue(tmp_path)) as catalogue, pytest.raises(sqlite3.OperationalError):
        catalogue._database.execute("DELETE FROM passage")

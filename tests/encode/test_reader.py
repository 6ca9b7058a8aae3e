"""The reader: what it is given, that it is the adapted model, and that it stays itself."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from pincite.encode.adapter import SHIPPED, Adapter, load_adapter, write_adapter
from pincite.encode.files import READER, TOKENIZER
from pincite.encode.model import DEFAULT_SHA256, locate
from pincite.encode.pairs import LENGTH, QUESTION, pair
from pincite.encode.reader import OnnxReader
from pincite.errors import ModelError
from pincite.text.sentences import split
from pincite.types import Span

QUOTE = (
    "The bridge was begun in 1889. It was opened by the queen five years later, and carries "
    "forty thousand cars a day. Its towers are sixty-five metres high."
)
SENTENCES = split(QUOTE)


@pytest.fixture(scope="module")
def tokenizer(encoder_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(encoder_folder / TOKENIZER))


@pytest.fixture(scope="module")
def reader(encoder_folder: Path) -> OnnxReader:
    opened = OnnxReader.open(encoder_folder)
    assert opened is not None
    return opened


# --- rows ---------------------------------------------------------------------------------------


def test_a_row_is_question_words_before_and_sentence(tokenizer: Tokenizer) -> None:
    row = pair(tokenizer, "Who opened it?", QUOTE, SENTENCES[1])
    text = tokenizer.decode(row.ids, skip_special_tokens=False)
    assert text.startswith("[CLS] who opened it? [SEP] the bridge was begun in 1889. it was opened")
    assert text.endswith("cars a day. [SEP]")
    own = tokenizer.decode(row.ids[row.own])
    assert own.startswith("it was opened by the queen")
    assert own.endswith("a day.")


def test_the_first_sentence_has_nothing_before_it(tokenizer: Tokenizer) -> None:
    row = pair(tokenizer, "When?", QUOTE, SENTENCES[0])
    assert tokenizer.decode(row.ids) == "when? the bridge was begun in 1889."


def test_of_a_long_text_before_a_sentence_the_nearest_words_are_read(
    encoder_folder: Path,
) -> None:
    """Korean takes several tokens a character: 400 of them are past the encoder's window."""
    reader = OnnxReader.open(encoder_folder)
    assert reader is not None
    before, sentence = "제27차 한-아세안 정상회의는 어디에서 열렸습니까. " * 20, "It ended."
    span = Span(len(before) + 12, len(before) + 12 + len(sentence))
    row = pair(reader._tokenizer, "Where?", f"{before}NEAR WORDS. {sentence}", span)
    assert reader._tokenizer.decode(row.ids).endswith("near words. it ended.")


words = st.text(st.characters(codec="utf-8", exclude_categories=()), max_size=400)


@given(words, words, words)
def test_rows_keep_to_their_length_and_hold_the_sentence(
    encoder_folder: Path, question: str, before: str, sentence: str
) -> None:
    tokenizer = Tokenizer.from_file(str(encoder_folder / TOKENIZER))
    row = pair(tokenizer, question, before + sentence, Span(len(before), len(before + sentence)))
    begin, end = tokenizer.encode("").ids
    assert len(row.ids) <= LENGTH
    assert (row.ids[0], row.ids[-1]) == (begin, end)
    assert row.ids.index(end) <= QUESTION + 1 or end in tokenizer.encode(question).ids[1:-1]
    whole = tokenizer.encode(sentence.encode("utf-8", "replace").decode()).ids[1:-1]
    own = row.ids[row.own]
    assert own == whole[: len(own)]
    assert row.own.stop == len(row.ids) - 1
    assert len(own) == len(whole) or len(row.ids) == LENGTH


# --- readings -----------------------------------------------------------------------------------


def test_the_sentence_that_answers_is_told_from_its_neighbours(reader: OnnxReader) -> None:
    for question, answer in (
        ("When was the bridge begun?", 0),
        ("Who opened the bridge?", 1),
        ("How high are the towers of the bridge?", 2),
    ):
        readings = reader.read(question, [(QUOTE, sentence) for sentence in SENTENCES])
        assert int(np.argmax(readings)) == answer, question
        assert readings[answer] > 0


def test_a_question_that_nothing_answers_is_read_as_one(reader: OnnxReader) -> None:
    for question in ("Who painted the chapel?", "When was the airport of Oslo built?"):
        assert max(reader.read(question, [(QUOTE, sentence) for sentence in SENTENCES])) < 0


def test_the_graph_says_what_the_adapted_model_says(encoder_folder: Path) -> None:
    """In eight bits, compared with torch in full precision."""
    import torch
    from transformers import AutoModel

    adapter = load_adapter()
    model = AutoModel.from_pretrained(locate().source, attn_implementation="eager")
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, (left, right) in adapter.products.items():
            parameters[name] += torch.from_numpy(left @ right)
        for name, vector in adapter.replaced.items():
            parameters[name].copy_(torch.from_numpy(vector))
    tokenizer = Tokenizer.from_file(str(encoder_folder / TOKENIZER))
    session = onnxruntime.InferenceSession(
        str(encoder_folder / READER), providers=["CPUExecutionProvider"]
    )
    questions = ("When was the bridge begun?", "Who opened it?", "Why?", "Is Oslo a town?")
    for question in questions:
        for sentence in SENTENCES:
            ids = np.array([pair(tokenizer, question, QUOTE, sentence).ids], np.int64)
            (found,) = session.run(None, {"input_ids": ids})
            with torch.no_grad():
                hidden = model(input_ids=torch.from_numpy(ids))[0][0].numpy()
            expected = hidden @ adapter.head + adapter.bias
            assert np.corrcoef(found[0], expected)[0, 1] > 0.99
            assert np.abs(found[0] - expected).mean() < 0.5


def test_odd_texts_have_readings_too(reader: OnnxReader) -> None:
    for question, quote in (("?", "x"), ("a\ud800b", "c\udfffd"), ("w " * 500, "s " * 5000)):
        assert math.isfinite(reader.read(question, [(quote, Span(0, len(quote)))])[0])
    assert reader.read("Is it?", [("   ", Span(0, 3))])[0] < -10


def test_a_reading_does_not_depend_on_what_is_read_beside_it(reader: OnnxReader) -> None:
    question = "Who opened the bridge?"
    alone = [reader.read(question, [(QUOTE, sentence)])[0] for sentence in SENTENCES]
    for _ in range(20):
        assert reader.read(question, [(QUOTE, sentence) for sentence in SENTENCES]) == alone


# --- adapters -----------------------------------------------------------------------------------


def test_the_shipped_adapter_is_for_the_default_model_and_says_where_it_is_from() -> None:
    adapter = load_adapter()
    assert adapter.base == DEFAULT_SHA256
    assert (SHIPPED.parents[3] / adapter.record["trained_by"]).exists()
    assert adapter.record["trained_on"]


def test_an_adapter_comes_back_as_it_was_written(tmp_path: Path) -> None:
    half = np.arange(6, dtype=np.float32).reshape(3, 2)
    adapter = Adapter(
        "ab", {"one.weight": (half, half.T)}, {"one.bias": half[0]}, half[:, 0], -2.5, {"by": "us"}
    )
    write_adapter(adapter, tmp_path / "a.npz")
    again = load_adapter(tmp_path / "a.npz")
    assert (again.base, again.bias, again.record["by"]) == ("ab", -2.5, "us")
    np.testing.assert_array_equal(again.products["one.weight"][0], half)
    np.testing.assert_array_equal(again.products["one.weight"][1], half.T)
    np.testing.assert_array_equal(again.replaced["one.bias"], half[0])
    np.testing.assert_array_equal(again.head, half[:, 0])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive at all"])
def test_a_file_that_is_no_adapter_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"a\.npz: not usable as a reader's weights"):
        load_adapter(tmp_path / "a.npz")

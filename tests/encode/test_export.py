"""Exports compared with sentence-transformers itself, for the default model and for odd ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest

from pincite.encode.export import export
from pincite.encode.model import DEFAULT_MODEL, locate
from pincite.encode.runtime import OnnxEncoder
from pincite.errors import ModelError
from pincite.types import quote_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Deprecations inside torch, transformers and what they import; nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

CORPUS = Path(__file__).parents[2] / "corpus"


def _corpus_paragraphs() -> list[str]:
    lines = [
        line.strip()
        for path in sorted(CORPUS.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [line for line in lines if line]


TEXTS = (
    "",
    "Korea",
    "When did the ASEAN-ROK Free Trade Agreement come into effect?",
    "한-아세안 대화관계 수립 35주년",
    "اتفاقية التجارة الحرة",
    "🇰🇷🤝 e\u0301 before\x00after \x1b[31m",
    "[CLS] [SEP] [PAD]",
    " spaces \t\n\u00a0around\u200b ",
    "word " * 100,
    "word " * 253 + "end",  # one under the window with the special tokens
    "word " * 300,  # past it
    "x" * 400,
)


@pytest.fixture(scope="module")
def original() -> SentenceTransformer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whatever the libraries say as they are imported
        from sentence_transformers import SentenceTransformer

    return SentenceTransformer(locate().source, device="cpu")


def _cosines(encoder: OnnxEncoder, original: Any, texts: list[str]) -> list[float]:
    expected = original.encode(texts, normalize_embeddings=True, batch_size=8)
    return list(np.sum(encoder.encode(texts) * expected, axis=1))


def test_eight_bit_vectors_of_the_corpus_keep_close_to_sentence_transformers(
    encoder_folder: Path, original: SentenceTransformer
) -> None:
    cosines = _cosines(OnnxEncoder.open(encoder_folder), original, _corpus_paragraphs())
    assert len(cosines) > 50
    assert min(cosines) > 0.985
    assert np.mean(cosines) > 0.996


def test_eight_bit_vectors_of_odd_texts_do_not_stray(
    encoder_folder: Path, original: SentenceTransformer
) -> None:
    # The least, 0.964, is a text of nothing but the tokenizer's own special words.
    assert min(_cosines(OnnxEncoder.open(encoder_folder), original, list(TEXTS))) > 0.95


def test_full_precision_vectors_are_those_of_sentence_transformers(
    tmp_path: Path, original: SentenceTransformer
) -> None:
    export(DEFAULT_MODEL, tmp_path, precision="float32")
    encoder = OnnxEncoder.open(tmp_path)
    assert min(_cosines(encoder, original, list(TEXTS))) > 0.999_99
    assert encoder.description.precision == "float32"


def test_tokens_are_counted_as_sentence_transformers_reads_them(
    encoder_folder: Path, original: SentenceTransformer
) -> None:
    encoder = OnnxEncoder.open(encoder_folder)
    for text in TEXTS:
        read = len(original.tokenizer(text)["input_ids"])
        assert encoder.count_tokens(text) == read, text


def test_the_description_says_what_the_model_is(encoder_folder: Path) -> None:
    encoder = OnnxEncoder.open(encoder_folder)
    description = encoder.description
    assert encoder.name == description.name == "all-MiniLM-L6-v2"
    assert description.weights == locate().sha256
    assert (encoder.dimension, encoder.window) == (384, 256)
    assert (description.passage_prompt, description.question_prompt) == ("", "")
    assert description.normalised_by_model


def test_two_exports_are_the_same_bytes_without_paths_and_without_a_word(
    encoder_folder: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from pincite.encode.export import export\n"
        f"export({DEFAULT_MODEL!r}, Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [
        "embeddings.bin",
        "encoder.json",
        "encoder.onnx",
        "reader.onnx",
        "tokenizer.json",
    ]
    for file in files:
        content = (tmp_path / file).read_bytes()
        assert content == (encoder_folder / file).read_bytes(), file
        for trace in (sys.prefix, str(Path(__file__).parents[2]), "site-packages", str(tmp_path)):
            assert trace.encode() not in content, (file, trace)


# --- a second architecture, made here -----------------------------------------------------------


def _tiny(
    folder: Path, *, kind: str = "bert", pooling: str = "cls", prompts: dict[str, str] | None = None
) -> Path:
    """A random model with a dense layer, no normalisation and a window of 20 tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
    from transformers import AutoConfig, AutoModel, BertTokenizerFast

    torch.manual_seed(3)
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + list(".,:?0123456789")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters)]
    base = folder / "base"
    base.mkdir(parents=True)
    (base / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab={w: n for n, w in enumerate(words)}).save_pretrained(base)
    config = AutoConfig.for_model(
        kind,
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.3,
        **ODD_KINDS.get(kind, {}),
    )
    AutoModel.from_config(config).save_pretrained(base)
    reader = Transformer(str(base), max_seq_length=20)
    model = SentenceTransformer(
        modules=[reader, Pooling(32, pooling), Dense(32, 24)], prompts=prompts, device="cpu"
    )
    model.save(str(folder / "tiny-bert"), create_model_card=False)
    return folder / "tiny-bert"


# Attention that is causal, within a window, and biased by position: none is one operator.
ODD_KINDS: dict[str, dict[str, Any]] = {
    "qwen2": {"num_key_value_heads": 2, "pad_token_id": 0},
    "modernbert": {"local_attention": 4, "global_attn_every_n_layers": 2, "pad_token_id": 0},
    "mpnet": {},
}

TINY_TEXTS = ["", "a", "Where is it? 42.", "ab cd " * 30, "日本 é"]


@pytest.mark.parametrize("pooling", ["cls", "max", "lasttoken"])
def test_another_model_keeps_its_pooling_and_gets_unit_length(tmp_path: Path, pooling: str) -> None:
    from sentence_transformers import SentenceTransformer

    folder = _tiny(tmp_path, pooling=pooling)
    export(str(folder), tmp_path / "out", precision="float32")
    encoder = OnnxEncoder.open(tmp_path / "out")
    assert (encoder.name, encoder.dimension, encoder.window) == ("tiny-bert", 24, 20)
    assert not encoder.description.normalised_by_model
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TINY_TEXTS), axis=1), 1, atol=1e-5)
    assert min(_cosines(encoder, SentenceTransformer(str(folder)), TINY_TEXTS)) > 0.999_99


@pytest.mark.parametrize("kind", ODD_KINDS)
def test_attention_that_is_not_one_operator_is_exported_as_it_is(tmp_path: Path, kind: str) -> None:
    from sentence_transformers import SentenceTransformer

    folder = _tiny(tmp_path, kind=kind, pooling="mean")
    export(str(folder), tmp_path / "out", precision="float32")
    encoder = OnnxEncoder.open(tmp_path / "out")
    original = SentenceTransformer(str(folder), model_kwargs={"attn_implementation": "eager"})
    expected = [original.encode(text, normalize_embeddings=True) for text in TINY_TEXTS]
    assert min(np.sum(encoder.encode(TINY_TEXTS) * np.stack(expected), axis=1)) > 0.999_99
    operators = _operators(tmp_path / "out")
    assert "Attention" not in operators
    assert "Softmax" in operators


def test_both_graphs_look_their_tokens_up_in_one_table(encoder_folder: Path) -> None:
    table = encoder_folder / "embeddings.bin"
    assert table.stat().st_size == 30522 * 384  # a byte a number
    for graph in ("encoder.onnx", "reader.onnx"):
        assert (encoder_folder / graph).stat().st_size < 1.1 * table.stat().st_size
        content = onnx.load(str(encoder_folder / graph), load_external_data=False)
        (outside,) = [t for t in content.graph.initializer if t.external_data]
        assert {e.key: e.value for e in outside.external_data}["location"] == table.name


def test_an_altered_table_is_named(encoder_folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "encoder"
    shutil.copytree(encoder_folder, copied)
    with (copied / "embeddings.bin").open("r+b") as file:
        file.write(b"\x7f")
    with pytest.raises(ModelError, match=r"embeddings\.bin: altered since it was exported"):
        OnnxEncoder.open(copied)


def test_attention_of_all_tokens_to_all_is_one_operator(encoder_folder: Path) -> None:
    operators = _operators(encoder_folder)
    assert operators.count("Attention") == 6
    assert not {"Softmax", "Transpose", "Reshape"}.intersection(operators)


def _operators(folder: Path) -> list[str]:
    return [node.op_type for node in onnx.load(str(folder / "encoder.onnx")).graph.node]


def test_prompts_go_before_passages_and_questions_each_their_own(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = _tiny(tmp_path, prompts={"query": "ask: ", "document": "read: "})
    export(str(folder), tmp_path / "out", precision="float32")
    model, encoder = SentenceTransformer(str(folder)), OnnxEncoder.open(tmp_path / "out")
    text = "where is it?"
    as_passage, as_question = encoder.encode([text])[0], encoder.for_questions().encode([text])[0]
    assert as_passage @ model.encode_document(text, normalize_embeddings=True) > 0.999_99
    assert as_question @ model.encode_query(text, normalize_embeddings=True) > 0.999_99
    assert as_passage @ as_question < 0.999
    assert encoder.count_tokens("") == 2 + len("read:")  # letters are this model's tokens
    spans = encoder.encode_tokens("it").spans
    assert [quote_of("it", (span,)) for span in spans] == ["i", "t"]
    assert encoder.digest == encoder.for_questions().digest


def test_a_model_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models

    tokenizer = Tokenizer(models.WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))
    static = StaticEmbedding(tokenizer, embedding_dim=8)
    folder = tmp_path / "static"
    SentenceTransformer(modules=[static], device="cpu").save(str(folder), create_model_card=False)
    with pytest.raises(ModelError, match="static: begins with StaticEmbedding"):
        export(str(folder), tmp_path / "out")


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="broken: sentence-transformers cannot load it"):
        export(str(folder), tmp_path / "out")


def test_an_unknown_precision_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="int8, float32"):
        export(DEFAULT_MODEL, tmp_path, precision="int3")

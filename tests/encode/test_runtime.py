from __future__ import annotations

import itertools
import json
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from pincite.encode.runtime import OnnxEncoder
from pincite.errors import ModelError

SENTENCE = "The ASEAN-ROK Free Trade Agreement came into effect on 1 January 2010."

ODD_TEXTS = (
    "",  # nothing but the special tokens
    " \t\n\u00a0\u3000",  # white space only
    "Korea",
    "한-아세안 정상회의",  # taken apart into letters by the tokenizer
    "التعاون بين رابطة أمم جنوب شرق آسيا وكوريا",
    "🇰🇷🤝 👩🏽‍💻",  # outside the basic plane, joined
    "e\u0301\u0323 a\u030a nai\u0308ve",  # combining marks
    "before\x00after",  # NUL
    "bell\x07 escape\x1b[31m delete\x7f",
    "[CLS] [SEP] [PAD] [MASK]",  # the tokenizer's own words
    "word " * 3_000,  # ten times the window
    "x" * 10_000,  # one word longer than the tokenizer reads
    "half a pair \ud83d and more",  # cannot be UTF-8
)


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder.open(encoder_folder, workers=2)


def test_rows_have_unit_length_and_the_stated_shape(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(ODD_TEXTS)
    assert vectors.shape == (len(ODD_TEXTS), encoder.dimension) == (len(ODD_TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_row_is_the_same_bytes_whatever_stands_beside_it(encoder: OnnxEncoder) -> None:
    texts = [SENTENCE[:end] for end in range(1, len(SENTENCE))] + list(ODD_TEXTS)
    alone = {text: encoder.encode([text])[0].tobytes() for text in texts}
    shuffled = random.Random(5).sample(texts * 2, len(texts) * 2)
    together = encoder.encode(shuffled)
    assert len(shuffled) > 64  # several slices, so several workers
    assert all(alone[text] == row.tobytes() for text, row in zip(shuffled, together, strict=True))


def test_a_row_is_the_same_bytes_with_any_number_of_threads(
    encoder: OnnxEncoder, encoder_folder: Path
) -> None:
    several = OnnxEncoder.open(encoder_folder, threads=2, workers=1)
    assert several.encode(ODD_TEXTS).tobytes() == encoder.encode(ODD_TEXTS).tobytes()


def test_one_encoder_serves_many_threads_at_once(encoder: OnnxEncoder) -> None:
    expected = encoder.encode(ODD_TEXTS)
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: encoder.encode([text])[0], ODD_TEXTS * 4))
    assert np.stack(rows).tobytes() == np.concatenate([expected] * 4).tobytes()


def test_progress_counts_up_to_the_number_of_texts(encoder: OnnxEncoder) -> None:
    done: list[int] = []
    encoder.encode(["Korea"] * 100, done.append)
    assert done[-1] == 100
    assert all(a < b for a, b in itertools.pairwise(done))
    assert len(done) > 1


def test_what_progress_raises_stops_the_encoding(encoder: OnnxEncoder) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode(["Korea"] * 1_000, stop)


def test_tokens_are_counted_with_the_special_ones_and_never_cut(encoder: OnnxEncoder) -> None:
    assert encoder.window == 256
    assert encoder.count_tokens("") == 2
    assert encoder.count_tokens("Korea") == 3
    assert encoder.count_tokens("korea " * 254) == 256
    assert encoder.count_tokens("korea " * 255) == 257
    assert encoder.count_tokens("korea " * 1_000) == 1_002


def test_what_lies_past_the_window_is_not_read(encoder: OnnxEncoder) -> None:
    within, past = "korea " * 254, "korea " * 254 + "asean " * 50
    assert encoder.encode([within]).tobytes() == encoder.encode([past]).tobytes()


def test_token_vectors_stand_at_their_words(encoder: OnnxEncoder) -> None:
    tokens = encoder.encode_tokens("Naïve 한국 trade")
    words = ["Naïve 한국 trade"[span.start : span.end] for span in tokens.spans]
    assert words[0] == "Naïve"
    assert words[-1] == "trade"
    assert tokens.vectors.shape == (len(words), 384)
    np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)
    assert encoder.encode_tokens("").spans == ()
    assert encoder.encode_tokens("").vectors.shape == (0, 384)


def test_the_runtime_loads_no_torch(encoder_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pincite.encode.runtime import OnnxEncoder\n"
        "OnnxEncoder.open(Path(sys.argv[1])).encode(['Korea'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'onnxscript'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(encoder_folder)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


@pytest.mark.parametrize("file", ["encoder.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", ["missing", "short", "altered"])
def test_a_damaged_file_is_named(
    encoder_folder: Path, tmp_path: Path, file: str, damage: str
) -> None:
    folder = Path(shutil.copytree(encoder_folder, tmp_path / "copy"))
    path = folder / file
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "short":
        path.write_bytes(content[:-20])
    elif damage == "altered":
        content[0] ^= 1
        path.write_bytes(content)
    with pytest.raises(ModelError, match=file) as raised:
        OnnxEncoder.open(folder)
    assert "again" in str(raised.value)  # the remedy


@pytest.mark.parametrize("change", [{"format": 99}, {"colour": "blue"}, {"window": None}])
def test_a_description_of_another_kind_is_refused(
    encoder_folder: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    folder = Path(shutil.copytree(encoder_folder, tmp_path / "copy"))
    values = json.loads((folder / "encoder.json").read_text(encoding="utf-8")) | change
    if values["window"] is None:
        del values["window"]
    (folder / "encoder.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(ModelError, match=r"encoder\.json"):
        OnnxEncoder.open(folder)

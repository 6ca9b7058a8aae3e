"""What the benches work on: questions, real paragraphs, and large collections made from them.

Real paragraphs are the repository's corpus and the texts on Python's language that every Python
brings along (`pydoc_data.topics`). A large collection is made of their words, as frequent as they
are there, and of their vectors, perturbed; it is written with the store's own writers, so that
what is measured on it is the program's own code on its own files.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from pydoc_data import topics

import numpy as np
from numpy.typing import NDArray

from pincite.build.indexes import write_approximations
from pincite.build.inputs import parameters
from pincite.build.projection import token_projection
from pincite.encode.runtime import OnnxEncoder
from pincite.identity import passage_id
from pincite.store import generation as generations
from pincite.store import manifest as manifests
from pincite.store.catalogue import CatalogueWriter
from pincite.store.lexical_writer import write_lexical
from pincite.store.manifest import Manifest
from pincite.store.tokens import TokensWriter, quantise, unit
from pincite.store.vectors import PASSAGES, SENTENCES
from pincite.text.terms import stems
from pincite.types import BlockKind, Document, Passage, Record, Span

ROOT = Path(__file__).parents[2]
SENTENCES_A_PASSAGE = 3
_PASSAGES_A_DOCUMENT = 200
_TOKENS_A_PASSAGE = 90
_WORDS = (12, 28)  # of a sentence, at least and at most
_AT_A_TIME = 20_000
_NOISE = 0.7  # length of what is added to a unit vector
_SEED = 7

Floats = NDArray[np.float32]


def questions(most: int = 200) -> list[str]:
    """Questions that people might ask of the corpus, from the development set."""
    lines = (ROOT / "tests/eval/overview_oped.dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines][:most]


def paragraphs() -> list[str]:
    """Real paragraphs, of 40 to 1,200 characters each, white space made one."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    texts += [topics.topics[name] for name in sorted(topics.topics)]
    found = (" ".join(part.split()) for text in texts for part in text.split("\n\n"))
    return [text for text in dict.fromkeys(found) if 40 <= len(text) <= 1_200]


@dataclass(frozen=True, slots=True)
class Words:
    """Real words and how often they stand in the real paragraphs."""

    words: NDArray[np.str_]
    shares: NDArray[np.float64]

    def sentences(self, draw: np.random.Generator, count: int) -> list[str]:
        """Sentences of drawn words."""
        lengths = draw.integers(*_WORDS, size=count)
        drawn = draw.choice(self.words, size=int(lengths.sum()), p=self.shares).tolist()
        made, at = [], 0
        for length in lengths.tolist():
            made.append(" ".join(drawn[at : at + length]).capitalize() + ".")
            at += length
        return made


def words() -> Words:
    """The words of the real paragraphs."""
    counts = Counter(
        word for text in paragraphs() for word in text.split() if word.isalnum() and len(word) < 20
    )
    found = sorted(counts)
    shares = np.array([counts[word] for word in found], float)
    return Words(np.array(found), shares / shares.sum())


def perturbed(base: Floats, count: int, draw: np.random.Generator) -> Floats:
    """Unit vectors near real ones: a mixture of two and noise."""
    one, two = (base[draw.integers(len(base), size=count)] for _ in range(2))
    share = draw.random((count, 1), np.float32) / 2
    return near((1 - share) * one + share * two, draw)


def near(vectors: Floats, draw: np.random.Generator) -> Floats:
    """Unit vectors near the given ones."""
    noise = draw.standard_normal(vectors.shape, np.float32)
    noise *= np.float32(_NOISE / np.sqrt(vectors.shape[1]))
    return unit(vectors + noise)


def make_generation(index: Path, encoder_folder: Path, passages: int, *, real: int = 1_500) -> Path:
    """Write a collection of so many passages as the live generation of an index folder.

    Its vectors are made from those of as many ``real`` paragraphs.
    """
    draw = np.random.default_rng(_SEED)
    folder = index / "making"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(encoder_folder, folder / generations.ENCODER)
    encoder = OnnxEncoder.open(encoder_folder)
    base = encoder.encode(paragraphs()[:real])
    _write_texts(folder, passages, draw)
    _write_vectors(folder, passages, base, draw)
    _write_tokens(folder, passages, encoder, draw)
    digests = draw.integers(0, 2**63, (passages * (1 + SENTENCES_A_PASSAGE), 2)).astype(np.uint64)
    np.save(folder / generations.DIGESTS, digests)
    generations.write_glossary(folder, ())
    begin = time.perf_counter()
    approximations = write_approximations(folder)
    if approximations:
        print(f"  approximate indexes in {time.perf_counter() - begin:.0f} s", flush=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        inputs="made by tests/bench/material.py",
        parameters=parameters(),
        model={"name": encoder.name, "digest": encoder.digest},
        documents=-(-passages // _PASSAGES_A_DOCUMENT),
        passages=passages,
        sentences=passages * SENTENCES_A_PASSAGE,
        left_out=(),
        built_at="2026-01-01T00:00:00+00:00",
        files={path.relative_to(folder).as_posix(): manifests.digest_file(path) for path in files},
        approximations={name: asdict(made) for name, made in approximations.items()},
    )
    manifests.write(manifest, folder)
    target = index / manifest.generation
    shutil.rmtree(target, ignore_errors=True)
    folder.rename(target)
    (index / "CURRENT").write_text(f"{manifest.generation}\n")
    return target


def _write_texts(folder: Path, passages: int, draw: np.random.Generator) -> None:
    vocabulary = words()

    def bags() -> Iterator[list[str]]:
        with CatalogueWriter(folder) as writer:
            for number in range(0, passages, _PASSAGES_A_DOCUMENT):
                count = min(_PASSAGES_A_DOCUMENT, passages - number)
                sentences = vocabulary.sentences(draw, count * SENTENCES_A_PASSAGE)
                document, made = _document(f"d{number:09}", sentences)
                writer.add(document, made)
                for passage in made:
                    (span,) = passage.spans
                    yield stems(document.text[span.start : span.end])

    write_lexical(folder, bags())


def _document(key: str, sentences: list[str]) -> tuple[Document, tuple[Passage, ...]]:
    parts: list[str] = []
    passages: list[Passage] = []
    at = 0
    for start in range(0, len(sentences), SENTENCES_A_PASSAGE):
        mine = sentences[start : start + SENTENCES_A_PASSAGE]
        quote = " ".join(mine)
        spans, begin = [], 0
        for sentence in mine:
            spans.append(Span(begin, begin + len(sentence)))
            begin += len(sentence) + 1
        passages.append(
            Passage(
                id=passage_id(key, quote, 0),
                document=key,
                kind=BlockKind.PARAGRAPH,
                spans=(Span(at, at + len(quote)),),
                sentences=tuple(spans),
                locator=None,
                section=(),
                pages=None,
            )
        )
        parts.append(quote)
        at += len(quote) + 1
    record = Record(key, f"{key}.txt", f"Document {key}")
    return Document(record, "0" * 64, "\n".join(parts), (), ()), tuple(passages)


def _write_vectors(folder: Path, passages: int, base: Floats, draw: np.random.Generator) -> None:
    with (folder / PASSAGES).open("wb") as first, (folder / SENTENCES).open("wb") as second:
        for file, rows in ((first, passages), (second, passages * SENTENCES_A_PASSAGE)):
            header = {"descr": "<f2", "fortran_order": False, "shape": (rows, base.shape[1])}
            np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, passages, _AT_A_TIME):
            vectors = perturbed(base, min(_AT_A_TIME, passages - start), draw)
            first.write(vectors.astype(np.float16).tobytes())
            sentences = near(np.repeat(vectors, SENTENCES_A_PASSAGE, axis=0), draw)
            second.write(sentences.astype(np.float16).tobytes())


def _write_tokens(
    folder: Path, passages: int, encoder: OnnxEncoder, draw: np.random.Generator
) -> None:
    """Real tokens, drawn: as many as a passage of this length has, in its sentences in turn."""
    with TokensWriter(folder, token_projection(encoder), passages) as writer:
        if not writer.wanted:
            return
        real = np.concatenate([encoder.encode_tokens(text).vectors for text in paragraphs()[:200]])
        pool = quantise(unit(real @ writer.projection))
        sentence_of = np.sort(np.arange(_TOKENS_A_PASSAGE, dtype=np.int16) % SENTENCES_A_PASSAGE)
        for _ in range(passages):
            writer.write([(pool[draw.integers(len(pool), size=_TOKENS_A_PASSAGE)], sentence_of)])

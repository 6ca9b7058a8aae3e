"""The index as questions see it: a generation, its encoder, and the weights that score."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from pincite.encode.reader import OnnxReader
from pincite.encode.runtime import OnnxEncoder
from pincite.ports import Encoder, Reader
from pincite.search.analysis import Analyser
from pincite.search.weights import Scorer, load_weights
from pincite.store import folder as folders
from pincite.store.generation import ENCODER, Generation, open_generation
from pincite.text.expansion import Expander


@dataclass(frozen=True, slots=True)
class Models:
    """What reads questions: an encoder and, where the generation has one, a reader."""

    encoder: Encoder
    reader: Reader | None


@dataclass(frozen=True, slots=True)
class Index:
    """One open generation and what answers from it. Safe between threads."""

    generation: Generation
    encoder: Encoder
    reader: Reader | None
    expander: Expander
    scorer: Scorer
    analyser: Analyser


def open_index(index: Path, *, threads: int = 1) -> Index:
    """Open the live generation of an index folder.

    Raises NoIndexError if nothing has been built, DamagedIndexError or FormatError if the live
    generation cannot be used.
    """
    return open_folder(folders.current(index), threads=threads)


def open_folder(folder: Path, *, threads: int = 1, models: Models | None = None) -> Index:
    """Open one generation's folder. ``threads`` share the encoding of one question.

    The ``models`` that another generation has open are used again where this one was built with the
    same, which the encoder's digest says: they are half of what an open generation takes.
    """
    # The products here are small: waking a second BLAS thread for each costs more than it gives
    # (three times the time of a question on two busy cores). Holds for the whole process.
    threadpool_limits(limits=1, user_api="blas")
    generation = open_generation(folder)
    expander = Expander(generation.glossary)
    if models is None or models.encoder.digest != generation.manifest.model["digest"]:
        models = _open_models(folder / ENCODER, threads)
    weights = load_weights(generation.weights)
    return Index(
        generation=generation,
        encoder=models.encoder,
        reader=models.reader,
        expander=expander,
        scorer=weights.without_tokens if generation.tokens is None else weights.with_tokens,
        analyser=Analyser(generation.catalogue, expander),
    )


def _open_models(folder: Path, threads: int) -> Models:
    encoder = OnnxEncoder.open(folder, threads=threads).for_questions()
    return Models(encoder, OnnxReader.open(folder))

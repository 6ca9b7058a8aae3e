"""The index as questions see it: a generation, its encoder, and the weights that score."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from pincite.encode.runtime import OnnxEncoder
from pincite.ports import Encoder
from pincite.search.analysis import Analyser
from pincite.search.weights import Scorer, load_weights
from pincite.store import folder as folders
from pincite.store.generation import ENCODER, Generation, open_generation
from pincite.text.expansion import Expander


@dataclass(frozen=True, slots=True)
class Index:
    """One open generation and what answers from it. Safe between threads."""

    generation: Generation
    encoder: Encoder
    expander: Expander
    scorer: Scorer
    analyser: Analyser


def open_index(index: Path, *, threads: int = 1) -> Index:
    """Open the live generation of an index folder.

    Raises NoIndexError if nothing has been built, DamagedIndexError or FormatError if the live
    generation cannot be used.
    """
    return open_folder(folders.current(index), threads=threads)


def open_folder(folder: Path, *, threads: int = 1, encoder: Encoder | None = None) -> Index:
    """Open one generation's folder. ``threads`` share the encoding of one question.

    An ``encoder`` that another generation has open is used again where this one was built with the
    same, which its digest says: it is half of what an open generation takes.
    """
    # The products here are small: waking a second BLAS thread for each costs more than it gives
    # (three times the time of a question on two busy cores). Holds for the whole process.
    threadpool_limits(limits=1, user_api="blas")
    generation = open_generation(folder)
    expander = Expander(generation.glossary)
    if encoder is None or encoder.digest != generation.manifest.model["digest"]:
        encoder = OnnxEncoder.open(folder / ENCODER, threads=threads).for_questions()
    weights = load_weights(generation.weights)
    return Index(
        generation=generation,
        encoder=encoder,
        expander=expander,
        scorer=weights.without_tokens if generation.tokens is None else weights.with_tokens,
        analyser=Analyser(generation.catalogue, expander),
    )

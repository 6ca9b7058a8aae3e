"""The projection of token vectors: orthonormal, the same for one model, and little lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pincite.build import projection
from pincite.build.projection import WIDTH, token_projection
from pincite.encode.runtime import OnnxEncoder
from pincite.store.tokens import unit

# Not among the texts that the projection was made from.
TEXTS = (
    "The ferry from Incheon arrives on Tuesdays, except in winter.",
    "Whose signature is on the second page of the memorandum?",
    "Il trattato fu firmato nel 1957.",
)


def test_columns_are_orthonormal(encoder_folder: Path) -> None:
    encoder = OnnxEncoder.open(encoder_folder)
    axes = token_projection(encoder)
    assert axes.shape == (encoder.dimension, WIDTH)
    assert axes.dtype == np.float32
    np.testing.assert_allclose(axes.T @ axes, np.eye(WIDTH), atol=1e-5)


def test_one_model_gives_one_projection_however_many_threads(
    encoder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that has opened an index has one thread for linear algebra, a new one has more."""
    made = []
    for threads in (1, 2, 4):
        monkeypatch.setattr(projection, "_made", {})
        with threadpool_limits(limits=threads, user_api="blas"):
            made.append(token_projection(OnnxEncoder.open(encoder_folder)).tobytes())
    assert len(set(made)) == 1


def test_likeness_of_tokens_survives_the_projection(encoder_folder: Path) -> None:
    encoder = OnnxEncoder.open(encoder_folder)
    tokens = np.concatenate([encoder.encode_tokens(text).vectors for text in TEXTS])
    small = unit(tokens @ token_projection(encoder))
    before, after = tokens @ tokens.T, small @ small.T
    assert np.abs(before - after).mean() < 0.05
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.97

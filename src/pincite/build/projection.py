"""The projection that makes token vectors small: the main axes of a model's own token vectors.

Principal components (without centring: what counts later is the inner product) of the tokens of
texts that belong to the program, so that one model always gives one projection, whatever the
corpus. Halving 384 numbers this way cost nothing measurable on the question sets.
"""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from pincite.encode.calibration import TEXTS
from pincite.encode.runtime import OnnxEncoder
from pincite.ports import Vectors

WIDTH = 192
_made: dict[str, Vectors] = {}  # by the encoder's digest: computing one takes seconds


def token_projection(encoder: OnnxEncoder) -> Vectors:
    """Orthonormal columns, float32, shape (width of a token vector, at most `WIDTH`)."""
    if encoder.digest in _made:
        return _made[encoder.digest]
    tokens = np.concatenate([encoder.encode_tokens(text).vectors for text in TEXTS if text])
    tokens = tokens.astype(np.float64)
    # The last bits of the axes depend on how many threads find them.
    with threadpool_limits(limits=1, user_api="blas"):
        _, axes = np.linalg.eigh(tokens.T @ tokens)
    axes = axes[:, ::-1][:, :WIDTH]
    # An eigenvector's sign is arbitrary; fixed here so that equal models give equal bytes.
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    projection: Vectors = (axes * signs).astype(np.float32)
    _made[encoder.digest] = projection
    return projection

"""Attention as one operator of a graph: a fourteenth off a question's time.

Spelled out, it exports as two products, a softmax, four transpositions and the addition of a mask
that masks nothing. ONNX has an operator for all of it (`Attention`, opset 23). A text is always run
alone (see `runtime`), so that a model whose tokens all attend to each other needs no mask.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import bidirectional_mask_function

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_NAME = "pincite"
_CLOSE = 1e-4  # of token vectors; a mask that was needed and is missing changes far more


class _NotPlain(Exception):
    """Some token of the model may not attend to every other one, or not by inner products alone."""


@contextmanager
def as_one_operator(model: PreTrainedModel) -> Iterator[None]:
    """Have a model's attention exported as one operator, where that gives the same.

    A model whose attention is causal, windowed, biased by position or its own code is left as it
    is.
    """
    before = model.config._attn_implementation
    if _same(model, before):
        model.set_attn_implementation(_NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def _same(model: PreTrainedModel, before: str) -> bool:
    ids = torch.arange(5, 12).reshape(1, 7)
    with torch.no_grad():
        try:
            expected = model(input_ids=ids)[0]
            model.set_attn_implementation(_NAME)
            found = model(input_ids=ids)[0]
            return bool((found - expected).abs().max() <= _CLOSE)
        except Exception:  # _NotPlain, or whatever a model's own code may raise
            return False
        finally:
            model.set_attn_implementation(before)


def _attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **others: Any,
) -> tuple[torch.Tensor, None]:
    """Of tensors of shape (1, heads, tokens, width); gives (1, tokens, heads, width)."""
    unknown = any(other is not None and other is not False for other in others.values())
    if attention_mask is not None or unknown or getattr(module, "is_causal", False):
        raise _NotPlain
    heads, width = query.shape[1], query.shape[3]
    attended = torch.onnx.ops.attention(
        *(_side_by_side(each) for each in (query, key, value)),
        q_num_heads=heads,
        kv_num_heads=key.shape[1],
        scale=scaling,
    )[0]
    return attended.reshape(1, -1, heads, width), None


def _side_by_side(each: torch.Tensor) -> torch.Tensor:
    """(1, heads, tokens, width) as (1, tokens, heads · width), which undoes what a model did."""
    return each.transpose(1, 2).reshape(1, -1, each.shape[1] * each.shape[3])


def _no_mask(*_: Any, mask_function: Any = bidirectional_mask_function, **__: Any) -> None:
    if mask_function is not bidirectional_mask_function:
        raise _NotPlain


AttentionInterface.register(_NAME, _attend)
AttentionMaskInterface.register(_NAME, _no_mask)

"""From the model and its adapter to the reader's graph (see `adapter` and `reader`)."""

from __future__ import annotations

import copy
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from pincite.encode.adapter import Adapter
from pincite.encode.calibration import TEXTS
from pincite.encode.graph import graph_of
from pincite.encode.pairs import Pair, pair
from pincite.encode.quantise import quantise
from pincite.encode.smooth import smooth
from pincite.errors import ModelError
from pincite.types import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel

OUTPUT = "answer"
_QUESTIONS = TEXTS[2:7]  # those of the calibration texts that ask


def reader_graph(
    transformer: PreTrainedModel, adapter: Adapter, tokenizer: Tokenizer, *, precision: str
) -> onnx.ModelProto:
    """The log-odds of each token that it is part of an answer, shape (1, tokens)."""
    adapted = _adapted(transformer, adapter)

    class Reading(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.adapted = adapted
            self.head = torch.nn.Linear(len(adapter.head), 1)
            self.head.weight.data.copy_(torch.from_numpy(adapter.head)[None])
            self.head.bias.data.fill_(adapter.bias)

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = self.head(self.adapted(input_ids=input_ids)[0])
            return logits.squeeze(-1)

    graph = graph_of(Reading(), adapted, [OUTPUT])
    return quantise(smooth(graph, _samples(tokenizer))) if precision == "int8" else graph


def _adapted(transformer: PreTrainedModel, adapter: Adapter) -> PreTrainedModel:
    adapted = copy.deepcopy(transformer)
    parameters = dict(adapted.named_parameters())
    try:
        with torch.no_grad():
            for name, (left, right) in adapter.products.items():
                parameters[name].add_(torch.from_numpy(left @ right))
            for name, vector in adapter.replaced.items():
                parameters[name].copy_(torch.from_numpy(vector))
    except (LookupError, RuntimeError) as error:
        raise ModelError(f"the reader's weights do not fit this model ({error})") from error
    return adapted


def _samples(tokenizer: Tokenizer) -> list[NDArray[np.int64]]:
    """The calibration texts as a reader takes them, each with a question."""
    read: list[Pair] = []
    for question, text in zip(cycle(_QUESTIONS), TEXTS, strict=False):
        if text:
            read.append(pair(tokenizer, question, text, Span(0, len(text))))
    return [np.array([each.ids], np.int64) for each in read]

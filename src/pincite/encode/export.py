"""From any sentence-transformers model to the folder that `runtime` reads.

The only importer of torch and sentence-transformers. The whole model goes into one graph: the
transformer, pooling, whatever follows, and a normalisation where the model has none. The graph
takes one row of token ids and no mask: a text is always run alone (see `runtime`), so there is
nothing to mask, and the operators that would are left out.
"""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import onnx
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pincite.encode.adapter import adapter_for, load_adapter
from pincite.encode.calibration import TEXTS
from pincite.encode.files import GRAPH, READER, REMEDY, TABLE, TOKENIZER, Description
from pincite.encode.graph import bare, graph_of
from pincite.encode.model import Model, file_sha256, locate
from pincite.encode.quantise import quantise
from pincite.encode.reader import OnnxReader
from pincite.encode.reader_export import reader_graph
from pincite.encode.runtime import OnnxEncoder
from pincite.encode.smooth import smooth
from pincite.encode.tables import move_table
from pincite.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedModel

PRECISIONS = ("int8", "float32")

# The least cosine between a text's vector here and there for an export to be kept. An 8-bit vector
# of the default model is at 0.98 or better; a graph that lost its mask, prompt or pooling is not.
_FAITHFUL = {"int8": 0.95, "float32": 0.9999}

_PROBES = (
    "",
    "Partnership",
    "When did the free trade agreement between the two sides come into effect?",
    "제27차 한-아세안 정상회의는 어디에서 열렸습니까?",
    "The meeting agreed on 17.5 per cent (US$531,915), “as far as possible” — naïve façade № 3. "
    * 4,
    "one two three four five six seven eight nine ten " * 120,  # past most windows
)


def export(model: str, folder: Path, *, precision: str = "int8") -> None:
    """Write the model's `encoder.onnx`, `tokenizer.json` and `encoder.json` into the folder.

    And `embeddings.bin`, the table of both graphs (see `tables`), and `reader.onnx` if there is an
    adapter for this model (see `adapter`).

    ``model`` as `locate` takes it. The same model, precision and library versions always give the
    same bytes. The result is opened and compared with sentence-transformers before this returns.
    ModelError if the model is missing, altered, of a kind that cannot be exported, or came out
    different.
    """
    if precision not in PRECISIONS:
        raise ModelError(f"precision {precision!r}: must be one of {', '.join(PRECISIONS)}")
    found = locate(model)
    folder.mkdir(parents=True, exist_ok=True)
    with _quiet():
        original = _load(found)
        prompts = _prompts(original)
        _refuse_unsupported(found.name, original, prompts)
        window = _window(found.name, original)
        graph = _graph(original)
        if precision == "int8":
            graph = quantise(smooth(graph, _samples(original, window)))
        for file in (TABLE, READER):  # of an earlier export
            (folder / file).unlink(missing_ok=True)
        _write_graph(graph, folder / GRAPH)
        tokenizer = _write_tokenizer(original, window, folder / TOKENIZER)
        weights = found.sha256 or _tensors_sha256(original)
        if adapter := adapter_for(weights):
            transformer = cast("PreTrainedModel", original[0].model)
            reader = reader_graph(transformer, load_adapter(), tokenizer, precision=precision)
            _write_graph(reader, folder / READER)
        files = [f for f in (GRAPH, READER, TABLE, TOKENIZER) if (folder / f).exists()]
        Description(
            name=found.name,
            weights=weights,
            weights_of="model.safetensors" if found.sha256 else "tensors",
            adapter=adapter,
            dimension=_dimension(graph),
            window=window,
            passage_prompt=prompts[0],
            question_prompt=prompts[1],
            precision=precision,
            normalised_by_model=type(original[-1]).__name__ == "Normalize",
            filler=original.tokenizer.pad_token_id or 0,
            exporters={
                name: version(name)
                for name in ("onnx", "onnxscript", "sentence-transformers", "torch", "transformers")
            },
            files={file: file_sha256(folder / file, REMEDY) for file in files},
        ).write(folder)
        _compare(original, folder, _FAITHFUL[precision])
        OnnxReader.open(folder)  # so that one that cannot be opened is not published


@contextmanager
def _quiet() -> Iterator[None]:
    """No warnings, log lines or progress bars of the libraries: all of them are noise here."""
    from transformers.utils import logging as transformers_logging

    bars = transformers_logging.is_progress_bar_enabled()
    before = logging.root.manager.disable
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _load(model: Model) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(
            model.source,
            device="cpu",
            # Where attention is not one operator (see `attention`) it is spelled out: torch's fused
            # kinds leave guards against masks behind that cost time.
            model_kwargs={"attn_implementation": "eager"},
        ).eval()
    except Exception as error:  # whatever a model's own code, the loader or the network may raise
        raise ModelError(
            f"{model.name}: sentence-transformers cannot load it ({error}); "
            "give the folder of a complete model, or a name that is reachable or cached"
        ) from error


def _prompts(original: SentenceTransformer) -> tuple[str, str]:
    """The prompts before a passage and before a question, by sentence-transformers' own rules."""
    prompts = original.prompts
    default = prompts.get(original.default_prompt_name or "", "")
    passage = next((prompts[n] for n in ("document", "passage", "corpus") if n in prompts), default)
    return passage or "", prompts.get("query", default) or ""


def _refuse_unsupported(name: str, original: SentenceTransformer, prompts: tuple[str, str]) -> None:
    reader = original[0]
    if type(reader).__name__ != "Transformer" or not getattr(original.tokenizer, "is_fast", False):
        raise ModelError(
            f"{name}: begins with {type(reader).__name__} where a Transformer with a fast "
            "tokenizer is needed; choose another model"
        )
    if any(prompts) and any(
        getattr(module, "include_prompt", True) is False for module in original
    ):
        raise ModelError(
            f"{name}: leaves its prompt out of the pooling, which an export cannot; "
            "choose another model"
        )


def _window(name: str, original: SentenceTransformer) -> int:
    window = original.max_seq_length
    if window is None or window > 1 << 20:  # tokenizers without a limit state an enormous one
        raise ModelError(
            f"{name}: states no sequence length; "
            "set max_seq_length in its sentence_bert_config.json"
        )
    return int(window)


def _graph(original: SentenceTransformer) -> onnx.ModelProto:
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.steps = original

        def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features: dict[str, Any] = {"input_ids": input_ids}
            for step in self.steps:
                features = step(features)
            sentence = torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)
            return sentence, features["token_embeddings"]

    transformer = cast("PreTrainedModel", original[0].model)
    return graph_of(Whole(), transformer, ["sentence", "tokens"])


def _samples(original: SentenceTransformer, window: int) -> list[NDArray[np.int64]]:
    """The calibration texts as the graph takes them."""
    tokenizer = original.tokenizer
    read = (tokenizer(text, truncation=True, max_length=window)["input_ids"] for text in TEXTS)
    return [np.array([ids], np.int64) for ids in read if ids]


def _dimension(graph: onnx.ModelProto) -> int:
    return int(graph.graph.output[0].type.tensor_type.shape.dim[-1].dim_value)


def _write_graph(graph: onnx.ModelProto, path: Path) -> None:
    lean = bare(graph, path.stem)
    move_table(lean, path.parent)
    path.write_bytes(lean.SerializeToString(deterministic=True))


def _write_tokenizer(original: SentenceTransformer, window: int, path: Path) -> Tokenizer:
    # A copy by way of its text: the model's own goes on being used for comparison.
    tokenizer = Tokenizer.from_str(original.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.enable_truncation(window, direction=original.tokenizer.truncation_side)
    path.write_text(tokenizer.to_str(), encoding="utf-8")
    return tokenizer


def _tensors_sha256(original: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(original.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()


def _compare(original: SentenceTransformer, folder: Path, least: float) -> None:
    """Encode a few texts both ways. ModelError if a vector is not what it should be."""
    encoder = OnnxEncoder.open(folder, workers=1)
    for ours, theirs in (
        (encoder, original.encode_document),
        (encoder.for_questions(), original.encode_query),
    ):
        expected = [theirs(text, normalize_embeddings=True) for text in _PROBES]
        cosines = np.sum(ours.encode(_PROBES) * np.stack(expected), axis=1)
        worst = int(cosines.argmin())
        if not cosines[worst] >= least:  # also where it is not a number
            raise ModelError(
                f"{encoder.name}: the exported encoder differs from the model (cosine "
                f"{cosines[worst]:.4f} where {least} is the least, for {_PROBES[worst][:40]!r}); "
                "choose another model or precision"
            )

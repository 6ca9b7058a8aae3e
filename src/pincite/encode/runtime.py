"""The encoder that every vector is made with: ONNX Runtime and tokenizers, never torch.

Each text is run alone, without padding, so that its vector depends on nothing else: not on its
neighbours, their order or their number. (Eight-bit arithmetic takes its scale over the whole
tensor; in a batch the others would count.) Several texts run at once in as many threads, over one
copy of the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from tokenizers import Encoding, Tokenizer

from pincite.encode.files import (
    DESCRIPTION,
    GRAPH,
    INPUT,
    REMEDY,
    TOKENIZER,
    Description,
    check_files,
    read_description,
)
from pincite.encode.model import file_sha256
from pincite.encode.sessions import Session, open_session, open_tokenizer
from pincite.ports import TokenVectors, Vectors
from pincite.processors import processors
from pincite.types import Span

Progress = Callable[[int], None]

_SLICE = 32  # texts that a worker takes at a time, and progress is told after


class OnnxEncoder:
    """An exported model; an `Encoder` (see `pincite.ports`), safe to use from several threads.

    It encodes passages. `for_questions` gives the same encoder for questions: most models make no
    difference between the two, those with prompts do.
    """

    def __init__(
        self,
        description: Description,
        digest: str,
        session: Session,
        tokenizer: Tokenizer,
        *,
        workers: int,
        prompt: str,
    ) -> None:
        self._description = description
        self._digest = digest
        self._session = session
        self._tokenizer = tokenizer
        self._specials: int = tokenizer.num_special_tokens_to_add(is_pair=False)
        self._workers = workers
        self._prompt = prompt

    @classmethod
    def open(cls, folder: Path, *, threads: int = 1, workers: int | None = None) -> Self:
        """The encoder exported to a folder.

        ``threads`` share the arithmetic of one text: on two idle processors two of them take a
        quarter off a question's time, with eight clients they cost a third of the questions
        a second. ``workers`` is how many texts `encode` runs at once, by default one for each
        processor. ModelError if a file is missing or altered.
        """
        description = read_description(folder)
        check_files(folder, description)
        tokenizer = open_tokenizer(folder / TOKENIZER)
        return cls(
            description,
            file_sha256(folder / DESCRIPTION, REMEDY),
            open_session(folder / GRAPH, threads),
            tokenizer,
            workers=workers or processors(),
            prompt=description.passage_prompt,
        )

    def for_questions(self) -> OnnxEncoder:
        """The same encoder, with the prompt that the model wants before a question."""
        return OnnxEncoder(
            self._description,
            self._digest,
            self._session,
            self._tokenizer,
            workers=self._workers,
            prompt=self._description.question_prompt,
        )

    @property
    def name(self) -> str:
        return self._description.name

    @property
    def digest(self) -> str:
        return self._digest

    @property
    def dimension(self) -> int:
        return self._description.dimension

    @property
    def window(self) -> int:
        return self._description.window

    @property
    def description(self) -> Description:
        """All that the export wrote about the model."""
        return self._description

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of unit length; each from its text alone.

        ``progress`` is told how many texts are done, from the calling thread, now and then and at
        the end.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)

        def fill(row: int) -> None:
            vectors[row] = self._run(["sentence"], self._tokens(texts[row]))[0][0]

        self._each(len(texts), fill, progress)
        return vectors

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """As `encode`, and the vectors of each text's tokens, from the same run of the model."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        tokens: list[TokenVectors] = [TokenVectors((), vectors[:0])] * len(texts)

        def fill(row: int) -> None:
            encoding = self._tokens(texts[row])
            sentence, words = self._run(["sentence", "tokens"], encoding)
            vectors[row] = sentence[0]
            tokens[row] = self._kept(encoding, words[0])

        self._each(len(texts), fill, None)
        return vectors, tokens

    def encode_tokens(self, text: str) -> TokenVectors:
        """The text's tokens within the window, special ones and the prompt left out."""
        encoding = self._tokens(text)
        return self._kept(encoding, self._run(["tokens"], encoding)[0][0])

    def _each(self, count: int, fill: Callable[[int], None], progress: Progress | None) -> None:
        """Fill every row, several at once where there are enough of them."""

        def work(start: int) -> int:
            stop = min(start + _SLICE, count)
            for row in range(start, stop):
                fill(row)
            return stop

        starts = range(0, count, _SLICE)
        if self._workers == 1 or len(starts) < 2:
            for start in starts:
                _tell(progress, work(start))
            return
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="encode")
        try:
            for stop in pool.map(work, starts):
                _tell(progress, stop)
        finally:
            pool.shutdown(cancel_futures=True)

    def _kept(self, encoding: Encoding, vectors: Vectors) -> TokenVectors:
        skip = len(self._prompt)
        kept = [
            (row, Span(start - skip, end - skip))
            for row, ((start, end), special) in enumerate(
                zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
            )
            if not special and start >= skip and end > start
        ]
        chosen = vectors[[row for row, _ in kept]]
        length = np.linalg.norm(chosen, axis=1, keepdims=True)
        return TokenVectors(tuple(span for _, span in kept), chosen / np.maximum(length, 1e-12))

    def count_tokens(self, text: str) -> int:
        """Tokens of the text as `encode` would read it, special ones included, never cut."""
        tokens = self._tokens(text)
        return len(tokens) + sum(len(rest) - self._specials for rest in tokens.overflowing)

    def _tokens(self, text: str) -> Encoding:
        text = self._prompt + text
        # Half of a surrogate pair is no character and has no UTF-8; it is read as one "?".
        return self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"))

    def _run(self, outputs: list[str], tokens: Encoding) -> list[Vectors]:
        ids = np.array([tokens.ids or [self._description.filler]], np.int64)
        result: list[Vectors] = self._session.run(outputs, {INPUT: ids})
        return result


def _tell(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(done)

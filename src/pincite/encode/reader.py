"""The reader: the encoder's model, adapted to read a question and a sentence together.

An encoder sees a text without knowing what will be asked of it; a reader sees both at once and can
tell an answer from what merely sounds like one. It takes some milliseconds a sentence, so that it
is asked about few of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

import numpy as np
from tokenizers import Tokenizer

from pincite.encode.files import INPUT, READER, TOKENIZER
from pincite.encode.pairs import pair
from pincite.encode.sessions import Session, open_session, open_tokenizer
from pincite.processors import processors
from pincite.types import Span

_NOTHING = -20.0  # of a sentence without a token: it says nothing


class OnnxReader:
    """An exported reader; a `Reader` (see `pincite.ports`), safe to use from several threads."""

    def __init__(self, session: Session, tokenizer: Tokenizer) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._pool = ThreadPoolExecutor(processors(), thread_name_prefix="read")

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The reader beside the encoder in a folder, or None: not every model has one.

        ModelError if it cannot be used.
        """
        if not (folder / READER).exists():
            return None
        tokenizer = open_tokenizer(folder / TOKENIZER)
        tokenizer.no_truncation()  # a pair has a length of its own, and is cut at its other end
        return cls(open_session(folder / READER, threads=1), tokenizer)

    def read(self, question: str, sentences: Sequence[tuple[str, Span]]) -> list[float]:
        """Log-odds that sentences of passages' quotes answer a question; see `pincite.ports`.

        Several are read at once, the first in the calling thread and each other in one of its own:
        two in little more than one's time.
        """

        def one(sentence: tuple[str, Span]) -> float:
            row = pair(self._tokenizer, question, *sentence)
            ids = np.array([row.ids], np.int64)
            tokens = self._session.run(None, {INPUT: ids})[0][0][row.own]
            return float(np.logaddexp.reduce(tokens.astype(np.float64), initial=_NOTHING))

        others = [self._pool.submit(one, sentence) for sentence in sentences[1:]]
        return [one(sentences[0]), *(other.result() for other in others)] if sentences else []

"""Ask an index every question of a set: our search, and beside it the baselines in the same run.

Baselines: the passage whose vector is nearest (dense), the highest BM25 score, and the two in
reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). Their best score stands for a
confidence, which is what they would have to judge by.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from pincite.evaluate.outcome import DEPTH, Outcome, Shown, System
from pincite.evaluate.questions import Question
from pincite.search.ask import ask, read
from pincite.search.index import Index
from pincite.types import Answer, Passage

Tell = Callable[[int, int], None]
_RRF = 60
_POOL = 50


def run(
    index: Index, questions: Sequence[Question], tell: Tell = lambda done, total: None
) -> tuple[System, ...]:
    """Four systems' outcomes, Pincite's first. Questions are asked one after the other."""
    ours: list[Outcome] = []
    others: dict[str, list[Outcome]] = {name: [] for name in _BASELINES}
    for done, question in enumerate(questions, start=1):
        start = time.perf_counter()
        answer = ask(index, question.text[:1000], k=DEPTH)
        ours.append(_ours(question, answer, time.perf_counter() - start))
        for name, search in _BASELINES.items():
            start = time.perf_counter()
            rows, best = search(index, question.text)
            seconds = time.perf_counter() - start
            quotes = index.generation.catalogue.quotes(rows[:DEPTH])
            others[name].append(
                Outcome(question, tuple(Shown(quote) for quote in quotes), None, best, seconds)
            )
        tell(done, len(questions))
    return (
        System("Pincite", tuple(ours)),
        *(
            System(name, tuple(outcomes), calibrated=False, marks=False)
            for name, outcomes in others.items()
        ),
    )


def _ours(question: Question, answer: Answer, seconds: float) -> Outcome:
    shown = tuple(
        Shown(
            quote=hit.quote,
            marked=" ".join(hit.quote[span.start : span.end] for span in hit.highlights),
            where=", ".join(_where(hit.passage)),
        )
        for hit in answer.hits
    )
    return Outcome(question, shown, answer.verdict.status, answer.verdict.confidence, seconds)


def _where(passage: Passage) -> tuple[str, ...]:
    locator = passage.locator
    return (passage.document,) if locator is None else (passage.document, locator.display)


def _dense(index: Index, text: str) -> tuple[list[int], float]:
    rows, scores = index.generation.passages.search(index.encoder.encode([text])[0], _POOL)
    return rows.tolist(), float(scores[0]) if len(scores) else 0.0


def _bm25(index: Index, text: str) -> tuple[list[int], float]:
    question = read(index, text)
    rows, scores = index.generation.lexical.search(dict.fromkeys(question.weights, 1.0), _POOL)
    return rows.tolist(), float(scores[0]) if len(scores) else 0.0


def _fused(index: Index, text: str) -> tuple[list[int], float]:
    scores: dict[int, float] = {}
    for ranking in (_dense(index, text)[0], _bm25(index, text)[0]):
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + 1.0 / (_RRF + rank)
    rows = sorted(scores, key=lambda row: (-scores[row], row))
    return rows, scores[rows[0]] if rows else 0.0


_BASELINES: dict[str, Callable[[Index, str], tuple[list[int], float]]] = {
    "dense only": _dense,
    "BM25 only": _bm25,
    "RRF": _fused,
}

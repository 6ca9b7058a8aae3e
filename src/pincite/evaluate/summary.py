"""All figures of one system over one set of questions, as a whole and per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.evaluate.bootstrap import Estimate, mean_estimate
from pincite.evaluate.calibration import (
    ReliabilityBin,
    expected_calibration_error,
    reliability_bins,
)
from pincite.evaluate.metrics import (
    Ranks,
    complete,
    confusion,
    evidence_marked,
    hit,
    marked_share,
    ndcg,
    ranks_of,
    reciprocal_rank,
)
from pincite.evaluate.outcome import Outcome, System
from pincite.evaluate.roc import RocPoint, roc_auc_estimate, roc_curve
from pincite.types import Status

RANKING: dict[str, Callable[[Ranks], float]] = {
    "hit@1": lambda ranks: hit(ranks, 1),
    "hit@3": lambda ranks: hit(ranks, 3),
    "hit@5": lambda ranks: hit(ranks, 5),
    "all@5": lambda ranks: complete(ranks, 5),
    "MRR": reciprocal_rank,
    "nDCG@10": ndcg,
}
MARKING = ("evidence", "marked share")
VERDICT = ("answered", "refused")
FIGURES = (*RANKING, *MARKING, *VERDICT, "ROC AUC")

MEANING = {
    "hit@1": "a right passage first",
    "hit@3": "a right passage among the first three",
    "hit@5": "a right passage among the first five",
    "all@5": "every passage needed among the first five",
    "MRR": "mean of 1/rank of the first right passage, over the first ten",
    "nDCG@10": "normalised discounted cumulative gain, binary, over the first ten",
    "evidence": "right words marked, where a right passage came first",
    "marked share": "how much of such a passage is marked, in characters",
    "answered": "answerable questions that are not called not_found",
    "refused": "unanswerable questions that are not called found",
    "ROC AUC": "chance that an answerable question has the higher confidence",
    "ECE": "expected calibration error of the confidence, equal-mass bins",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Estimates by name, in the order of `FIGURES`; what does not apply is left out."""

    answerable: int
    unanswerable: int
    estimates: dict[str, Estimate]
    confusion: dict[Status, tuple[int, int]] | None


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds a question took."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One system's figures: over all questions, and by kind in order of first appearance."""

    name: str
    overall: Figures
    kinds: dict[str, Figures]
    latency: Latency
    roc: tuple[RocPoint, ...]
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float | None


def summarise(system: System) -> Summary:
    """Every figure of a system. ValueError if it has no outcomes."""
    outcomes = system.outcomes
    if not outcomes:
        raise ValueError(f"{system.name}: no outcomes; run at least one question")
    confidences = [one.confidence for one in outcomes]
    labels = [one.question.answerable for one in outcomes]
    kinds = dict.fromkeys(one.question.kind for one in outcomes)
    milliseconds = np.array([one.seconds for one in outcomes]) * 1000
    bins = reliability_bins(confidences, labels) if system.calibrated else ()
    return Summary(
        name=system.name,
        overall=_figures(outcomes, system.marks),
        kinds={
            kind: _figures([one for one in outcomes if one.question.kind == kind], system.marks)
            for kind in kinds
        },
        latency=Latency(float(np.median(milliseconds)), float(np.quantile(milliseconds, 0.95))),
        roc=roc_curve(confidences, labels),
        reliability=bins,
        calibration_error=expected_calibration_error(bins),
    )


def _figures(outcomes: Sequence[Outcome], marks: bool) -> Figures:
    answerable = [one for one in outcomes if one.question.answerable]
    unanswerable = [one for one in outcomes if not one.question.answerable]
    ranks = [ranks_of(one) for one in answerable]
    estimates = {name: mean_estimate([of(one) for one in ranks]) for name, of in RANKING.items()}
    if marks:
        estimates["evidence"] = mean_estimate(_given(map(evidence_marked, answerable)))
        estimates["marked share"] = mean_estimate(_given(map(marked_share, answerable)))
    estimates["answered"] = mean_estimate(
        [float(one.status is not Status.NOT_FOUND) for one in answerable if one.status is not None]
    )
    estimates["refused"] = mean_estimate(
        [float(one.status is not Status.FOUND) for one in unanswerable if one.status is not None]
    )
    estimates["ROC AUC"] = roc_auc_estimate(
        [one.confidence for one in outcomes], [one.question.answerable for one in outcomes]
    )
    judged = any(one.status is not None for one in outcomes)
    return Figures(
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        estimates={name: found for name, found in estimates.items() if found is not None},
        confusion=confusion(outcomes) if judged else None,
    )


def _given(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]

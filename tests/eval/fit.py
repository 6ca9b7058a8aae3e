"""Fit the weights that score passages, mark evidence and judge answers.

    python tests/eval/fit.py --squad FILE.json --work FOLDER [--judged FOLDER …]
        [--held FILE.json] [--held-judged FOLDER …] [--write]

Fits on the dev and extra parts of the question sets here and on every sixth article of a file of
SQuAD's shape. (The shipped weights were fitted on SQuAD 1.1's training part, CC BY-SA 4.0; the file
is no part of the project.) With --judged the ranking is fitted on other collections as well, so
that it holds for keywords and for abstracts too: folders with documents/ and questions.jsonl, lines
of {"question": "…", "right": ["a document's key", …]}.

Prints figures that were cross-validated: over questions for our set, over whole articles for the
other; with --held those on another such file, which nothing was fitted on, and with --held-judged
those on other collections, beside the usual rankings. With --write the weights go where Pincite
ships them.

Four models a scorer:
- passages: logistic regression on the differences of a right passage's features and each wrong
  one's (pairwise), then scaled to log-odds by a second regression with one variable;
- sentences: the same on the sentences of right passages;
- verdict: gradient-boosted trees on the first passage's features and how it stands among the other
  candidates (`pincite.search.verdict_features`). Unanswerable questions are our
  own, and SQuAD's with their paragraph withheld (near) or their whole article (far);
- readings: what a reader's log-odds count for, in all three (`reading.py`), fitted on what the
  first three, cross-validated, say of examples that the reader was not trained on.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Self

import numpy as np
from examples import (
    OURS,
    Candidate,
    Example,
    articles,
    index_of,
    indexed,
    judged_examples,
    our_examples,
    squad_examples,
    without_tokens,
)
from lines import Line, fit_line, matrix_of
from reading import Readings, Reread, Seen, fit_reading, reread, stored_weights
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from pincite.search.candidates import CANDIDATES
from pincite.search.close_reading import PASSAGES
from pincite.search.evidence import beside, choose
from pincite.search.features import Features
from pincite.search.verdict_features import Field, verdict_features
from pincite.search.weights import SHIPPED, Linear, ReadingWeights, boosted

HERE = Path(__file__).parent
NEVER = ReadingWeights(  # reads nothing
    Linear(0.0, {}),
    0.0,
    Linear(0.0, {}),
    0.0,
    found=1.0,
    weak=0.0,
    clear_yes=-inf,
    clear_lead=-inf,
    clear_no=0.0,
)
FOLDS = 5
ARTICLES = slice(7, None, 6)  # of SQuAD's: 73 of 442, as different as they come
EVERY = 3  # one of so many questions of each of them
SQUAD_SHARE = 0.2  # weight of one of SQuAD's questions in the verdict, one of ours weighing 1
MARKED_SHARE = 0.318  # of a passage, on average over SQuAD's
# Features of every candidate that the first is compared in (`pincite.search.signals`).
SIGNALS = (
    "cosine",
    "sentence_cosine",
    "bm25",
    "late",
    "late_weighted",
    "late_sentence",
    "late_weighted_sentence",
)
# Left out of a model: what only tells captions apart is given by hand, and what doubles another.
CAPTION = -2.0
NOT_FOR_VERDICT = {"caption", "context_coverage", "names_missing", "fulfilled", "figures"}


def fit_passages(examples: Sequence[Example], names: tuple[str, ...]) -> Line:
    groups = [
        (
            e.share,
            [c.features for c in e.candidates],
            [c.right for c in e.candidates],
        )
        for e in examples
        if e.answerable
    ]
    line = fit_line(groups, tuple(n for n in names if n != "caption"), 0.01, scaled=True)
    return Line((*line.names, "caption"), np.append(line.weights, CAPTION), line.bias)


def fit_sentences(examples: Sequence[Example]) -> Line:
    groups = [
        (1.0, beside(c.sentences), c.marks)
        for e in examples
        if e.answerable and not e.for_ranking
        for c in e.candidates
        if c.right and len(c.sentences) > 1
    ]
    return fit_line(groups, tuple(groups[0][1][0]), 0.1, scaled=False)


@dataclass(frozen=True)
class Placed:
    """A candidate as a ranking places it."""

    features: Features
    log_odds: float
    met: tuple[float, ...]


def verdict_row(example: Example, line: Line) -> Features:
    scores = line.scores([c.features for c in example.candidates])
    order = np.argsort(-scores, kind="stable")[:CANDIDATES]
    found = [example.candidates[at] for at in order]
    placed = [
        Placed(c.features, float(scores[at]), c.met) for c, at in zip(found, order, strict=True)
    ]
    field = Field(
        {n: np.array([c.features[n] for c in found]) for n in SIGNALS if n in found[0].features},
        np.array([c.met for c in found]) if "late" in found[0].features else None,
    )
    return verdict_features(example.kinds, example.weights, placed, field, found[0].lengths)


def fit_verdict(
    examples: Sequence[Example], line: Line, names: tuple[str, ...]
) -> HistGradientBoostingClassifier:
    x = matrix_of([verdict_row(e, line) for e in examples], names)
    y = np.array([e.answerable for e in examples])
    w = np.array([1.0 if e.ours else SQUAD_SHARE for e in examples])
    # Answerable and not weigh the same: the confidence is for an even chance beforehand.
    for label in (True, False):
        w[y == label] /= w[y == label].sum() / len(y) * 2
    trees = HistGradientBoostingClassifier(
        max_iter=300,
        learning_rate=0.1,
        max_leaf_nodes=16,
        max_depth=6,  # all trees are walked at once, step by step
        min_samples_leaf=30,
        l2_regularization=20.0,
        max_features=0.2,
        # What is farther from the question than all that was fitted on is no likelier to answer it.
        monotonic_cst=[int(name == "score") for name in names],
        early_stopping=False,
        random_state=0,
    )
    return trees.fit(x, y, sample_weight=w)


def trees_as_json(
    model: HistGradientBoostingClassifier, names: tuple[str, ...], rows: Sequence[Features]
) -> dict[str, Any]:
    """The trees as they are stored.

    scikit-learn gives them to nobody, so that they are taken from where it keeps them, and what
    comes out is compared with what it says of the rows.
    """

    def branch(nodes: Any, at: int) -> Any:
        node = nodes[at]
        if node["is_leaf"]:
            return round(float(node["value"]), 5)
        return [
            names[node["feature_idx"]],
            float(node["num_threshold"]),  # all its digits: values may differ in the last
            branch(nodes, node["left"]),
            branch(nodes, node["right"]),
        ]

    grown = (branch(stage[0].nodes, 0) for stage in model._predictors)
    stored = {
        "bias": round(float(model._baseline_prediction.item()), 5),
        "trees": [tree for tree in grown if isinstance(tree, list)],
    }
    again = boosted(stored)
    off = [
        abs(again.score(row) - theirs)
        for row, theirs in zip(rows, model.decision_function(matrix_of(rows, names)), strict=True)
    ]
    if max(off) > 0.05:
        raise SystemExit(f"the trees as stored say something else (up to {max(off):.3f})")
    return stored


# --- cross-validation -------------------------------------------------------------------------


def folds(examples: Sequence[Example]) -> list[tuple[list[Example], list[Example]]]:
    """(fitted on, judged) for each fold; a group is never on both sides."""
    groups = {g: n % FOLDS for n, g in enumerate(sorted({e.group for e in examples}))}
    return [
        (
            [e for e in examples if groups[e.group] != fold],
            [e for e in examples if groups[e.group] == fold],
        )
        for fold in range(FOLDS)
    ]


def density_for(judged: Sequence[tuple[Candidate, list[float]]], share: float) -> float:
    """The least density at which the marked part is still at most ``share`` on average."""
    for density in np.arange(0.3, 3.0, 0.01):
        if np.mean([_share(c, scores, density) for c, scores in judged]) <= share:
            return float(density)
    return 3.0


def _share(candidate: Candidate, scores: list[float], density: float) -> float:
    """How much of a passage is marked, in characters."""
    marked = choose(scores, candidate.lengths, density)
    return sum(candidate.lengths[at] for at in marked) / sum(candidate.lengths)


@dataclass(frozen=True)
class Models:
    """The three models of a scorer."""

    passage: Line
    sentence: Line
    verdict: HistGradientBoostingClassifier
    verdict_names: tuple[str, ...]


def fit_models(examples: Sequence[Example], names: tuple[str, ...]) -> Models:
    line = fit_passages(examples, names)
    judged = [e for e in examples if not e.for_ranking]
    known = verdict_row(judged[0], line)
    verdict_names = tuple(n for n in known if n not in NOT_FOR_VERDICT)
    return Models(
        line,
        fit_sentences(examples),
        fit_verdict(judged, line, verdict_names),
        verdict_names,
    )


def see(models: Models, examples: Sequence[Example]) -> list[Seen]:
    """Examples as models see them."""
    if not examples:
        return []
    rows = matrix_of([verdict_row(e, models.passage) for e in examples], models.verdict_names)
    seen = []
    for example, opinion in zip(examples, models.verdict.decision_function(rows), strict=True):
        scores = models.passage.scores([c.features for c in example.candidates])
        order = np.argsort(-scores, kind="stable")
        found = tuple(example.candidates[at] for at in order)
        seen.append(
            Seen(
                example,
                found,
                tuple(scores[order].tolist()),
                tuple(
                    tuple(models.sentence.scores(beside(c.sentences)).tolist())
                    for c in found[:PASSAGES]
                ),
                float(opinion),
            )
        )
    return seen


@dataclass
class Judged:
    """What was said of examples that nothing was fitted on."""

    answered: list[tuple[bool, float]]  # whether it is answerable, and the confidence
    hits: list[tuple[bool, bool]]  # whether a right passage came first, and among the first three
    marked: list[tuple[Candidate, list[float]]]  # right passages that came first, their sentences
    read: float  # the share of examples that took a reading

    @classmethod
    def of(cls, examples: Sequence[Reread]) -> Self:
        confidences = 1 / (1 + np.exp([-e.log_odds for e in examples]))
        answerable = [e for e in examples if e.seen.example.answerable]
        return cls(
            [
                (e.seen.example.answerable, confidence)
                for e, confidence in zip(examples, confidences.tolist(), strict=True)
            ],
            [(e.candidates[0].right, any(c.right for c in e.candidates[:3])) for e in answerable],
            [(e.candidates[0], e.sentences) for e in answerable if e.candidates[0].right],
            float(np.mean([e.read for e in examples])),
        )

    def report(self, tag: str, density: float) -> None:
        labels, confidences = zip(*self.answered, strict=True)
        evidence = [
            any(c.marks[at] for at in choose(scores, c.lengths, density))
            for c, scores in self.marked
        ]
        shares = [_share(c, scores, density) for c, scores in self.marked]
        print(
            f"{tag:30s} hit@1 {np.mean([h[0] for h in self.hits]):.3f} "
            f"hit@3 {np.mean([h[1] for h in self.hits]):.3f} "
            f"AUC {roc_auc_score(labels, confidences):.3f} "
            f"evidence {np.mean(evidence):.3f} of {np.mean(shares):.3f} read {self.read:.2f}",
            flush=True,
        )


def compare(name: str, examples: Sequence[Reread]) -> None:
    """Print how well a ranking does beside the usual ones, over the same candidates."""
    rankings: dict[str, list[list[bool]]] = {}
    for reread_ in examples:
        found = reread_.seen.candidates
        dense, bm25 = matrix_of([c.features for c in found], ("cosine", "bm25")).T
        fused = sum(1 / (60 + np.argsort(np.argsort(-s, kind="stable"))) for s in (dense, bm25))
        rankings.setdefault("Pincite", []).append([c.right for c in reread_.candidates])
        rankings.setdefault("unread", []).append([c.right for c in found])
        for what, scores in (("dense", dense), ("BM25", bm25), ("RRF", fused)):
            order = np.argsort(-np.asarray(scores), kind="stable")
            rankings.setdefault(what, []).append([found[at].right for at in order])
    for what, rights in rankings.items():
        hits = [np.mean([any(right[:most]) for right in rights]) for most in (1, 3)]
        print(f"{name:12s} {what:8s} hit@1 {hits[0]:.3f} hit@3 {hits[1]:.3f}", flush=True)


def fit_scorer(
    examples: Sequence[Example],
    held: Sequence[Example],
    compared: Mapping[str, Sequence[Example]],
    readings: Readings,
    tag: str,
) -> dict[str, Any]:
    """Fit, print figures of what was not fitted on, and give the scorer as it is stored."""
    names = tuple(examples[0].candidates[0].features)
    seen = []
    for fitted, judged in folds(examples):
        models = fit_models(fitted, names)
        seen += see(models, [e for e in judged if not e.for_ranking and not e.taught])
    readings.prefetch(seen)
    reading, again = cross_read(seen, readings)
    theirs = Judged.of([e for e in again if not e.seen.example.ours])
    ours = Judged.of([e for e in again if e.seen.example.ours])
    unread = Judged.of([reread(NEVER, readings, e) for e in seen if not e.example.ours])
    density = density_for(unread.marked, MARKED_SHARE)
    reading["density"] = round(density_for(theirs.marked, MARKED_SHARE), 3)
    unread.report(f"{tag}, squad, unread", density)
    ours.report(f"{tag}, ours", reading["density"])
    theirs.report(f"{tag}, squad", reading["density"])
    models = fit_models(examples, names)
    weights = stored_weights(reading)
    if held:
        rest = see(models, held)
        Judged.of([reread(NEVER, readings, e) for e in rest]).report(
            f"{tag}, held, unread", density
        )
        readings.prefetch(rest)
        Judged.of([reread(weights, readings, e) for e in rest]).report(
            f"{tag}, held", reading["density"]
        )
    for name, some in compared.items():
        others = see(models, some)
        readings.prefetch(others)
        compare(name, [reread(weights, readings, e) for e in others])
    reading["thresholds"] = thresholds(ours.answered)
    unread_ours = Judged.of([reread(NEVER, readings, e) for e in seen if e.example.ours])
    scores = [verdict_row(e, models.passage)["score"] for e in examples if e.ours and e.answerable]
    return {
        "passage": models.passage.as_json(),
        "sentence": models.sentence.as_json(),
        "verdict": trees_as_json(
            models.verdict,
            models.verdict_names,
            [verdict_row(e, models.passage) for e in examples if e.ours],
        ),
        "reading": reading,
        "density": round(density, 3),
        "thresholds": {
            **thresholds(unread_ours.answered),
            "least": round(float(np.quantile(scores, 0.001)), 4),
        },
    }


def cross_read(seen: Sequence[Seen], readings: Readings) -> tuple[dict[str, Any], list[Reread]]:
    """The weights of readings, and the examples reread with weights that were fitted on others."""
    again = []
    groups = {g: n % FOLDS for n, g in enumerate(sorted({e.example.group for e in seen}))}
    for fold in range(FOLDS):
        fitted = [e for e in seen if groups[e.example.group] != fold]
        weights = stored_weights({**fit_reading(fitted, readings, SQUAD_SHARE), "density": 1.0})
        again += [reread(weights, readings, e) for e in seen if groups[e.example.group] == fold]
    return {**fit_reading(seen, readings, SQUAD_SHARE), "density": 1.0}, again


def thresholds(judged: Sequence[tuple[bool, float]]) -> dict[str, float]:
    """From cross-validated confidences: ``weak`` loses 5 % of the answerable questions to
    not_found, ``found`` lets 12 % of the unanswerable pass as found.
    """
    answerable = [confidence for label, confidence in judged if label]
    unanswerable = [confidence for label, confidence in judged if not label]
    weak = float(np.quantile(answerable, 0.05))
    found = float(np.quantile(unanswerable, 0.88))
    return {"found": round(max(found, weak), 4), "weak": round(weak, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--squad", type=Path, required=True, help="a file of SQuAD's shape")
    parser.add_argument("--judged", type=Path, nargs="*", default=[], help="other collections")
    parser.add_argument("--held", type=Path, help="another, to report on and fit nothing on")
    parser.add_argument("--held-judged", type=Path, nargs="*", default=[], help="other collections")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the indexes")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--write", action="store_true", help=f"replace {SHIPPED.name}")
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    work, model = arguments.work, arguments.model
    index = index_of(HERE.parent.parent / "corpus", work / "ours.index", model)
    if index.reader is None:
        raise SystemExit(f"{model} has no reader: train one first (train_reader.py)")
    readings = Readings(index.reader)
    ours = our_examples(index)
    squad = articles(arguments.squad)[ARTICLES]
    theirs = list(squad_examples(indexed(squad, work / "squad", model), squad, EVERY))
    others = [
        example
        for folder in arguments.judged
        for example in judged_examples(
            index_of(folder / "documents", work / folder.name, model), folder
        )
    ]
    compared = {
        folder.name: judged_examples(
            index_of(folder / "documents", work / folder.name, model), folder
        )
        for folder in arguments.held_judged
    }
    held = []
    if arguments.held:
        other = articles(arguments.held)
        held = list(squad_examples(indexed(other, work / "held", model), other))
    examples = [*ours, *theirs, *others]
    weights = {
        "record": {
            "fitted_by": "tests/eval/fit.py",
            "fitted_on": [
                f"{', '.join(path.name for path in OURS)}: {len(ours)} questions",
                f"{arguments.squad.name} (SQuAD 1.1, CC BY-SA 4.0): "
                f"{len(squad)} articles, {sum(e.answerable for e in theirs)} questions",
                f"ranking also: {', '.join(f.name for f in arguments.judged) or 'nothing'}, "
                f"{len(others)} questions",
            ],
            "folds": FOLDS,
        },
        "with_tokens": fit_scorer(examples, held, compared, readings, "with tokens"),
        "without_tokens": fit_scorer(
            [without_tokens(e) for e in examples],
            [without_tokens(e) for e in held],
            {},
            readings,
            "without tokens",
        ),
    }
    if arguments.write:
        SHIPPED.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
        print(f"wrote {SHIPPED.name}")


if __name__ == "__main__":
    main()

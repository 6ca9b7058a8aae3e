"""Fit the weights that score passages, mark evidence and judge answers.

    python tests/eval/fit.py --squad FILE.json --work FOLDER [--write]

Fits on the dev part of the question sets here and on the paragraphs and questions of a file of
SQuAD's shape. (The shipped weights were fitted on half of XQuAD's English articles, CC BY-SA 4.0;
the file is no part of the project.) Prints figures that were cross-validated: over questions for
our set, over whole articles for the other. With --write the weights go where Pincite ships them.

Three models a scorer:
- passages: logistic regression on the differences of a right passage's features and each wrong
  one's (pairwise), then scaled to log-odds by a second regression with one variable;
- sentences: the same on the sentences of right passages;
- verdict: gradient-boosted trees on the first passage's features. Unanswerable questions are our
  own, and SQuAD's with their paragraph withheld (near) or their whole article (far).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pincite.build.pipeline import build
from pincite.evaluate.metrics import collapsed, contains_any
from pincite.evaluate.questions import load_questions
from pincite.search.ask import CANDIDATES, rank, read
from pincite.search.candidates import find_candidates
from pincite.search.evidence import choose
from pincite.search.features import Features
from pincite.search.index import Index, open_index
from pincite.search.weights import SHIPPED

HERE = Path(__file__).parent
DEV = HERE / "overview_oped.dev.jsonl"
FOLDS = 8
SQUAD_SHARE = 0.15  # weight of one of SQuAD's questions in the verdict, one of ours weighing 1
MARKED_SHARE = 0.325  # of a passage, on average over SQuAD's
RANKING_SHARE = 3  # weight of one of ours in the ranking, one of SQuAD's weighing 1
# Left out of a model: what only tells captions apart is given by hand, and what doubles another.
CAPTION = -2.0
NOT_FOR_VERDICT = {"caption", "context_coverage", "names_missing", "fulfilled", "figures"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A passage that was scored for a question: its features, and whether it is a right one."""

    right: bool
    features: Features
    sentences: tuple[Features, ...]
    marks: tuple[bool, ...]  # which sentences hold the answer
    lengths: tuple[int, ...]  # of the sentences, in code points


@dataclass(frozen=True)
class Example:
    """A question's candidates. ``group`` is what cross-validation keeps together."""

    group: str
    ours: bool
    answerable: bool
    candidates: tuple[Candidate, ...]


# --- examples ---------------------------------------------------------------------------------


def our_examples(index: Index, path: Path = DEV) -> list[Example]:
    examples = []
    for question in load_questions(path):

        def right(key: str, quote: str, gold: tuple[tuple[str, ...], ...] = question.gold) -> bool:
            return any(contains_any(quote, strings) for strings in gold)

        candidates = _candidates(index, question.text, right, question.evidence)
        examples.append(Example(question.id, True, question.answerable, tuple(candidates.values())))
    return examples


def squad_examples(index: Index, squad: Sequence[dict[str, Any]]) -> list[Example]:
    """Each question three times: as it is, its paragraph withheld, its article withheld."""
    examples = []
    for number, article in enumerate(squad):
        for place, paragraph in enumerate(article["paragraphs"]):
            key = _key(number, place)
            for asked in paragraph["qas"]:
                answers = tuple(collapsed(answer["text"]) for answer in asked["answers"])

                # A long paragraph is two passages; the right one is the one with the answer.
                def right(
                    k: str, quote: str, key: str = key, held: tuple[str, ...] = answers
                ) -> bool:
                    return k == key and contains_any(quote, held)

                found = _candidates(index, asked["question"], right, answers, 16)
                group = str(number)
                near = [c for (k, _), c in found.items() if k != key]
                far = [c for (k, _), c in found.items() if k.split("p")[0] != key.split("p")[0]]
                for answerable, candidates in ((True, found.values()), (False, near), (False, far)):
                    examples.append(Example(group, False, answerable, tuple(candidates)))
    return examples


def _candidates(
    index: Index,
    text: str,
    right: Callable[[str, str], bool],
    answers: Sequence[str],
    more: int = 0,
) -> dict[tuple[str, int], Candidate]:
    """By (document, row), best first under the weights that are shipped now."""
    question = read(index, text)
    found = {}
    for scored in rank(
        index,
        question,
        find_candidates(index.generation, question, CANDIDATES + more),
        CANDIDATES + more,
    ):
        quote = scored.analysed.quote
        passage = scored.analysed.passage
        marks = tuple(contains_any(quote[s.start : s.end], answers) for s in passage.sentences)
        found[(passage.document, scored.row)] = Candidate(
            right(passage.document, quote),
            scored.features,
            scored.sentences,
            marks,
            tuple(len(sentence) for sentence in passage.sentences),
        )
    return found


def _key(article: int, paragraph: int) -> str:
    return f"a{article:02d}p{paragraph:02d}"


def index_of(corpus: Path, folder: Path, model: str) -> Index:
    build(corpus, folder, model)
    return open_index(folder)


def write_squad(squad: Sequence[dict[str, Any]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, article in enumerate(squad):
        for place, paragraph in enumerate(article["paragraphs"]):
            (folder / f"{_key(number, place)}.txt").write_text(paragraph["context"], "utf-8")


# --- models -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """bias + weights · features, as log-odds."""

    names: tuple[str, ...]
    weights: Floats
    bias: float

    def scores(self, rows: Sequence[Features]) -> Floats:
        scores: Floats = _matrix(rows, self.names) @ self.weights + self.bias
        return scores

    def as_json(self) -> dict[str, Any]:
        pairs = zip(self.names, self.weights.tolist(), strict=True)
        return {"bias": round(self.bias, 4), "weights": {n: round(w, 4) for n, w in pairs}}


def _matrix(rows: Sequence[Features], names: Sequence[str]) -> Floats:
    return np.array([[row[name] for name in names] for row in rows], float)


def fit_line(
    groups: Iterable[tuple[float, Sequence[Features], Sequence[bool]]],
    names: tuple[str, ...],
    c: float,
    *,
    scaled: bool,
) -> Line:
    """Pairwise, from groups of (weight, rows, which rows are right); perhaps scaled to log-odds."""
    differences, weights, rows, labels, shares = [], [], [], [], []
    for weight, group, right in groups:
        matrix, flags = _matrix(group, names), np.array(right, bool)
        if flags.all() or not flags.any():
            continue
        for row in matrix[flags]:
            differences.append(row - matrix[~flags])
            weights.append(np.full(len(differences[-1]), weight))
        rows.append(matrix)
        labels.append(flags)
        shares.append(np.full(len(flags), weight))
    x, w = np.concatenate(differences), np.concatenate(weights)
    scale = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=c, fit_intercept=False, max_iter=5000)
    model.fit(
        np.concatenate([x, -x]) / scale,
        np.concatenate([np.ones(len(x)), np.zeros(len(x))]),
        sample_weight=np.concatenate([w, w]),
    )
    direction = model.coef_[0] / scale
    if not scaled:
        return Line(names, direction, 0.0)
    one = LogisticRegression(C=1e6, max_iter=5000)
    points = np.concatenate(rows) @ direction
    one.fit(points[:, None], np.concatenate(labels), sample_weight=np.concatenate(shares))
    slope = float(one.coef_[0, 0])
    return Line(names, direction * slope, float(one.intercept_[0]))


def fit_passages(examples: Sequence[Example], names: tuple[str, ...]) -> Line:
    groups = [
        (
            float(RANKING_SHARE if e.ours else 1),
            [c.features for c in e.candidates],
            [c.right for c in e.candidates],
        )
        for e in examples
        if e.answerable
    ]
    line = fit_line(groups, tuple(n for n in names if n != "caption"), 0.01, scaled=True)
    return Line((*line.names, "caption"), np.append(line.weights, CAPTION), line.bias)


def fit_sentences(examples: Sequence[Example], names: tuple[str, ...]) -> Line:
    groups = [
        (1.0, c.sentences, c.marks)
        for e in examples
        if e.answerable
        for c in e.candidates
        if c.right and len(c.sentences) > 1
    ]
    return fit_line(groups, names, 0.1, scaled=False)


def verdict_row(example: Example, line: Line) -> Features:
    scores = line.scores([c.features for c in example.candidates])
    order = np.argsort(-scores, kind="stable")
    first = example.candidates[order[0]]
    margin = float(scores[order[0]] - scores[order[1]]) if len(order) > 1 else 0.0
    return {**first.features, "score": float(scores[order[0]]), "margin": margin}


def fit_verdict(
    examples: Sequence[Example], line: Line, names: tuple[str, ...]
) -> GradientBoostingClassifier:
    x = _matrix([verdict_row(e, line) for e in examples], names)
    y = np.array([e.answerable for e in examples])
    w = np.array([1.0 if e.ours else SQUAD_SHARE for e in examples])
    # Answerable and not weigh the same: the confidence is for an even chance beforehand.
    for label in (True, False):
        w[y == label] /= w[y == label].sum() / len(y) * 2
    trees = GradientBoostingClassifier(
        n_estimators=150, learning_rate=0.06, max_leaf_nodes=4, min_samples_leaf=12, random_state=0
    )
    return trees.fit(x, y, sample_weight=w)


def trees_as_json(model: GradientBoostingClassifier, names: tuple[str, ...]) -> dict[str, Any]:
    def branch(tree: Any, node: int) -> Any:
        if tree.children_left[node] < 0:
            return round(float(tree.value[node, 0, 0]) * model.learning_rate, 5)
        return [
            names[tree.feature[node]],
            round(float(tree.threshold[node]), 5),
            branch(tree, tree.children_left[node]),
            branch(tree, tree.children_right[node]),
        ]

    prior = model.init_.class_prior_
    grown = (branch(stage[0].tree_, 0) for stage in model.estimators_)
    return {
        "bias": round(float(np.log(prior[1] / prior[0])), 5),
        "trees": [tree for tree in grown if isinstance(tree, list)],
    }


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


def density_for(judged: Sequence[tuple[Candidate, Line]], share: float) -> float:
    """The least density at which the marked part is still at most ``share`` on average."""
    for density in np.arange(0.3, 3.0, 0.01):
        shares = [
            sum(c.lengths[i] for i in _marked(c, line, density)) / sum(c.lengths)
            for c, line in judged
        ]
        if np.mean(shares) <= share:
            return float(density)
    return 3.0


def _marked(candidate: Candidate, line: Line, density: float) -> list[int]:
    return choose(line.scores(candidate.sentences).tolist(), candidate.lengths, density)


def fit_scorer(examples: Sequence[Example], names: tuple[str, ...], tag: str) -> dict[str, Any]:
    sentence_names = tuple(
        n
        for n in (
            "cosine",
            "length",
            "coverage",
            "bigrams",
            "figures",
            "fulfilled",
            "late",
            "late_weighted",
        )
        if n in examples[0].candidates[0].sentences[0]
        and (not n.startswith("late") or any(m.startswith("late") for m in names))
    )
    verdict_names = (*(n for n in names if n not in NOT_FOR_VERDICT), "score", "margin")
    answered: dict[bool, list[tuple[bool, float]]] = {True: [], False: []}
    hits: dict[bool, list[tuple[bool, bool]]] = {True: [], False: []}
    marked: dict[bool, list[tuple[Candidate, Line]]] = {True: [], False: []}
    for fitted, judged in folds(examples):
        line = fit_passages(fitted, names)
        sentence = fit_sentences(fitted, sentence_names)
        trees = fit_verdict(fitted, line, verdict_names)
        rows = _matrix([verdict_row(e, line) for e in judged], verdict_names)
        for example, confidence in zip(judged, trees.predict_proba(rows)[:, 1], strict=True):
            answered[example.ours].append((example.answerable, float(confidence)))
            if example.answerable:
                order = np.argsort(
                    -line.scores([c.features for c in example.candidates]), kind="stable"
                )
                top = [example.candidates[i].right for i in order[:3]]
                hits[example.ours].append((top[0], any(top)))
                first = example.candidates[order[0]]
                if first.right:
                    marked[example.ours].append((first, sentence))
    density = density_for(marked[False], MARKED_SHARE)
    for ours, name in ((True, "ours"), (False, "squad")):
        labels, confidences = zip(*answered[ours], strict=True)
        evidence = [any(c.marks[i] for i in _marked(c, line, density)) for c, line in marked[ours]]
        print(
            f"{tag:15s} {name:6s} hit@1 {np.mean([h[0] for h in hits[ours]]):.3f} "
            f"hit@3 {np.mean([h[1] for h in hits[ours]]):.3f} "
            f"AUC {roc_auc_score(labels, confidences):.3f} evidence {np.mean(evidence):.3f}"
        )
    found, weak = thresholds(answered[True])
    line = fit_passages(examples, names)
    return {
        "passage": line.as_json(),
        "sentence": fit_sentences(examples, sentence_names).as_json(),
        "verdict": trees_as_json(fit_verdict(examples, line, verdict_names), verdict_names),
        "density": round(density, 3),
        "thresholds": {"found": round(found, 4), "weak": round(weak, 4)},
    }


def thresholds(judged: Sequence[tuple[bool, float]]) -> tuple[float, float]:
    """From cross-validated confidences: ``weak`` loses 4 % of the answerable questions to
    not_found, ``found`` lets 12 % of the unanswerable pass as found.
    """
    answerable = [confidence for label, confidence in judged if label]
    unanswerable = [confidence for label, confidence in judged if not label]
    weak = float(np.quantile(answerable, 0.04))
    found = float(np.quantile(unanswerable, 0.88))
    return max(found, weak), weak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--squad", type=Path, required=True, help="a file of SQuAD's shape")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the two indexes")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--write", action="store_true", help=f"replace {SHIPPED.name}")
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    squad = json.loads(arguments.squad.read_text("utf-8"))["data"]
    write_squad(squad, arguments.work / "squad")
    corpus = HERE.parent.parent / "corpus"
    ours = our_examples(index_of(corpus, arguments.work / "ours.index", arguments.model))
    theirs = squad_examples(
        index_of(arguments.work / "squad", arguments.work / "squad.index", arguments.model), squad
    )
    examples = [*ours, *theirs]
    names = tuple(examples[0].candidates[0].features)
    without = tuple(name for name in names if not name.startswith("late"))
    weights = {
        "record": {
            "fitted_by": "tests/eval/fit.py",
            "fitted_on": [
                f"{DEV.name}: {len(ours)} questions",
                f"{arguments.squad.name} (XQuAD, English, CC BY-SA 4.0): "
                f"{len(squad)} articles, {len(theirs) // 3} questions",
            ],
            "folds": FOLDS,
        },
        "with_tokens": fit_scorer(examples, names, "with tokens"),
        "without_tokens": fit_scorer(examples, without, "without tokens"),
    }
    if arguments.write:
        SHIPPED.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
        print(f"wrote {SHIPPED.name}")


if __name__ == "__main__":
    main()

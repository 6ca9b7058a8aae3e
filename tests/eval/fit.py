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

Three models a scorer:
- passages: logistic regression on the differences of a right passage's features and each wrong
  one's (pairwise), then scaled to log-odds by a second regression with one variable;
- sentences: the same on the sentences of right passages;
- verdict: gradient-boosted trees on the first passage's features and how it stands among the other
  candidates (`pincite.search.verdict_features`). Unanswerable questions are our
  own, and SQuAD's with their paragraph withheld (near) or their whole article (far).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from pincite.build.pipeline import build
from pincite.evaluate.metrics import collapsed, contains_any
from pincite.evaluate.questions import load_questions
from pincite.search.ask import CANDIDATES, rank, read
from pincite.search.candidates import find_candidates
from pincite.search.evidence import beside, choose
from pincite.search.features import Features
from pincite.search.index import Index, open_index
from pincite.search.question import ParsedQuestion
from pincite.search.signals import gather
from pincite.search.verdict_features import Field, verdict_features
from pincite.search.weights import SHIPPED, boosted

HERE = Path(__file__).parent
OURS = (HERE / "overview_oped.dev.jsonl", HERE / "overview_oped.extra.jsonl")
FOLDS = 5
ARTICLES = slice(7, None, 6)  # of SQuAD's: 73 of 442, as different as they come
EVERY = 3  # one of so many questions of each of them
SQUAD_SHARE = 0.2  # weight of one of SQuAD's questions in the verdict, one of ours weighing 1
MARKED_SHARE = 0.318  # of a passage, on average over SQuAD's
RANKING_SHARE = 0.35  # weight of one of ours in the ranking, one of SQuAD's weighing 1
JUDGED_SHARE = 500.0  # weight in the ranking of all questions of another collection together
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

Floats = NDArray[np.float64]
Squad = Sequence[dict[str, Any]]  # articles


@dataclass(frozen=True)
class Candidate:
    """A passage that was scored for a question: its features, and whether it is a right one.

    ``met`` says how well it meets each token of the question.
    """

    right: bool
    features: Features
    met: tuple[float, ...]
    sentences: tuple[Features, ...]
    marks: tuple[bool, ...]  # which sentences hold the answer
    lengths: tuple[int, ...]  # of the sentences, in code points


@dataclass(frozen=True)
class Example:
    """A question's candidates. ``group`` is what cross-validation keeps together.

    ``kinds`` and ``weights`` are the question's (see `ParsedQuestion`). ``share`` is its weight in
    the ranking. Of those that are ``for_ranking`` alone it is not known which sentences answer, nor
    what would be unanswerable.
    """

    group: str
    ours: bool
    answerable: bool
    kinds: Features
    weights: NDArray[np.float32]
    candidates: tuple[Candidate, ...]
    share: float = 1.0
    for_ranking: bool = False


# --- examples ---------------------------------------------------------------------------------


def our_examples(index: Index, paths: Sequence[Path] = OURS) -> list[Example]:
    examples = []
    for question in chain.from_iterable(map(load_questions, paths)):

        def right(key: str, quote: str, gold: tuple[tuple[str, ...], ...] = question.gold) -> bool:
            return any(contains_any(quote, strings) for strings in gold)

        asked, candidates = _candidates(index, question.text, right, question.evidence)
        examples.append(
            Example(
                question.id,
                True,
                question.answerable,
                asked.kinds,
                asked.token_weights,
                tuple(candidates.values()),
                RANKING_SHARE,
            )
        )
    return examples


def judged_examples(index: Index, folder: Path) -> list[Example]:
    """A collection whose questions say which documents are right, any number of them."""
    examples = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        asked = json.loads(line)
        rights = frozenset(asked["right"])
        question, found = _candidates(
            index, asked["question"], lambda key, _, held=rights: key in held, ()
        )
        # As much as if it had one right answer; few questions count for more each.
        share = JUDGED_SHARE / max(1, sum(c.right for c in found.values()))
        examples.append(
            Example(
                f"{folder.name} {len(examples)}",
                False,
                True,
                question.kinds,
                question.token_weights,
                tuple(found.values()),
                share,
                for_ranking=True,
            )
        )
    scale = len(examples)
    return [replace(e, share=e.share / scale) for e in examples]


def squad_examples(index: Index, squad: Squad, every: int = 1) -> list[Example]:
    """Each question three times: as it is, its paragraph withheld, its article withheld."""
    examples = []
    numbers = count()
    for number, article in enumerate(squad):
        for place, paragraph in enumerate(article["paragraphs"]):
            key = _key(number, place)
            for asked in paragraph["qas"]:
                if next(numbers) % every:
                    continue
                answers = tuple(collapsed(answer["text"]) for answer in asked["answers"])

                # A long paragraph is two passages; the right one is the one with the answer.
                def right(
                    k: str, quote: str, key: str = key, held: tuple[str, ...] = answers
                ) -> bool:
                    return k == key and contains_any(quote, held)

                question, found = _candidates(index, asked["question"], right, answers, 16)
                group = str(number)
                near = [c for (k, _), c in found.items() if k != key]
                far = [c for (k, _), c in found.items() if k.split("p")[0] != key.split("p")[0]]
                for answerable, candidates in ((True, found.values()), (False, near), (False, far)):
                    if candidates:  # all that was found may be of the one article
                        examples.append(
                            Example(
                                group,
                                False,
                                answerable,
                                question.kinds,
                                question.token_weights,
                                tuple(candidates),
                            )
                        )
    return examples


def _candidates(
    index: Index,
    text: str,
    right: Callable[[str, str], bool],
    answers: Sequence[str],
    more: int = 0,
) -> tuple[ParsedQuestion, dict[tuple[str, int], Candidate]]:
    """The question as it was read, and its candidates by (document, row)."""
    question = read(index, text)
    found = {}
    candidates = find_candidates(index.generation, question, CANDIDATES + more)
    gathered = gather(index.generation, question, candidates)
    for scored in rank(index, question, gathered, CANDIDATES + more):
        quote = scored.analysed.quote
        passage = scored.analysed.passage
        marks = tuple(contains_any(quote[s.start : s.end], answers) for s in passage.sentences)
        found[(passage.document, scored.row)] = Candidate(
            right(passage.document, quote),
            scored.features,
            scored.met,
            scored.sentences,
            marks,
            tuple(len(sentence) for sentence in passage.sentences),
        )
    return question, found


def without_tokens(example: Example) -> Example:
    """The example as it would be in a generation that has no token vectors."""

    def early(features: Features) -> Features:
        return {n: v for n, v in features.items() if not n.startswith("late")}

    return replace(
        example,
        candidates=tuple(
            replace(
                candidate,
                features=early(candidate.features),
                sentences=tuple(early(sentence) for sentence in candidate.sentences),
                met=(),
            )
            for candidate in example.candidates
        ),
    )


def _key(article: int, paragraph: int) -> str:
    return f"a{article:03d}p{paragraph:03d}"


def index_of(corpus: Path, folder: Path, model: str) -> Index:
    build(corpus, folder, model)
    return open_index(folder)


def write_squad(squad: Squad, folder: Path) -> None:
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
    x = _matrix([verdict_row(e, line) for e in examples], names)
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
        for row, theirs in zip(rows, model.decision_function(_matrix(rows, names)), strict=True)
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


@dataclass
class Judged:
    """What models said of examples that they were not fitted on."""

    answered: list[tuple[bool, float]]  # whether it is answerable, and the confidence
    hits: list[tuple[bool, bool]]  # whether a right passage came first, and among the first three
    marked: list[tuple[Candidate, list[float]]]  # right passages that came first, their sentences

    @classmethod
    def none(cls) -> Self:
        return cls([], [], [])

    def add(self, models: Models, examples: Sequence[Example]) -> None:
        if not examples:
            return
        rows = _matrix([verdict_row(e, models.passage) for e in examples], models.verdict_names)
        confidences = models.verdict.predict_proba(rows)[:, 1].tolist()
        for example, confidence in zip(examples, confidences, strict=True):
            self.answered.append((example.answerable, confidence))
            if not example.answerable:
                continue
            scores = models.passage.scores([c.features for c in example.candidates])
            order = np.argsort(-scores, kind="stable")
            top = [example.candidates[i].right for i in order[:3]]
            self.hits.append((top[0], any(top)))
            if top[0]:
                first = example.candidates[order[0]]
                by_sentence = models.sentence.scores(beside(first.sentences)).tolist()
                self.marked.append((first, by_sentence))

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
            f"evidence {np.mean(evidence):.3f} of {np.mean(shares):.3f}"
        )


def compare(line: Line, name: str, examples: Sequence[Example]) -> None:
    """Print how well a ranking does beside the usual ones, over the same candidates."""
    rankings: dict[str, list[Floats]] = {"Pincite": [], "dense": [], "BM25": [], "RRF": []}
    for example in examples:
        rows = [candidate.features for candidate in example.candidates]
        dense, bm25 = _matrix(rows, ("cosine", "bm25")).T
        fused = sum(1 / (60 + np.argsort(np.argsort(-s, kind="stable"))) for s in (dense, bm25))
        for scores, ranking in zip(
            (line.scores(rows), dense, bm25, fused), rankings.values(), strict=True
        ):
            order = np.argsort(-np.asarray(scores), kind="stable")
            ranking.append(np.array([example.candidates[i].right for i in order[:3]]))
    for what, first in rankings.items():
        hits = [np.mean([rights[:most].any() for rights in first]) for most in (1, 3)]
        print(f"{name:12s} {what:8s} hit@1 {hits[0]:.3f} hit@3 {hits[1]:.3f}")


def fit_scorer(examples: Sequence[Example], held: Sequence[Example], tag: str) -> dict[str, Any]:
    """Fit, print figures of what was not fitted on, and give the scorer as it is stored."""
    names = tuple(examples[0].candidates[0].features)
    ours, theirs = Judged.none(), Judged.none()
    for fitted, judged in folds(examples):
        models = fit_models(fitted, names)
        ours.add(models, [e for e in judged if e.ours])
        theirs.add(models, [e for e in judged if not e.ours and not e.for_ranking])
    density = density_for(theirs.marked, MARKED_SHARE)
    ours.report(f"{tag}, ours", density)
    theirs.report(f"{tag}, squad", density)
    models = fit_models(examples, names)
    if held:
        rest = Judged.none()
        rest.add(models, held)
        rest.report(f"{tag}, held", density)
    found, weak = thresholds(ours.answered)
    scores = [verdict_row(e, models.passage)["score"] for e in examples if e.ours and e.answerable]
    return {
        "passage": models.passage.as_json(),
        "sentence": models.sentence.as_json(),
        "verdict": trees_as_json(
            models.verdict,
            models.verdict_names,
            [verdict_row(e, models.passage) for e in examples if e.ours],
        ),
        "density": round(density, 3),
        "thresholds": {
            "found": round(found, 4),
            "weak": round(weak, 4),
            "least": round(float(np.quantile(scores, 0.001)), 4),
        },
    }


def thresholds(judged: Sequence[tuple[bool, float]]) -> tuple[float, float]:
    """From cross-validated confidences: ``weak`` loses 5 % of the answerable questions to
    not_found, ``found`` lets 12 % of the unanswerable pass as found.
    """
    answerable = [confidence for label, confidence in judged if label]
    unanswerable = [confidence for label, confidence in judged if not label]
    weak = float(np.quantile(answerable, 0.05))
    found = float(np.quantile(unanswerable, 0.88))
    return max(found, weak), weak


def articles(path: Path) -> Squad:
    content: Squad = json.loads(path.read_text("utf-8"))["data"]
    return content


def indexed(squad: Squad, folder: Path, model: str) -> Index:
    """An index of the paragraphs, made in a folder."""
    write_squad(squad, folder / "corpus")
    return index_of(folder / "corpus", folder / "index", model)


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
    ours = our_examples(index_of(HERE.parent.parent / "corpus", work / "ours.index", model))
    squad = articles(arguments.squad)[ARTICLES]
    theirs = squad_examples(indexed(squad, work / "squad", model), squad, EVERY)
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
        held = squad_examples(indexed(other, work / "held", model), other)
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
        "with_tokens": fit_scorer(examples, held, "with tokens"),
        "without_tokens": fit_scorer(
            [without_tokens(e) for e in examples],
            [without_tokens(e) for e in held],
            "without tokens",
        ),
    }
    ranking = fit_passages(examples, tuple(examples[0].candidates[0].features))
    for name, some in compared.items():
        compare(ranking, name, some)
    if arguments.write:
        SHIPPED.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
        print(f"wrote {SHIPPED.name}")


if __name__ == "__main__":
    main()

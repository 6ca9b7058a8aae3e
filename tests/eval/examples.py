"""Questions with what the search finds for them: what models are fitted on and judged by."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.build.pipeline import build
from pincite.evaluate.metrics import collapsed, contains_any
from pincite.evaluate.questions import load_questions
from pincite.processors import processors
from pincite.search.ask import rank, read
from pincite.search.candidates import CANDIDATES, find_candidates
from pincite.search.features import Features
from pincite.search.index import Index, open_index
from pincite.search.question import ParsedQuestion
from pincite.search.signals import gather
from pincite.types import Span

HERE = Path(__file__).parent
OURS = (HERE / "overview_oped.dev.jsonl", HERE / "overview_oped.extra.jsonl")
RANKING_SHARE = 0.35  # weight of one of ours in the ranking, one of SQuAD's weighing 1
JUDGED_SHARE = 500.0  # weight in the ranking of all questions of another collection together

Squad = Sequence[dict[str, Any]]  # articles


@dataclass(frozen=True)
class Candidate:
    """A passage that was scored for a question: its features, and whether it is a right one.

    ``met`` says how well it meets each token of the question.
    """

    right: bool
    features: Features
    met: tuple[float, ...]
    quote: str
    spans: tuple[Span, ...]  # of the sentences
    sentences: tuple[Features, ...]
    marks: tuple[bool, ...]  # which sentences hold the answer

    @property
    def lengths(self) -> tuple[int, ...]:
        """Of the sentences, in code points."""
        return tuple(len(span) for span in self.spans)


@dataclass(frozen=True)
class Example:
    """A question's candidates. ``group`` is what cross-validation keeps together.

    ``kinds`` and ``weights`` are the question's (see `ParsedQuestion`). ``share`` is its weight in
    the ranking. Of those that are ``for_ranking`` alone it is not known which sentences answer, nor
    what would be unanswerable. The reader was trained on those that it was ``taught``.
    """

    group: str
    ours: bool
    answerable: bool
    question: str
    answers: tuple[str, ...]  # one of which a sentence that answers holds
    kinds: Features
    weights: NDArray[np.float32]
    candidates: tuple[Candidate, ...]
    share: float = 1.0
    for_ranking: bool = False
    taught: bool = False


def our_examples(index: Index, paths: Sequence[Path] = OURS) -> list[Example]:
    examples = []
    for number, question in enumerate(chain.from_iterable(map(load_questions, paths))):

        def right(key: str, quote: str, gold: tuple[tuple[str, ...], ...] = question.gold) -> bool:
            return any(contains_any(quote, strings) for strings in gold)

        asked, candidates = _candidates(index, question.text, right, question.evidence)
        examples.append(
            Example(
                question.id,
                True,
                question.answerable,
                question.text,
                question.evidence,
                asked.kinds,
                asked.token_weights,
                tuple(candidates.values()),
                RANKING_SHARE,
                taught=number % 2 == 1,
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
                asked["question"],
                (),
                question.kinds,
                question.token_weights,
                tuple(found.values()),
                share,
                for_ranking=True,
            )
        )
    scale = len(examples)
    return [replace(e, share=e.share / scale) for e in examples]


def squad_examples(
    index: Index, squad: Squad, every: int = 1, *, withheld: bool = True
) -> Iterator[Example]:
    """Each question three times: as it is, its paragraph withheld, its article withheld.

    Or once, where nothing is to be withheld.
    """
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

                question, found = _candidates(
                    index, asked["question"], right, answers, 16 if withheld else 0
                )
                group = str(number)
                near = [c for (k, _), c in found.items() if k != key]
                far = [c for (k, _), c in found.items() if k.split("p")[0] != key.split("p")[0]]
                variants = ((True, list(found.values())), (False, near), (False, far))
                for answerable, candidates in variants if withheld else variants[:1]:
                    if candidates:  # all that was found may be of the one article
                        yield Example(
                            group,
                            False,
                            answerable,
                            asked["question"],
                            answers,
                            question.kinds,
                            question.token_weights,
                            tuple(candidates),
                        )


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
            quote,
            passage.sentences,
            scored.sentences,
            marks,
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
    build(corpus, folder, model, threads=processors())
    return open_index(folder)


def write_squad(squad: Squad, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, article in enumerate(squad):
        for place, paragraph in enumerate(article["paragraphs"]):
            (folder / f"{_key(number, place)}.txt").write_text(paragraph["context"], "utf-8")


def articles(path: Path) -> Squad:
    content: Squad = json.loads(path.read_text("utf-8"))["data"]
    return content


def indexed(squad: Squad, folder: Path, model: str) -> Index:
    """An index of the paragraphs, made in a folder."""
    write_squad(squad, folder / "corpus")
    return index_of(folder / "corpus", folder / "index", model)

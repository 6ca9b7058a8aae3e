"""Ask an index a question."""

from __future__ import annotations

from pincite.ports import Rows
from pincite.search.analysis import Analysed
from pincite.search.candidates import Candidates, find_candidates
from pincite.search.evidence import evidence_of
from pincite.search.features import passage_features, sentence_features
from pincite.search.index import Index
from pincite.search.late import Met, meet
from pincite.search.limits import DEFAULT_K, checked_k, checked_question
from pincite.search.question import ParsedQuestion, parse_question
from pincite.search.scored import Scored
from pincite.search.verdict import judge
from pincite.types import Answer, Hit

SCORED = 40  # candidates that are scored in full


def ask(index: Index, question: str, *, k: int = DEFAULT_K, document: str | None = None) -> Answer:
    """The k passages that bear most on a question, their evidence, and whether they answer it.

    ``document`` limits the search to one document, by key. Raises QuestionError for an empty or
    over-long question or a k out of range, NotFoundError for an unknown document.
    """
    checked_question(question)
    checked_k(k)
    within = None if document is None else index.generation.catalogue.rows_of(document)
    parsed = read(index, question)
    ranked = rank(index, parsed, find_candidates(index.generation, parsed, max(SCORED, k), within))
    hits = tuple(
        Hit(
            passage=scored.analysed.passage,
            quote=scored.analysed.quote,
            rank=number,
            score=scored.score,
            highlights=evidence_of(index.scorer, scored.analysed.passage, scored.sentences),
        )
        for number, scored in enumerate(ranked[:k], start=1)
    )
    return Answer(question, judge(index.scorer, parsed, ranked), hits)


def read(index: Index, question: str) -> ParsedQuestion:
    """A question as the index reads it, encoded."""
    vectors, tokens = index.encoder.encode_with_tokens([question])
    return parse_question(question, vectors[0], tokens[0], index.generation.lexical)


def rank(index: Index, question: ParsedQuestion, candidates: Candidates) -> list[Scored]:
    """Every candidate scored, best first; equal scores in the order of rows."""
    rows = candidates.rows.tolist()
    analysed = [index.analyser.row(row) for row in rows]
    met = _met(index, question, candidates.rows, analysed)
    scored: list[Scored] = []
    for position, (row, passage) in enumerate(zip(rows, analysed, strict=True)):
        sentences = tuple(
            sentence_features(
                question,
                sentence,
                float(cosine),
                None if met is None else met.sentences[position][at],
            )
            for at, (sentence, cosine) in enumerate(
                zip(passage.sentences, candidates.sentence_cosines[position], strict=True)
            )
        )
        features = passage_features(
            question,
            passage,
            float(candidates.passage_cosine[position]),
            float(candidates.bm25[position]),
            sentences,
            None if met is None else met.passages[position],
        )
        score = index.scorer.passage.score(features)
        scored.append(Scored(row, passage, features, sentences, score))
    scored.sort(key=lambda candidate: (-candidate.log_odds, candidate.row))
    return scored


def _met(
    index: Index, question: ParsedQuestion, rows: Rows, analysed: list[Analysed]
) -> Met | None:
    stored = index.generation.tokens
    if stored is None:
        return None
    counts = [len(passage.sentences) for passage in analysed]
    return meet(stored, stored.project(question.tokens), rows, counts)

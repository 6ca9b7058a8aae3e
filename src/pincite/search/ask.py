"""Ask an index a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.ports import Reader
from pincite.search.candidates import CANDIDATES, find_candidates
from pincite.search.close_reading import PASSAGES, Place, is_clear, read_closely, reading_features
from pincite.search.evidence import evidence_of, sentence_scores
from pincite.search.features import passage_features, sentence_features
from pincite.search.index import Index
from pincite.search.limits import DEFAULT_K, checked_k, checked_question
from pincite.search.question import ParsedQuestion, parse_question
from pincite.search.scored import Scored
from pincite.search.signals import Gathered, gather
from pincite.search.verdict import LOOKED_AT, judge, opinion
from pincite.search.weights import ReadingWeights, Scorer
from pincite.types import Answer, Hit

SCORED = 6  # candidates scored in full at a time; more changed no figure of any question set
# Of log-odds: equal passages must be equal, and a matrix product's last digits depend on the row.
DECIMALS = 5
NEARLY_ALL = 0.9  # of two passages' stems in common: they say the same


def ask(index: Index, question: str, *, k: int = DEFAULT_K, document: str | None = None) -> Answer:
    """The k passages that bear most on a question, their evidence, and whether they answer it.

    ``document`` limits the search to one document, by key. Raises QuestionError for an empty or
    over-long question or a k out of range, NotFoundError for an unknown document.
    """
    checked_question(question)
    checked_k(k)
    within = None if document is None else index.generation.catalogue.rows_of(document)
    parsed = read(index, question)
    candidates = find_candidates(index.generation, parsed, max(CANDIDATES, k), within)
    gathered = gather(index.generation, parsed, candidates)
    ranked = _ranked(index, parsed, gathered, k)
    if not ranked:
        return Answer(question, judge(index.scorer, parsed, ranked, 0.0, index.scorer), ())
    log_odds = opinion(index.scorer, parsed, ranked, gathered)
    ordered = ranked
    limits: Scorer | ReadingWeights = index.scorer
    if index.reader is not None and index.scorer.reading is not None:
        limits = reading = index.scorer.reading
        ordered, log_odds = _read(index, index.reader, reading, question, ranked, log_odds)
    verdict = judge(index.scorer, parsed, ranked, log_odds, limits)
    return Answer(question, verdict, tuple(_hits(index, ordered[:k])))


def _hits(index: Index, ranked: Sequence[Scored]) -> Iterator[Hit]:
    for number, scored in enumerate(ranked, start=1):
        passage = scored.analysed.passage
        yield Hit(
            passage=passage,
            quote=scored.analysed.quote,
            rank=number,
            score=scored.score,
            highlights=evidence_of(index.scorer, passage, scored.sentences, scored.readings),
        )


def _read(
    index: Index,
    reader: Reader,
    weights: ReadingWeights,
    question: str,
    ranked: list[Scored],
    log_odds: float,
) -> tuple[list[Scored], float]:
    """The passages in their order, and the log-odds of an answer, after reading where in doubt."""
    # Where copies of the first took the places of others, one may be above it.
    before = [min(scored.log_odds, ranked[0].log_odds) for scored in ranked]
    if is_clear(weights, log_odds, before):
        return ranked, log_odds

    def read(places: Sequence[Place]) -> list[float]:
        found = [(ranked[place].analysed, at) for place, at in places]
        return reader.read(question, [(a.quote, a.passage.sentences[at]) for a, at in found])

    sentences = [sentence_scores(index.scorer, scored.sentences) for scored in ranked[:PASSAGES]]
    standings = read_closely(weights, before, sentences, read)
    ordered = [
        replace(
            ranked[standing.place],
            log_odds=round(standing.log_odds, DECIMALS),
            readings=standing.readings,
        )
        for standing in standings
    ]
    return ordered, weights.verdict.score(reading_features(log_odds, standings))


def spread(ranked: list[Scored], count: int) -> tuple[list[Scored], list[Scored]]:
    """The first ``count`` passages of a ranking that say different things, and those passed over.

    Passed over are passages that share nine tenths of their stems with an earlier one, which
    speaks for all of them.
    """
    first: list[Scored] = []
    repeats: list[Scored] = []
    for candidate in ranked:
        if len(first) == count:
            break
        alike = any(_alike(candidate.analysed.stems, other.analysed.stems) for other in first)
        (repeats if alike else first).append(candidate)
    return first, repeats


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    fewer, more = sorted((len(left), len(right)))
    if fewer < NEARLY_ALL * more:  # as many as they could share; counting them takes far longer
        return False
    shared = len(left & right)
    return shared >= NEARLY_ALL * (fewer + more - shared)


def _ranked(index: Index, question: ParsedQuestion, gathered: Gathered, k: int) -> list[Scored]:
    """What an answer is made of, best first, near-identical passages behind the rest."""
    every = len(gathered.candidates.rows)
    wanted, scored = max(k, LOOKED_AT), max(SCORED, k)
    first, repeats = spread(rank(index, question, gathered, scored), wanted)
    if len(first) < wanted and repeats and scored < every:
        # Copies of one passage took the places of others: these are among the rest.
        first, repeats = spread(rank(index, question, gathered, every), wanted)
    return (first + repeats)[:wanted]


def read(index: Index, question: str) -> ParsedQuestion:
    """A question as the index reads it, encoded."""
    vectors, tokens = index.encoder.encode_with_tokens([question])
    return parse_question(question, vectors[0], tokens[0], index.generation.lexical)


def rank(
    index: Index, question: ParsedQuestion, gathered: Gathered, count: int = SCORED
) -> list[Scored]:
    """At least the likeliest ``count`` candidates (or all there are) scored, best first.

    Which are the likeliest the signals say, under the same weights: reading a passage's words for
    the other features costs ten times as much, and moves none of the rest to the top. They are
    scored and ordered so many at a time, and what the searches offer beyond `CANDIDATES` comes
    last, so that the first are the same however many are asked for. Equal scores come in the order
    of rows.
    """
    rows = gathered.candidates.rows.tolist()
    line = index.scorer.passage
    known = line.partial(gathered.columns, len(rows))
    likely = sorted(
        range(len(rows)),
        key=lambda at: (at >= CANDIDATES, -round(known[at], DECIMALS), rows[at]),
    )
    ranked: list[Scored] = []
    for start in range(0, min(count, len(likely)), SCORED):
        chosen = likely[start : start + SCORED]
        scored: list[Scored] = []
        for at, signals in zip(chosen, gathered.of(chosen), strict=True):
            analysed = index.analyser.row(rows[at])
            sentences = sentence_features(question, analysed, signals)
            features = passage_features(question, analysed, signals, sentences)
            score = round(line.score(features), DECIMALS)
            scored.append(Scored(rows[at], analysed, features, sentences, score, signals.met))
        ranked += sorted(scored, key=lambda candidate: (-candidate.log_odds, candidate.row))
    return ranked

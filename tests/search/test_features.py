"""Features of a passage, worked out by hand from texts made for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pincite.ports import TokenVectors
from pincite.search.analysis import Analysed, AnalysedSentence
from pincite.search.features import (
    Features,
    Signals,
    passage_features,
    sentence_features,
    signal_features,
)
from pincite.search.question import ParsedQuestion, parse_question
from pincite.store.lexical import K1, StoredLexicalIndex
from pincite.store.lexical_writer import write_lexical
from pincite.text.figures import find_figures
from pincite.text.terms import stem, stems
from pincite.types import BlockKind, Passage, Span

TEXTS = (
    "Busan trade harbour summit 2019 Japan Seoul",
    "Trade grew. Ministers met in Busan in 2019.",
    "Nothing of it here",
)


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> StoredLexicalIndex:
    folder: Path = tmp_path_factory.mktemp("lexical")
    write_lexical(folder, [stems(text) for text in TEXTS])
    return StoredLexicalIndex(folder, len(TEXTS))


def read(lexical: StoredLexicalIndex, text: str, tokens: int = 0) -> ParsedQuestion:
    """With a token for each of the first words, one character long."""
    starts = [0] + [at + 1 for at, character in enumerate(text) if character == " "]
    spans = tuple(Span(start, start + 1) for start in starts[:tokens])
    vectors = TokenVectors(spans, np.zeros((tokens, 4), np.float32))
    return parse_question(text, np.zeros(4, np.float32), vectors, lexical)


def analysed(*texts: str, context: str = "", kind: BlockKind = BlockKind.PARAGRAPH) -> Analysed:
    sentences = tuple(
        AnalysedSentence(
            text,
            frozenset(zip(stems(text), stems(text)[1:], strict=False)),
            frozenset(stems(text)),
            find_figures(text),
        )
        for text in texts
    )
    held = frozenset(stems(" ".join(texts)))
    spans, at = [], 0
    for text in texts:
        spans.append(Span(at, at + len(text)))
        at += len(text) + 1
    quote = " ".join(texts)
    return Analysed(
        Passage("p_x", "doc", kind, (Span(0, len(quote)),), tuple(spans), None),
        quote,
        sentences,
        held,
        held | frozenset(stems(context)),
        tuple(figure for sentence in sentences for figure in sentence.figures),
    )


def all_features(question: ParsedQuestion, passage: Analysed, signals: Signals) -> Features:
    sentences = sentence_features(question, passage, signals)
    return passage_features(question, passage, signals, sentences)


def flat(passage: Analysed) -> Signals:
    """Signals that say nothing."""
    return Signals(0.0, (0.0,) * len(passage.sentences), 0.0)


def test_coverage_is_the_share_of_the_weight(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "Was trade in Japan?")
    trade, japan = (question.weights[stem(word)] for word in ("trade", "Japan"))
    assert question.covered_by(stems("Trade.")).share == pytest.approx(trade / (trade + japan))
    assert question.covered_by(stems("Trading with Japan")).share == 1.0  # of one stem
    assert question.covered_by(()).share == 0.0
    assert read(lexical, "?").covered_by(stems("Trade")).share == 0.0


def test_a_slip_is_covered_by_the_word_that_was_meant(lexical: StoredLexicalIndex) -> None:
    assert read(lexical, "harbuor").covered_by(stems("The harbour")).share == 1.0


def test_the_context_covers_what_the_passage_itself_does_not(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "trade Japan")
    passage = analysed("Trade grew.", context="Relations with Japan")
    found = all_features(question, passage, flat(passage))
    assert found["coverage"] + found["context_coverage"] == pytest.approx(1.0)
    assert found["coverage"] == question.covered_by(stems("Trade")).share


def test_the_best_sentence_is_the_nearest_and_not_the_one_with_most_words(
    lexical: StoredLexicalIndex,
) -> None:
    question = read(lexical, "trade harbour summit")
    passage = analysed("Trade.", "Harbour trade summit.")
    near_first = all_features(question, passage, Signals(0.5, (0.9, 0.1), 0.0))
    assert near_first["best_coverage"] == question.covered_by(stems("Trade")).share
    assert near_first["sentence_coverage"] == 1.0
    near_second = all_features(question, passage, Signals(0.5, (0.1, 0.9), 0.0))
    assert near_second["best_coverage"] == 1.0


def test_neighbouring_words_count_in_their_order_and_in_one_sentence(
    lexical: StoredLexicalIndex,
) -> None:
    question = read(lexical, "harbour trade summit")
    for texts, share in (
        (("Harbour trade summit.",), 1.0),
        (("Harbour trade.", "Trade summit."), 0.5),
        (("Trade harbour.",), 0.0),
        (
            (
                "Harbour.",
                "Trade.",
            ),
            0.0,
        ),
    ):
        passage = analysed(*texts)
        assert all_features(question, passage, flat(passage))["bigrams"] == share


@pytest.mark.parametrize(
    ("question", "text", "missing", "share"),
    [
        ("trade in 2019", "It met in 2019.", set(), 1.0),
        ("trade in 2019", "It met on 3 May 2019.", set(), 1.0),  # more precise
        ("trade on 3 May 2019", "It met in 2019.", {"dates"}, 0.0),  # less
        ("trade in 1995", "It met in 2019.", {"dates"}, 0.0),
        ("the USD 5 million trade", "USD 5,000,000 was paid.", set(), 1.0),
        ("the USD 5 million trade", "USD 6 million was paid.", {"sums"}, 0.0),
        ("the USD 5 million trade", "EUR 5 million was paid.", {"sums"}, 0.0),
        ("a trade of 5 per cent", "It grew by 5%.", set(), 1.0),
        ("the 48 youths of 2019", "It brought 48 youths.", {"dates"}, 0.5),
        ("the 48 youths of 2019", "In 2019 it brought 50 youths.", {"counts"}, 0.5),
        ("trade", "It met in 2019.", set(), 0.0),  # nothing asked about
    ],
)
def test_figures_that_are_asked_about_and_missing_are_told_by_kind(
    lexical: StoredLexicalIndex, question: str, text: str, missing: set[str], share: float
) -> None:
    passage = analysed(text)
    found = all_features(read(lexical, question), passage, flat(passage))
    kinds = {kind for kind in ("dates", "sums", "counts") if found[f"{kind}_missing"]}
    assert kinds == missing
    assert found["figures"] == share


def test_names_that_are_missing(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "trade of Japan with Seoul")
    japan, seoul = (question.weights[stem(name)] for name in ("Japan", "Seoul"))
    for text, context, share in (
        ("Trade of Japan and Seoul.", "", 0.0),
        ("Trade of Japan.", "", seoul / (japan + seoul)),
        ("Trade of Japan.", "Seoul", 0.0),  # named in the section's heading
        ("Trade.", "", 1.0),
    ):
        passage = analysed(text, context=context)
        found = all_features(question, passage, flat(passage))
        assert found["names_missing"] == pytest.approx(share)
        assert found["name_missing"] == float(share > 0)
    nameless = read(lexical, "trade of harbours")
    passage = analysed("Grain.")
    assert all_features(nameless, passage, flat(passage))["names_missing"] == 0.0


def test_unknown_words_are_told_by_their_share_of_the_weight(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "trade zeppelins")
    passage = analysed("Trade.")
    expected = question.weights[stem("zeppelins")] / question.total_weight
    assert all_features(question, passage, flat(passage))["unknown"] == pytest.approx(expected)


def test_captions_are_told_apart(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "trade")
    for kind, value in ((BlockKind.CAPTION, 1.0), (BlockKind.PARAGRAPH, 0.0)):
        passage = analysed("Trade.", kind=kind)
        assert all_features(question, passage, flat(passage))["caption"] == value


def test_bm25_is_brought_to_the_most_it_could_be(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "trade harbour")
    most = question.total_weight * (K1 + 1)
    assert signal_features(question, Signals(0.0, (0.0,), most))["bm25"] == pytest.approx(1.0)
    assert signal_features(read(lexical, "?"), Signals(0.0, (0.0,), 0.0))["bm25"] == 0.0


def test_without_tokens_there_are_no_features_of_tokens(lexical: StoredLexicalIndex) -> None:
    passage = analysed("Trade.", "Harbour.")
    question = read(lexical, "trade")
    found = all_features(question, passage, flat(passage))
    (first, _) = sentence_features(question, passage, flat(passage))
    assert not [name for name in (*found, *first) if name.startswith("late")]


def test_how_well_terms_are_met(lexical: StoredLexicalIndex) -> None:
    """The worst term, the worst name, and the mean; a word that is there is met wholly."""
    question = read(lexical, "harbour Japan Seoul", tokens=3)
    passage = analysed("A harbour.")
    signals = Signals(0.1, (0.2,), 0.0, 0.5, 0.6, (0.7,), (0.8,), (0.3, 0.9, 0.4))
    found = all_features(question, passage, signals)
    weights = [question.weights[stem(word)] for word in ("harbour", "Japan", "Seoul")]
    soft = (weights[0] * 1.0 + weights[1] * 0.9 + weights[2] * 0.4) / sum(weights)
    assert found["late_soft"] == pytest.approx(soft)
    assert found["late_least"] == pytest.approx(0.4)
    assert found["late_least_name"] == pytest.approx(0.4)
    assert (found["late"], found["late_weighted"]) == (0.5, 0.6)
    assert (found["late_sentence"], found["late_weighted_sentence"]) == (0.7, 0.8)


def test_a_question_without_names_has_none_that_is_met_badly(lexical: StoredLexicalIndex) -> None:
    question = read(lexical, "harbour", tokens=1)
    passage = analysed("Grain.")
    signals = Signals(0.1, (0.2,), 0.0, 0.5, 0.6, (0.7,), (0.8,), (0.3,))
    assert all_features(question, passage, signals)["late_least_name"] == 1.0


def test_every_feature_is_the_same_set_whatever_the_passage(lexical: StoredLexicalIndex) -> None:
    """Weights are fitted to names: none may come and go."""
    names = set()
    for text in ("Trade.", "In 2019 USD 5 million.", "…", "한국"):
        for question in ("trade", "When was Japan paid USD 5 million?", "?!", "the of"):
            passage = analysed(text)
            found = all_features(read(lexical, question), passage, flat(passage))
            assert all(np.isfinite(list(found.values())))
            names.add(tuple(found))
    assert len(names) == 1

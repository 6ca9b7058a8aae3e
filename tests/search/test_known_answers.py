"""The repository's own corpus: answers that are known, and hostile questions."""

from __future__ import annotations

import time

import pytest

from pincite.search.ask import ask
from pincite.search.index import Index
from pincite.types import Status

OVERVIEW, OPED = "asean-rok-overview", "korea-herald-2023-08-08"


@pytest.mark.parametrize(
    ("question", "document", "place", "marked"),
    [
        (
            "When did the ASEAN-ROK Free Trade Agreement come into effect?",
            OVERVIEW,
            "para. 18",
            "came into effect on 1 January 2010",
        ),
        # The same, all in capitals, terse, and misspelt.
        (
            "WHEN DID THE ASEAN-ROK FREE TRADE AGREEMENT COME INTO EFFECT?",
            OVERVIEW,
            "para. 18",
            "came into effect on 1 January 2010",
        ),
        ("free trade agreement effect date", OVERVIEW, "para. 18", "1 January 2010"),
        ("wen did the free trad agreemnt come into efect", OVERVIEW, "para. 18", "1 January 2010"),
        ("when was the asean cultre house establishd", OVERVIEW, "para. 29", "1 September 2017"),
        # An acronym that the document explains, asked by the acronym and by its long form.
        ("What is KASI?", OVERVIEW, "para. 9", "(KASI)"),
        (
            "What did the unveiling of the Korea-ASEAN Solidarity Initiative demonstrate?",
            OPED,
            "para. 2",
            "demonstrated the Korean government",
        ),
        # The op-ed has the long form alone.
        (
            "What did the KASI unveiling demonstrate?",
            OPED,
            "para. 2",
            "demonstrated the Korean government",
        ),
        # Acronyms of the glossary: the document has only the short form, ...
        pytest.param(
            "Since when is the ROK in the ARF?",
            OVERVIEW,
            "para. 12",
            "since its inception in 1994",
            marks=pytest.mark.xfail(
                strict=True,
                reason="the sentence after it, in the Outlook since 2000, is marked",
            ),
        ),
        (
            "When did the ROK become a participant of the ASEAN Regional Forum?",
            OVERVIEW,
            "para. 12",
            "since its inception in 1994",
        ),
        ("EAS APT ARF engagement", OVERVIEW, "para. 11", "including the APT, the EAS, ARF"),
        ("East Asia Summit, ASEAN Plus Three: mechanisms", OVERVIEW, "para. 11", ""),
        # ... or both, or another long form ("ASEAN-ROK" where the question says "ASEAN-Korea").
        ("When did Korea accede to the TAC?", OVERVIEW, "para. 1", "(TAC) in 2004"),
        (
            "When did South Korea accede to the Treaty of Amity and Cooperation?",
            OVERVIEW,
            "para. 1",
            "(TAC) in 2004",
        ),
        ("When did AKFTA come into effect?", OVERVIEW, "para. 18", "1 January 2010"),
        (
            "When did the ASEAN-Korea Free Trade Agreement take effect?",
            OVERVIEW,
            "para. 18",
            "1 January 2010",
        ),
        # A number that is printed twice: the second paragraph 30, not the first.
        (
            "How much did the ROK give for humanitarian assistance in Myanmar in 2021?",
            OVERVIEW,
            "para. 30 (second of two)",
            "USD 1 million in 2021",
        ),
    ],
)
def test_right_passage_is_first_with_its_sentence_marked(
    real: Index, question: str, document: str, place: str, marked: str
) -> None:
    answer = ask(real, question)
    first = answer.hits[0]
    assert first.passage.document == document
    assert first.passage.locator is not None
    assert first.passage.locator.display.startswith(place)
    assert marked in " ".join(first.quote[mark.start : mark.end] for mark in first.highlights)
    assert answer.verdict.status is not Status.NOT_FOUND


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How large was trade between ASEAN and the ROK in 1995?", "1995"),  # another year
        ("How large was trade between ASEAN and Japan in 2022?", "Japan"),  # another country
        ("How much did China contribute to the ASEAN-ROK Cooperation Fund?", "China"),
        ("When did the ASEAN-Canada Free Trade Agreement come into effect?", "Canada"),
        ("When did Brazil accede to the Treaty of Amity and Cooperation?", "Brazil"),
        ("What is the capital of France?", "France"),
        ("How do I bake sourdough bread?", "sourdough"),
    ],
)
def test_what_the_documents_lack_is_not_found_and_named(
    real: Index, question: str, missing: str
) -> None:
    answer = ask(real, question)
    assert answer.verdict.status is not Status.FOUND
    assert missing in answer.verdict.missing_terms
    assert answer.hits  # the nearest passages are shown whatever the verdict


HOSTILE = {
    "control characters": "\x00\x01\x02\x1b[31m\x7f",
    "combining marks": "a" + "\u0301" * 999,
    "emoji": "😀" * 500,
    "emoji of many parts": "👩\u200d👩\u200d👧\u200d👦" * 100,
    "punctuation": "???!!!…—“”",
    "stop words": "what is the of and",
    "one letter": "x",
    "Chinese": "東南亞國家聯盟自由貿易協定何時生效",
    "Korean": "한국과 아세안의 자유무역협정은 언제 발효되었나요",
    "characters of one word": "x" * 1000,
    "ligature that unfolds": "ﷺ" * 1000,
    "sharp s that doubles": "ß" * 1000,
    "dotted I that lengthens": "İ" * 1000,
    "unprintable direction marks": "\u202e\u2066\u200b\ufeff",
    "single letters": "a " * 500,
    "single numbers": "1 " * 500,
    "dates": "2010-01-01 " * 90,
    "sums": "US$1m " * 160,
    "one number": "9" * 1000,
    "digits of another script": "\u0660\u0661\u0662",
    "names": "Aa Bb " * 160,
    "brackets": "([{<" * 250,
    "slips": "agreemnet sumimt " * 58,
    "markup": "<script>alert(1)</script> ' OR 1=1; --",
    "acronyms": "ARF EAS APT TAC " * 62,
    "private use and unassigned": "\ue000\U000f0000\u0378",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_question_has_an_ordinary_answer_soon(real: Index, name: str) -> None:
    question = HOSTILE[name]
    assert len(question) <= 1_000
    started = time.perf_counter()
    answer = ask(real, question)
    # The longest take some 0.2 s, nearly all in the encoder; a loaded machine ten times as long.
    assert time.perf_counter() - started < 3
    assert answer.verdict.status is not Status.FOUND
    assert 0 <= answer.verdict.confidence <= 1
    assert len(answer.hits) == 5
    assert all(hit.highlights for hit in answer.hits)

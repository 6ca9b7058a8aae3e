"""What kind of thing a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import pytest

from pincite.search.expectation import Expected, Held, expectations, fulfilled
from pincite.text.figures import find_figures
from pincite.text.terms import stems

DATE, AMOUNT, COUNT = Expected.DATE, Expected.AMOUNT, Expected.COUNT
PLACE, NAME, REASON = Expected.PLACE, Expected.NAME, Expected.REASON


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the agreement come into effect?", {DATE}),
        ("when was it signed", {DATE}),
        ("WHEN WAS IT SIGNED?", {DATE}),
        ("Since when has it been held?", {DATE}),
        ("In what year was it founded?", {DATE}),
        ("On which day is it celebrated?", {DATE}),
        ("signing date of the protocol", {DATE}),
        ("date of signing", {DATE}),
        # "When" that opens a clause asks for no date.
        ("When imperialism impacts a country, what happens to its culture?", set()),
        ("What happens when ministers meet?", set()),
        ("What was said when leaders met?", set()),
        ("How much did the ROK pay?", {AMOUNT}),
        ("How large was trade?", {AMOUNT}),
        ("What share of the fund is paid?", {AMOUNT}),
        ("budget of the project", {AMOUNT}),
        ("What percentage was it?", {AMOUNT}),
        ("How many youths took part?", {COUNT}),
        ("What number of members has it?", {COUNT}),
        ("How long did it take?", set()),
        ("Where is the Centre?", {PLACE}),
        ("In which city was it held?", {PLACE}),
        ("Which city hosted the summit?", {PLACE}),
        ("Which country proposed the fund?", set()),  # a country acts, it is no place here
        ("Who signed it?", {NAME}),
        ("Whom did they meet?", {NAME}),
        ("By whose initiative was it founded?", {NAME}),
        ("Whose idea was it?", set()),
        ("WHO SIGNED IT?", {NAME}),  # all in capitals, so that they tell nothing
        ("What did the WHO report?", set()),  # the organisation
        ("What did the WHO say, and who signed it?", {NAME}),
        ("the whole of it", set()),  # "who" within a word
        ("Somewhere in Asia", set()),  # "where" within a word
        ("When and where was it held?", {DATE, PLACE}),
        ("When was it held and how much did it cost?", {DATE, AMOUNT}),
        ("Why was it founded?", {REASON}),
        ("How come it was founded?", {REASON}),
        ("What were the reasons for founding it?", {REASON}),
        ("what stated reason was there", {REASON}),
        ("the reason behind it", {REASON}),
        ("a reasonable offer", set()),  # "reason" within a word
        ("Who founded it, and why?", {NAME, REASON}),
        ("ASEAN Culture House", set()),
        ("", set()),
    ],
)
def test_kinds_that_a_question_asks_for(question: str, expected: set[Expected]) -> None:
    assert expectations(question) == expected


def holds(kind: Expected, question: str, sentence: str) -> float:
    return fulfilled(
        frozenset({kind}),
        frozenset(stems(question)),
        find_figures(question),
        Held(sentence, find_figures(sentence)),
    )


@pytest.mark.parametrize(
    ("kind", "question", "sentence", "held"),
    [
        (DATE, "When was it signed?", "It was signed on 2 June 2009.", True),
        (DATE, "When was it signed?", "It was signed in 2009.", True),
        (DATE, "When was it signed?", "It was signed in a hurry.", False),
        (DATE, "When was it signed?", "It has 37 members.", False),  # a number is no date
        # What is asked about is no answer.
        (DATE, "When in 2009 was it signed?", "It was signed in 2009.", False),
        (DATE, "When in 2009 was it signed?", "In 2009 it was signed, and ended in 2010.", True),
        # A day answers "when in 2009", but a day bears its year out: rough, and on the safe side.
        (DATE, "When in 2009 was it signed?", "It was signed on 2 June 2009.", False),
        (DATE, "When was the summit of June 2009?", "It met on 2 July 2009.", True),
        (AMOUNT, "How much was paid?", "It paid USD 16 million.", True),
        (AMOUNT, "How much was paid?", "It paid 17.5 per cent.", True),
        (AMOUNT, "How much was paid?", "It paid in 2009.", False),
        (AMOUNT, "How much was paid?", "It paid 48 youths.", False),  # a count is no sum
        (AMOUNT, "How much of the USD 5 million?", "It has USD 5 million.", False),
        (COUNT, "How many took part?", "It brought 48 youths.", True),
        (COUNT, "How many took part?", "It began in July 1991.", False),
        (COUNT, "How many of the 48 youths?", "It brought 48 youths.", False),
        (PLACE, "Where was it held?", "It was held in Jakarta.", True),
        (PLACE, "Where was it held?", "It was held in the Philippines.", True),
        (PLACE, "Where was it held?", "It was held in July 1991.", False),  # a month is no place
        (PLACE, "Where was it held?", "It was held in a hall.", False),
        (PLACE, "Where in Jakarta was it held?", "It was held in Jakarta.", False),
        (PLACE, "Where in Jakarta was it held?", "It was held in Jakarta at Merdeka.", True),
        (NAME, "Who signed it?", "It was signed by Kim Hae-yong.", True),
        (NAME, "Who signed it?", "The paper was signed by Lee.", True),
        (NAME, "Who signed it?", "The paper was signed there.", False),  # begins the sentence
        (NAME, "Who signed it?", "It was signed in July.", False),
        (NAME, "Who is Kim Hae-yong?", "It was signed by Kim Hae-yong.", False),
        (NAME, "Who signed it?", "It was signed on 2 June 2009 by all.", False),
        (REASON, "Why was it founded?", "It was founded because trade grew.", True),
        (REASON, "Why was it founded?", "In order to help trade, it was founded.", True),
        (REASON, "Why was it founded?", "It was founded to help trade.", False),  # rough
        (REASON, "Why was it founded?", "It was founded in 2009.", False),
        (DATE, "When?", "", False),
        (NAME, "Who?", "", False),
        (PLACE, "Where?", "", False),
    ],
)
def test_sentence_holds_what_is_asked_for_beyond_what_the_question_says(
    kind: Expected, question: str, sentence: str, held: bool
) -> None:
    assert holds(kind, question, sentence) == (1.0 if held else -1.0)


def test_nothing_is_fulfilled_where_nothing_is_expected() -> None:
    assert fulfilled(frozenset(), frozenset(), (), Held("On 2 June 2009 in Jakarta.", ())) == 0.0


def test_one_of_several_kinds_is_enough() -> None:
    sentence = "It was signed in 2009."
    both = frozenset({DATE, AMOUNT})
    assert fulfilled(both, frozenset(), (), Held(sentence, find_figures(sentence))) == 1.0

"""The limits of a question, stated once for every way of asking."""

from __future__ import annotations

import re

from pincite.errors import QuestionError

_SURROGATE = re.compile("[\ud800-\udfff]")

QUESTION_CHARACTERS = 1_000
DEFAULT_K = 5
LARGEST_K = 50


def checked_question(question: str) -> str:
    """The question, if it has words and is not too long; QuestionError otherwise."""
    if not question.strip():
        raise QuestionError(
            "q: the question is empty; ask something, for example q=When was the agreement signed?"
        )
    if len(question) > QUESTION_CHARACTERS:
        raise QuestionError(
            f"q: the question has {len(question)} characters, "
            f"the limit is {QUESTION_CHARACTERS}; shorten it"
        )
    if _SURROGATE.search(question):
        raise QuestionError(
            "q: the question holds a lone surrogate, which is no character; send it as UTF-8"
        )
    return question


def checked_k(k: int) -> int:
    """How many passages to return, if it is within the limits; QuestionError otherwise."""
    if not 1 <= k <= LARGEST_K:
        raise QuestionError(f"k: {k} passages asked for; give a whole number from 1 to {LARGEST_K}")
    return k

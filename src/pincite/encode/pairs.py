"""A question and a sentence as a reader takes them: one row of tokens."""

from __future__ import annotations

from dataclasses import dataclass

from tokenizers import Tokenizer

from pincite.types import Span

# Tokens read in all, and of a question. A reader is trained with these; its time is in proportion.
LENGTH = 72
QUESTION = 28
_BEFORE = 400  # characters before a sentence that are looked at: more than fit


@dataclass(frozen=True, slots=True)
class Pair:
    """The ids of a row: special, question, special, words before the sentence, sentence, special.

    ``own`` says which of them are the sentence's.
    """

    ids: list[int]
    own: slice


def pair(tokenizer: Tokenizer, question: str, quote: str, sentence: Span) -> Pair:
    """The row for a question and one sentence of a passage's quote.

    As many of the words before the sentence as there is room for go with it: what "it" is stands
    there. A sentence that is too long is cut at its end.
    """
    begin, end = tokenizer.encode("").ids
    asked = tokenizer.encode(_sound(question), add_special_tokens=False).ids[:QUESTION]
    start = _word_start(quote, max(0, sentence.start - _BEFORE))
    before = tokenizer.encode(_sound(quote[start : sentence.start]), add_special_tokens=False).ids
    own = tokenizer.encode(
        _sound(quote[sentence.start : sentence.end]), add_special_tokens=False
    ).ids
    room = LENGTH - 3 - len(asked)
    own = own[:room]
    before = before[max(0, len(before) - (room - len(own))) :] if len(own) < room else []
    first = 2 + len(asked) + len(before)
    ids = [begin, *asked, end, *before, *own, end]
    return Pair(ids, slice(first, first + len(own)))


def _word_start(text: str, at: int) -> int:
    """The start of the first whole word from a place on."""
    if at == 0:
        return 0
    space = text.find(" ", at)
    return at if space < 0 else space + 1


def _sound(text: str) -> str:
    # Half of a surrogate pair is no character and has no UTF-8; it is read as one "?".
    return text.encode("utf-8", "replace").decode("utf-8")

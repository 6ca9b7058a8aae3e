"""What is indexed of a passage beyond its own words, and is never shown."""

from __future__ import annotations

from collections.abc import Callable

from pincite.text.expansion import Expander
from pincite.text.terms import stems, terms
from pincite.types import Passage

_MOST_FORMS = 6


def embedded_text(
    quote: str, expander: Expander, measure: Callable[[str], int], window: int
) -> str:
    """What the encoder reads for a passage: its words, then other forms of what they mention.

    The other forms ("ASEAN Regional Forum" for ARF) are added one by one while the encoder's
    window of tokens holds them; the passage's own words always come first and whole.
    """
    absent = [
        form for form in expander.expand(terms(quote)) if form.casefold() not in quote.casefold()
    ]
    for count in range(min(len(absent), _MOST_FORMS), 0, -1):
        text = f"{quote} ({'; '.join(absent[:count])})"
        if measure(text) <= window:
            return text
    return quote


def lexical_bag(passage: Passage, quote: str, expander: Expander) -> list[str]:
    """The terms that the lexical index counts for a passage.

    Its own; those of other forms of what it mentions and of its section, where it lacks them.
    """
    found = terms(quote)
    bag = [term.stem for term in found]
    held = set(bag)
    for text in (*expander.expand(found), *passage.section):
        for word in stems(text):
            if word not in held:
                held.add(word)
                bag.append(word)
    return bag

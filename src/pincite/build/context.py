"""What is indexed of a passage beyond its own words, and is never shown."""

from __future__ import annotations

from pincite.text.expansion import Expander
from pincite.text.terms import stems, terms
from pincite.types import Passage, Record

# Tokens of the encoder's window that are kept free of the passage's own words.
RESERVED_TOKENS = 56
_MOST_FORMS = 6


def embedded_text(passage: Passage, quote: str, record: Record, expander: Expander) -> str:
    """What the encoder reads for a passage: its section, its words, other forms of its acronyms."""
    heading = passage.section[-1] if passage.section else record.title
    absent = [
        form for form in expander.expand(terms(quote)) if form.casefold() not in quote.casefold()
    ]
    forms = f" ({'; '.join(absent[:_MOST_FORMS])})" if absent else ""
    return f"{heading}: {quote}{forms}"


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

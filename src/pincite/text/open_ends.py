"""Whether words stop short: after a comma, at a cut word, or at a word that no phrase ends with."""

from __future__ import annotations

import re

_WORDS = (
    "a an the and or nor but of to in on at by for from with within without into onto upon between"
    " among against towards than that which who whose whom if because although while whereas"
    " unless is are was were be been has have had shall will would may might must should could"
    " its their his her our your this these those as"
)
_OPEN = re.compile(
    r"(?:[,،、(\[{“‘]|\w[-\u2010\xad]|(?:(?<=[\s;,(])|^)(?:" + "|".join(_WORDS.split()) + r"))\s*$"
)
_REACH = 24  # code points: longer than any of the words


def ends_open(text: str) -> bool:
    """Whether a sentence or phrase must go on after such words.

    Only words in lower case are looked at: "The Rule of Three for Who", a title's, may end so.
    """
    return _OPEN.search(text[-_REACH:]) is not None

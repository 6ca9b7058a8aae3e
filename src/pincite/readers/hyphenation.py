"""Words cut at the line ends of a text that was broken into lines by hand or by a converter."""

from __future__ import annotations

import re

from pincite.readers.hyphens import UNDONE, Hyphens
from pincite.readers.repairs import Repairs
from pincite.readers.typed import typed_number

_CUT = re.compile(r"[^\W_][-\u2010\u2011][^\S\n]*\n[^\S\n]*[^\W_]")
_HYPHENS = ("-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}")
# A longer line is a paragraph that nobody broke.
_LONGEST_LINE = 130
# A soft hyphen is never printed but where a line ends in it.
_SOFT = re.compile(r"\xad[^\S\r\n]*\r?\n[^\S\r\n]*(\S+)[^\S\r\n]*(?:\r?\n)?")


def without_soft_hyphenation(text: str, repairs: Repairs) -> str:
    """The text with each word whole that a soft hyphen cuts at a line end: it leaves no doubt."""
    text, count = _SOFT.subn(r"\1\n", text)
    repairs.note(UNDONE, count)
    return text


def without_hyphenation(text: str, repairs: Repairs) -> str:
    """The text with each word whole that a line end cuts.

    Which hyphens are the printer's and which the word's own, `Hyphens` judges, as it does for a
    PDF. The lines stay about as long as they were, and as many: the outline is inferred from
    their lengths, and who looks for a line of the file by its number finds it.
    """
    if not _CUT.search(text):
        return text
    lines = text.split("\n")
    hyphens = Hyphens(lines, repairs)
    width = max((len(line) for line in lines if len(line) <= _LONGEST_LINE), default=0)
    kept: list[str] = []
    for line in lines:
        if not kept or not _is_cut(kept[-1].rstrip(), line.strip()):
            kept.append(line)
            continue
        above = kept.pop().rstrip()
        joined = above[: len(above) - len(above.lstrip())] + hyphens.join([above, line])
        at = joined.rfind(" ", len(above) - len(above.lstrip()) + 1, width + 1)
        if len(joined) <= width or at < 0:
            kept.append(joined)
        else:
            indent = line[: len(line) - len(line.lstrip())]
            kept += (joined[:at], indent + joined[at + 1 :])
    return "\n".join(kept)


def _is_cut(above: str, below: str) -> bool:
    """Whether a word, or a range of years, may go on in the line below."""
    if max(len(above), len(below)) > _LONGEST_LINE or above[-1:] not in _HYPHENS:
        return False
    if not above[-2:-1].isalnum() or not below[:1].isalnum():
        return False
    # "…, non-" above "2. The next paragraph"; but "2011-" above "2015. It"
    return above[-2].isdigit() or typed_number(below) is None

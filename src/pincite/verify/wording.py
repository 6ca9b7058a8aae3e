"""The statuses in words, for people: what was found, and no judgement of who wrote it."""

from __future__ import annotations

from pincite.verify.types import Status

WORDS = {
    Status.EXACT: "word for word",
    Status.NORMALIZED: "word for word, but for typography",
    Status.ALTERED: "the words differ",
    Status.ELLIPSIS: "with words left out",
    Status.ELLIPSIS_UNSAFE: "what is left out may turn the sense",
    Status.WRONG_LOCATOR: "stands in another place",
    Status.WRONG_DOCUMENT: "stands in another document",
    Status.AMBIGUOUS: "stands in several places",
    Status.TOO_SHORT: "too short to tell",
    Status.NOT_FOUND: "not found",
    Status.UNBALANCED: "the quotation is never closed",
    Status.UNCHECKED: "not compared",
    Status.PINPOINT_FOUND: "the place is there",
    Status.PINPOINT_SEVERAL: "several places fit",
    Status.PINPOINT_UNCLEAR: "names no document held",
    Status.PINPOINT_MISSING: "there is no such place",
    Status.PINPOINT_UNCHECKED: "not looked up",
    Status.FIGURE_SUPPORTED: "the passage gives it too",
    Status.FIGURE_DIFFERS: "the passage gives another figure",
    Status.FIGURE_ABSENT: "the passage does not give it",
    Status.FIGURE_UNCHECKED: "held against no passage",
    Status.NEAREST: "the nearest passages, as help",
    Status.NOTHING_NEAR: "no passage comes near",
}

"""What property tests draw from: words, paragraphs, and documents with what is known of them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hypothesis import strategies as st

# Words that neither number, name a division, abbreviate nor end anything, in several scripts and
# with characters outside of the basic plane.
WORDS = (
    "ministers trade summit adopted culture exchange fund regional border forest youth partner "
    "naïve façade re-opened O’Hara’s 협력 정상회의 合作 التعاون сотрудничество 𝔘nion 🤝 e\u0301clat"
).split()

words = st.sampled_from(WORDS)


@st.composite
def sentences(draw: st.DrawFn, least: int = 3, most: int = 12) -> str:
    """A sentence: a capital, words, a full stop."""
    middle = draw(st.lists(words, min_size=least, max_size=most))
    return " ".join((draw(st.sampled_from(("The", "Both", "Every"))), *middle)) + "."


@st.composite
def paragraphs(draw: st.DrawFn, most: int = 4) -> str:
    """Some sentences in a line, no two alike: the same words twice over are a caption."""
    return " ".join(draw(st.lists(sentences(), min_size=1, max_size=most, unique=True)))


headings = st.builds(
    lambda a, b: f"{a} {b}",
    st.sampled_from(("Trade", "Culture", "Security", "Health")),
    st.sampled_from(("Cooperation", "Matters", "Exchange")),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A text and the (printed number, words) of each paragraph that it was made of."""

    text: str
    paragraphs: tuple[tuple[str, str], ...]


@st.composite
def numbered_documents(draw: st.DrawFn) -> Made:
    """Numbered paragraphs, begun again or repeated, under headings, wrapped, cut by page breaks."""
    style = draw(st.sampled_from(("- {}.", "{}.", "({})", "[{}]", "{})")))
    width = draw(st.sampled_from((0, 60, 78)))
    number = draw(st.integers(1, 40))
    pieces: list[str] = []
    made: list[tuple[str, str]] = []
    for _ in range(draw(st.integers(2, 12))):
        if draw(st.integers(0, 4)) == 0:
            pieces.append(draw(headings))
        body = draw(paragraphs())
        made.append((str(number), body))
        printed = f"{style.format(number)} {body}"
        if width:
            printed = textwrap.fill(printed, width, break_on_hyphens=False, break_long_words=False)
        elif draw(st.booleans()):
            printed = _with_page_break(printed, draw(st.floats(0.3, 0.9)))
        pieces.append(printed)
        step = draw(st.sampled_from((1, 1, 1, 1, 2, 0)))
        number = number + step if step or len(made) < 2 else max(1, number - 2)
        if step == 0 and len(made) < 2:
            number += 1
    return Made("\n\n".join(pieces) + "\n", tuple(made))


def _with_page_break(line: str, share: float) -> str:
    """The line with a blank one between two of its words, where the second is in lower case."""
    cut = line.find(" ", int(len(line) * share))
    after = line[cut + 1 :]
    if cut < 0 or not after[:1].islower() or line[cut - 1] == ".":
        return line
    return f"{line[:cut]}\n\n{after}"


@st.composite
def articles(draw: st.DrawFn) -> Made:
    """Paragraphs without numbers, a blank line between them."""
    held = draw(st.lists(paragraphs(), min_size=1, max_size=8))
    return Made("\n\n".join(held) + "\n", tuple((str(n), p) for n, p in enumerate(held, 1)))


_TRAPS = (
    *("1.", "2.", "(a)", "(i)", "[3]", "3.2.1", "-", "•", ":", "A. B.", "“", "”", "Article 5"),
    *("\n", "\n\n", "\r\n", "\x0c", "\u2028", "\u200f", "x" * 300),
)

# Anything at all that a file may hold as text, lone surrogates aside (no reader lets them in).
texts = st.text(st.characters(codec="utf-8"), max_size=400) | st.lists(
    st.sampled_from((*WORDS, *_TRAPS)), max_size=60
).map(" ".join)

"""Altered and true quotations made from any documents, seeded, with what verification must say.

An altered quotation differs from every document in at least a word: an oracle of its own, which
shares nothing with the code under test, throws away those that some document happens to hold.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.identity import slug
from pincite.ports import Catalogue
from pincite.types import Passage
from pincite.verify.types import Status
from support.catalogue import MemoryCatalogue, unnumbered


@dataclass(frozen=True, slots=True)
class Case:
    """A draft of one sentence with one quotation, and what must be said of it.

    `passages` are the ids of which one must be named; `statuses` those that fit.
    """

    kind: str
    draft: str
    quotation: str
    passages: frozenset[str]
    statuses: frozenset[Status]


ALTERED = frozenset({Status.ALTERED})
TRUE = frozenset({Status.EXACT, Status.NORMALIZED})

_UNITS = {
    "million": "billion",
    "billion": "million",
    "thousand": "million",
    "USD": "EUR",
    "cent": "mille",
    "percent": "permille",
    "percentage": "number",
    "km": "miles",
    "kilometres": "miles",
    "miles": "kilometres",
    "years": "months",
    "year": "month",
    "day": "week",
    "days": "weeks",
    "months": "years",
    "hours": "minutes",
    "century": "decade",
    "decades": "centuries",
    "tonnes": "kilograms",
    "yards": "metres",
    "feet": "metres",
    "metres": "feet",
}
_AUXILIARIES = frozenset(
    "is are was were has have had will would should can could may might must does did".split()
)
_ADDED = (
    "significantly",
    "often",
    "jointly",
    "never",
    "annually",
    "nearly",
    "major",
    "all",
    "some",
)
_MARKS = (("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’"), ("「", "」"), ("『", "』"))


class Generator:
    """Cases from the passages of a catalogue."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self._random = random.Random(seed)
        rows = range(catalogue.passage_count())
        self._passages = [
            (passage, quote)
            for passage, quote in zip(catalogue.passages(rows), catalogue.quotes(rows), strict=True)
            if len(quote.split()) >= 12 and passage.locator is not None
        ]
        everything = [_plain(catalogue.document(r.key).text) for r in catalogue.records()]
        everything += [_plain(quote) for quote in catalogue.quotes(rows)]
        # Paragraphs that follow one another may be quoted as one, without the printed number.
        everything += [
            _plain(f"{left} {right}")
            for (a, left), (b, right) in zip(self._passages, self._passages[1:], strict=False)
            if a.document == b.document
        ]
        self._held = " \n ".join(everything)
        self._names = sorted(
            {
                word
                for _, quote in self._passages
                for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", quote)
            }
        )

    # --- altered --------------------------------------------------------------------------------

    def altered(self, count: int) -> Iterator[Case]:
        """So many cases, the kinds in turn."""
        kinds: dict[str, Callable[[list[str]], list[str] | None]] = {
            "a word dropped": self._dropped,
            "a word added": self._added,
            "two words swapped": self._swapped,
            "a digit changed": self._digit,
            "a unit changed": self._unit,
            "a year changed": self._year,
            "a name changed": self._name,
            "a negation changed": self._negation,
        }
        special = ("two sentences joined", "another paragraph's pinpoint", "one of few words")
        names = [*kinds, *special]
        for index in range(count):
            kind = names[index % len(names)]
            if kind == special[0]:
                yield self._joined(kind)
            elif kind == special[1]:
                yield self._moved(kind)
            elif kind == special[2]:
                yield self._few(kind)
            else:
                yield self._changed(kind, kinds[kind])

    def _changed(self, kind: str, change: Callable[[list[str]], list[str] | None]) -> Case:
        while True:
            passage, quote = self._random.choice(self._passages)
            words = change(self._run(quote))
            if words is None:
                continue
            text = " ".join(words)
            if self._is_held(text):
                continue
            cited = self._random.random() < 0.5
            return Case(
                kind,
                self._draft(text, passage if cited else None),
                text,
                frozenset({passage.id}),
                ALTERED,
            )

    def _joined(self, kind: str) -> Case:
        """Two sentences with another left out between them, or of two passages."""
        while True:
            passage, quote = self._random.choice(self._passages)
            ids = {passage.id}
            sentences = [quote[s.start : s.end] for s in passage.sentences]
            if len(sentences) >= 3 and self._random.random() < 0.7:
                first = self._random.randrange(len(sentences) - 2)
                second = self._random.randrange(first + 2, len(sentences))
                left, right = sentences[first], sentences[second]
            else:
                other, other_quote = self._random.choice(self._passages)
                if other.id == passage.id:
                    continue
                ids.add(other.id)
                left = self._random.choice(sentences)
                right = self._random.choice([other_quote[s.start : s.end] for s in other.sentences])
            text = f"{left} {right}"
            if min(len(left.split()), len(right.split())) < 5 or self._is_held(text):
                continue
            return Case(kind, self._draft(text, None), text, frozenset(ids), ALTERED)

    def _moved(self, kind: str) -> Case:
        while True:
            passage, quote = self._random.choice(self._passages)
            other, _ = self._random.choice(self._passages)
            if other.document != passage.document or _number(other) == _number(passage):
                continue
            text = " ".join(self._run(quote))
            if self._held.count(_plain(text)) > 3:
                continue  # it stands elsewhere too
            draft = self._draft(text, other)
            return Case(
                kind, draft, text, frozenset({passage.id}), frozenset({Status.WRONG_LOCATOR})
            )

    def _few(self, kind: str) -> Case:
        """Three to five words, one of them another, cited."""
        while True:
            passage, quote = self._random.choice(self._passages)
            words, length = quote.split(), self._random.randrange(3, 6)
            start = self._random.randrange(len(words) - length + 1)
            words = words[start : start + length]
            at = self._random.randrange(length)
            kept = " ".join(word for index, word in enumerate(words) if index != at)
            telling = set(re.findall(r"[A-Za-z]{7,}", kept)) - {"through", "between", "towards"}
            if not telling or not re.fullmatch(r"[A-Za-z]+|[0-9]+", words[at].strip(".,;")):
                continue  # "30th" and "two-way" are two words
            text = " ".join(_with(words, at, self._random.choice(_ADDED))).strip(".,;:()")
            if self._is_held(text) or len(_plain(text).split()) != length:
                continue
            return Case(kind, self._draft(text, passage), text, frozenset({passage.id}), ALTERED)

    def _dropped(self, words: list[str]) -> list[str] | None:
        at = self._random.randrange(1, len(words) - 1)
        return [*words[:at], *words[at + 1 :]] if _plain(words[at]).strip() else None

    def _added(self, words: list[str]) -> list[str]:
        at = self._random.randrange(1, len(words))
        return [*words[:at], self._random.choice(_ADDED), *words[at:]]

    def _swapped(self, words: list[str]) -> list[str] | None:
        at = self._random.randrange(len(words) - 1)
        if _plain(words[at]) == _plain(words[at + 1]):
            return None
        return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]

    def _digit(self, words: list[str]) -> list[str] | None:
        places = [(i, m.start()) for i, w in enumerate(words) for m in re.finditer("[0-9]", w)]
        if not places:
            return None
        at, inside = self._random.choice(places)
        old = words[at][inside]
        new = self._random.choice([digit for digit in "0123456789" if digit != old])
        return _with(words, at, words[at][:inside] + new + words[at][inside + 1 :])

    def _unit(self, words: list[str]) -> list[str] | None:
        places = [i for i, word in enumerate(words) if word.strip(".,;()") in _UNITS]
        if not places:
            return None
        at = self._random.choice(places)
        unit = words[at].strip(".,;()")
        return _with(words, at, words[at].replace(unit, _UNITS[unit]))

    def _year(self, words: list[str]) -> list[str] | None:
        places = [
            i for i, word in enumerate(words) if re.fullmatch(r"(?:1[5-9]|20)\d\d[.,;)]*", word)
        ]
        if not places:
            return None
        at = self._random.choice(places)
        year = int(words[at][:4])
        other = year + self._random.choice([-10, -3, -2, -1, 1, 2, 3, 10])
        return _with(words, at, f"{other}{words[at][4:]}")

    def _name(self, words: list[str]) -> list[str] | None:
        places = [
            i for i, word in enumerate(words) if i and re.fullmatch(r"[A-Z][a-z]{2,}[,.;]?", word)
        ]
        if not places or len(self._names) < 2:
            return None
        at = self._random.choice(places)
        bare = words[at].rstrip(",.;")
        other = self._random.choice(self._names)
        return None if other == bare else _with(words, at, words[at].replace(bare, other))

    def _negation(self, words: list[str]) -> list[str] | None:
        nots = [i for i, word in enumerate(words) if word == "not" and 0 < i < len(words) - 1]
        if nots:
            at = self._random.choice(nots)
            return [*words[:at], *words[at + 1 :]]
        places = [i for i, word in enumerate(words[:-1]) if word in _AUXILIARIES]
        if not places:
            return None
        at = self._random.choice(places) + 1
        return [*words[:at], "not", *words[at:]]

    # --- true -----------------------------------------------------------------------------------

    def true(self, count: int) -> Iterator[Case]:
        """So many true quotations with differences that change no word, the kinds in turn."""
        kinds: dict[str, Callable[[str], str | None]] = {
            "letter for letter": lambda text: text,
            "white space": self._wrapped,
            "quotation marks": self._marks,
            "dashes": self._dashes,
            "ligatures": self._ligatures,
            "a hyphen at a line end": self._hyphenated,
            "a compound cut at its hyphen": self._compound,
            "a bracketed capital": self._bracketed,
            "decomposed letters": self._decomposed,
            "several of these": self._several,
        }
        names = [*kinds, "across a page or paragraph break"]
        for index in range(count):
            kind = names[index % len(names)]
            yield self._across(kind) if kind not in kinds else self._true(kind, kinds[kind])

    def _true(self, kind: str, change: Callable[[str], str | None]) -> Case:
        for _ in range(2_000):
            passage, quote = self._random.choice(self._passages)
            text = change(" ".join(self._run(quote)))
            if text is not None:
                return self._true_case(kind, text, [passage])
        # A corpus without, say, a dash: any other harmless difference will do.
        return self._true(kind, self._wrapped)

    def _true_case(self, kind: str, text: str, passages: Sequence[Passage]) -> Case:
        draft = self._draft(text, passages[0])
        return Case(kind, draft, text, frozenset(p.id for p in passages), TRUE)

    def _across(self, kind: str) -> Case:
        """Over a page break inside a passage, or from one paragraph into the next."""
        cut = [(p, q) for p, q in self._passages if len(p.spans) > 1]
        if cut and self._random.random() < 0.5:
            passage, quote = self._random.choice(cut)
            words = quote.split()
            first = self._random.randrange(max(1, len(words) // 3))
            last = self._random.randrange(2 * len(words) // 3, len(words))
            return self._true_case(kind, " ".join(words[first : last + 1]), [passage])
        while True:
            index = self._random.randrange(len(self._passages) - 1)
            (before, left), (after, right) = self._passages[index : index + 2]
            if before.document != after.document or before.section != after.section:
                continue
            if before.kind is not after.kind:
                continue  # a caption is no neighbour of the text beside it
            words = left.split()[-self._random.randrange(4, 12) :]
            words += right.split()[: self._random.randrange(4, 12)]
            return self._true_case(kind, " ".join(words), [before, after])

    def _wrapped(self, text: str) -> str:
        spaces = [m.start() for m in re.finditer(" ", text)]
        chosen = set(self._random.sample(spaces, max(1, len(spaces) // 6)))
        kinds = ("\n", "  ", "\u00a0", " \n", "\t")
        return "".join(self._random.choice(kinds) if i in chosen else c for i, c in enumerate(text))

    def _marks(self, text: str) -> str | None:
        if not re.search("[\"“”'’]", text):
            return None
        curly = {"'": "’", "’": "'", "“": '"', "”": '"'}
        text = re.sub("['’“”]", lambda m: curly[m.group()], text)
        return re.sub(r'(?<!\w)"(?=\w)', "“", text) if self._random.random() < 0.5 else text

    def _dashes(self, text: str) -> str | None:
        if "-" not in text and "–" not in text and "—" not in text:
            return None
        return re.sub("[-–—]", lambda m: self._random.choice("-‐‑–—"), text)

    def _ligatures(self, text: str) -> str | None:
        if not re.search("ff|fi|fl", text):
            return None
        for plain, joined in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
            text = text.replace(plain, joined)
        return text

    def _hyphenated(self, text: str) -> str | None:
        words = list(re.finditer(r"(?<![\w-])[a-z]{6,}(?![\w-])", text))
        if not words:
            return None
        word = self._random.choice(words)
        at = self._random.randrange(word.start() + 2, word.end() - 2)
        return f"{text[:at]}-\n{text[at:]}"

    def _compound(self, text: str) -> str | None:
        hyphens = [m.end() for m in re.finditer(r"(?<=[a-zA-Z])-(?=[a-zA-Z])", text)]
        if not hyphens:
            return None
        at = self._random.choice(hyphens)
        return f"{text[:at]}\n{text[at:]}"

    def _bracketed(self, text: str) -> str | None:
        if not re.match(r"[^\W\d_]\w", text):
            return None
        return f"[{text[0].swapcase()}]{text[1:]}"

    def _decomposed(self, text: str) -> str | None:
        decomposed = unicodedata.normalize("NFD", text)
        if decomposed == text:
            # Little English is accented; a soft hyphen is as invisible.
            at = self._random.randrange(1, len(text))
            return f"{text[:at]}\u00ad{text[at:]}" if text[at - 1 : at + 1].isalpha() else None
        return decomposed

    def _several(self, text: str) -> str | None:
        changed = self._dashes(text)
        changed = self._ligatures(changed) or changed if changed else None
        return self._wrapped(changed) if changed else None

    # --- drafts ---------------------------------------------------------------------------------

    def _run(self, quote: str) -> list[str]:
        """A run of eight to forty words."""
        words = quote.split()
        length = min(len(words), self._random.randrange(8, 41))
        start = self._random.randrange(len(words) - length + 1)
        return words[start : start + length]

    def _draft(self, text: str, passage: Passage | None) -> str:
        held = [pair for pair in _MARKS if not set(pair) & set(text)]
        if "'" in text or "’" in text or "\n" in text:
            held = [pair for pair in held if pair[0] not in "‘'"]
        opening, closing = self._random.choice(held)
        cited = f" ({passage.document}, {_place(passage)})" if passage is not None else ""
        return f"It is said that {opening}{text}{closing}{cited} and so on."

    def _is_held(self, text: str) -> bool:
        return _plain(text) in self._held


def _number(passage: Passage) -> str:
    assert passage.locator is not None
    return passage.locator.value


def _place(passage: Passage) -> str:
    """As a writer would have it, who does not know of numbers printed twice."""
    assert passage.locator is not None
    label, value = passage.locator.label, passage.locator.value
    return f"para. {value}" if label == "paragraph" else f"{label} {value}"


def _plain(text: str) -> str:
    """The words alone, each between spaces: the oracle of what a document holds."""
    words = " ".join(re.findall(r"[^\W_]+", text.lower()))
    return f" {words} "


def _with(words: Sequence[str], at: int, word: str) -> list[str]:
    return [*words[:at], word, *words[at + 1 :]]


def squad_catalogue(path: Path) -> MemoryCatalogue:
    """A document for each article of a file in SQuAD's shape, with its paragraphs."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    documents = {}
    for index, article in enumerate(articles):
        title = str(article.get("title") or f"Article {index + 1}").replace("_", " ")
        key = slug(title)
        key = key if key not in documents else f"{key}-{index + 1}"
        paragraphs = [" ".join(p["context"].split()) for p in article["paragraphs"]]
        documents[key] = unnumbered(key, paragraphs, title=title)
    return MemoryCatalogue(list(documents.values()))


# A figure, and what is another though each differs from it by a mark alone.
_FIGURES = {
    "−0.6": ("0.6", "+0.6", "−.6", "-06"),
    "-5": ("5", "±5"),
    "±3": ("3", "+3", "-3"),
    "<5": ("5", ">5", "≤5"),
    "€16": ("16", "$16", "£16"),
    "17.5%": ("17.5", "175%", "17,5%", "17.5‰"),
    "4°": ("4", "4%"),
    "10-15": ("10, 15", "10 15", "1015", "10/15"),
    "11:30": ("11.30", "11, 30", "11-30"),
    "1.5": ("15", "1,5", "1, 5"),
    "p<.05": ("p<05", "p>.05", "p=.05"),
}
_FILLERS = (
    "trade growth council harbour northern treaty report committee fisheries winter revenue "
    "budget turbine spring minister valley coastal survey member effect".split()
)


def figures_of_a_mark(seed: int, count: int) -> tuple[str, list[tuple[str, bool]]]:
    """A paragraph with figures, and quotations of it, each with whether it is a true one."""
    choice = random.Random(seed)
    words = [
        choice.choice(list(_FIGURES)) if index % 5 == 3 else choice.choice(_FILLERS)
        for index in range(60)
    ]
    quotations: list[tuple[str, bool]] = []
    for _ in range(count):
        at = choice.randrange(1, 11) * 5 + 3
        start, end = at - choice.randrange(5), at + choice.randrange(8, 12)
        true = choice.random() < 0.3
        written = words[at] if true else choice.choice(_FIGURES[words[at]])
        quotations.append((" ".join([*words[start:at], written, *words[at + 1 : end]]), true))
    return f"The {' '.join(words)}.", quotations


_UNIT_FORMS = (
    ("MW", "\u2009MW", "MW", "megawatts"),
    ("km", "\u202fkm", "kilometres", "kilometers"),
    ("t", "tonnes", "\u00a0t"),
    ("ha", "hectares", "\u2009ha"),
    ("litres", "l", "liters"),
    ("per cent", "%", "percent", "\u202f%"),
    ("percentage points", "percentage point"),
    ("GWh", "gigawatt-hours", "gigawatt hours"),
    ("km²", "square kilometres", "sq km"),
    ("°C", "degrees Celsius"),
)


def quantities_restated(seed: int, count: int) -> tuple[str, list[tuple[str, bool]]]:
    """A paragraph with a quantity in each unit, and sentences that give one of them, in another
    form and of another amount or sign if it is not the same, each with whether it is."""
    choice = random.Random(seed)
    things = choice.sample(_FILLERS, len(_UNIT_FORMS))
    amounts = choice.sample(range(12, 99), len(_UNIT_FORMS))
    shown = [f"-{amount}" if choice.random() < 0.2 else f"{amount}" for amount in amounts]
    forms = [choice.choice(units) for units in _UNIT_FORMS]
    paragraph = " ".join(
        f"The {thing} takes {amount}{_spaced(form)} in all."
        for thing, amount, form in zip(things, shown, forms, strict=True)
    )
    sentences: list[tuple[str, bool]] = []
    for _ in range(count):
        at = choice.randrange(len(things))
        same = choice.random() < 0.5
        amount = shown[at]
        if not same and choice.random() < 0.5:
            amount = amount.removeprefix("-") if amount.startswith("-") else f"-{amount}"
        elif not same:
            amount = f"{amount}7" if choice.random() < 0.5 else f"{amount}.5"
        form = choice.choice(_UNIT_FORMS[at])
        sentences.append((f"The {things[at]} takes {amount}{_spaced(form)}", same))
    return paragraph, sentences


def _spaced(form: str) -> str:
    return form if form[0].isspace() else f" {form}"

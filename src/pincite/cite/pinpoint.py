"""Pinpoints as people write them: "para. 17", "paras 12–14", "pp. 3-4", "Article 5(4)(a)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pincite.cite.divisions import PATTERN as DIVISIONS
from pincite.cite.divisions import Division, division_at, division_in
from pincite.cite.items import Items, items_at
from pincite.cite.ranges import Range, is_several, listed
from pincite.text.dates import MONTHS
from pincite.types import Span

PARAGRAPH, PAGE, CAPTION, UNNUMBERED = "paragraph", "page", "caption", "unnumbered para."
DIVISION = "division"  # a whole one: "Article 5"
UNREAD = "unread"  # what is no pinpoint that we can follow: "fol. 7"

_DASH = r"[-‐‑‒–—−]"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,4}){0,3}[a-z]?(?!\w)"
_RANGE = rf"{_NUMBER}(?:(?:\s{{0,3}}{_DASH}\s{{0,3}}|\s{{1,3}}(?:to|through)\s{{1,3}}){_NUMBER})?"
_MARK = r"(?:paragraphs?|paras?|pars?)(?:\.|(?!\w))"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})\s{{1,3}}(?:sub-?)?paragraph(?!\w)"
_UNIT = re.compile(
    r"(?<!\w)(?:"
    rf"(?P<unnumbered>unnumbered\s{{1,3}}{_MARK})"
    rf"|(?P<paragraph>{_MARK}(?:\s{{0,3}}nos?\.)?)"
    r"|(?P<page>pages?(?!\w)|pp(?:\.|(?=\s{0,3}[0-9]))|p\.)"
    r"|(?P<caption>captions?(?!\w))"
    rf"|(?P<ordinal>{_ORDINAL})"
    rf")|(?P<sign>[¶§]{{1,2}})|(?P<division>{DIVISIONS})",
    re.IGNORECASE,
)
_PARAGRAPHS = re.compile(
    rf"[\s,:(]{{1,3}}(?:at\s{{1,3}})?(?:{_MARK}(?:\s{{0,3}}nos?\.)?|[¶§]{{1,2}})", re.I
)
_BRACKETED = re.compile(r"\s{0,2}\(([0-9]{1,3}[a-z]?)\)", re.I)
_MORE_BRACKETED = re.compile(
    rf"(?P<to>\s{{0,3}}{_DASH}\s{{0,3}}|\s{{1,3}}to\s{{1,3}})?"
    r"(?(to)|(?:,\s{0,3}(?:and\s{1,3})?|\s{1,3}(?:and|or|&)\s{1,3}))\(([0-9]{1,3}[a-z]?)\)",
    re.I,
)
_AND = re.compile(r"(?:,\s{0,3}(?:and\s{1,3})?|\s{1,3}(?:and|or|&)\s{1,3})", re.I)
_NUMBER_BEFORE_BRACKET = re.compile(r"([0-9]{1,4}[a-z]?)(?=\s?\()", re.I)
_COUNTED = re.compile(rf"[\s,:(]{{1,3}}({_ORDINAL})", re.I)
_BELOW = re.compile(r"[\s,:]{1,3}(?:in\s{1,3})?")
_OF = re.compile(r"\s{1,3}(?:of|in|to)\s{1,3}(?:the\s{1,3})?", re.I)
_FIRST = re.compile(rf"\s{{0,3}}({_RANGE})", re.IGNORECASE)
_NEXT = re.compile(
    rf"(?:\s{{0,3}}[,;]\s{{0,3}}(?:and\s{{1,3}}|&\s{{0,3}})?|\s{{1,3}}(?:and|&)\s{{1,3}})({_RANGE})",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"({_NUMBER})(?:\D+?({_NUMBER}))?", re.IGNORECASE)
_REMARK = re.compile(r"\s{1,3}\(([^()\n]{1,160})\)")
_MOST_IN_LIST = 200
_MOST_OUTER = 3


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """What is pointed at: the label of a locator (or "page") and the numbers, as a list of ranges.

    `span` is where it stands in the text. No ranges: "caption" alone, which is the first, or a
    whole division. `divisions` are those that it lies in, the outermost first; with the label
    `DIVISION` the last of them is what is meant. `items` are the letters below it, "(a)(ii)".
    `remark` is what stands in parentheses after a single number, as in "para. 28 (first of two)",
    and `remark_end` where these close. `sign` says that it was written with "§", which is a
    paragraph or a section as the document has it. `words` are those of one that is `UNREAD`.
    """

    label: str
    ranges: tuple[Range, ...]
    span: Span
    remark: str | None = None
    remark_end: int = 0
    divisions: tuple[Division, ...] = ()
    items: Items = ()
    sign: bool = False
    words: str = ""

    @property
    def normalized(self) -> str:
        """In one customary form: "para. 17", "paras 3, 5 and 7–9", "Article 5, para. 4(a)"."""
        places = [division.normalized for division in self.divisions]
        if self.label == UNREAD:
            places.append(self.words)
        elif self.label != DIVISION:
            unit = {
                PARAGRAPH: ("para.", "paras"),
                PAGE: ("p.", "pp."),
                CAPTION: ("caption", "captions"),
                UNNUMBERED: ("unnumbered para.", "unnumbered paras"),
            }[self.label][is_several(self.ranges)]
            places.append(f"{unit} {listed(self.ranges)}".strip())
        paths = ["".join(f"({item})" for item in path) for path in self.items]
        return ", ".join(places) + listed(tuple(Range(path, path) for path in paths))


def pinpoints(text: str) -> Iterator[Pinpoint]:
    """Every pinpoint of the text, in order, in time linear in the text."""
    position = 0
    while match := _UNIT.search(text, position):
        found = _pinpoint(text, match)
        if found is None:
            position = match.end()
            continue
        yield found
        position = max(found.span.end, match.end())
        while (further := _further(text, found, position)) is not None:
            yield further
            found, position = further, further.span.end
        if found.remark is not None and _names_division(found.remark):
            position = found.remark_end  # "para. 1 (Article 2)" points at one place


def _names_division(remark: str) -> bool:
    """Whether a remark is a division, as in a locator: "Article 2", "Article 2, part 1 of 2"."""
    found = division_at(remark, 0)
    return found is not None and remark[found[1] : found[1] + 1] in ("", ",")


def bare_numbers(text: str, start: int, label: str) -> Pinpoint | None:
    """Numbers without a unit at `start`, as in "ibid. at 15"; the label is the caller's."""
    first = _FIRST.match(text, start)
    if first is None:
        return None
    return Pinpoint(label, (_range(first.group(1)),), Span(first.start(1), first.end()))


def _pinpoint(text: str, match: re.Match[str]) -> Pinpoint | None:
    if match["division"] is not None:
        return _with_outer(text, _in_division(text, match))
    if match["ordinal"] is not None:
        counted = Pinpoint(PARAGRAPH, (_counted(match["ordinal"]),), Span(*match.span()))
        found = _with_outer(text, counted)
        return found if found.divisions else None  # of a whole document, it is how prose speaks
    label = next(
        (name for name in (PARAGRAPH, PAGE, CAPTION, "unnumbered") if match[name] is not None), ""
    )
    label = {"": PARAGRAPH, "unnumbered": UNNUMBERED}.get(label, label)
    first = _FIRST.match(text, match.end())
    if first is None:
        alone = label == CAPTION
        return Pinpoint(label, (), Span(match.start(), match.end())) if alone else None
    ranges, end = _list(text, first)
    items: Items = ()
    if label == PARAGRAPH and len(ranges) == 1:
        items, end = items_at(text, end, most_space=0)
    remark = _REMARK.match(text, end) if len(ranges) == 1 else None
    found = Pinpoint(
        label,
        ranges,
        Span(match.start(), end),
        items=items,
        sign=(match["sign"] or "").startswith("§"),
    )
    if remark is not None:
        found = replace(found, remark=remark.group(1), remark_end=remark.end())
    return _with_outer(text, found) if label in (PARAGRAPH, UNNUMBERED) else found


def _list(text: str, first: re.Match[str]) -> tuple[tuple[Range, ...], int]:
    """The numbers from the first on, and where their list ends."""
    ranges, end = [_range(first.group(1))], first.end()
    for _ in range(_MOST_IN_LIST):
        following = _NEXT.match(text, end)
        if following is None or not _continues(text, ranges[-1], following):
            break
        ranges.append(_range(following.group(1)))
        end = following.end()
    return tuple(ranges), end


def _in_division(text: str, match: re.Match[str]) -> Pinpoint:
    """A division with all that is written after it: deeper ones, a paragraph, items."""
    division, end = division_in(text, match)
    divisions = [division]
    while (below := _below(text, end, divisions[-1])) is not None:
        division, end = below
        divisions.append(division)
    return _inner(text, Span(match.start(), end), tuple(divisions))


def _below(text: str, end: int, above: Division) -> tuple[Division, int] | None:
    """The division within that one, written after it: "Annex I, Article 5"."""
    glue = _BELOW.match(text, end)
    below = division_at(text, glue.end()) if glue is not None else None
    return below if below is not None and below[0].depth > above.depth else None


def _inner(text: str, span: Span, divisions: tuple[Division, ...]) -> Pinpoint:
    """What of a division is pointed at: "(4)", ", para. 4", "(1)(c)(ii)", or all of it."""
    end = span.end
    label, ranges = DIVISION, tuple[Range, ...]()
    if not is_several(divisions[-1].ranges):
        mark = _PARAGRAPHS.match(text, end)
        first = _FIRST.match(text, mark.end()) if mark is not None else None
        counted = _COUNTED.match(text, end)
        if first is not None:
            label, (ranges, end) = PARAGRAPH, _list(text, first)
        elif counted is not None:
            label, ranges, end = PARAGRAPH, (_counted(counted[1]),), counted.end()
        elif divisions[-1].ranges:
            ranges, end = _bracketed(text, end)
            label = PARAGRAPH if ranges else DIVISION
    items: Items = ()
    single = len(ranges) == 1 or (not ranges and divisions[-1].number is not None)
    if single and not is_several(ranges):
        items, end = items_at(text, end)
    remark = _REMARK.match(text, end)
    found = Pinpoint(label, ranges, Span(span.start, end), divisions=divisions, items=items)
    if remark is None:
        return found
    return replace(found, remark=remark.group(1), remark_end=remark.end())


def _counted(words: str) -> Range:
    """The number of "second paragraph"."""
    number = str(_ORDINALS.index(words.split()[0].lower()) + 1)
    return Range(number, number)


def _bracketed(text: str, end: int) -> tuple[tuple[Range, ...], int]:
    """Paragraphs in brackets, "(4)", "(1)–(3)", "(1) and (3)", and where they end."""
    first = _BRACKETED.match(text, end)
    if first is None:
        return (), end
    ranges, end = [Range(_plain(first[1]), _plain(first[1]))], first.end()
    for _ in range(_MOST_IN_LIST):
        following = _MORE_BRACKETED.match(text, end)
        if following is None:
            break
        number = _plain(following[2])
        ranges[-1:] = (
            [Range(ranges[-1].first, number)]
            if following["to"]
            else [ranges[-1], Range(number, number)]
        )
        end = following.end()
    return tuple(ranges), end


def _with_outer(text: str, found: Pinpoint) -> Pinpoint:
    """With the divisions written after it: "para. 4 of Article 5", "Article 5 of Annex II"."""
    for _ in range(_MOST_OUTER):
        of = _OF.match(text, found.span.end)
        outer = division_at(text, of.end()) if of is not None else None
        if outer is None or is_several(outer[0].ranges):
            break
        if found.divisions and outer[0].depth >= found.divisions[0].depth:
            break
        found = replace(
            found,
            divisions=(outer[0], *found.divisions),
            span=Span(found.span.start, outer[1]),
            remark=None,
        )
    return found


def _further(text: str, found: Pinpoint, end: int) -> Pinpoint | None:
    """The next of a list whose parts have their own: "Articles 5(4) and 6(1)", "(1)(a) and (2)"."""
    if found.label != PARAGRAPH or found.span.end != end:
        return None
    glue = _AND.match(text, end)
    if glue is None:
        return None
    start = glue.end()
    if found.divisions:
        if _BRACKETED.match(text, start):
            return _inner(text, Span(start, start), found.divisions)
        number = _NUMBER_BEFORE_BRACKET.match(text, start)
        if number is None:
            return None
        division = Division(found.divisions[-1].unit, (_range(number[1]),))
        return _inner(text, Span(*number.span()), (*found.divisions[:-1], division))
    number = _FIRST.match(text, start) if found.items else None
    if number is None or not _continues(text, found.ranges[-1], number):
        return None
    items, end = items_at(text, number.end(), most_space=0)
    return Pinpoint(PARAGRAPH, (_range(number[1]),), Span(number.start(1), end), items=items)


def _continues(text: str, last: Range, following: re.Match[str]) -> bool:
    """Whether the number goes on with the list: it grows, is no year, and no month follows it.

    "para. 17, 1 January 2010" and "para. 17, 2010" end at 17.
    """
    number = following.group(1)
    whole, previous = re.match(r"[0-9]+", number), re.match(r"[0-9]+", last.last)
    if whole is None or previous is None or int(whole.group()) < int(previous.group()):
        return False
    if number == last.last:
        return False
    if len(whole.group()) == 4 and len(previous.group()) < 4:
        return False
    word = re.match(r"\s{1,3}([^\W\d_]{3,9})", text[following.end() : following.end() + 14])
    return word is None or word.group(1).lower() not in MONTHS


def _range(words: str) -> Range:
    match = _ENDS.fullmatch(words)
    assert match is not None  # the pattern that found it is the stricter one
    first, last = match.group(1).lower(), (match.group(2) or match.group(1)).lower()
    first, last = _plain(first), _plain(last)
    if first.isdecimal() and last.isdecimal() and int(last) < int(first):
        if len(last) < len(first):  # "128–30"
            last = first[: len(first) - len(last)] + last
        if int(last) < int(first):
            first, last = last, first
    return Range(first, last)


def _plain(number: str) -> str:
    """Without leading zeros."""
    return number.lstrip("0") or "0" if number.isdecimal() else number

"""The letters below a paragraph or article, "(c)(ii)": as citations write them, and in the text.

They are not passages of their own: whether a text has one is read in its words.
"""

from __future__ import annotations

import re

Items = tuple[tuple[str, ...], ...]
"""Paths of items, each from the outermost in: "(a)(i) and (b)" is (("a", "i"), ("b",))."""

_ITEM = (
    r"(?:[0-9]{1,3}[a-z]?|[a-z]|aa|bb|cc|dd|ee|ff|gg|hh|"
    r"(?=[ivxlc]{2})(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3}))"
)
_BRACKETED = re.compile(rf"(?P<space>\s{{0,2}})\((?P<item>{_ITEM})\)", re.I)
_WORDED = re.compile(
    r"[\s,]{1,3}(?:sub-?paragraphs?|sub-?paras?\.?|sub-?sections?|points?|letters?|lit\.?|items?)"
    rf"\s{{1,3}}(?:\((?P<item>{_ITEM})\)|(?P<bare>{_ITEM})(?:\)|(?=\s{{0,3}}(?:[).,;:(]|$))))",
    re.I,
)
_MORE = re.compile(
    r"(?:\s{0,3}(?P<to>[-‐‑‒–—−])\s{0,3}|,\s{0,3}(?:and\s{1,3})?|\s{1,3}(?P<until>to)\s{1,3}|"
    rf"\s{{1,3}}(?:and|or|&)\s{{1,3}})\((?P<item>{_ITEM})\)",
    re.I,
)
_DEEPEST = 6
_MOST_IN_LIST = 30
_ROMAN_ORDER = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()


def items_at(text: str, start: int, most_space: int = 2) -> tuple[Items, int]:
    """The items written at a place, and where they end; none if there are none."""
    path: list[str] = []
    end = start
    while len(path) < _DEEPEST:
        match = _BRACKETED.match(text, end)
        if match is not None and len(match["space"]) > most_space:
            match = None
        match = match or _WORDED.match(text, end)
        if match is None:
            break
        groups = match.groupdict()
        path.append((groups["item"] or groups["bare"]).lower())
        end = match.end()
    if not path:
        return (), start
    paths = [tuple(path)]
    for _ in range(_MOST_IN_LIST):
        more = _MORE.match(text, end)
        if more is None:
            break
        last, item = paths[-1][-1], more["item"].lower()
        if last[0].isdecimal() != item[0].isdecimal():
            break  # "(1)(a) and (2)"
        between = _between(last, item) if more["to"] or more["until"] else []
        paths += [(*path[:-1], each) for each in (*between, item)]
        end = more.end()
    return tuple(paths), end


def _between(first: str, last: str) -> list[str]:
    """The items of a range without its ends: b of "(a)–(c)"."""
    if first in _ROMAN_ORDER and last in _ROMAN_ORDER and (len(first) > 1 or len(last) > 1):
        return _ROMAN_ORDER[_ROMAN_ORDER.index(first) + 1 : _ROMAN_ORDER.index(last)]
    if len(first) == len(last) == 1:
        return [chr(code) for code in range(ord(first) + 1, ord(last))]
    return []


def find_path(quote: str, path: tuple[str, ...], start: int = 0) -> int | None:
    """Where in a text the innermost item of a path is printed, at or after `start`.

    Each is sought before the item that follows the one above it: (ii) of (c) stands before (d).
    """
    end = len(quote)
    for item in path:
        match = _marker(item).search(quote, start, end)
        if match is None:
            return None
        start = match.end()
        after = [_marker(each).search(quote, start, end) for each in _next(item)]
        end = min([end, *(found.start() for found in after if found is not None)])
    return start


def _marker(item: str) -> re.Pattern[str]:
    """An item as texts print it: "(a)", "a)", "a."; a number in brackets only."""
    plain = re.escape(item)
    bare = "" if item[0].isdecimal() else rf"|(?<![\w.(]){plain}[.)](?=\s)"
    return re.compile(rf"(?<![\w)])\((?i:{plain})\)|(?<![\w.(]){plain}\)(?=\s){bare}")


def _next(item: str) -> list[str]:
    """What may follow an item at its own level; the letter i may be a Roman one as well."""
    following: list[str] = []
    if item.isdecimal():
        following.append(str(int(item) + 1))
    elif len(item) == 1 and item != "z":
        following.append(chr(ord(item) + 1))
    if item in _ROMAN_ORDER[:-1]:
        following.append(_ROMAN_ORDER[_ROMAN_ORDER.index(item) + 1])
    return following

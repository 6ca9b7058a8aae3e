"""Numbers in citations, from one to another: "7", "12–14", "I–III"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `first` to `last`, both included; equal for a single one."""

    first: str
    last: str

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}–{self.last}"


def listed(ranges: tuple[Range, ...]) -> str:
    """As one writes them: "3, 5 and 7–9"."""
    words = [str(each) for each in ranges]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def is_several(ranges: tuple[Range, ...]) -> bool:
    """Whether they take a plural."""
    return len(ranges) > 1 or any(each.first != each.last for each in ranges)

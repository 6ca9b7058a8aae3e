"""When two figures state the same, and when one bears out the other.

What a draft claims is held against what a source states: the source may say more (the day of a
year that the draft names), never less.
"""

from __future__ import annotations

from collections.abc import Iterable

from pincite.text.dates import Moment, Period
from pincite.text.figures import Figure, FigureKind, Quantity


def comparable(left: Figure, right: Figure) -> bool:
    """Whether one could contradict the other: both dates or years, or both of one kind."""
    when = (FigureKind.DATE, FigureKind.YEAR)
    return left.kind == right.kind or (left.kind in when and right.kind in when)


def agree(left: Figure, right: Figure) -> bool:
    """Whether two figures state the same as far as both say it: one of them bears out the other."""
    return bears_out(left, right) or bears_out(right, left)


def bears_out(source: Figure, claim: Figure) -> bool:
    """Whether the source states all that the claim states.

    Sums need one currency and one amount: nothing is rounded or converted. Percentages and
    percentage points differ. Counts need equal amounts and, where both name a measure, the same
    one ("4 degrees" is borne out by "4 °C", too). A date with less precision is borne out by one
    that has more ("2010", "January 2010" by "1 January 2010"; "8 August" by "8 August 2023"), not
    the other way round, and a single date by a range at whose first or last date it lies; of two
    ranges both ends must fit. A bare year and an equal count bear each other out, because four
    digits alone do not tell which is meant.
    """
    if isinstance(source.value, Period) and isinstance(claim.value, Period):
        return _period_bears_out(source.value, claim.value)
    if isinstance(source.value, Quantity) and isinstance(claim.value, Quantity):
        if source.kind != claim.kind or source.value.amount != claim.value.amount:
            return False
        if source.kind is FigureKind.COUNT and "" in (source.value.unit, claim.value.unit):
            return True
        if claim.value.unit == "°":
            return source.value.unit.startswith("°")
        return source.value.unit == claim.value.unit
    year, count = (source, claim) if isinstance(source.value, Period) else (claim, source)
    return (
        count.kind is FigureKind.COUNT
        and isinstance(year.value, Period)
        and isinstance(count.value, Quantity)
        and year.value == Period(Moment(year.value.first.year), Moment(year.value.first.year))
        and year.value.first.year == count.value.amount
    )


def supported(claim: Figure, sources: Iterable[Figure]) -> bool:
    """Whether one of the sources bears the claim out; of a range, two dates may give an end each.

    Two ranges may not: "2011-2015" and "2016-2020" do not speak of 2011 to 2016.
    """
    sources = tuple(sources)
    if any(bears_out(source, claim) for source in sources):
        return True
    if not isinstance(claim.value, Period) or claim.value.first == claim.value.last:
        return False
    single = [
        source
        for source in sources
        if isinstance(source.value, Period) and source.value.first == source.value.last
    ]
    return all(
        any(bears_out(source, _single(claim, end)) for source in single)
        for end in (claim.value.first, claim.value.last)
    )


def _single(figure: Figure, moment: Moment) -> Figure:
    return Figure(figure.span, figure.kind, Period(moment, moment), figure.word)


def _period_bears_out(source: Period, claim: Period) -> bool:
    if claim.first != claim.last:
        return _moment_bears_out(source.first, claim.first) and (
            source.first != source.last and _moment_bears_out(source.last, claim.last)
        )
    return any(_moment_bears_out(end, claim.first) for end in (source.first, source.last))


def _moment_bears_out(source: Moment, claim: Moment) -> bool:
    """All that the claim gives the source gives too, and equally."""
    if claim.decade and not source.decade:
        return (
            claim.year is not None
            and source.year is not None
            and claim.year <= source.year < claim.year + 10
        )
    if source.decade != claim.decade:
        return False
    pairs = (
        (source.year, claim.year),
        (source.month, claim.month),
        (source.day, claim.day),
    )
    return all(given is None or given == held for held, given in pairs)

"""Figures found in a text, and when two of them state the same."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.text import figures
from pincite.text.agreement import agree, bears_out, comparable, supported
from pincite.text.dates import Moment, Period
from pincite.text.figures import Figure, FigureKind, Quantity, find_figures


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


def facts(text: str) -> list[tuple[str, str]]:
    return [(text[f.span.start : f.span.end], f.kind.value) for f in find_figures(text)]


USD16M = Quantity(Decimal(16_000_000), "USD")

SUMS = [
    ("USD 16 million", USD16M),
    ("US$16m", USD16M),
    ("US$ 16 million", USD16M),
    ("$16,000,000", USD16M),
    ("16 million dollars", USD16M),
    ("sixteen million dollars", USD16M),
    ("16 million US dollars", USD16M),
    ("16 million U.S. dollars", USD16M),
    ("USD16 million", USD16M),
    ("16,000,000 USD", USD16M),
    ("$16-million", USD16M),
    ("USD 16\u00a0000\u00a0000", USD16M),  # groups by no-break spaces
    ("USD\n16 million", USD16M),  # a line end inside
    ("US\\$531,915", Quantity(Decimal(531915), "USD")),  # a trace of Markdown
    ("USD 222.8 billion", Quantity(Decimal("222800000000"), "USD")),
    ("5 billion won", Quantity(Decimal(5 * 10**9), "KRW")),
    ("₩500", Quantity(Decimal(500), "KRW")),
    ("€3.5bn", Quantity(Decimal("3500000000"), "EUR")),
    ("2 million euros", Quantity(Decimal(2 * 10**6), "EUR")),
    ("S$3 million", Quantity(Decimal(3 * 10**6), "SGD")),
    ("a million dollars", Quantity(Decimal(10**6), "USD")),
]


@pytest.mark.parametrize(("text", "value"), SUMS)
def test_a_sum_is_read_in_any_of_its_forms(text: str, value: Quantity) -> None:
    figure = only(f"It gave {text} in all.")
    assert figure.kind is FigureKind.SUM
    assert figure.value == value
    assert figure.span.start == len("It gave ")
    assert figure.span.end == len("It gave ") + len(text)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("17.5 per cent", "17.5", "%"),
        ("17.5%", "17.5", "%"),
        ("17.5 percent", "17.5", "%"),
        ("17.5 %", "17.5", "%"),
        ("17,5%", "17.5", "%"),  # a decimal comma
        ("ten per cent", "10", "%"),
        ("-3%", "-3", "%"),
        ("−0.6%", "-0.6", "%"),
        ("−0.6 per cent", "-0.6", "%"),
        ("5 percentage points", "5", "pp"),  # not the same as 5 per cent
    ],
)
def test_a_percentage_is_read_in_any_of_its_forms(text: str, amount: str, unit: str) -> None:
    figure = only(f"up {text} from before")
    assert figure.kind is FigureKind.PERCENTAGE
    assert figure.value == Quantity(Decimal(amount), unit)


def whole(year: int | None, month: int | None = None, day: int | None = None) -> Period:
    return Period(Moment(year, month, day), Moment(year, month, day))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1 January 2010", whole(2010, 1, 1)),
        ("Jan. 1, 2010", whole(2010, 1, 1)),
        ("January 1st, 2010", whole(2010, 1, 1)),
        ("2010-01-01", whole(2010, 1, 1)),
        ("1st of January, 2010", whole(2010, 1, 1)),
        ("2010/01/01", whole(2010, 1, 1)),
        ("24.12.2010", whole(2010, 12, 24)),
        ("12/24/2010", whole(2010, 12, 24)),
        ("01/02/2010", whole(2010)),  # day or month first cannot be told
        ("2010년 1월 1일", whole(2010, 1, 1)),
        ("June 2007", whole(2007, 6)),
        ("Sept. 2012", whole(2012, 9)),
        ("Aug. 8", whole(None, 8, 8)),
        ("August 8th", whole(None, 8, 8)),
        ("2010", whole(2010)),
        ("25-26 November 2019", Period(Moment(2019, 11, 25), Moment(2019, 11, 26))),
        ("November 25–26, 2019", Period(Moment(2019, 11, 25), Moment(2019, 11, 26))),
        ("30 November to 2 December 2019", Period(Moment(2019, 11, 30), Moment(2019, 12, 2))),
        ("2011-2015", Period(Moment(2011), Moment(2015))),
        ("2011–15", Period(Moment(2011), Moment(2015))),
        ("1990s", Period(Moment(1990, decade=True), Moment(1990, decade=True))),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text: str, period: Period) -> None:
    figure = only(f"It was held on {text} in Busan.")
    assert figure.kind in (FigureKind.DATE, FigureKind.YEAR)
    assert figure.value == period
    assert len(figure.span) == len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("24th", 24), ("twenty-fourth", 24), ("third", 3), ("21st", 21), ("thirtieth", 30)],
)
def test_an_ordinal_is_read_in_digits_and_in_words(text: str, value: int) -> None:
    figure = only(f"at the {text} meeting")
    assert figure.kind is FigureKind.ORDINAL
    assert figure.value == Quantity(Decimal(value))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eight core lines", [("eight", "count")]),
        ("youths from 10 AMS", [("10", "count")]),
        ("two hundred and fifty people", [("two hundred and fifty", "count")]),
        ("1,200 people", [("1,200", "count")]),
        ("this 9-day Workshop brought 48 youths", [("9-day", "count"), ("48", "count")]),
        ("the past 34 years", [("34 years", "count")]),
        ("2000 tonnes", [("2000 tonnes", "count")]),  # not a year
        ("the ADMM-Plus and COVID-19 at the G20", []),  # names
        ("Roadmap 2021 2025", [("2021", "year"), ("2025", "year")]),  # a lost dash
        ("ROK Summit 2019", [("2019", "year")]),
        ("the post-2015 agenda", [("2015", "year")]),
        ("at 11:32, version 1.2.3", []),
        ("paras 12-14, para. 17, Article 5 and No. 3", []),  # labels, not counts
        ("paragraph number 34, bus number 5, the number 7 and Number 8", []),
        ("paragraphs numbered 34 to 36", []),
        ("see numbers 34", [("34", "count")]),
        ("Its turbines number 34.", [("34", "count")]),  # a verb
        ("They number 34, and its members now number 10.", [("34", "count"), ("10", "count")]),
        ("The members numbered 34", [("34", "count")]),
        # a minus sign, and dashes that are none
        ("between −0.6 and 0.8", [("−0.6", "count"), ("0.8", "count")]),
        ("from −0.6 to −0.2 per cent", [("−0.6", "percentage"), ("−0.2 per cent", "percentage")]),
        ("it lost -$5 million", [("-$5 million", "sum")]),
        ("a balance (−5)", [("−5", "count")]),
        ("some – 10 people – came", [("10", "count")]),
        ("some—10 people", [("10", "count")]),
        ("the range 5-6", [("5", "count"), ("6", "count")]),
        ("the range 5 -6", [("5", "count"), ("6", "count")]),
        ("the G-20", []),
        ("see paras 3, 5 and 7", []),
        ("Overview, para. 17, 1 January 2010", [("1 January 2010", "date")]),
        ("- 17. On trade", []),  # a paragraph's number
        ("First, both sides; for the first time", [("first", "ordinal")]),
        ("one of its partners", []),
        ("one million people", [("one million", "count")]),
        ("in May 2022 it may", [("May 2022", "date")]),
        ("it may 3 times", [("3", "count")]),
        ("USD 5-10 million", [("USD 5", "sum"), ("10 million", "sum")]),
        ("10 to 15 per cent", [("10", "percentage"), ("15 per cent", "percentage")]),
        ("in 2019 USD 5 million", [("2019", "year"), ("USD 5 million", "sum")]),
        ("USD 500,000 in 2020", [("USD 500,000", "sum"), ("2020", "year")]),
        ("held since March", [("March", "date")]),
        ("to March on", [("March", "date")]),
        ("2010-11", [("2010-11", "year")]),
        ("٣ items", []),  # digits of other scripts are left alone
    ],
)
def test_only_what_is_a_figure_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert facts(text) == found


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("640 MW", 640, "MW"),
        ("640\u2009MW", 640, "MW"),  # a thin space, and a narrow no-break one
        ("640\u202fMW", 640, "MW"),
        ("640MW", 640, "MW"),
        ("640-megawatt", 640, "MW"),
        ("640 mega- watts", 640, "MW"),  # cut at a line's end
        ("1\u2009200\u2009km", 1200, "km"),
        ("11,100 t", 11100, "tonne"),
        ("11,100 tonnes", 11100, "tonne"),
        ("34 ha", 34, "hectare"),
        ("5 million litres", 5_000_000, "l"),
        ("50 km²", 50, "km²"),
        ("50 square kilometres", 50, "km²"),
        ("50 sq km", 50, "km²"),
        ("12 nautical miles", 12, "nmi"),
        ("3 megawatt-hours", 3, "MWh"),
        ("3 MWh", 3, "MWh"),
        ("4 °C", 4, "°C"),
        ("4 degrees Celsius", 4, "°C"),
        ("-4°C", -4, "°C"),
        ("25 basis points", 25, "bp"),
    ],
)
def test_a_measure_is_read_in_any_of_its_forms(text: str, amount: int, unit: str) -> None:
    figure = only(f"up to {text} of it")
    assert figure.kind is FigureKind.COUNT
    assert figure.value == Quantity(Decimal(amount), unit)
    assert len(figure.span) == len(text)


def test_a_range_of_sums_shares_the_scale_that_is_written_once() -> None:
    low, high = find_figures("between USD 5-10 million a year")
    assert low.value == Quantity(Decimal(5_000_000), "USD")
    assert high.value == Quantity(Decimal(10_000_000), "USD")
    low, high = find_figures("some 5 to 10 million euros")
    assert low.value == Quantity(Decimal(5_000_000), "EUR")
    assert high.value == Quantity(Decimal(10_000_000), "EUR")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("USD 16 million", "US$16,000,000", True),
        ("USD 16 million", "EUR 16 million", False),
        ("USD 222.8 billion", "USD 223 billion", False),  # nothing is rounded
        ("17.5 per cent", "17.5%", True),
        ("5 per cent", "5 percentage points", False),
        ("1 January 2010", "2010", True),
        ("January 2010", "1 January 2010", True),
        ("1 January 2010", "2 January 2010", False),
        ("Aug. 8", "8 August 2023", True),
        ("Aug. 8", "2023", False),  # they share nothing
        ("25-26 November 2019", "25 November 2019", True),
        ("25-26 November 2019", "27 November 2019", False),
        ("25-26 November 2019", "November 2019", True),
        ("2011-2015", "2011-2014", False),
        ("2011-2015", "2013", False),  # inside a range is not what it says
        ("the 1990s", "1994", True),
        ("the 1990s", "2004", False),
        ("24th", "twenty-fourth", True),
        ("24th", "24 people", False),  # an ordinal is not a count
        ("eight lines", "8 lines", True),
        ("9 days", "9 weeks", False),
        ("640 MW", "640 megawatts", True),
        ("640 MW", "640 GW", False),
        ("640 MW", "640 MWh", False),
        ("34 t", "34 tonnes", True),
        ("34 ha", "34 km²", False),
        ("-0.6", "0.6", False),
        ("−0.6", "-0.6", True),
        ("−0.6 per cent", "0.6%", False),
        ("4 °C", "4 degrees", True),
        ("4 °C", "4 °F", False),
        ("9 days", "9-day", True),
        ("9", "9 days", True),
        ("1967", "1,967", True),  # four digits alone do not tell a year from a count
    ],
)
def test_figures_agree_as_far_as_both_say_it(left: str, right: str, expected: bool) -> None:
    assert agree(only(left), only(right)) is expected
    assert agree(only(right), only(left)) is expected


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("1 January 2010", "2010"),  # the claim says less than the source
        ("25-26 November 2019", "November 2019"),
        ("2011-2015", "2011"),
        ("1994", "the 1990s"),
    ],
)
def test_a_claim_may_say_less_than_the_source_but_not_more(source: str, claim: str) -> None:
    assert bears_out(only(source), only(claim))
    assert not bears_out(only(claim), only(source))


def test_a_range_is_supported_by_its_two_ends_given_apart() -> None:
    """The source lost its dash: "Roadmap 2021 2025"."""
    source = find_figures("the Roadmap 2021 2025")
    assert supported(only("2021-2025"), source)
    assert not supported(only("2021-2026"), source)
    plans = find_figures("the Plans of 2011-2015 and of 2016-2020")
    assert not supported(only("2011-2016"), plans)


def test_dates_and_years_can_contradict_each_other_but_not_a_sum() -> None:
    assert comparable(only("2010"), only("1 January 2011"))
    assert not comparable(only("2010"), only("USD 5"))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789 .,-–/$%Jan. 1stUSDmillion\n년월", max_size=80) | st.text())
def test_any_text_is_read_without_error_and_spans_are_in_order(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.span.start < figure.span.end <= len(text)
        end = figure.span.end


@pytest.mark.parametrize(
    "unit", ["1", "1,", "1-", "$", "two ", "a million ", "1.", "para 1, ", "January ", "1 to ", "-"]
)
def test_time_grows_about_linearly_on_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            find_figures(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(20_000) < 12 * seconds(5_000) + 0.02  # quadratic would be 16 times


PIECES = [
    "one", "Two", "a", "million", "first", "twenty", "May", "may", "in", "Sept.", "USD", "$", "K",
    "İ", "don't", "’", "-", ",", "\n\n", "\n", "\u00a0", "16", "٣", "²", "half", "para", "per cent",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["", " "]))
def test_text_passed_over_at_once_holds_no_figure(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "has_numbers", lambda *_: True)
        read = find_figures(text)
    assert find_figures(text) == read

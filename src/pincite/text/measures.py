"""What is counted, where a unit of measure is written beside the number: "640 MW", "9-day"."""

from __future__ import annotations

from pincite.text.numerals import Tokens

_FORMS = {
    "minute": "minute minutes",
    "hour": "hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "decade": "decade decades",
    "century": "century centuries",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "m": "m metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "mile": "mile miles",
    "nmi": "nmi",
    "foot": "ft foot feet",
    "yard": "yard yards",
    "g": "gram grams gramme grammes",
    "kg": "kg kilogram kilograms kilogramme kilogrammes kilo kilos",
    "tonne": "t tonne tonnes ton tons",
    "m²": "m² sqm",
    "km²": "km² sqkm",
    "hectare": "ha hectare hectares",
    "acre": "acre acres",
    "l": "l litre litres liter liters",
    "m³": "m³",
    "barrel": "barrel barrels",
    "kW": "kw kilowatt kilowatts",
    "MW": "mw megawatt megawatts",
    "GW": "gw gigawatt gigawatts",
    "TW": "tw terawatt terawatts",
    "kWh": "kwh",
    "MWh": "mwh",
    "GWh": "gwh",
    "TWh": "twh",
    "kV": "kv kilovolt kilovolts",
    "Hz": "hz hertz",
    "kHz": "khz kilohertz",
    "MHz": "mhz megahertz",
    "knot": "knot knots",
    "°": "° degree degrees",
    "°C": "celsius",
    "bp": "bp bps",
}
_NAMES = {form: name for name, forms in _FORMS.items() for form in forms.split()}
_OF_SEVERAL = {
    tuple(form.split()): name
    for name, forms in {
        "m²": "square metre, square metres, square meter, square meters, sq m",
        "km²": "square kilometre, square kilometres, square kilometer, square kilometers, sq km",
        "m³": "cubic metre, cubic metres, cubic meter, cubic meters, cu m",
        "nmi": "nautical mile, nautical miles",
        "kWh": "kilowatt hour, kilowatt hours",
        "MWh": "megawatt hour, megawatt hours",
        "GWh": "gigawatt hour, gigawatt hours",
        "TWh": "terawatt hour, terawatt hours",
        "°C": "degrees celsius, degree celsius, degrees centigrade, ° c",
        "°F": "degrees fahrenheit, degree fahrenheit, ° f",
        "bp": "basis point, basis points",
    }.items()
    for form in forms.split(", ")
}
TIMES = frozenset({"minute", "hour", "day", "week", "month", "year", "decade", "century"})
"""The measures of time, which a text may use of anything."""


def read_measure(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """The measure after a number ("9-day", "34 years", "4 square km"), and the index after it.

    A word cut at a line's end ("mega- watts") counts as whole.
    """
    if tokens.is_dash(index) and tokens.touches(index) and tokens.touches(index + 1):
        index += 1
    first = tokens.lower(index)
    second = index + 1
    if tokens.is_dash(second) and tokens.touches(second):
        joined = _NAMES.get(first + tokens.lower(second + 1))
        if joined is not None:
            return joined, second + 2
        second += 1  # "megawatt-hours"
    name = _OF_SEVERAL.get((first, tokens.lower(second)))
    if name is not None:
        return name, second + 1
    if len(first) == 1 and first.isalpha() and tokens.all[index].text != first:
        return None  # "5 M" is no length
    name = _NAMES.get(first)
    return (name, index + 1) if name is not None else None

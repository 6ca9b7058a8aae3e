"""Characters that Word names by their place in a symbol font (``w:sym``), as what they show."""

from __future__ import annotations

import re

from pincite.readers.repairs import REPLACEMENT

_CODE = re.compile(r"[0-9A-Fa-f]{1,4}")
_PRIVATE = 0xF000  # from here on Word writes the places of a symbol font

# Adobe's Symbol encoding, from the first place of each row on; "\ufffd" stands for parts of large
# brackets, which are no characters of a text.
_SYMBOL_ROWS = {
    0x20: " !∀#∃%&∋()∗+,−./0123456789:;<=>?",
    0x40: "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    0x60: "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵",
    0xC0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
    0xE0: "◊⟨®©™∑\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd⟩∫",
}
# What Word itself sets for "-->" and the like, and the boxes and bullets of forms.
_WINGDINGS = {
    0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xF3: "⇔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {
    "symbol": {
        first + place: character
        for first, row in _SYMBOL_ROWS.items()
        for place, character in enumerate(row)
    },
    "wingdings": _WINGDINGS,
}


def symbol(code: str, font: str) -> str:
    """The character at a hexadecimal place of a font; U+FFFD where it is not known.

    It is never left out: "5 µg" without its first letter is another dose.
    """
    if not _CODE.fullmatch(code):
        return REPLACEMENT
    place = int(code, 16)
    known = _FONTS.get(font.strip().lower())
    if known is not None or place >= _PRIVATE:
        return (known or {}).get(place % 0x100 if place >= _PRIVATE else place, REPLACEMENT)
    return chr(place)

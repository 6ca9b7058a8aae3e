"""From bytes to text: the encoding is read off the bytes, never assumed."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from pincite.errors import ReadError

# Longer marks first: UTF-32 LE begins with the mark of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Detection costs by the byte, and the encoding does not change in mid file.
_SAMPLE = 200_000
# The detector finds several Western code pages equally plausible for a text with a few typographic
# quotes in it; of equals, the one that the Web's encoding standard falls back to is taken.
_PREFERRED = "cp1252"
# More control characters than this share of the text, and it was no text.
_CONTROL_SHARE = 0.01
_CONTROLS = "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r")
# As bytes without SO, SI and ESC, by which the ISO 2022 encodings change character sets.
_CONTROL_BYTES = _CONTROLS.translate({0x0E: None, 0x0F: None, 0x1B: None}).encode()


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The bytes as text, a byte order mark taken off.

    In this order: a byte order mark; UTF-8 if all of it is; UTF-16 or UTF-32 without a mark, told
    by their zero bytes; the encoding `declared` in the file, if the bytes are valid in it; what
    charset-normalizer finds most plausible. Past a mark, bytes that its encoding does not
    know become U+FFFD. ReadError: corrupt where this is not text; unknown where no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            # One damaged character must not cost the document: it is shown as U+FFFD.
            return _checked(data[len(mark) :].decode(encoding, errors="replace"), name)
    wide = _wide(data)
    text = _try(data, wide) if wide else None
    if text is None:
        text = _try(data, "utf-8")
    if text is None and declared:
        text = _try(data, declared)
    if text is None:
        text = _detect(data, name)
    return _checked(text, name)


def _try(data: bytes, encoding: str) -> str | None:
    """The bytes decoded strictly; None where they are not valid or no text encoding has the name.

    `bytes.decode` itself refuses codecs that are not of text ("hex", "zip") with a LookupError.
    """
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: mostly ASCII text leaves zero bytes in fixed places."""
    sample = data[:4096]
    if len(sample) < 4 or 0 not in sample:
        return None
    zeros = [sample[place::4].count(0) / max(1, len(sample[place::4])) for place in range(4)]
    high = [share > 0.5 for share in zeros]
    low = [share < 0.1 for share in zeros]
    if len(data) % 4 == 0 and high[1] and high[2] and high[3] and low[0]:
        return "utf-32-le"
    if len(data) % 4 == 0 and high[0] and high[1] and high[2] and low[3]:
        return "utf-32-be"
    if high[1] and high[3] and low[0] and low[2]:
        return "utf-16-le"
    if high[0] and high[2] and low[1] and low[3]:
        return "utf-16-be"
    return None


def _detect(data: bytes, name: str) -> str:
    """The text in the most plausible encoding that all of the bytes are valid in."""
    _check_controls(sum(map(data.count, _CONTROL_BYTES)), len(data), name)
    sample = data[:_SAMPLE]
    matches = list(from_bytes(sample))
    candidates = [match.encoding for match in matches]
    if matches:
        best = matches[0]
        tied = any(
            _PREFERRED in match.could_be_from_charset
            for match in matches
            if match.chaos <= best.chaos and match.coherence >= best.coherence
        )
        if tied:
            candidates.insert(0, _PREFERRED)
    for encoding in candidates:
        text = _try(data, encoding)
        if text is not None:
            return text
    raise ReadError(
        name, "unknown", "the character encoding cannot be told; save the file as UTF-8"
    )


def _checked(text: str, name: str) -> str:
    _check_controls(sum(map(text.count, _CONTROLS)), len(text), name)
    return text


def _check_controls(controls: int, total: int, name: str) -> None:
    if controls > _CONTROL_SHARE * total + 1:
        raise ReadError(
            name,
            "corrupt",
            f"{controls:,} of {total:,} characters are control characters: this is not text;"
            " check the file or its extension",
        )

"""Names written out as their own script writes them."""

from __future__ import annotations

import re

from pincite.types import Name

# Han, Hangul and Kana, with the marks used between and after them.
_CJK = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def is_cjk(text: str) -> bool:
    """Whether the text is written wholly in Chinese, Japanese or Korean characters."""
    return _CJK.fullmatch(text) is not None


def full_name(name: Name) -> str:
    """The name as running text has it, on one line; 김해용 and 山田太郎 without a space."""
    if not name.literal and is_cjk(name.family) and is_cjk(name.given):
        return name.family + name.given
    return " ".join(name.full.split())

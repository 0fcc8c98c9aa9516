"""Plain quotes and dashes: telephones and programs put in others unasked, which cost a text twice the segments."""

from __future__ import annotations

import re

from ivr.content.model import Language

_ENGLISH = "en"  # other languages' texts need letters that cost as much anyway (design section 4)
# Items that stand in texts, alone or filled into others.
_TEXTED = re.compile(
    r"texts\..+|tip\.[0-9]+|topic\.[^.]+\.text\.[0-9]+|notice\..+\.text|resource\.[^.]+\.(?:short|for)|hours\..+"
)
_CURLY = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\xa0": " "}
)


def plainly(change: tuple[str, Language, str]) -> tuple[str, Language, str]:
    """An item, its language and new words as they are kept: in English texts with plain quotes and dashes."""
    item, language, words = change
    return item, language, words.translate(_CURLY) if language == _ENGLISH and _TEXTED.fullmatch(item) else words

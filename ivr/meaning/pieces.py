"""What a text is compared by: its words, two or three of them side by side or near, and pieces of words."""

from __future__ import annotations

import re
from itertools import pairwise

from ivr.content.matching import plain

# Letters of a piece; pieces make slips of the thumb alike ("nausia" and "nausea" share most of them).
LETTERS = (3, 4, 5)
# So many words are compared at most, the first ones: nobody is answered better for an endless text.
WORDS = 120
# Numbers that are called, not counted.
_NAMES = frozenset({"988", "911", "211", "24", "7"})
# Degrees that may be a body's, in Fahrenheit and in Celsius.
_DEGREES = ((100.4, 109, "hotf"), (96, 100.4, "mildf"), (38, 43, "hotc"), (35.5, 38, "mildc"))
_LARGE = 20
_NUMBER = re.compile(r"(?<![\w.,$])(?P<whole>\d{1,6})(?:[.,](?P<tenths>\d{1,2}))?(?![\d])")
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def pieces_of_words(words: list[str]) -> set[str]:
    """All runs of three to five letters of each word, with a space where the word begins or ends."""
    found: set[str] = set()
    for word in set(words):
        padded = f" {word} "
        size = len(padded)
        found.update(padded[at : at + many] for many in LETTERS for at in range(size - many + 1))
    return found


def runs_of_words(words: list[str]) -> set[str]:
    """Each word, each two and three side by side (the ends of the text count too), and pairs a word or two apart."""
    ends = ["^", *words, "$"]
    found = set(ends)
    found.update(map(" ".join, pairwise(ends)))
    found.update(map(" ".join, zip(ends, ends[1:], ends[2:], strict=False)))
    found.update(map("_".join, zip(words, words[2:], strict=False)))
    found.update(map("_".join, zip(words, words[3:], strict=False)))
    return found


def split(text: str) -> list[str]:
    """The words of a text, bare and in small letters, with numbers by their kind; pictures are words too."""
    if not text.isascii():
        text = _PICTURE.sub(r" \g<0> ", text)
    words = plain(_NUMBER.sub(_kind, text)).split()
    pictures = [] if text.isascii() else [f"\N{BULLET}{picture}" for picture in _PICTURE.findall(text)]
    return (words + pictures)[:WORDS]


def _kind(found: re.Match[str]) -> str:
    """A number as a word: what it may be as a body temperature, else whether it is large.

    Whether a temperature is a fever is for rules to say (`ivr.flow.texting.temperature`).
    """
    whole, tenths = found["whole"], found["tenths"]
    if whole in _NAMES or (not tenths and len(whole) == 1):
        return found[0]
    value = float(f"{whole}.{tenths or 0}")
    kind = next((name for low, high, name in _DEGREES if low <= value < high), "")
    if kind:  # "101" may be a room, "101.3" hardly
        return f" {kind if tenths else f'{kind}whole'} "
    return " largenumber " if value >= _LARGE else " somenumber "

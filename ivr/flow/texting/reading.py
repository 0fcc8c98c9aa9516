"""How an inbound text is read: small letters without accents, apostrophes or punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.content.matching import LONGEST, bare_words, small

# So many single letters are one word, spelled out: "S.T.O.P", "9-8-8".
_SPELLED = 3

_LOOK_ALIKES = str.maketrans("013457", "oieast")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True)
class Reading:
    """One inbound text, read.

    Attributes:
        raw: what was written, for emoji and capitals.
        figures: small letters with all punctuation left in, for temperatures and quotations.
        words: the bare words.
    """

    raw: str
    figures: str
    words: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The bare words with single spaces."""
        return " ".join(self.words)


def read_text(body: str) -> Reading:
    """Read the first 1,600 characters of any text; never raises."""
    raw = body[:LONGEST]
    figures = small(raw)
    words = bare_words(figures)
    if len(words) >= _SPELLED and all(len(word) == 1 for word in words):
        words = ("".join(words),)
    return Reading(raw, figures, words)


def word_set(line: str) -> frozenset[str]:
    """A list of words, written in one line to be read at a glance."""
    return frozenset(line.split())


def shortened(word: str) -> tuple[str, ...]:
    """What a drawn-out word may stand for ("stoppp"): its runs of three or more letters cut to two, and to one."""
    if not _DRAWN_OUT.search(word):
        return ()
    return _DRAWN_OUT.sub(r"\1\1", word), _DRAWN_OUT.sub(r"\1", word)


def lettered(word: str) -> tuple[str, ...]:
    """What a word stands for whose letters were written as digits to get past filters ("k1ll")."""
    if word.isalpha() or word.isdecimal():
        return ()
    return (word.translate(_LOOK_ALIKES),)

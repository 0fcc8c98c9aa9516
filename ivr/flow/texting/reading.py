"""How an inbound text is read: small letters without accents, apostrophes or punctuation."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The longest text that the provider delivers (reference: twilio.md 4.6); nothing behind it is looked at.
LONGEST = 1600

# So many single letters are one word, spelled out: "S.T.O.P", "9-8-8".
_SPELLED = 3

_APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07"))
# NFKD would turn these signs of degrees into the letter o, or into nothing.
_DEGREES = dict.fromkeys(map(ord, "\u00ba\u02da"), "\u00b0")
_LOOK_ALIKES = str.maketrans("013457", "oieast")
# Accents, keycap frames, and signs without width, which people cannot see and phones put in.
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
_NOT_A_WORD = re.compile(r"[\W_]+")
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
    figures = _small(raw)
    words = tuple(_NOT_A_WORD.sub(" ", figures).split())
    if len(words) >= _SPELLED and all(len(word) == 1 for word in words):
        words = ("".join(words),)
    return Reading(raw, figures, words)


def plain(body: str) -> str:
    """The bare words of a text or of a listed phrase, with single spaces."""
    return " ".join(_NOT_A_WORD.sub(" ", _small(body)).split())


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


def _small(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).translate(_DEGREES)).casefold()
    spread = unicodedata.normalize("NFKD", spread)[: 2 * LONGEST]  # casefolding can bring accents back
    seen = (" " if letter in "\n\r\t" else letter for letter in spread if _shown(letter))
    return " ".join("".join(seen).split())


def _shown(letter: str) -> bool:
    return letter in "\n\r\t" or unicodedata.category(letter) not in _UNSEEN

"""The form that texts and listed words are matched in: small letters without accents, apostrophes or punctuation."""

from __future__ import annotations

import re
import unicodedata

# The longest text that the provider delivers (reference: twilio.md 4.6); nothing behind it is looked at.
LONGEST = 1600

_APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07"))
# NFKD would turn these signs of degrees into the letter o, or into nothing.
_DEGREES = dict.fromkeys(map(ord, "\u00ba\u02da"), "\u00b0")
# Accents, keycap frames, and signs without width, which people cannot see and phones put in.
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc"})
_NOT_A_WORD = re.compile(r"[\W_]+")


def plain(body: str) -> str:
    """The bare words of a text or of a listed phrase, with single spaces."""
    return " ".join(bare_words(small(body)))


def bare_words(small_text: str) -> tuple[str, ...]:
    """The words of a text in small letters, all punctuation gone."""
    return tuple(_NOT_A_WORD.sub(" ", small_text).split())


def small(text: str) -> str:
    """A text in small letters without accents or apostrophes, other punctuation left in; never raises."""
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).translate(_DEGREES)).casefold()
    spread = unicodedata.normalize("NFKD", spread)[: 2 * LONGEST]  # casefolding can bring accents back
    seen = (" " if letter in "\n\r\t" else letter for letter in spread if _shown(letter))
    return " ".join("".join(seen).split())


def _shown(letter: str) -> bool:
    return letter in "\n\r\t" or unicodedata.category(letter) not in _UNSEEN

"""The form that texts and listed words are matched in: small letters without accents, apostrophes or punctuation."""

from __future__ import annotations

import re
import unicodedata

# Four times the longest text that the provider delivers (1,600 characters; Twilio's page on message length). Of
# anything longer the beginning and the end are read.
LONGEST = 6400

_APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\uff07"))
# NFKD would turn these signs of degrees into the letter o, or into nothing.
_DEGREES = dict.fromkeys(map(ord, "\u00ba\u02da"), "\u00b0")
# Cyrillic, Greek and small capital letters that look like Latin ones (Unicode's confusables, the plain ones).
_TWINS = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u0261\u03bf\u03b1\u03b5\u03b9\u03ba\u03bd\u03c1\u03c4\u03c5\u03c7"
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22\u0131\u0251",
    "abekmhopctyxijsdqwhgoaeikvptuxabcdefghijklmnoprstuvwyzia",
)
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
    """A text in small Latin letters without accents or apostrophes, other punctuation left in; never raises."""
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).translate(_DEGREES)).casefold()
    spread = unicodedata.normalize("NFKD", spread)[: 2 * LONGEST]  # casefolding can bring accents back
    if not spread.isascii():
        spread = "".join(letter for letter in spread.translate(_TWINS) if _shown(letter))
    return " ".join(spread.split())


def _shown(letter: str) -> bool:
    return letter in "\n\r\t" or unicodedata.category(letter) not in _UNSEEN

"""The small language in which staff write what people text: words, families of words, gaps and alternatives.

A pattern is words with spaces between them, as a person would write them. Besides plain words it may have

    {die}        any word or phrase of the family `die`
    {8+}         a number in digits, 8 or more
    kill/hurt    either word
    a_lot/much   a phrase among them, with _ between its words
    my?          a word that may be left out
    ..  ...      up to four, up to nine other words
    ^  $         the beginning and the end of a sentence
    a & b        both, anywhere in the text
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.content.matching import plain

FEW, MANY = 4, 9
_GAPS = {"..": FEW, "...": MANY}
_CHOICE = r"(?:\{[\w-]+\+?\}|\w+)"
_PIECE = re.compile(rf"(?P<choices>{_CHOICE}(?:/{_CHOICE})*)(?P<optional>\??)")
# Most words are plain at a glance; only others are put into their plain form to be compared.
_PLAIN = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_NUMBER_UP = re.compile(r"\d+\+")

Families = Mapping[str, tuple[str, ...]]


class PatternError(ValueError):
    """A pattern that cannot be read, in one plain sentence."""


@dataclass(frozen=True)
class Piece:
    """One place of a pattern.

    Attributes:
        choices: the words or phrases that may stand there.
        gap: how many other words may stand before it.
        optional: whether nothing may stand there too.
    """

    choices: tuple[str, ...]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Pattern:
    """Pieces in their order; `begins` and `ends` tie them to the ends of a sentence."""

    pieces: tuple[Piece, ...]
    begins: bool = False
    ends: bool = False


def parse(written: str, families: Families) -> tuple[Pattern, ...]:
    """Read a pattern; several parts joined by `&` must all be found.

    Raises:
        PatternError: it cannot be read; the message says why.
    """
    return tuple(_part(part.split(), families) for part in written.split(" & "))


def fault(written: str, families: Families) -> str:
    """Why a pattern cannot be read, in one plain sentence; "" if it can."""
    try:
        parse(written, families)
    except PatternError as error:
        return str(error)
    return ""


def _part(words: list[str], families: Families) -> Pattern:
    begins, ends = words[:1] == ["^"], words[-1:] == ["$"]
    pieces: list[Piece] = []
    gap = 0
    for word in words[begins : len(words) - ends]:
        if word in _GAPS:
            gap = _GAPS[word]
            continue
        pieces.append(_piece(word, gap, families))
        gap = 0
    if gap or not any(not piece.optional for piece in pieces):
        raise PatternError("a pattern needs a word, and a gap needs words on both sides")
    return Pattern(tuple(pieces), begins, ends)


def _piece(word: str, gap: int, families: Families) -> Piece:
    read = _PIECE.fullmatch(word)
    if not read:
        raise PatternError(f"{word!r} can never match; write small letters without accents or punctuation")
    choices: list[str] = []
    for choice in read["choices"].split("/"):
        choices += _family(choice[1:-1], families) if choice.startswith("{") else [_word(choice)]
    return Piece(tuple(dict.fromkeys(choices)), gap, optional=bool(read["optional"]))


def _family(name: str, families: Families) -> tuple[str, ...]:
    if _NUMBER_UP.fullmatch(name):
        return (name,)
    if name not in families:
        raise PatternError(f"there is no family of words named {name!r}")
    return families[name]


def _word(word: str) -> str:
    phrase = word.replace("_", " ")
    if not _PLAIN.fullmatch(word) and phrase != plain(phrase):
        raise PatternError(f"{word!r} can never match; write {plain(phrase)!r}")
    return phrase

"""Numbers written as words, as figures, or half and half, all as single digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr.content.model import Language

_HUNDRED, _THOUSAND = 100, 1000
BREAK = "|"  # stands where a comma or stop was: "eight hundred, two" is two numbers, and "eight hundred two" is one


@dataclass(frozen=True)
class _Numerals:
    """The number words of a language.

    Attributes:
        small: what stands alone: 0 to 19, and whatever else is one word under 100 that takes no unit.
        tens: what takes a unit after it.
        hundreds: whole hundreds in one word.
        joins: what may stand between the parts of one number ("and", "y").
        hundred, thousand: what multiplies the number before it.
        ordinals: figures with an ending ("1st") as the word that is said for them.
    """

    small: Mapping[str, int]
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    joins: frozenset[str]
    hundred: str
    thousand: str
    ordinals: Sequence[str]


def _counted(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + step * at for at, word in enumerate(words.split())}


_ENGLISH = _Numerals(
    small=_counted(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ),
    tens=_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    hundreds={},
    joins=frozenset({"and"}),
    hundred="hundred",
    thousand="thousand",
    ordinals=tuple(
        _counted(
            "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        )
    ),
)
_SPANISH = _Numerals(
    small={
        **_counted(
            "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
            "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
            "veintiséis veintisiete veintiocho veintinueve"
        ),
        "un": 1,
        "una": 1,
    },
    tens=_counted("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10),
    hundreds={
        **_counted(
            "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
            100,
            100,
        ),
        "ciento": 100,
    },
    joins=frozenset({"y"}),
    hundred="",
    thousand="mil",
    ordinals=(),
)
_LANGUAGES: Mapping[Language, _Numerals] = {"en": _ENGLISH, "es": _SPANISH}
_TENS_OF_ORDINALS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def digits(tokens: Sequence[str], language: Language) -> list[str]:
    """The tokens with every number as single digits, breaks taken out."""
    numerals = _LANGUAGES.get(language, _ENGLISH)
    spelled = [part for token in tokens for part in _ordinal(token, numerals)]
    said: list[str] = []
    at = 0
    while at < len(spelled):
        value, used = _number(spelled, at, numerals)
        if used:
            said += list(value)
        elif spelled[at] != BREAK:
            said.append(spelled[at])
        at += max(used, 1)
    return _zeros(said)


def _ordinal(token: str, numerals: _Numerals) -> Sequence[str]:
    """Figures such as "21st" as "twenty first"; anything else as it is."""
    figures = token.rstrip("stndrh")
    if figures == token or not figures.isdecimal() or not numerals.ordinals:
        return (token,)
    number = int(figures)
    if number < len(numerals.ordinals):
        return (numerals.ordinals[number],)
    if number < 100 and number % 10:  # noqa: PLR2004 - a hundred
        return (_TENS_OF_ORDINALS[number // 10], numerals.ordinals[number % 10])
    return (figures, "th")


def _number(tokens: Sequence[str], at: int, numerals: _Numerals) -> tuple[str, int]:
    """The digits of the number that begins here and how many tokens it takes; none where none begins."""
    value, used = _below_hundred(tokens, at, numerals)
    figures = value
    if not used and _word(tokens, at) in numerals.hundreds:
        said, more = _with_rest(tokens, at + 1, numerals.hundreds[tokens[at]], _HUNDRED, numerals)
        return said, 1 + more
    following = _word(tokens, at + used)
    for whole, name in ((_HUNDRED, numerals.hundred), (_THOUSAND, numerals.thousand)):
        if following and following == name:
            said, more = _with_rest(tokens, at + used + 1, int(figures or 1) * whole, whole, numerals)
            return said, used + 1 + more
    return figures, used


def _with_rest(tokens: Sequence[str], start: int, value: int, whole: int, numerals: _Numerals) -> tuple[str, int]:
    """A number of whole hundreds or thousands with what belongs to it from `start` on, and how many tokens that is."""
    joined = _word(tokens, start) in numerals.joins
    smaller = _number if whole == _THOUSAND else _below_hundred
    rest, more = smaller(tokens, start + joined, numerals)
    after = _word(tokens, start + joined + more)
    # "eight hundred two two seven" is spelled on after the hundreds; figures do not belong to words.
    spelled_on = after in numerals.small or after in numerals.tens or after.isdecimal()
    if not more or spelled_on or tokens[start + joined].isdecimal() or not 0 < int(rest) < whole:
        return str(value), 0
    return str(value + int(rest)), joined + more


def _below_hundred(tokens: Sequence[str], at: int, numerals: _Numerals) -> tuple[str, int]:
    first = _word(tokens, at)
    if first.isdecimal():
        return first, 1
    if first in numerals.small:
        return str(numerals.small[first]), 1
    if first not in numerals.tens:
        return "", 0
    joined = _word(tokens, at + 1) in numerals.joins and numerals.hundred == ""
    unit = numerals.small.get(_word(tokens, at + 1 + joined), 0)
    if 0 < unit < 10:  # noqa: PLR2004 - units
        return str(numerals.tens[first] + unit), 2 + joined
    return str(numerals.tens[first]), 1


def _word(tokens: Sequence[str], at: int) -> str:
    return tokens[at] if at < len(tokens) else ""


def _zeros(words: list[str]) -> list[str]:
    """The letter O among digits is a nought ("nine oh nine")."""
    said = list(words)
    for at in range(len(said)):
        near = [said[each] for each in (at - 1, at + 1) if 0 <= each < len(said)]
        if said[at] in {"oh", "o"} and any(each.isdecimal() for each in near):
            said[at] = "0"
    return said

"""Finds a body temperature of 100.4 F / 38 C or more, however it is written (docs/design.md, section 4)."""

from __future__ import annotations

import re

from ivr.content.model import Temperature
from ivr.flow.texting.reading import Reading

FEVER_F, HIGHEST_F = 100.4, 110.0
FEVER_C, HIGHEST_C = 38.0, 43.0

# "temp102", "fever:102" and "t=102" as "temp 102".
_GLUED = re.compile(r"\b(temp|tmp|temperature|fever|fiebre|t)\s*[:=-]?\s*(?=\d)")
# Numbers that are no temperature whatever stands around them: telephone numbers, pressures and dates, times.
_OTHER_NUMBERS = re.compile(
    r"\+?\d?[-. (]{0,3}\d{3}[-. )]{1,3}\d{3}[-. ]{1,3}\d{4}|\d{3}-\d{4}|\d{5,}|"
    r"\d+/\d+(/\d+)?|\d+:\d+",
)
# "temp 100 4": the point was not typed.
_NO_POINT_GLUED = re.compile(r"\b(10[0-4]|3[89])(\d)\b(?![.,]\d)")
_NO_POINT = re.compile(r"\b100 (?=[4-9]\b(?! ?(?:day|hour|hr|week|month|year|time|min)))")
_NUMBER = re.compile(
    r"(?<![\w$€£#])(?<!\d[.,:/])"
    r"(?P<whole>\d{2,3})(?:\s?(?:[.,]|point|pt|dot|punto|coma)\s?(?P<tenths>\d{1,2})|[°'](?P<after_sign>\d)\b)?(?![.,:/]?\d)"
    r"\s*(?P<degree>°|degrees?|degress|deg\b|grados?)?\s*"
    r"(?P<unit>f|fahrenheit|farenheit|farenhiet|c|celsius|celcius|centigrados?|centigrade)?(?![^\W\d_])"
    r"(?P<after>\s*(?:%|[^\W\d_]+)?)",
)

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = {"thirty": 30, "forty": 40, "ninety": 90, "treinta": 30, "cuarenta": 40}
_UNIDADES = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_DIGIT = {word: number for words in (_ONES, _UNIDADES) for number, word in enumerate(words, 1)}
_ONE = "|".join(_DIGIT)
_HUNDRED = re.compile(
    rf"\b(?:(?:a |one )?(?:hundred|hundered|hunderd|hunnerd|hunnert|hundrd)(?: and| n|-)?|one (?:oh?|zero|0)|ciento) "
    rf"(?:degrees )?({_ONE})\b",
)
_HUNDRED_ALONE = re.compile(r"\b(?:a |one )?(?:hundred|hundered|hunderd|hunnerd) (?=(?:point|pt|dot) )")
_OVER_THIRTY = re.compile(rf"\b({'|'.join(_TENS)})(?: y)?(?: ({_ONE}))?\b")
_TENTHS = re.compile(rf"(\d) ?(?:point|pt|dot|punto|coma|con) ?({_ONE}|\d)\b")
_TENTHS_IN_WORDS = re.compile(rf"\b(3\d|10\d) ({'|'.join(_DIGIT)})$")
_HALF = re.compile(r"(\d) (?:and (?:a |1/)?half|y (?:medi[oa]|1/2))\b")


def says_fever(reading: Reading, words: Temperature, *, heat: bool = False) -> bool:
    """Whether a text states a body temperature of 100.4 F / 38 C or more; `heat` if it is known to be about one."""
    text = _OTHER_NUMBERS.sub(" ", _GLUED.sub(r"\1 ", _in_digits(reading.figures)))
    said = set(re.findall(r"[^\W\d_]+", text))
    heat = heat or not said.isdisjoint(words.heat) or "°" in text
    if heat:
        text = _NO_POINT_GLUED.sub(r"\1.\2", _NO_POINT.sub("100.", text))  # "temp 1005"
    if not said.isdisjoint(words.weather):
        return False
    return any(_is_fever(text, found, words, heat=heat) for found in _NUMBER.finditer(text))


def _is_fever(text: str, found: re.Match[str], words: Temperature, *, heat: bool) -> bool:
    before, after = text[: found.start()].strip(" .,!?:;-("), found["after"].strip()
    tenths = found["tenths"] or found["after_sign"] or ""
    named = any(_last(before, many) in words.named for many in (1, 2))
    if (after in words.counted or named) and not (heat and len(tenths) == 1):
        return False  # "temp 38.4 day 8" is one all the same: nobody counts in tenths
    value = float(f"{found['whole']}.{tenths or 0}")
    unit = (found["unit"] or "")[:1]
    # One decimal is how thermometers show it; two are a price.
    told = heat or bool(found["degree"] or unit) or len(tenths) == 1
    alone = not before and not after and not text[found.end() :].strip(" .!?-)")
    if FEVER_C <= value < HIGHEST_C:
        return unit != "f" and (told or alone)
    if not FEVER_F <= value <= HIGHEST_F or unit == "c":
        return False
    just_read = any(_last(before, many) in words.read for many in (1, 2))
    follows = not after or after in words.behind
    return told or alone or (follows and (just_read or (not before and bool(after))))


def _last(before: str, many: int) -> str:
    return " ".join(re.findall(r"[^\W_]+", before[-30:])[-many:])


def _in_digits(text: str) -> str:
    """The text with temperatures in words written as figures ("a hundred and one", "treinta y ocho y medio")."""
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = _HUNDRED.sub(lambda found: str(100 + _DIGIT[found[1]]), text)
    text = _HUNDRED_ALONE.sub("100 ", text)
    text = _OVER_THIRTY.sub(lambda found: str(_TENS[found[1]] + _DIGIT.get(found[2] or "", 0)), text)
    text = _TENTHS.sub(lambda found: f"{found[1]}.{_DIGIT.get(found[2], found[2])}", text)
    text = _TENTHS_IN_WORDS.sub(lambda found: f"{found[1]}.{_DIGIT[found[2]]}", text)
    return _HALF.sub(r"\1.5", text)

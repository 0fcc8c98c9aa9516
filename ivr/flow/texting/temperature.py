"""Finds a body temperature of 100.4 F / 38 C or more, however it is written (reference: accessibility.md C2, C5)."""

from __future__ import annotations

import re

from ivr.flow.texting.reading import Reading, word_set

FEVER_F, HIGHEST_F = 100.4, 110.0
FEVER_C, HIGHEST_C = 38.0, 43.0

_ABOUT_HEAT = re.compile(
    r"\b(temps?|temperatures?|tempature|temperture|fevers?|feverish|fevr|feaver|fiebre|temperatura|calentura|"
    r"thermometer|termometro)\b",
)
# "temp102", "fever:102" and "t=102" as "temp 102".
_GLUED = re.compile(r"\b(temp|temperature|fever|fiebre|t)\s*[:=-]?\s*(?=\d)")
# Numbers that are no temperature whatever stands around them: telephone numbers, pressures and dates, times.
_OTHER_NUMBERS = re.compile(
    r"\+?\d?[-. (]{0,3}\d{3}[-. )]{1,3}\d{3}[-. ]{1,3}\d{4}|\d{3}-\d{4}|\d{5,}|"
    r"\d+/\d+(/\d+)?|\d+:\d+",
)
# "temp 100 4": the point was not typed.
_NO_POINT = re.compile(r"\b100 (?=[4-9]\b(?! ?(?:day|hour|hr|week|month|year|time|min)))")
_WEATHER = re.compile(r"\b(outside|outdoors|weather|oven|forecast)\b")
_NUMBER = re.compile(
    r"(?<![\w$€£#])(?<!\d[.,:/])"
    r"(?P<whole>\d{2,3})(?:\s?(?:[.,]|point|punto|coma)\s?(?P<tenths>\d{1,2}))?(?![.,:/]?\d)"
    r"\s*(?P<degree>°|degrees?|degress|deg\b|grados?)?\s*"
    r"(?P<unit>f|fahrenheit|farenheit|farenhiet|c|celsius|celcius|centigrados?|centigrade)?(?![^\W\d_])"
    r"(?P<after>\s*(?:%|[^\W\d_]+)?)",
)
# What is counted or measured by the number before it, or named by the number after it.
_MEASURES = word_set(
    "% mg mgs ml mls mcg g gm gr kg kgs lb lbs pound pounds oz cm mm km kms m ft feet inches iu units unit year years "
    "yr yrs yo old anos day days dias week weeks month months hour hours hrs min mins minutes people persons patients "
    "times am pm miles mile percent dollars dollar bucks st nd rd th bpm beats calories platelets fm mph rounds "
    "cycles pills tablets doses visits stairs steps pages cents euros pesos bp k x",
)
_NAMES = word_set(
    "room rm tip tips cope side what relief read part age aged suite apt apartment no number highway hwy bus route "
    "channel page pulse bpm oxygen o2 spo2 weigh weighs weight bmi bp ca psa bed floor ward unit gate exit chapter "
    "dose model version lot",
)
_JUST_READ = re.compile(r"\b(its|it is|it was|hit|hits|reached|reads|im at|i am at|up to)\s*$")
_NOW = frozenset({"", "now", "and", "again", "today", "tonight", "still", "what", "help"})

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_IN_WORDS = re.compile(
    r"\b(?:a |one )?hundred (?:and )?(?:degrees )?(one|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_HUNDRED_POINT = re.compile(r"\b(?:a |one )?hundred point (four|five|six|seven|eight|nine)\b")
_SPOKEN = {"thirty eight": "38", "thirty nine": "39", "treinta y ocho": "38", "treinta y nueve": "39", "cuarenta": "40"}


def says_fever(reading: Reading) -> bool:
    """Whether a text states a body temperature of 100.4 F / 38 C or more."""
    text = _OTHER_NUMBERS.sub(" ", _GLUED.sub(r"\1 ", _in_digits(reading.figures)))
    heat = bool(_ABOUT_HEAT.search(text)) or "°" in text
    text = _NO_POINT.sub("100.", text) if heat else text
    if not heat and _WEATHER.search(text):
        return False
    return any(_is_fever(text, found, heat=heat) for found in _NUMBER.finditer(text))


def _is_fever(text: str, found: re.Match[str], *, heat: bool) -> bool:
    before, after = text[: found.start()], found["after"].strip()
    if after in _MEASURES or _last_word(before) in _NAMES:
        return False
    value = float(f"{found['whole']}.{found['tenths'] or 0}")
    unit = (found["unit"] or "")[:1]
    # One decimal is how thermometers show it; two are a price.
    told = heat or bool(found["degree"] or unit) or len(found["tenths"] or "") == 1
    if FEVER_C <= value < HIGHEST_C:
        return unit != "f" and told
    if not FEVER_F <= value <= HIGHEST_F or unit == "c":
        return False
    alone = not before.strip(" .!?-") and not text[found.end() :].strip(" .!?-") and not after
    just_read = bool(_JUST_READ.search(before))
    return told or alone or (just_read and after in _NOW) or (not before.strip() and after in _NOW - {""})


def _last_word(before: str) -> str:
    words = re.findall(r"[^\W_]+", before[-20:])
    return words[-1] if words else ""


def _in_digits(text: str) -> str:
    text = text.replace("-", " ") if "hundred" in text or "thirty" in text else text
    text = _HUNDRED_POINT.sub(lambda found: f"100.{_ONES.index(found[1]) + 1}", text)
    text = _IN_WORDS.sub(lambda found: str(101 + _ONES.index(found[1])), text)
    for spoken, digits in _SPOKEN.items():
        text = text.replace(spoken, digits)
    return text

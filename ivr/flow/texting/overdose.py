"""Finds many pills taken at once, by their number: "took 20 pills", "swallowed thirty oxycodone"."""

from __future__ import annotations

import re

from ivr.flow.texting.reading import Reading

# A week's dose of some cancer pills is up to ten of them; fewer are a usual day ("took my 4 pills").
MANY = 8

_NUMBERS = (
    *((8, "eight"), (9, "nine"), (10, "ten"), (11, "eleven"), (12, "twelve"), (12, "dozen"), (12, "dozens")),
    *((13, "thirteen"), (14, "fourteen"), (15, "fifteen"), (16, "sixteen"), (17, "seventeen"), (18, "eighteen")),
    *((19, "nineteen"), (20, "twenty"), (30, "thirty"), (40, "forty"), (50, "fifty"), (60, "sixty"), (70, "seventy")),
    *((80, "eighty"), (90, "ninety"), (100, "hundred"), (8, "ocho"), (9, "nueve"), (10, "diez"), (12, "doce")),
    *((15, "quince"), (20, "veinte"), (30, "treinta"), (40, "cuarenta")),
)
_WORDS = {word: number for number, word in _NUMBERS}
_PILLS = (
    r"pills?|tablets?|tabs?|capsules?|caps|patches|doses|oxy\w*|perc\w*|vicodins?|hydrocodones?|morphines?|tylenols?|"
    r"acetaminophens?|ibuprofens?|advils?|aspirins?|ativans?|lorazepams?|xanax|ambiens?|tramadols?|gabapentins?|norcos?|"
    r"benadryls?|valiums?|klonopins?|opioids?|painkillers?|pastillas?|tabletas?|capsulas?"
)
_TAKEN = re.compile(
    r"\b(?:took|taken|swallowed|swallow|ate|popped|downed|tome|tomo|tomado|trague)\s"
    r"(?:(?:about|like|over|almost|maybe|around|all|my|a|the|some|of|at|least|another|como|mis|unas) )*"
    rf"(?P<many>\d{{1,3}}|{'|'.join(_WORDS)})(?P<rest>(?: \w+){{0,4}})",
)
_PILL_NEAR = re.compile(rf"^(?: (?!mgs?\b|milligrams?\b|ml\b|mcg\b)\w+){{0,3}}? (?:{_PILLS})\b")
# "I took 20": nothing is said of what, and nobody takes twenty minutes that way.
_NOTHING_SAID = re.compile(r"^(?: (?:of (?:them|my|these|those)|and|now|today|tonight|at once|all at once)\b|$)")


def says_many_pills(reading: Reading) -> bool:
    """Whether a text tells of eight pills or more taken; amounts in milligrams and minutes are none."""
    for found in _TAKEN.finditer(reading.plain):
        many = int(found["many"]) if found["many"].isdecimal() else _WORDS[found["many"]]
        if many >= MANY and (_PILL_NEAR.match(found["rest"]) or _NOTHING_SAID.match(found["rest"])):
            return True
    return False

"""Number words back to digits, by code that shares nothing with `ivr.content.spoken`."""

from __future__ import annotations

import re


def _counted(words: str, first: int = 0, step: int = 1) -> dict[str, int]:
    return {word: first + step * place for place, word in enumerate(words.split())}


_ENGLISH = {
    **_counted("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"),
    **_counted("sixteen seventeen eighteen nineteen", 16),
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    **_counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1),
    **_counted("oh half quarter", 0, 2),
    **_counted("twentieth thirtieth", 20, 10),
}
_SPANISH = {
    **_counted("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"),
    **_counted("dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro", 16),
    **_counted("veinticinco veintiséis veintisiete veintiocho veintinueve", 25),
    **_counted("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10),
    **_counted("ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos", 100, 100),
    **_counted("cien doscientas trescientas cuatrocientas quinientas seiscientas setecientas", 100, 100),
    **_counted("ochocientos novecientos", 800, 100),
    **_counted("ochocientas novecientas", 800, 100),
    **_counted("primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo", 1),
    **_counted("un medio tercio", 1),
    **_counted("una media", 1),
    **_counted("veintiún veintiuna", 21, 0),
}
_VALUES = {"en": _ENGLISH, "es": _SPANISH}
_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "mil": 1000, "millón": 10**6, "millones": 10**6}
_NO_NUMBER = 10_000


def digits_said(said: str, language: str) -> str:
    """All digits that a listener would write down, in order; "one hundred five" is 105, "one, two" is 12."""
    written, total, current = "", 0, -1  # -1: no number is open
    text = said.lower().replace("\n\n", " . ").replace("por ciento", "%")
    for token in [*re.findall(r"\w+(?:-\w+)*|[^\w\s]", text), "."]:
        value = _value(token, language)
        if token in _TIMES and (current >= 0 or token == "mil"):
            if token == "hundred":  # stays open: more may be added to it
                current *= 100
            else:
                total, current = total + max(current, 1) * _TIMES[token], 0
        elif value != _NO_NUMBER and _adds(current, total, value):
            current += value
        elif token == "y" and language == "es" and current % 10 == 0 and current % 100 >= 30:
            continue
        else:
            written += str(total + current) if current >= 0 else ""
            total, current = 0, value if value != _NO_NUMBER else -1
    return written


def _value(token: str, language: str) -> int:
    """What one word stands for; "twenty-six", "thirds" and "fourteenth" are words too."""
    values = _VALUES[language]
    for word in (token, token.removesuffix("s"), token.removesuffix("th")):
        parts = [values.get(part, _NO_NUMBER) for part in word.split("-")]
        if _NO_NUMBER not in parts:
            return sum(parts)
    return _NO_NUMBER


def _adds(current: int, total: int, value: int) -> bool:
    """Whether a word carries the open number on: "one hundred" and "five", "two thousand" and "three"."""
    if current == 0:
        return total > 0 and value > 0
    if current > 0 and current % 100 == 0:
        return 0 < value < 100
    return current > 0 and current % 10 == 0 and current % 100 >= 30 and 0 < value < 10  # "treinta y uno"

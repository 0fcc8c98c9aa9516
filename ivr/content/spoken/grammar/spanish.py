"""Spanish numbers, times and dates in words, as they are said in the Americas."""

from __future__ import annotations

from ivr.content.spoken.grammar.plain import Plain

DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_BELOW_30 = (
    *DIGITS,
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"),
    *("veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete"),
    *("veintiocho", "veintinueve"),
)
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    *("", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos"),
    *("ochocientos", "novecientos"),
)
_ORDINALS = (
    *("", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo", "noveno", "décimo"),
    *("undécimo", "duodécimo"),
)
_FEMININE_ENDINGS = ("ª", "a", "ra", "da", "ta", "ma", "va", "na")
_NOON, _EVENING = 12, 7
# Words of a telephone number's groups: the comma between two of them is a pause for writing down.
GROUP_WORDS = (*DIGITS, "ochocientos")


def cardinal(value: int) -> str:
    """A number below a thousand million, counting nothing ("veintiuno", "ciento uno", "mil")."""
    if value < len(_BELOW_30):
        return _BELOW_30[value]
    if value < 100:  # noqa: PLR2004 - the shape of Spanish numbers
        tens, ones = divmod(value, 10)
        return _TENS[tens] + (f" y {DIGITS[ones]}" if ones else "")
    if value < 1000:  # noqa: PLR2004 - the same
        hundreds, rest = divmod(value, 100)
        return "cien" if value == 100 else _HUNDREDS[hundreds] + (f" {cardinal(rest)}" if rest else "")  # noqa: PLR2004
    if value < 1_000_000:  # noqa: PLR2004 - the same
        many, rest = divmod(value, 1000)
        return ("mil" if many == 1 else f"{_shortened(cardinal(many))} mil") + (f" {cardinal(rest)}" if rest else "")
    many, rest = divmod(value, 1_000_000)
    millions = "un millón" if many == 1 else f"{_shortened(cardinal(many))} millones"
    return millions + (f" {cardinal(rest)}" if rest else "")


def _shortened(words: str) -> str:
    """Before a masculine noun: "un", "veintiún"."""
    if words.endswith("veintiuno"):
        return f"{words.removesuffix('uno')}ún"
    return words.removesuffix("o") if words == "uno" or words.endswith(" uno") else words


def _feminine(words: str) -> str:
    """Before a feminine noun: "una", "veintiuna", "doscientas"; what counts millions stays masculine."""
    millions, cut, rest = words.rpartition(" millones " if " millones " in words else " millón ")
    rest = rest.removesuffix("uno") + "una" if rest == "uno" or rest.endswith(("iuno", " uno")) else rest
    return millions + cut + rest.replace("cientos", "cientas").replace("quinientos", "quinientas")


class Spanish(Plain):
    """How Spanish says them."""

    def digit(self, written: str) -> str:
        """The name of one digit."""
        return DIGITS[int(written)]

    def cardinal(self, value: int, noun: str = "") -> str:
        """An amount, agreeing with the noun after it where the tables know that noun."""
        words = cardinal(value)
        if noun.lower() in self.speech.feminine:
            return _feminine(words)
        return _shortened(words) if noun.lower() in self.speech.masculine else words

    def ordinal(self, value: int, ending: str = "") -> str:
        """Such as "primero", "primera", "primer"; after "duodécimo" a plain amount, as people say it."""
        if not 0 < value < len(_ORDINALS):
            return cardinal(value)
        words = _ORDINALS[value]
        if ending in _FEMININE_ENDINGS:
            return f"{words[:-1]}a"
        return words[:-1] if ending == "er" and words in {"primero", "tercero"} else words

    def year(self, value: int) -> str:
        """A year: "dos mil veintiséis"."""
        return cardinal(value)

    def clock(self, hour: int, minutes: str, half: str) -> str:
        """Such as "nueve treinta de la mañana", "una de la tarde", "diecisiete horas", "nueve en punto"."""
        said = [_feminine(cardinal(hour))]
        if minutes.strip("0"):
            said.append(f"cero {DIGITS[int(minutes)]}" if minutes[0] == "0" else cardinal(int(minutes)))
        elif not half:
            said.append("en punto" if 0 < hour <= _NOON else "hora" if hour == 1 else "horas")
        return " ".join([*said, _part_of_day(hour, half)] if half else said)

    def date(self, day: int, month: str, year: str) -> str:
        """Such as "primero de enero de dos mil veintiséis"."""
        first = "primero" if day == 1 else cardinal(day)
        return f"{first} de {month}" + (f" de {year}" if year else "")

    def fraction_name(self, top: int, bottom: int, noun: str) -> str:
        """Such as "un medio", "media pastilla", "tres cuartos", "dos tercios"."""
        if bottom == 2 and noun.lower() in (*self.speech.feminine, *self.speech.masculine):  # noqa: PLR2004 - a half
            return "media" if noun.lower() in self.speech.feminine else "medio"
        name = {2: "medio", 3: "tercio"}.get(bottom) or _ORDINALS[bottom]
        return f"{_shortened(cardinal(top))} {name}{'s' if top > 1 else ''}"

    def magnitudes(self) -> tuple[str, ...]:
        """Such as "$5 millones"."""
        return ("mil", "millón", "millones")

    def of_many(self, magnitude: str, many: str) -> str:
        """Such as "cinco mil dólares", but "cinco millones de dólares"."""
        return many if magnitude == "mil" else f"de {many}"

    def ordinal_pattern(self) -> str:
        """1.º, 2ª, 3er, 5to."""
        return r"\.?[ºª]|er|r[oa]|d[oa]|t[oa]|m[oa]|v[oa]|n[oa]"

    def date_pattern(self) -> str:
        """Such as "21 de noviembre de 2026"."""
        return (
            r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:\.?º|ro)? de (?P<month>{months})"
            r"(?: del? (?P<year>[0-9]{{4}}))?(?!\w|[-\u2013:/.,][0-9]|%)"
        )


def _part_of_day(hour: int, half: str) -> str:
    if half == "A":
        return "de la noche" if hour == _NOON else "de la mañana"
    if hour == _NOON:
        return "del mediodía"
    return "de la tarde" if hour < _EVENING else "de la noche"

"""Rules for times of day, dates and days of the week."""

from __future__ import annotations

import re

from ivr.content.spoken.amounts import number
from ivr.content.spoken.grammar.plain import Plain
from ivr.content.spoken.rule import Rule, any_of, said_apart, said_in_place

_TIME = r"(?:1[0-2]|0?[1-9])(?::[0-5][0-9])?\s?[AaPp]\.? ?[Mm]\.?(?!\w)"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_HALVED = (
    r"(?<![\w:.])(?P<hour>1[0-2]|0?[1-9])(?::(?P<minutes>[0-5][0-9]))?\s?"
    r"(?P<half>[AaPp])(?P<dot>\.?) ?[Mm](?!\w)(?P<stop>\.?)"
)
_ISO = r"(?<![\w-])([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?![\w-])"
_SLASHED = r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![\w/])"
_TO = r"(?:\s?[-\u2013]\s?)"
_MONTHS = 12
_LAST_DAY = 31


def dates(grammar: Plain) -> tuple[Rule, ...]:
    """Days of the calendar, however they are written, and ranges of them."""
    speech = grammar.speech
    to = speech.words.get("range", "-")
    days = any_of(speech.days)
    written = (*speech.months, *(short + dot for short in speech.short_months for dot in ("", ".")))
    names = any_of((*written, *(name[:1].upper() + name[1:] for name in written)))
    pattern = grammar.date_pattern()
    by_name = said_apart(rf"(?<![\w/.-]){pattern.format(months=names)}", lambda found: _named(found, grammar))
    return (
        said_in_place(rf"(?<![\w/.])([0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}){_TO}(?={_SLASHED})", rf"\1 {to} "),
        said_apart(rf"(?<![\w/.]){_SLASHED}", lambda found: _slashed(found, grammar)),
        said_apart(_ISO, lambda found: _day(grammar, int(found[3]), int(found[2]), found[1])),
        *([by_name] if pattern else []),
        said_in_place(rf"(?<!\w)({days}){_TO}(?={days}(?!\w))", rf"\1 {to} "),
    )


def times(grammar: Plain) -> tuple[Rule, ...]:
    """Times of day and ranges of them; the dot of "5 p.m." stays where it ends a sentence too."""
    to = grammar.speech.words.get("range", "-")
    return (
        said_in_place(rf"(?<![\w:.-])({_TIME}|{_CLOCK}|[0-9]{{1,2}}){_TO}(?={_TIME}|{_CLOCK})", rf"\1 {to} "),
        said_apart(_HALVED, lambda found: _halved(found, grammar)),
        said_apart(
            rf"(?<![\w:])({_CLOCK})(?: ?hr?s?(?!\w))?(?![\w:])",
            lambda found: grammar.clock(int(found[1].partition(":")[0]), found[1].partition(":")[2], ""),
        ),
    )


def _halved(found: re.Match[str], grammar: Plain) -> str:
    said = grammar.clock(int(found["hour"]), found["minutes"] or "", found["half"].upper())
    # The dot of "5 p.m." may end a sentence too: it does before a capital, unless a time zone or a day follows.
    goes_on = any_of((*grammar.speech.zones, *grammar.speech.days))
    sentence = rf"\s*(?:\Z|\n\s*\n|(?!{goes_on}(?!\w))[A-ZÁÉÍÓÚÑ¿¡…])"
    ends = not found["dot"] or re.match(sentence, found.string[found.end() :])
    return f"{said}{'.' if found['stop'] and ends else ''}"


def _named(found: re.Match[str], grammar: Plain) -> str:
    speech, written = grammar.speech, found["month"].rstrip(".").lower()
    listed = [*speech.months, *speech.short_months]
    place = [each.lower() for each in listed].index(written) % _MONTHS
    year = number(found["year"], grammar) if found["year"] else ""
    return grammar.date(int(found["day"]), speech.months[place], year)


def _slashed(found: re.Match[str], grammar: Plain) -> str:
    """In the order of the language; the other one where that cannot be; else three numbers."""
    first, second, year = int(found[1]), int(found[2]), found[3]
    ways = [(first, second), (second, first)]
    for month, day in ways if grammar.speech.slashed == "mdy" else reversed(ways):
        if 1 <= month <= _MONTHS and 1 <= day <= _LAST_DAY:
            return _day(grammar, day, month, year)
    slash = grammar.speech.signs.get("/", "/")
    return f" {slash} ".join(number(each, grammar) for each in found.groups())


def _day(grammar: Plain, day: int, month: int, year: str) -> str:
    months = grammar.speech.months
    name = months[month - 1] if len(months) == _MONTHS else grammar.cardinal(month)
    return grammar.date(day, name, number(year, grammar))

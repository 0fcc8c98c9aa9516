"""Rules for web and e-mail addresses and for telephone numbers."""

from __future__ import annotations

import re

from ivr.content.spoken.grammar.plain import Plain
from ivr.content.spoken.rule import Rule, any_of, said_apart

_DOMAIN = r"(?:[A-Za-z0-9_-]+\.)+(?:org|gov|com|net|edu|info|mil|int|health|us|ca|mx)"
_ADDRESS = rf"(?<![\w@.])(?:https?://)?(?:[A-Za-z0-9._+-]+@)?{_DOMAIN}(?:/[\w./-]*[\w/])?(?![\w@])"
# North American numbers; the "1" of a free call may stand before letters ("1-800-4-CANCER").
_FREE = r"(?<![\w+-])\+?1-8(?:00|33|44|55|66|77|88)(?:-[0-9A-Z]+)+(?![\w-])"
_LONG = r"(?<![\w+-])(?:\+?(1)[-. ]?)?(?:\(([0-9]{3})\) ?|([0-9]{3})[-. ])([0-9]{3})[-. ]([0-9]{4})(?![\w-])"
_RUN = r"(?<![\w+])(?:\+?(1))?([2-9][0-9]{2})([2-9][0-9]{2})([0-9]{4})(?![\w-])"
_ABROAD = r"(?<!\w)\+([0-9]{1,3}(?:[ .-]?\(?[0-9]{1,4}\)?){2,6})(?![\w-])"
_CODED = r"(?<![\w.,-])[0-9]+(?:-[0-9]+){2,}(?![\w-])"


def addresses(grammar: Plain) -> tuple[Rule, ...]:
    """Addresses sign by sign, and telephone numbers digit by digit in their groups."""
    speech = grammar.speech
    units = any_of((*speech.units, "%", "°"))
    local = rf"(?<![\w+-])([2-9][0-9]{{2}})-([0-9]{{4}})(?![\w-]| ?{units}(?!\w))"
    short = rf"(?<![\w.,$-]){any_of(speech.codes)}(?![\w%°-]|[.,][0-9]| ?{units}(?!\w))"

    def groups(found: re.Match[str]) -> str:
        return grammar.phone_number([group for group in found.groups() if group])

    def code(found: re.Match[str]) -> str:
        before = found.string[: found.start()].split(" ")[-2:-1]
        breath = ", " if before and before[0].lower() in speech.breath_before_codes else ""
        return breath + grammar.digit_by_digit(found[0])

    return (
        said_apart(_ADDRESS, lambda found: _address(found[0], grammar)),
        said_apart(_FREE, lambda found: _free_number(found[0], grammar)),
        said_apart(_LONG, groups),
        said_apart(_RUN, groups),
        said_apart(local, groups),
        said_apart(_ABROAD, lambda found: f"{speech.signs.get('+', '+')} {_abroad(found[1], grammar)}"),
        said_apart(short, code),
    )


def codes(grammar: Plain) -> tuple[Rule, ...]:
    """Numbers in three groups or more, which are neither dates nor ranges: digit by digit, for writing down."""
    return (said_apart(_CODED, lambda found: grammar.phone_number(found[0].split("-"))),)


def _address(written: str, grammar: Plain) -> str:
    words, signs = grammar.speech.words, grammar.speech.signs
    said = re.sub(r"^https?://", "", written)
    said = re.sub(r"^www\.", lambda _: f"{words.get('www', 'www')} .", said)
    names = {".": words.get("dot", "."), "-": words.get("dash", "-"), **signs}
    said = re.sub(r"[@./_+-]", lambda sign: f" {names.get(sign[0], sign[0])} ", said)
    return re.sub("[0-9]+", lambda digits: f" {grammar.digit_by_digit(digits[0])} ", said)


def _free_number(written: str, grammar: Plain) -> str:
    """Digits one by one, letters as a word: "1-800-4-CANCER" is "one, eight hundred, four, cancer"."""
    groups = written.removeprefix("+").split("-")
    return grammar.phone_number([group if group.isdigit() else group.lower() for group in groups])


def _abroad(written: str, grammar: Plain) -> str:
    """Groups as they are written; a run of digits in threes."""
    groups = re.findall("[0-9]+", written)
    if len(groups) == 1:
        groups = re.findall("[0-9]{1,3}", written)
    return grammar.phone_number(groups)

"""Rules for amounts: numbers, ranges, fractions, units and money."""

from __future__ import annotations

import re

from ivr.content.spoken.grammar.plain import Plain
from ivr.content.spoken.rule import Rule, any_of, said_apart, said_in_place

_YEARS = range(1900, 2100)
_LONGEST_CARDINAL = 6  # digits; anything longer is a code, and codes are read digit by digit
_LONGEST_GROUPED = 9  # digits; "1,200,000" shows by its commas that it is an amount
_LONGEST_PLAIN = 4  # digits without a comma; "74174" and "741741" are codes


def amount_pattern(grammar: Plain) -> str:
    """A written amount in the language's own marks: "7", "1,200", "100.4", ".5"."""
    thousands, decimal = re.escape(grammar.speech.thousands), re.escape(grammar.speech.decimal)
    # Nothing is tried again inside a run of digits, or a long one would take minutes.
    whole = rf"(?<![0-9])(?:[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+(?![0-9])|[0-9]++)"
    return rf"(?:{whole}(?:{decimal}[0-9]++)?|(?<![\w.,]){decimal}[0-9]++)"


def ranges(grammar: Plain) -> tuple[Rule, ...]:
    """Ranges ("3-4 hours", "5 mg-10 mg", "$5-$10"), and the hyphens that bind words to numbers."""
    amount, units = amount_pattern(grammar), any_of((*grammar.speech.units, "%", "°"))
    money, to = any_of(grammar.speech.money), grammar.speech.words.get("range", "-")
    until = rf"{money}? ?{amount}(?: ?{units}(?!\w)|(?![\w-]))"
    return (
        said_in_place(rf"(?<![\w.-])({amount}(?: ?{units})?)(?:-| - | ?\u2013 ?)(?={until})", rf"\1 {to} "),
        said_in_place(r"(?<=[^\W\d_])-(?=[0-9])", " "),
    )


def numbers(grammar: Plain) -> tuple[Rule, ...]:
    """Fractions, money, units, places in a row, and then every number that is left."""
    amount, words = amount_pattern(grammar), grammar.speech.words
    endings = grammar.ordinal_pattern()
    place = said_apart(
        rf"(?<![\w.,])([0-9]{{1,3}})({endings})(?!\w)",
        lambda found: grammar.ordinal(int(found[1]), found[2].lstrip(".")),
    )
    money = any_of(grammar.speech.money)
    return (
        said_in_place(rf"(?<![^\s(])-(?={money}? ?{amount})", f"{words.get('minus', '-')} "),
        said_apart(
            r"(?<![\w/.,])(?:([0-9]+) )?([0-9]{1,3})/([0-9]{1,3})(?![\w/]|[.,][0-9])(?= ([^\W\d_]+)|)",
            lambda found: _fraction(found, grammar),
        ),
        said_apart(
            rf"({money}) ?({amount})(?: ({any_of(grammar.magnitudes())})(?!\w))?", lambda found: _money(found, grammar)
        ),
        _unit_rule(grammar, amount),
        *([place] if endings else []),
        said_in_place(r"(?<=[0-9])-(?=[^\W\d_])", " "),
        said_in_place(r"(?<=[0-9])-(?=\s)", ""),
        said_apart(rf"({amount})(?= ([^\W\d_]+))", lambda found: number(found[1], grammar, found[2])),
        said_apart(amount, lambda found: number(found[0], grammar)),
        said_in_place(r"(?<=\s)-(?=[^\W\d_])", ""),  # "a 1/2-hour walk": its number is words by now
    )


def number(written: str, grammar: Plain, noun: str = "") -> str:
    """A written number ("7", "1,200", "100.4", "2026", "741741") in words; no digit of it is lost."""
    if written.isdigit() and written[0] != "0":
        if len(written) > _LONGEST_PLAIN:
            return ", ".join(grammar.digit_by_digit(three) for three in re.findall("[0-9]{1,3}", written))
        if int(written) in _YEARS:
            return grammar.year(int(written))
    return exact(written, grammar, noun)


def exact(written: str, grammar: Plain, noun: str = "") -> str:
    """A written number that can be neither a year nor a code, agreeing with `noun`."""
    whole, point, decimals = written.partition(grammar.speech.decimal)
    digits = whole.replace(grammar.speech.thousands, "")
    longest = _LONGEST_CARDINAL if digits == whole else _LONGEST_GROUPED
    amount = len(digits) <= longest and (digits == "0" or digits[:1] not in {"", "0"})
    said = grammar.cardinal(int(digits), "" if point else noun) if amount else grammar.digit_by_digit(digits)
    if not point:
        return said
    return f"{said} {grammar.speech.words.get('point', '.')} {grammar.digit_by_digit(decimals)}".strip()


def _fraction(found: re.Match[str], grammar: Plain) -> str:
    whole, top, bottom = found[1], found[2], found[3]
    said = grammar.fraction(int(top), int(bottom), "" if whole else found[4] or "")
    if not said:
        said = f"{exact(top, grammar)} {grammar.slashed(int(top), int(bottom))} {exact(bottom, grammar)}"
        return f"{number(whole, grammar)} {said}" if whole else said
    return f"{number(whole, grammar)} {grammar.speech.words.get('and', '')} {said}" if whole else said


def _money(found: re.Match[str], grammar: Plain) -> str:
    one, many, cent, cents = grammar.speech.money[found[1]]
    whole, point, hundredths = found[2].partition(grammar.speech.decimal)
    if found[3]:
        return f"{exact(found[2], grammar)} {found[3]} {grammar.of_many(found[3], many)}"
    if point and len(hundredths) != 2:  # noqa: PLR2004 - cents have two digits
        return f"{exact(found[2], grammar)} {many}"
    said = f"{exact(whole, grammar, one)} {one if whole == '1' else many}"
    if not hundredths.strip("0"):
        return said
    few = exact(hundredths.lstrip("0"), grammar, cent)
    return f"{said} {grammar.speech.words.get('and', '')} {few} {cent if hundredths == '01' else cents}"


def _unit_rule(grammar: Plain, amount: str) -> Rule:
    units = grammar.speech.units
    unit = any_of(units).replace("°", "° ?")
    pattern = rf"(?P<amount>{amount})(?P<joint>-| ?)(?P<unit>{unit})s?(?:/(?P<per>{unit}|[^\W\d_]+))?(?![\w-])"

    def say(found: re.Match[str]) -> str:
        one, many = units[found["unit"].replace("° ", "°")]
        # "a 5-mg dose" is one thing of five milligrams each.
        name = one if found["amount"] == "1" or found["joint"] == "-" else many
        said = f"{exact(found['amount'], grammar, one.partition(' ')[0])} {name}"
        if not found["per"]:
            return said
        per = units.get(found["per"], (found["per"],))[0]
        return f"{said} {grammar.speech.words.get('per', '/')} {per}"

    return said_apart(pattern, say)

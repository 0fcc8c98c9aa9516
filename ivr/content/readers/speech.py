"""Reader of a language's `spoken.toml`: a wrong entry is left out and told, the others stay."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.content.model import Problem
from ivr.content.readers.table import Table, parse
from ivr.content.speech import Speech
from ivr.content.spoken.grammar import has_grammar
from ivr.content.voice_names import VoiceKind

_WORDS = ("point", "minus", "range", "and", "per", "over", "dot", "dash", "www")
_SIGNS = ("&", "#", "*", "+", "=", "@", "%", "/", "_", "°")
_ORDERS = ("mdy", "dmy")
_ENGINES = (VoiceKind.PYTTSX3.value, VoiceKind.PIPER.value)  # as the voices call themselves


def read_speech(files: Mapping[str, bytes], language: str) -> tuple[Speech, list[Problem]]:
    """Read how a language is said.

    What is missing is told in one problem a table or entry; until it is mended, digits and signs stay as written.
    """
    table = parse(files, f"{language}/spoken.toml")
    if table.problems and not table.values:
        return Speech(language), table.problems  # "the file is missing" says it all
    numbers, calendar, capitals = (table.table(name) for name in ("numbers", "calendar", "capitals"))
    decimal, thousands = _marks(numbers)
    speech = Speech(
        language=language,
        lexicon=_said(table.table("lexicon")),
        abbreviations=_said(table.table("abbreviations")),
        words=_needed(table.table("words"), _WORDS),
        signs=_signs(table.table("signs")),
        units=_forms(table.table("units"), 2, "for one and for many"),
        money=_forms(table.table("money"), 4, "for one, for many, and for one and many hundredths"),
        digits=_digits(table, language),
        decimal=decimal,
        thousands=thousands,
        codes=_codes(numbers),
        breath_before_codes=numbers.strings("breath_before_codes", required=False),
        masculine=numbers.strings("masculine", required=False),
        feminine=numbers.strings("feminine", required=False),
        months=_counted(calendar, "months", 12),
        short_months=calendar.strings("short_months", required=False) and _counted(calendar, "short_months", 12),
        days=_counted(calendar, "days", 7),
        zones=calendar.strings("zones", required=False),
        slashed=_order(calendar),
        capitals=capitals.strings("words", required=bool(capitals.values)),
        letters_after=capitals.strings("letters_after", required=False),
        phonemes=_phonemes(table),
    )
    return speech, table.problems


def _said(table: Table) -> dict[str, str]:
    """Entries that really say something; what would be said as nothing could be a "not"."""
    said = {key: table.string(key) for key in table.values}
    for key in [key for key, words in said.items() if not key.strip() or not any(map(str.isalnum, words))]:
        if isinstance(table.values[key], str):
            table.problem(f'"{key}" is said as nothing; write the words that are heard for it.', key)
        del said[key]
    return said


def _spelled(table: Table) -> dict[str, str]:
    """The same, where what is said must be words: a digit or a sign in them would have to be said in turn."""
    said = _said(table)
    for key in [key for key, words in said.items() if not all(mark.isalpha() or mark in " '-," for mark in words)]:
        table.problem(f'"{key}": {said[key]!r} must be words only, without digits or signs.', key)
        del said[key]
    return said


def _needed(table: Table, names: tuple[str, ...]) -> dict[str, str]:
    said = _spelled(table)
    if table.values:  # a missing table is one problem, not one for each name
        for name in names:
            if name not in table.values:
                table.problem(f'"{name}" is missing in [{table.name}]: nothing tells how it is said.')
    return said


def _signs(table: Table) -> dict[str, str]:
    said = _needed(table, _SIGNS)
    for sign in [sign for sign in said if len(sign) != 1 or sign.isalnum() or sign.isspace()]:
        table.problem(f'"{sign}" is not one single sign.', sign)
        del said[sign]
    return said


def _forms(table: Table, count: int, each: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key in table.values:
        forms = table.strings(key)
        if len(forms) == count and key.strip() and all(any(map(str.isalpha, form)) for form in forms):
            found[key] = forms
        elif isinstance(table.values[key], list) and len(forms) == len(table.values[key]):
            table.problem(f'"{key}" needs {count} forms: {each}.', key)
    return found


def _digits(table: Table, language: str) -> dict[str, str]:
    """Needed only where the program knows no grammar of the language."""
    if has_grammar(language):
        return {}
    if "digits" not in table.values:
        table.problem(
            f'The program has no grammar for "{language}": a table [digits] must say "0" to "9", and numbers are then '
            "said digit by digit."
        )
        return {}
    return _needed(table.table("digits"), tuple("0123456789"))


def _marks(table: Table) -> tuple[str, str]:
    marks = tuple(table.string(name, required=bool(table.values)) for name in ("decimal", "thousands"))
    if marks[0] == marks[1] or not set(marks) <= {".", ","}:
        if all(marks):
            table.problem('decimal and thousands must be "." and ",", one each.', "decimal")
        return ".", ","
    return marks[0], marks[1]


def _codes(table: Table) -> tuple[str, ...]:
    listed = table.strings("codes", required=bool(table.values))
    for code in listed:
        if not (code.isascii() and code.isdigit()):
            table.problem(f"codes: {code!r} must be digits only.", "codes")
    return tuple(code for code in listed if code.isascii() and code.isdigit())


def _counted(table: Table, name: str, count: int) -> tuple[str, ...]:
    listed = tuple(each.strip() for each in table.strings(name, required=bool(table.values)))
    if len(listed) == count and all(listed):
        return listed
    if isinstance(table.values.get(name), list) and len(listed) == len(table.values[name]):
        table.problem(f"{name} must be {count} names.", name)
    return ()


def _order(table: Table) -> str:
    order = table.string("slashed", required=bool(table.values))
    if order in _ORDERS:
        return order
    if order:
        table.problem('slashed must be "mdy" or "dmy".', "slashed")
    return "mdy"


def _phonemes(table: Table) -> dict[str, dict[str, str]]:
    engines = table.table("phonemes", required=False)
    for name in engines.values:
        if name not in _ENGINES:
            engines.problem(f"[phonemes.{name}]: only {' and '.join(_ENGINES)} take phonemes.", f"[phonemes.{name}")
    return {name: _said(engines.table(name)) for name in engines.values if name in _ENGINES}

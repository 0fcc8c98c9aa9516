"""Reader of `line.toml`: the line as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from ivr.content.model import Language, Line, Problem, Severity
from ivr.content.readers.table import Table, parse
from ivr.content.voice_names import VoiceName, voice_name
from ivr.errors import VoiceError

FILE = "line.toml"


def read_line(files: Mapping[str, bytes]) -> tuple[Line, list[Problem]]:
    """Read the line's names, menu, persons, texting programme and voices."""
    table = parse(files, FILE)
    person = table.table("person")
    texting = table.table("texting")
    groups = table.table("groups")
    languages = _languages(table)
    line = Line(
        names=_names(table),
        languages=languages,
        menu=table.strings("menu"),
        time_zone=_zone(table),
        person=person.strings("services"),
        crisis=person.string("crisis"),
        groups={name: groups.strings(name) for name in groups.values},
        takes_texts=texting.boolean("same_number"),
        program=texting.string("program"),
        help_service=texting.string("help_service"),
        voices=_voices(table.table("voices", required=False), languages),
    )
    for language in line.languages:
        if language not in line.names:
            table.problem(f"[name] has no name for the language {language}.", "[name]")
    return line, table.problems


def _languages(table: Table) -> tuple[Language, ...]:
    """The published languages, each once; English where none is left."""
    named = dict.fromkeys(table.strings("languages"))
    known = tuple(language for language in named if _is_language(language))
    for language in named:
        if language not in known:
            table.problem(f"languages: {language!r} is not the code of a language, such as en or es.", "languages")
    return known or ("en",)


def _is_language(code: str) -> bool:
    """Whether it is a bare code (no region: it travels in a call's path) of a language whose weekdays are known."""
    if not (code.isascii() and code.isalpha() and code.islower()):
        return False
    try:
        return Locale.parse(code) is not None
    except (ValueError, UnknownLocaleError):
        return False


def _names(table: Table) -> dict[str, str]:
    names = table.table("name")
    return {language: names.string(language) for language in names.values}


def _voices(table: Table, languages: tuple[Language, ...]) -> dict[Language, VoiceName]:
    """The voice of each language that is given one; the others have that of `IVR_VOICE`."""
    found = {}
    for language in table.values:
        if language not in languages:
            says = f"[voices] names {language}, which is not one of the line's languages."
            table.problems.append(Problem(FILE, table.line_of(language), says, Severity.WARNING))
        named = table.string(language)
        if named:
            try:
                found[language] = voice_name(named)
            except VoiceError as problem:
                table.problem(f"[voices] {language}: {problem}", language)
    return found


def _zone(table: Table) -> str:
    zone = table.string("time_zone")
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        table.problem(f"time_zone: {zone!r} is not a time zone such as America/New_York.", "time_zone")
        return "UTC"
    return zone

"""Reader of what people write: `safety.toml`, `examples.toml`, and `ordinary.toml`, the words that are no slips."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ivr.content.model import Language, Problem, Safety, Temperature
from ivr.content.readers.table import Table, parse
from ivr.content.readers.words import readable

FILE, ORDINARY, EXAMPLES = "safety.toml", "ordinary.toml", "examples.toml"
# The tables of patterns: a list for each language that people write. A table with `_not` is taken out first.
DANGERS = ("overdose", "crisis", "emergency", "care_team")
HARMLESS = ("crisis_not", "emergency_not", "care_team_not", "stop_not")
# The lists of examples: of danger, of what only looks like it, of stopping, and of what only sounds like that.
EXAMPLED = ("crisis", "not_crisis", "emergency", "care_team", "not_medical", "stop", "not_stop")
PATTERNS = (*DANGERS, *HARMLESS, "stop", "auto_reply")
# The lists of whole texts and single words.
WORDS = {
    "crisis": ("emoji",),
    "stop": ("exact", "sentence", "around", "loud", "emoji", "slips", "not_slips"),
    "start": ("exact",),
    "help": ("exact", "spanish"),
    "reaction": ("starts", "pictures"),
}
# A list of patterns that belongs to no language.
STOP_IN_DANGER = "danger"
_LANGUAGE = 2  # letters of a language's name, which tell its lists from the others


def read_safety(files: Mapping[str, bytes]) -> tuple[Safety, list[Problem]]:
    """Read the word lists; a pattern that cannot be read is a problem, and all others stay."""
    safety, problems = _read(files.get(FILE), files.get(ORDINARY), files.get(EXAMPLES))
    return safety, list(problems)


@lru_cache(maxsize=4)
def _read(*raw: bytes | None) -> tuple[Safety, tuple[Problem, ...]]:
    """The same for the bytes of the three files: thousands of patterns, so the same ones are read once."""
    files = {file: found for file, found in zip((FILE, ORDINARY, EXAMPLES), raw, strict=True) if found is not None}
    table, ordinary, examples = parse(files, FILE), parse(files, ORDINARY), parse(files, EXAMPLES)
    families = _families(table)
    patterns = {name: _patterns(table.table(name), families) for name in PATTERNS}
    stop = table.table("stop")
    patterns["stop_in_danger"] = {"": readable(stop, STOP_IN_DANGER, stop.strings(STOP_IN_DANGER), families)}
    words = {
        f"{name}.{key}": table.table(name, required=False).strings(key, required=key != "emoji")
        for name, keys in WORDS.items()
        for key in keys
    }
    short = table.table("short_forms")
    safety = Safety(
        patterns=patterns,
        words=words,
        families=families,
        short_forms={form: short.string(form) for form in short.values},
        fillers=table.table("fillers").strings("words"),
        ordinary=_ordinary(ordinary),
        examples={name: examples.table(name).strings("lines") for name in EXAMPLED},
        temperature=_temperature(table.table("temperature")),
    )
    return safety, (*table.problems, *ordinary.problems, *examples.problems)


def _families(table: Table) -> dict[str, tuple[str, ...]]:
    inner = table.table("families")
    return {name: inner.strings(name) for name in inner.values}


def _patterns(table: Table, families: Mapping[str, tuple[str, ...]]) -> dict[Language, tuple[str, ...]]:
    return {key: readable(table, key, table.strings(key), families) for key in table.values if len(key) == _LANGUAGE}


def _ordinary(table: Table) -> dict[Language, tuple[str, ...]]:
    return {language: tuple(table.table(language).string("words").split()) for language in table.values}


def _temperature(table: Table) -> Temperature:
    names = ("heat", "weather", "counted", "named", "read", "behind")
    return Temperature(**{name: frozenset(table.strings(name)) for name in names})

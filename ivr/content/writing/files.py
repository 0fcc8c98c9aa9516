"""One file of the content, opened for changing one item, and checked afterwards to differ in nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ivr.content.model import Language
from ivr.content.notices import NAME
from ivr.content.writing.layout import Path, Span, layout
from ivr.content.writing.names import WHOLE, Kind, Where, items_in, of_topic, where
from ivr.content.writing.tables import put
from ivr.content.writing.topics import PartSpan, split
from ivr.errors import ContentError

_MARK = "\ufeff"  # some editors put it before the first character
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BLANK = " \t\n"


@dataclass(frozen=True)
class Opened:
    """A file's text, where its TOML stands, the values of that, and the parts of a topic (`sure`: all of them)."""

    text: str
    front: Span
    values: Mapping[str, Any]
    parts: tuple[PartSpan, ...] = ()
    sure: bool = True

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """Heading and words of each part."""
        return [(_lines(part.heading.of(self.text)), _lines(part.body.of(self.text))) for part in self.parts]

    @property
    def line_end(self) -> str:
        """What ends the first line."""
        return "\r\n" if self.text.partition("\n")[0].endswith("\r") else "\n"

    def words(self, place: Where) -> str | None:
        """What stands at a place; None where nothing does that words could be put for."""
        if place.kind is not Kind.TOML:
            number = place.path[0]
            known = isinstance(number, int) and number < len(self.parts)
            return self.spoken[int(number)][place.kind is Kind.PART] if known else None
        value = _at(self.values, place.path)
        if isinstance(value, str):
            return value
        if (place.is_hours and isinstance(value, list)) or (place.is_day and isinstance(value, date)):
            toml = self.front.of(self.text)
            return _lines(layout(toml).values[place.path].of(toml))
        return None


def opened(file: str, raw: bytes) -> Opened:
    """A file that has items.

    Raises:
        ContentError: it cannot be read, so that nothing in it can be changed by itself.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(f"{file} is not UTF-8 text (byte {error.start}).") from error
    front = Span(len(_MARK) if text.startswith(_MARK) else 0, len(text))
    parts: tuple[PartSpan, ...] | None = ()
    if of_topic(file):
        found = split(text)
        if found is None:
            raise ContentError(f"{file} must begin with front matter in +++ lines.")
        front, parts = found.front, found.parts
    try:
        return Opened(text, front, tomllib.loads(front.of(text)), parts or (), parts is not None)
    except (ValueError, RecursionError) as error:
        raise ContentError(f"{file} has a mistake that must be mended first: {error}.") from error


def words_in(file: str, raw: bytes) -> tuple[tuple[str, Language, str], ...]:
    """Every item of a file with its words; nothing where the file cannot be read."""
    return _read(file, raw)[0]


def all_in_items(file: str, raw: bytes) -> bool:
    """Whether no words of a file stand outside its items: a part under another heading, a phrase called like a tip."""
    return _read(file, raw)[1]


@lru_cache(maxsize=256)  # the files of a few editions: those that did not change are not read again
def _read(file: str, raw: bytes) -> tuple[tuple[tuple[str, Language, str], ...], bool]:
    try:
        found = opened(file, raw)
        named = items_in(file, found.values, len(found.parts))
        places = [(item, language, where(item, language)) for item, language in named]
        read = [(item, language, found.words(at)) for item, language, at in places if at and at.file == file]
        known = tuple((item, language, words) for item, language, words in read if words is not None)
        return known, found.sure and len(read) == len(places)
    except ContentError:
        return (), False


def changed(raw: bytes, place: Where, words: str) -> bytes:
    """A file's bytes with other words at one place.

    Raises:
        ContentError: that cannot be, or not without changing something else.
    """
    before = opened(place.file, raw)
    if place.kind is Kind.TOML:
        text, values, spoken = _with_value(before, place, words)
    else:
        text, values, spoken = _with_part(before, place, words)
    try:
        after = opened(place.file, text.encode())
    except ContentError as error:
        raise ContentError(f"With these words the file could not be read any more. {error}") from error
    if after.values != values or after.spoken != spoken:
        raise ContentError(f"These words would change more of {place.file} than is meant, such as where a part ends.")
    return text.encode()


_Changed = tuple[str, Mapping[str, Any], list[tuple[str, str]]]


def _with_value(before: Opened, place: Where, words: str) -> _Changed:
    """The text with a value changed or added, and what must be read from it."""
    as_it_is = place.is_hours and words.startswith("[")
    value: object = _opening_times(words) if as_it_is else words
    toml = before.front.of(before.text)
    if place.is_hours and not as_it_is and words not in {"", "always"}:
        raise ContentError(f"{words!r} are no opening times: write always, nothing, or a list (see {place.file}).")
    if place.is_day and words:
        value, as_it_is = _day(words, _at(before.values, place.path))
    values = before.values
    if place.is_notice and _at(values, place.path[:-1]) is None:
        toml, values = _with_notice(before, toml, place)
    text = before.front.put(before.text, put(toml, place.path, words, as_it_is=as_it_is, line_end=before.line_end))
    return text, _with(values, place.path, value), before.spoken


def _with_notice(before: Opened, toml: str, place: Where) -> tuple[str, Mapping[str, Any]]:
    """The TOML with an empty table for a notice that was not there, and its values: one is new with its first words."""
    table, name = (str(key) for key in place.path[:2])
    if not NAME.fullmatch(name):
        raise ContentError(f"A notice cannot be called {name!r}: its name needs 1 to 30 of a-z, 0-9 and the hyphen.")
    end = before.line_end
    apart = "" if not toml else end if toml.endswith("\n") else end * 2
    named = _at(before.values, (table,))
    known = named if isinstance(named, dict) else {}
    return f"{toml}{apart}[{table}.{name}]{end}", {**before.values, table: {**known, name: {}}}


def _with_part(before: Opened, place: Where, words: str) -> _Changed:
    """The text with a part's heading or words changed, and what must be read from it."""
    number = int(place.path[0])
    if number >= len(before.parts):
        whole = f"{WHOLE}{place.file}"
        raise ContentError(f"{place.file} has no part {number + 1}; to add one, change the whole file ({whole}).")
    if not words.strip(_BLANK) or words != words.strip(_BLANK):
        raise ContentError("A part needs a heading and words, without blanks or empty lines around them.")
    if place.kind is Kind.HEADING and "\n" in words:
        raise ContentError("A heading is one line.")
    if any(line.startswith(("## ", "+++")) for line in words.split("\n")):
        raise ContentError("No line of a part may begin with ## or +++: these mark where parts and front matter begin.")
    part, spoken = before.parts[number], before.spoken
    span = part.heading if place.kind is Kind.HEADING else part.body
    heading, body = spoken[number]
    spoken[number] = (words, body) if place.kind is Kind.HEADING else (heading, words)
    return span.put(before.text, words.replace("\n", before.line_end)), before.values, spoken


def _opening_times(words: str) -> object:
    try:
        read = tomllib.loads(f"hours = {words}")
    except (ValueError, RecursionError) as error:
        raise ContentError(f"These opening times cannot be read: {error}.") from error
    if set(read) != {"hours"}:
        raise ContentError("These opening times hold more than one list.")
    return read["hours"]


def _day(words: str, old: object) -> tuple[object, bool]:
    """The value of a date, and whether it is written bare: as the one before was."""
    try:
        day = date.fromisoformat(words) if _DAY.fullmatch(words) else None
    except ValueError:
        day = None
    if day is None:
        raise ContentError(f"{words!r} is not a date; write it as 2026-11-21.")
    return (day, True) if isinstance(old, date) else (words, False)


def _at(values: Any, path: Path) -> object:  # noqa: ANN401 - of TOML, anything
    """The value at a path; None where there is none."""
    for key in path:
        known = key in range(len(values)) if isinstance(values, list) else isinstance(values, dict) and key in values
        if not known:
            return None
        values = values[key]
    return values


def _with(values: Mapping[str, Any], path: Path, value: object) -> Mapping[str, Any]:
    """A copy with one value changed, or added at the end of its list or table."""
    copy: Any = deepcopy(values)
    inner = copy
    for key in path[:-1]:
        inner = inner[key] if not isinstance(inner, dict) or key in inner else {}
    if isinstance(inner, list) and path[-1] == len(inner):
        inner.append(value)
    else:
        inner[path[-1]] = value
    return copy  # type: ignore[no-any-return]


def _lines(words: str) -> str:
    return words.replace("\r\n", "\n")

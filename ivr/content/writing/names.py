"""The names of items: which file each stands in and where, and which items a file holds (design section 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ivr.content.model import Language
from ivr.content.writing.layout import Path

WHOLE = "file."
RESOURCES = "resources.toml"
_FIELDS = ("number", "dial", "url", "hours", "time_zone", "source", "checked_on", "checked_by")
_WORDS = ("name", "short", "for")
_NOTICE = ("said", "text", "page")
_FRONT = ("title", "menu_name", "reviewed_by", "review_by")
_DAYS = frozenset({"checked_on", "review_by"})
# Notes of who looked, when and where it is from: nobody hears them, so nobody signs them.
RECORDS = re.compile(r"(?:resource\..+\.(?:source|checked_on|checked_by)|topic\.[^.]+\.(?:reviewed_by|review_by))")

_NUMBER = "[1-9][0-9]{0,2}"
_TOPIC = re.compile(
    rf"topic\.(?P<topic>[^.]+)\.(?:(?P<part>{_NUMBER})|heading\.(?P<heading>{_NUMBER})|text\.(?P<text>{_NUMBER})"
    rf"|(?P<key>{'|'.join(_FRONT)}))"
)
_TIP = re.compile(rf"tip\.({_NUMBER})")
_TEXT = re.compile(r"texts\.(.+)", re.DOTALL)
_RESOURCE = re.compile(rf"resource\.(.+)\.({'|'.join((*_FIELDS, *_WORDS))})", re.DOTALL)
_NOTICED = re.compile(rf"notice\.(.+)\.({'|'.join(_NOTICE)})", re.DOTALL)
_FILE = re.compile(r"(?P<language>[a-z]{2,3})/(?:(?P<name>phrases|texts|notices)\.toml|topics/(?P<topic>[^./]+)\.md)")


class Kind(Enum):
    """What an item's words are in its file."""

    TOML = "toml"  # a value of a TOML file, or of a topic's front matter
    HEADING = "heading"
    PART = "part"


@dataclass(frozen=True)
class Where:
    """Where an item stands: the path of a TOML value, or the number (from 0) of a topic's part."""

    file: str
    path: Path
    kind: Kind = Kind.TOML

    @property
    def is_day(self) -> bool:
        """Whether its words are a date, or nothing."""
        return self.path[-1] in _DAYS and (self.file == RESOURCES or of_topic(self.file) is not None)

    @property
    def is_notice(self) -> bool:
        """Whether it belongs to a notice, which is new with the first words that are written for it."""
        return self.path[0] == "notices" and self.file.endswith("/notices.toml")

    @property
    def is_hours(self) -> bool:
        """Whether its words may be a list of opening times, as TOML."""
        return self.file == RESOURCES and self.path[-1] == "hours"


def where(item: str, language: Language) -> Where | None:
    """Where the words of an item stand, if it is one: whole files and items in the wrong language give None."""
    if found := _RESOURCE.fullmatch(item):
        service, key = found.groups()
        path = (service, language, key) if language else (service, key)
        return Where(RESOURCES, path) if (key in _WORDS) == bool(language) else None
    if not language or item.startswith(WHOLE):
        return None
    if found := _TOPIC.fullmatch(item):
        return _in_topic(found, language)
    return _in_list(item, language)


def _in_list(item: str, language: Language) -> Where:
    """Where a tip, a text, the words of a notice or a phrase stand."""
    if found := _TIP.fullmatch(item):
        return Where(f"{language}/texts.toml", ("tips", "list", int(found[1]) - 1))
    if found := _TEXT.fullmatch(item):
        return Where(f"{language}/texts.toml", ("texts", found[1]))
    if found := _NOTICED.fullmatch(item):
        return Where(f"{language}/notices.toml", ("notices", found[1], found[2]))
    return Where(f"{language}/phrases.toml", ("phrases", item))


def _in_topic(found: re.Match[str], language: Language) -> Where:
    file = f"{language}/topics/{found['topic']}.md"
    if found["part"]:
        return Where(file, (int(found["part"]) - 1,), Kind.PART)
    if found["heading"]:
        return Where(file, (int(found["heading"]) - 1,), Kind.HEADING)
    return Where(file, ("texts", int(found["text"]) - 1) if found["text"] else (found["key"],))


def has_items(file: str) -> bool:
    """Whether a file is made of finer items."""
    return file == RESOURCES or bool(_FILE.fullmatch(file))


def of_topic(file: str) -> tuple[Language, str] | None:
    """The language and the name of a topic's file; None for any other."""
    found = _FILE.fullmatch(file)
    return (found["language"], found["topic"]) if found and found["topic"] else None


def items_in(file: str, values: Mapping[str, Any], parts: int = 0) -> Iterator[tuple[str, Language]]:
    """The items that a file can hold, by its TOML values and the number of its parts; some may have no words."""
    if file == RESOURCES:
        for service, table in values.items():
            yield from _of_service(service, table if isinstance(table, dict) else {})
    elif found := _FILE.fullmatch(file):
        language, name = found["language"], found["name"]
        if found["topic"]:
            listed = _of_topic(found["topic"], values, parts)
        elif name == "texts":
            tips = _list(_table(values, "tips").get("list"))
            listed = (*(f"texts.{text}" for text in _table(values, "texts")), *_numbered("tip", tips))
        elif name == "notices":
            listed = tuple(f"notice.{notice}.{key}" for notice in _table(values, "notices") for key in _NOTICE)
        else:
            listed = tuple(_table(values, "phrases"))
        yield from ((item, language) for item in listed)


def _of_service(service: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Language]]:
    yield from ((f"resource.{service}.{key}", "") for key in _FIELDS)
    for language, words in table.items():
        if isinstance(words, dict):
            yield from ((f"resource.{service}.{key}", language) for key in _WORDS)


def _of_topic(topic: str, values: Mapping[str, Any], parts: int) -> tuple[str, ...]:
    front = (f"topic.{topic}.{key}" for key in _FRONT)
    numbers = range(1, parts + 1)
    bodies = (name for number in numbers for name in (f"topic.{topic}.heading.{number}", f"topic.{topic}.{number}"))
    return (*front, *bodies, *_numbered(f"topic.{topic}.text", _list(values.get("texts"))))


def _numbered(name: str, listed: list[Any]) -> tuple[str, ...]:
    return tuple(f"{name}.{number}" for number in range(1, len(listed) + 1))


def _table(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

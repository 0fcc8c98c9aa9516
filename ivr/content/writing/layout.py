"""Where each value of a TOML document stands, so that one can be changed and every other byte left alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field

from ivr.errors import ContentError

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_COMMENT = re.compile(r"[ \t]*(?:#[^\r\n]*)?")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Up to two quotes may stand right before the three that close a long string.
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")' r"|'''.*?'''(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
# A number, a truth or a moment; a date may be parted from its time by one blank.
_SCALAR = re.compile(r"[^\s,\]}#]+(?: \d\d:\d\d[^\s,\]}#]*)?")


@dataclass(frozen=True)
class Span:
    """A stretch of a text, from `start` up to `end`, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """What stands there."""
        return text[self.start : self.end]

    def put(self, text: str, words: str) -> str:
        """The text with something else there."""
        return text[: self.start] + words + text[self.end :]


@dataclass
class Layout:
    """Where things stand in a TOML document.

    Attributes:
        values: the span of each value (strings with their quotes) by its path of keys and, in lists, places from 0.
        keys: the last key of each statement, as it is written, by the same path.
        ends: for each table with a header, and for the top (`()`), where its last statement ends, its comment included.
    """

    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, str] = field(default_factory=dict)
    ends: dict[Path, int] = field(default_factory=dict)


def layout(text: str) -> Layout:
    """The layout of a document that tomllib can read.

    Raises:
        ContentError: it cannot be followed.
    """
    return _Scanner(text).document()


class _Scanner:
    """Walks through a document once, from its start to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found = Layout()
        self.counts: dict[Path, int] = {}  # of the tables in each [[list]]

    def document(self) -> Layout:
        table: Path = ()
        self.take(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.statement(table)
            self.take(_COMMENT)
            self.found.ends[table] = self.at
            self.take(_BLANK)
        return self.found

    def header(self) -> Path:
        listed = self.text.startswith("[[", self.at)
        self.at += 2 if listed else 1
        path: Path = ()
        keys, _ = self.key()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if listed and number == len(keys):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        self.expect("]]" if listed else "]")
        return path

    def statement(self, table: Path) -> None:
        keys, written = self.key()
        path = (*table, *keys)
        self.found.keys[path] = written
        self.expect("=")
        self.take(_SPACE)
        self.value(path)

    def key(self) -> tuple[tuple[str, ...], str]:
        """A key with its dots, and its last piece as it is written."""
        keys: list[str] = []
        while True:
            self.take(_SPACE)
            bare = _BARE_KEY.match(self.text, self.at)
            written = bare.group() if bare else self.need(_STRING)
            self.at = bare.end() if bare else self.at
            keys.append(written if bare else str(tomllib.loads(f"key = {written}")["key"]))
            self.take(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(keys), written
            self.at += 1

    def value(self, path: Path) -> None:
        start = self.at
        opening = self.text[start : start + 1]
        if opening == "[":
            self.listed(lambda number: self.value((*path, number)), "]")
        elif opening == "{":
            self.listed(lambda _: self.statement(path), "}")
        else:
            self.need(_STRING if opening in {'"', "'"} else _SCALAR)
        self.found.values[path] = Span(start, self.at)

    def listed(self, entry: Callable[[int], None], closing: str) -> None:
        """What stands in brackets, with commas between; the last may have one too."""
        self.at += 1
        self.take(_BLANK)
        number = 0
        while not self.text.startswith(closing, self.at):
            entry(number)
            number += 1
            self.take(_BLANK)
            if self.text.startswith(",", self.at):
                self.at += 1
                self.take(_BLANK)
            elif not self.text.startswith(closing, self.at):
                raise self.lost()
        self.at += 1

    def take(self, what: re.Pattern[str]) -> None:
        found = what.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def need(self, what: re.Pattern[str]) -> str:
        found = what.match(self.text, self.at)
        if found is None:
            raise self.lost()
        self.at = found.end()
        return found.group()

    def expect(self, words: str) -> None:
        self.take(_SPACE)
        if not self.text.startswith(words, self.at):
            raise self.lost()
        self.at += len(words)

    def lost(self) -> ContentError:
        line = self.text.count("\n", 0, self.at) + 1
        return ContentError(f"The file cannot be followed at its line {line}; change it as a whole.")

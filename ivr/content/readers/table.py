"""A TOML table that is read with patience: each wrong or missing value becomes a problem with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from ivr.content.model import Problem
from ivr.content.readers.forgiving import forgiving

Value = TypeVar("Value")


@dataclass
class Table:
    """Values of one table of one file, and the problems met while reading them."""

    file: str
    values: Mapping[str, Any]
    text: str = ""
    name: str = ""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, says: str, key: str = "") -> None:
        """Note a problem at the line where `key` stands in this table."""
        self.problems.append(Problem(self.file, self.line_of(key), says))

    def line_of(self, key: str) -> int:
        """The first line that names `key` at or after this table's header; 1 where it cannot be told."""
        lines = self.text.split("\n")
        headers = [n for n, line in enumerate(lines) if self.name and line.strip() in _headers(self.name)]
        start = headers[0] if headers else 0
        for number, line in enumerate(lines[start:], start + 1):
            if key and line.lstrip().lstrip("\"'").startswith(key):
                return number
        return start + 1

    def line_with(self, words: str) -> int:
        """The first line on which the words stand in quotes; 1 where there is none."""
        lines = self.text.split("\n")
        return next((number for number, line in enumerate(lines, 1) if f'"{words}"' in line), 1)

    def string(self, key: str, *, required: bool = True) -> str:
        """A string, or "" with a problem."""
        return self._take(key, str, "", required=required).strip()

    def boolean(self, key: str) -> bool:
        """True or false; false where it is missing."""
        return self._take(key, bool, default=False, required=False)

    def strings(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of strings; entries of another kind are left out with a problem each."""
        listed = self._take(key, list, [], required=required)
        for entry in listed:
            if not isinstance(entry, str):
                self.problem(f"{key}: {entry!r} is not text in quotes.", key)
        return tuple(entry for entry in listed if isinstance(entry, str))

    def day(self, key: str) -> date | None:
        """A date as `"2026-11-21"` or a bare TOML date; None where it is empty."""
        value = self.values.get(key, "")
        if isinstance(value, datetime):  # is a date to Python, but cannot be compared with one
            return value.date()
        if isinstance(value, date):
            return value
        if not value:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.problem(f"{key}: {value!r} is not a date; write it as 2026-11-21.", key)
            return None

    def table(self, key: str, *, required: bool = True) -> Table:
        """A table inside this one; its problems count as this one's."""
        inner = self._take(key, dict, {}, required=required)
        name = f"{self.name}.{key}" if self.name else key
        return Table(self.file, inner, self.text, name, self.problems)

    def _take(self, key: str, kind: type[Value], default: Value, *, required: bool) -> Value:
        value = self.values.get(key)
        if value is None:
            if required:
                where = f" in [{self.name}]" if self.name else ""
                self.problem(f"{key} is missing{where}.", key)
            return default
        if not isinstance(value, kind):
            self.problem(f"{key} must be {_KINDS[kind]}, not {value!r}.", key)
            return default
        return value


_KINDS: Mapping[type, str] = {str: "text in quotes", bool: "true or false", list: "a list", dict: "a table"}


def _headers(name: str) -> tuple[str, ...]:
    """The ways in which a table's header may be written."""
    first, _, rest = name.partition(".")
    return (f"[{name}]", f'["{name}"]', f'["{first}".{rest}]' if rest else f"['{name}']")


def parse(files: Mapping[str, bytes], file: str) -> Table:
    """Parse one TOML file; missing, undecodable or broken ones give an empty table and a problem."""
    raw = files.get(file)
    if raw is None:
        table = Table(file, {})
        table.problem("The file is missing.")
        return table
    return parse_text(file, raw)


def parse_text(file: str, raw: bytes, first_line: int = 1) -> Table:
    """Parse TOML bytes that begin at `first_line` of `file`; a statement that is no TOML is a problem and left out."""
    try:
        text = raw.decode("utf-8-sig")  # some editors put a mark before the first character
    except UnicodeDecodeError as error:
        table = Table(file, {})
        table.problem(f"The file is not UTF-8 text (byte {error.start}).")
        return table
    text = "\n" * (first_line - 1) + text.replace("\r\n", "\n")
    values, faults = forgiving(text)
    table = Table(file, values, text)
    table.problems += [Problem(file, line, f"This is not valid TOML: {said}.") for line, said in faults]
    return table

"""One value of a TOML document written anew, or added, with every other character left as it was."""

from __future__ import annotations

import re

from ivr.content.writing.layout import Layout, Path, Span, layout
from ivr.content.writing.quoting import quoted
from ivr.errors import ContentError

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTES = ('"', "'")


def put(text: str, path: Path, words: str, *, as_it_is: bool = False, line_end: str = "\n") -> str:
    """The document with other words at a path; what is not there is added at the end of its table or list.

    Args:
        text: TOML that tomllib can read.
        path: keys and, in lists, places from 0.
        words: what it shall say; in lines that end with a line feed.
        as_it_is: the words are TOML themselves (a date, a list), written without quotes.
        line_end: what ends the lines of the file.

    Raises:
        ContentError: there is no such table or list.
    """
    found = layout(text)
    span = found.values.get(path)
    if span is None:
        return _added(text, found, path, quoted(words) if not as_it_is else words.replace("\n", line_end), line_end)
    if as_it_is:
        return span.put(text, words.replace("\n", line_end))
    old = span.of(text)
    return span.put(text, quoted(words, old if old.startswith(_QUOTES) else '""', line_end))


def _added(text: str, found: Layout, path: Path, value: str, line_end: str) -> str:
    table, key = path[:-1], path[-1]
    if isinstance(key, int):
        last = found.values.get((*table, key - 1))
        if last is None:
            raise ContentError(f"There is no number {key + 1} to change, and it would not be the next of its list.")
        return _at(text, last.end, _between(text, last, line_end) + value)
    end = found.ends.get(table)
    if end is None:
        raise ContentError(f"The file has no table [{'.'.join(map(str, table))}] to add {key} to.")
    return _at(text, end, f"{line_end}{_key(key, table, found)} = {value}")


def _between(text: str, last: Span, line_end: str) -> str:
    """What parts entries of a list: a comma, and a line of its own where the last one has that."""
    before = text[text.rfind("\n", 0, last.start) + 1 : last.start]
    return f",{line_end}{before}" if not before.strip() else ", "


def _key(key: str, table: Path, found: Layout) -> str:
    """A key, in quotes where it needs them or the last key of its table has them."""
    others = [written for path, written in found.keys.items() if path[:-1] == table]
    bare = _BARE_KEY.fullmatch(key) and not (others and others[-1].startswith(_QUOTES))
    return key if bare else quoted(key)


def _at(text: str, place: int, words: str) -> str:
    return Span(place, place).put(text, words)

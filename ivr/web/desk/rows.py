"""Numbers of rows as forms send them: those that no row can have are refused before any database is asked."""

from __future__ import annotations

from collections.abc import Iterable

MOST_DIGITS = 9  # the columns end a little above
HIGHEST = 10**MOST_DIGITS - 1


def row(typed: str) -> int:
    """The number of a row; raises ValueError for what is none, which a form's `get` takes for its default."""
    if not _is_row(typed):
        raise ValueError("no number of a row")
    return int(typed)


def rows(typed: Iterable[str]) -> list[int]:
    """Those of several that are numbers of rows."""
    return [int(each) for each in typed if _is_row(each)]


def _is_row(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS

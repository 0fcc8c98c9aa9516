"""The numbers of prompts on the script sheet: given once, never to another, so that a printed sheet stays right."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from ivr.store.desk_tables import SHEET

Key = tuple[str, str]


def numbers(connection: Connection) -> dict[Key, int]:
    """The number of every prompt, in its language, that was ever on the sheet."""
    return {(row.prompt, row.language): row.number for row in connection.execute(select(SHEET))}


def add(connection: Connection, prompts: Iterable[Key]) -> None:
    """Give the next numbers to prompts that have none, in this order."""
    last = connection.execute(select(func.max(SHEET.c.number))).scalar() or 0
    rows = [{"number": n, "prompt": p, "language": lang} for n, (p, lang) in enumerate(prompts, last + 1)]
    if rows:
        connection.execute(insert(SHEET), rows)

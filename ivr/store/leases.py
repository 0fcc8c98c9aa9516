"""Work handed out by the database: each row to one process at a time, and to another once a lease is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, Table, select, update

from ivr.store.database import Database


@dataclass(frozen=True)
class Due:
    """Which rows of a table wait to be taken.

    Attributes:
        table: where they lie.
        key: the column that tells one from the other.
        which: those that are due, by the database's clock.
        first: the order in which they are taken.
    """

    table: Table
    key: Column[Any]
    which: ColumnElement[bool]
    first: Sequence[ColumnElement[Any]]


def taken(database: Database, due: Due, values: dict[str, Any]) -> RowMapping | None:
    """Take the first row that is due and write these values into it, in one transaction; nobody else gets it then.

    Returns:
        The row as it is now; None where nothing is due, or others are just taking all that is.
    """
    first = select(due.key).where(due.which).order_by(*due.first).limit(1)
    if database.lite:  # a look that keeps no writer waiting
        with database.reading() as connection:
            if connection.execute(first).first() is None:
                return None
    with database.writing() as connection:
        found = connection.execute(first.with_for_update(skip_locked=True, of=due.table)).scalar()
        if found is None:
            return None
        changed = connection.execute(update(due.table).where(due.key == found).values(values).returning(*due.table.c))
        return changed.mappings().one()

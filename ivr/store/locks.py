"""Failures to sign in, by person and way: counted in a row through all locks, and forgotten when somebody gets in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from ivr.store.desk_tables import LOCKS


def failures(connection: Connection, who: str, way: str) -> tuple[int, datetime] | None:
    """How often somebody failed in a row, and when the last time was; None where they did not."""
    row = connection.execute(
        select(LOCKS.c.failures, LOCKS.c.last_at).where(LOCKS.c.who == who, LOCKS.c.way == way)
    ).first()
    return (row[0], row[1]) if row else None


def failures_of(connection: Connection, who: Collection[str]) -> dict[tuple[str, str], tuple[int, datetime]]:
    """The same of several, by who and way; of as few as are asked for, whatever strangers fill the table with."""
    asked = select(LOCKS.c.who, LOCKS.c.way, LOCKS.c.failures, LOCKS.c.last_at).where(LOCKS.c.who.in_(who))
    rows = connection.execute(asked)
    return {(who, way): (failures, at) for who, way, failures, at in rows}


def write(connection: Connection, who: str, way: str, count: int, at: datetime) -> None:
    """Write down how often somebody has failed in a row."""
    mine = (LOCKS.c.who == who) & (LOCKS.c.way == way)
    if not connection.execute(update(LOCKS).where(mine).values(failures=count, last_at=at)).rowcount:
        connection.execute(insert(LOCKS).values(who=who, way=way, failures=count, last_at=at))


def clear(connection: Connection, who: str, way: str) -> None:
    """Forget the failures of somebody who got in."""
    connection.execute(delete(LOCKS).where(LOCKS.c.who == who, LOCKS.c.way == way))


def sweep(connection: Connection, before: datetime) -> None:
    """Forget failures that are long past, those of names that nobody has too."""
    connection.execute(delete(LOCKS).where(LOCKS.c.last_at < before))

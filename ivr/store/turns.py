"""The desk's writers take turns, so that what one has checked is still so when it writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from ivr.store.database import Database
from ivr.store.engine import only_one

__all__ = ["Connection", "alone", "take_turn"]

_DESK = 0x69767205  # PostgreSQL's advisory lock


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """A transaction that writes, while no other process writes for the desk; raises StoreError.

    Whatever else is raised in the block undoes all that was written in it.
    """
    with database.writing() as connection:
        take_turn(connection)
        yield connection


def take_turn(connection: Connection) -> None:
    """Let no other process write for the desk until this transaction, which writes, ends."""
    only_one(connection, _DESK)

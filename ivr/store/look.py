"""A look at a database that changes nothing: no table is made, no file begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import inspect

from ivr.errors import StoreError
from ivr.store.database import Database
from ivr.store.engine import address, file_of
from ivr.store.tables import OUTBOX

EMPTY = "The database has no tables yet. `ivr serve` or `ivr worker` makes them when it starts."


@contextmanager
def looking(url: str) -> Iterator[Database]:
    """The database at `url`, closed at the end of the block.

    Raises:
        StoreError: its address is none, it cannot be reached, or it has no tables yet.
    """
    file = file_of(address(url))
    if file is not None and not file.exists():  # to open it would make it
        raise StoreError(EMPTY)
    database = Database(url)
    try:
        with database.reading() as connection:
            found = inspect(connection).has_table(OUTBOX.name)
        if not found:
            raise StoreError(EMPTY)
        yield database
    finally:
        database.close()

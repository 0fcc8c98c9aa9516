"""Houses with a store, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.line.stored import Rules, StoredHouse
from ivr.store.database import Database
from ivr.store.days import Days
from ivr.store.outbox import Limits, Outbox
from ivr.store.stops import Stops

RULES = Rules(b"a hash key", on=True, limits=Limits(3, 100), regions=frozenset({"US", "CA"}))


@pytest.fixture
def make(database_url: str, tmp_path: Path) -> Iterator[type[StoredHouse]]:
    """Houses on one fresh database, which is tried again at once after a failure (`tests/store` measures the time)."""
    opened = list[Database]()

    class Made(StoredHouse):
        """A house as a process that answers callers has it."""

        def __init__(self, rules: Rules = RULES) -> None:
            database = Database(database_url, within=10, rest=0)  # a machine that is busy with tests is slow
            opened.append(database)
            stops = Stops(database, b"a stop key", tmp_path / "stops.journal")
            super().__init__(Outbox(database), stops, Days(database), rules)

    yield Made
    for database in opened:
        database.close()


@pytest.fixture
def house(make: type[StoredHouse]) -> StoredHouse:
    """One with nobody in it."""
    return make()  # type: ignore[call-arg]

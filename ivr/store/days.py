"""How many ordinary replies each number had on each day, counted at once so that two texts are never one."""

from __future__ import annotations

from datetime import UTC, datetime

from ivr.store.database import Database
from ivr.store.tables import DAYS
from ivr.store.upsert import put


class Days:
    """The daily counts; days are UTC, numbers keyed pseudonyms. Raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def count(self, number_hash: bytes, now: datetime) -> int:
        """Count one more; how many there were before on this day."""
        first = put(self.database, DAYS).values(day=now.astimezone(UTC).date(), number_hash=number_hash, count=1)
        more = first.on_conflict_do_update(
            index_elements=[DAYS.c.day, DAYS.c.number_hash], set_={"count": DAYS.c.count + 1}
        )
        with self.database.writing() as connection:
            counted: int = connection.execute(more.returning(DAYS.c.count)).scalar_one()
        return counted - 1

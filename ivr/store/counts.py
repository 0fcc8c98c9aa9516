"""The counts: how often what happened in an hour, and where each call was last, until that is a count, too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select

from ivr.store.count_tables import COUNTS, LAST_PLACES
from ivr.store.database import Database
from ivr.store.upsert import put

LEFT = "left"  # the kind of count that a call's last place becomes
LAST_KEPT = timedelta(hours=24)


@dataclass(frozen=True, order=True)
class Cell:
    """What is counted together.

    Attributes:
        hour: the beginning of an hour, UTC.
        language: "" where there is none.
        edition: the edition's number, 0 where there is none.
        kind, name: what was counted.
    """

    hour: datetime
    language: str
    edition: int
    kind: str
    name: str


@dataclass(frozen=True, order=True)
class Last:
    """Where a call was last; `call` is its pseudonym."""

    call: str
    place: str
    language: str
    edition: int
    seen_at: datetime


def hour_of(moment: datetime) -> datetime:
    """The beginning of a moment's hour, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Counts:
    """The counts of one database; every method raises StoreError where that fails, and has changed nothing then."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, more: Mapping[Cell, int], last: Iterable[Last] = (), ended: Collection[str] = ()) -> None:
        """Count more, note where calls were last, and turn the last places of calls that have ended into counts.

        Args:
            more: how many more of each cell.
            last: one for each call at most.
            ended: pseudonyms of calls; one that is not known, or that was told before, changes nothing.
        """
        with self.database.writing() as connection:
            # Always in this order and sorted, or two processes could each wait for a row that the other has.
            self._note(connection, sorted(last))
            left = _taken(connection, LAST_PLACES.c.call.in_(sorted(ended))) if ended else {}
            self._count(connection, _together(more, left))

    def sweep(self, now: datetime) -> int:
        """Turn the last places that are older than a day into counts; how many there were."""
        with self.database.writing() as connection:
            left = _taken(connection, LAST_PLACES.c.seen_at <= now - LAST_KEPT)
            self._count(connection, left)
        return sum(left.values())

    def between(self, start: datetime, end: datetime) -> dict[Cell, int]:
        """Everything that was counted in the hours that began from `start` on and before `end`; both aware."""
        asked = select(*COUNTS.primary_key, COUNTS.c["count"]).where(COUNTS.c.hour >= start, COUNTS.c.hour < end)
        with self.database.reading() as connection:
            found = connection.execute(asked.order_by(*COUNTS.primary_key)).all()
        return {Cell(*cell): count for *cell, count in found}

    def underway(self) -> int:
        """How many calls have a last place that is no count yet."""
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(LAST_PLACES)).scalar_one()

    def _note(self, connection: Connection, last: Iterable[Last]) -> None:
        first = put(self.database, LAST_PLACES)
        told = first.excluded
        later = first.on_conflict_do_update(
            index_elements=[LAST_PLACES.c.call],
            set_={name: told[name] for name in ("place", "language", "edition", "seen_at")},
            where=LAST_PLACES.c.seen_at <= told.seen_at,  # another process may have seen the call since
        )
        if rows := [asdict(each) for each in last]:
            connection.execute(later, rows)

    def _count(self, connection: Connection, more: Mapping[Cell, int]) -> None:
        first = put(self.database, COUNTS)
        summed = {"count": COUNTS.c["count"] + first.excluded["count"]}
        added = first.on_conflict_do_update(index_elements=list(COUNTS.primary_key), set_=summed)
        if rows := [{**asdict(cell), "count": count} for cell, count in sorted(more.items())]:
            connection.execute(added, rows)


def _taken(connection: Connection, which: ColumnElement[bool]) -> dict[Cell, int]:
    """Erase these last places; each is one call that left there, in the hour in which it was seen there."""
    found: dict[Cell, int] = {}
    for row in connection.execute(delete(LAST_PLACES).where(which).returning(*LAST_PLACES.c)).all():
        cell = Cell(hour_of(row.seen_at), row.language, row.edition, LEFT, row.place)
        found[cell] = found.get(cell, 0) + 1
    return found


def _together(some: Mapping[Cell, int], others: Mapping[Cell, int]) -> dict[Cell, int]:
    return {cell: some.get(cell, 0) + others.get(cell, 0) for cell in {**some, **others}}

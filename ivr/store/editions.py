"""Editions in the database: manifests that never change, and every move of the pointer to what callers hear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from ivr.errors import OvertakenError, StoreError
from ivr.store import audit
from ivr.store.audit import Entry
from ivr.store.database import Database
from ivr.store.desk_tables import DRAFTS, TAKES
from ivr.store.edition_tables import EDITIONS, PUBLISHED
from ivr.store.engine import only_one
from ivr.store.moments import clock_plus
from ivr.store.turns import take_turn

_MOVING = 0x69767204  # PostgreSQL's advisory lock: the pointer moves once at a time
_LISTED = tuple(EDITIONS.c[name] for name in ("number", "kind", "made_at", "made_by", "base", "says"))
OVERTAKEN = "Somebody else has published in the meantime. Look at what changed, then try again."


@dataclass(frozen=True)
class Listed:
    """One edition as the list shows it; `base` is the edition that it was made from, 0 for the first."""

    number: int
    kind: str
    made_at: datetime
    made_by: str
    base: int
    says: str


@dataclass(frozen=True)
class New:
    """An edition that shall be published.

    Attributes:
        manifest: writes the manifest for the number that it gets.
        kind: what changed: "content", "notice" or "check".
        by: the id of a person.
        at: aware.
        says: why, in a person's words.
        drafts, takes: the rows that it publishes.
        entries: what the audit log shall hold besides the publishing itself.
        look: asked in the transaction that moves the pointer, while nobody else writes for the desk; quick, for
            everybody waits. Whatever it raises changes nothing.
    """

    manifest: Callable[[int], bytes]
    kind: str
    by: str
    at: datetime
    says: str = ""
    drafts: Sequence[int] = ()
    takes: Sequence[int] = ()
    entries: Sequence[Entry] = ()
    look: Callable[[Connection], object] = lambda _: None


class Editions:
    """The editions of one database; every method raises StoreError where that fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def published(self) -> int | None:
        """The number of the edition that new calls hear; None where nothing was ever published."""
        with self._database.reading() as connection:
            return _published(connection)

    def published_manifest(self) -> tuple[int, bytes] | None:
        """The number and the manifest of the edition that new calls hear; None where nothing was ever published."""
        last = select(PUBLISHED.c.edition).order_by(PUBLISHED.c.id.desc()).limit(1).scalar_subquery()
        asked = select(EDITIONS.c.number, EDITIONS.c.manifest).where(EDITIONS.c.number == last)
        with self._database.reading() as connection:
            found = connection.execute(asked).first()
        return None if found is None else (found[0], str(found[1]).encode())

    def recent(self, seconds: float) -> tuple[int, ...]:
        """The published edition, then those that were it within the last seconds: calls may still be on them."""
        asked = select(PUBLISHED.c.edition, PUBLISHED.c.moved_at).order_by(PUBLISHED.c.id.desc())
        with self._database.reading() as connection:
            since = connection.execute(select(clock_plus(-seconds))).scalar_one()
            found: list[int] = []
            for number, moved_at in connection.execute(asked):
                found.append(number)
                if moved_at < since:  # it was the pointer from then on, and the one before it no longer was
                    break
        return tuple(dict.fromkeys(found))

    def manifest(self, number: int) -> bytes | None:
        """The manifest of an edition; None where there is no such edition."""
        with self._database.reading() as connection:
            found = connection.execute(select(EDITIONS.c.manifest).where(EDITIONS.c.number == number)).scalar()
        return None if found is None else str(found).encode()

    def listed(self, most: int = 50, after: int = 0) -> tuple[Listed, ...]:
        """The newest editions first; `after` so many newer ones that are left out."""
        asked = select(*_LISTED).order_by(EDITIONS.c.number.desc()).limit(most).offset(after)
        with self._database.reading() as connection:
            return tuple(_listed(row) for row in connection.execute(asked).mappings())

    def find(self, *numbers: int) -> dict[int, Listed]:
        """Those of these editions that there are, by number."""
        asked = select(*_LISTED).where(EDITIONS.c.number.in_(numbers))
        with self._database.reading() as connection:
            return {row["number"]: _listed(row) for row in connection.execute(asked).mappings()}

    def count(self) -> int:
        """How many editions there are."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(EDITIONS)).scalar_one()

    def all_by(self, who: str) -> bool:
        """Whether every edition and every move of the pointer is this one's."""
        others = select(PUBLISHED.c.id).where(PUBLISHED.c.moved_by != who).limit(1)
        with self._database.reading() as connection:
            return connection.execute(others).first() is None

    def publish(self, new: New, base: int | None, least: int = 1) -> int:
        """Write an edition whose blobs are all there, and move the pointer to it, in one transaction; its number.

        Args:
            new: the edition.
            base: the edition that it was made from, which must be the published one; None for the very first.
            least: the smallest number that it may get.

        Raises:
            OvertakenError: another edition was published in the meantime; nothing was changed.
            StoreError: the database failed; nothing was changed either.
        """
        with self._database.writing() as connection:
            take_turn(connection)
            only_one(connection, _MOVING)
            if _published(connection) != base:
                raise OvertakenError(OVERTAKEN)
            new.look(connection)
            highest = connection.execute(select(func.max(EDITIONS.c.number))).scalar() or 0
            number = max(highest + 1, least)
            written = {
                "number": number,
                "manifest": new.manifest(number).decode(),
                "made_at": new.at,
                "made_by": new.by,
                "kind": new.kind,
                "base": base or 0,
                "says": new.says,
            }
            connection.execute(insert(EDITIONS).values(written))
            _close(connection, new, number)
            # Whoever switches a notice need not be one who may publish: the log must not say that they did.
            what = "publish, notice" if new.kind == "notice" else "publish"
            done = Entry(new.at, new.by, what, f"edition {number}", _named(base), _named(number))
            _move(connection, number, (*new.entries, done))
        return number

    def move(self, number: int, by: str, at: datetime, expected: int) -> None:
        """Move the pointer to an older edition.

        Raises:
            OvertakenError: the pointer is elsewhere by now.
            StoreError: there is no such edition, or the database failed.
        """
        with self._database.writing() as connection:
            only_one(connection, _MOVING)
            if _published(connection) != expected:
                raise OvertakenError(OVERTAKEN)
            if connection.execute(select(EDITIONS.c.number).where(EDITIONS.c.number == number)).scalar() is None:
                raise StoreError(f"There is no edition {number}.")
            done = Entry(at, by, "rollback", f"edition {number}", _named(expected), _named(number))
            _move(connection, number, (done,))


def _listed(row: RowMapping) -> Listed:
    return Listed(**{column.name: row[column.name] for column in _LISTED})


def _published(connection: Connection) -> int | None:
    asked = select(PUBLISHED.c.edition).order_by(PUBLISHED.c.id.desc()).limit(1)
    return connection.execute(asked).scalar()


def _close(connection: Connection, new: New, number: int) -> None:
    """Note in its drafts and takes where they were published; each is published once."""
    for table, rows in ((DRAFTS, new.drafts), (TAKES, new.takes)):
        if not rows:
            continue
        which = table.c.id.in_(rows) & (table.c.state == "open")
        changed = connection.execute(update(table).where(which).values(state="published", edition=number))
        if changed.rowcount != len(set(rows)):
            raise StoreError("A draft was withdrawn or published in the meantime. Look again, then publish.")


def _move(connection: Connection, number: int, entries: Sequence[Entry]) -> None:
    last = entries[-1]
    # The database's own clock: several machines compare these times.
    connection.execute(insert(PUBLISHED).values(edition=number, moved_at=clock_plus(), moved_by=last.who))
    audit.add(connection, entries)


def _named(number: int | None) -> str:
    return f"edition {number}" if number else ""

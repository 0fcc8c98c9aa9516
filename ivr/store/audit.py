"""The audit log: who did what, when, and what it was before and after; rows are added and never changed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, not_, or_, select

from ivr.store.database import Database
from ivr.store.desk_tables import AUDIT

BY_TELEPHONE = "by telephone"
_way: ContextVar[str] = ContextVar("way", default="")


@contextmanager
def by_telephone() -> Iterator[None]:
    """Whatever is written in this block was done on the staff line: the process's own login says nothing of that."""
    before = _way.set(BY_TELEPHONE)
    try:
        yield
    finally:
        _way.reset(before)


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did.

    Attributes:
        at: aware.
        who: the id of a person, or "the line" for what the program does by itself.
        what: a word or two of ours, such as "publish".
        item: what it was done to; "" for the line as a whole.
        before, after: as people read it; "" where there was or is nothing.
        login: the system's account that the process ran under, filled in as it is written: `who` is but a name that
            somebody gave; "by telephone" where they gave their number and PIN on the staff line.
        number: its place in the log, given as it is written; later entries have larger ones.
    """

    at: datetime
    who: str
    what: str
    item: str = ""
    before: str = ""
    after: str = ""
    login: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody wants to see; nothing given means all of them.

    Attributes:
        who: the id of a person, or "the line".
        item: letters of the name of what it was done to, in either case.
        what: what the deed begins with.
        since, until: from this moment on, and before that one; aware.
        without: items that begin like this are left out, but for `but`.
    """

    who: str = ""
    item: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    without: str = ""
    but: str = ""


def add(connection: Connection, entries: Iterable[Entry]) -> None:
    """Write entries in the transaction of what they tell of, so that neither is there without the other."""
    login = _way.get() or _login()
    rows = [
        {
            "at": each.at,
            "who": each.who,
            "login": login,
            "what": each.what,
            "item": each.item,
            "before": each.before,
            "after": each.after,
        }
        for each in entries
    ]
    if rows:
        connection.execute(insert(AUDIT), rows)


def newest(connection: Connection, item: str, what: str) -> int:
    """The number of the newest entry of just this deed about just this item; 0 where there is none."""
    asked = select(func.max(AUDIT.c.id)).where(AUDIT.c.item == item, AUDIT.c.what == what)
    return connection.execute(asked).scalar() or 0


class Audit:
    """Reads the log of one database; every method raises StoreError where that fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, most: int = 100, who: str = "", item: str = "") -> tuple[Entry, ...]:
        """The newest entries first, of one person or about one item (in every language) where these are given."""
        asked = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)
        if who:
            asked = asked.where(AUDIT.c.who == who)
        if item:
            asked = asked.where(or_(AUDIT.c.item == item, AUDIT.c.item.startswith(f"{item} ", autoescape=True)))
        with self._database.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(asked).mappings())

    def newest_of(self, items: Collection[str]) -> dict[str, Entry]:
        """The newest entry about each of these items, by its exact name; those without any are left out."""
        newest = select(func.max(AUDIT.c.id)).where(AUDIT.c.item.in_(items)).group_by(AUDIT.c.item)
        with self._database.reading() as connection:
            rows = connection.execute(select(AUDIT).where(AUDIT.c.id.in_(newest))).mappings()
            return {row["item"]: _entry(row) for row in rows}

    def page(self, wanted: Wanted, most: int, older_than: int = 0, newer_than: int = 0) -> tuple[Entry, ...]:
        """Some of the entries that are wanted, the newest first.

        Args:
            wanted: which.
            most: how many at most.
            older_than: only those before the entry of this number; 0 for the newest.
            newer_than: instead, those that come next after the entry of this number.
        """
        asked = select(AUDIT).where(*_only(wanted))
        if newer_than:
            asked = asked.where(AUDIT.c.id > newer_than).order_by(AUDIT.c.id)
        else:
            asked = asked.order_by(AUDIT.c.id.desc())
        if older_than:
            asked = asked.where(AUDIT.c.id < older_than)
        with self._database.reading() as connection:
            found = [_entry(row) for row in connection.execute(asked.limit(most)).mappings()]
        return tuple(reversed(found) if newer_than else found)

    def count(self, wanted: Wanted) -> int:
        """How many entries are wanted."""
        asked = select(func.count()).select_from(AUDIT).where(*_only(wanted))
        with self._database.reading() as connection:
            return connection.execute(asked).scalar_one()


def _entry(row: RowMapping) -> Entry:
    said = (row["at"], row["who"], row["what"], row["item"], row["before"], row["after"])
    return Entry(*said, login=row["login"], number=row["id"])


def _only(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns, found = AUDIT.c, []
    if wanted.who:
        found.append(columns.who == wanted.who)
    if wanted.item:
        found.append(columns.item.icontains(wanted.item, autoescape=True))
    if wanted.what:
        found.append(columns.what.startswith(wanted.what, autoescape=True))
    if wanted.since:
        found.append(columns.at >= wanted.since)
    if wanted.until:
        found.append(columns.at < wanted.until)
    if wanted.without:
        left_out = columns.item.startswith(wanted.without, autoescape=True)
        found.append(or_(not_(left_out), columns.item == wanted.but))
    return found


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in some containers
        return str(os.getuid())

"""The audit log: who did what, when, and what it was before and after; rows are added and never changed."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from ivr.store.database import Database
from ivr.store.desk_tables import AUDIT


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
            somebody gave.
    """

    at: datetime
    who: str
    what: str
    item: str = ""
    before: str = ""
    after: str = ""
    login: str = ""


def add(connection: Connection, entries: Iterable[Entry]) -> None:
    """Write entries in the transaction of what they tell of, so that neither is there without the other."""
    login = _login()
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
            return tuple(
                Entry(row["at"], row["who"], row["what"], row["item"], row["before"], row["after"], row["login"])
                for row in connection.execute(asked).mappings()
            )


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in some containers
        return str(os.getuid())

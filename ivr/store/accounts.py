"""Accounts for the desk in the browser: one a person, beside their row on the staff list."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from ivr.store.desk_tables import ACCOUNTS


@dataclass(frozen=True)
class AccountRow:
    """How one person signs in.

    Attributes:
        person: their staff id.
        password: argon2's hash; "" for none.
        must_change: whether somebody else knows the password, so that it opens one page only: to choose another.
        uniquifier: stands in the session cookie; a new one ends every session.
        totp: the second factor's key, encrypted; "" for none.
        totp_counter: that of the last code taken.
        recovery: codes for who has lost the second factor, hashed, each to be used once.
        changed_at: when the password was last set; aware.
    """

    person: str
    uniquifier: str
    changed_at: datetime
    password: str = field(default="", repr=False)
    must_change: bool = True
    totp: str = field(default="", repr=False)
    totp_counter: int = 0
    recovery: tuple[str, ...] = field(default=(), repr=False)


def of_person(connection: Connection, person: str) -> AccountRow | None:
    """Somebody's account."""
    return _row(connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.person == person)).mappings().first())


def of_session(connection: Connection, uniquifier: str) -> AccountRow | None:
    """The account that a session is of."""
    return _row(connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.uniquifier == uniquifier)).mappings().first())


def everybodys(connection: Connection) -> dict[str, AccountRow]:
    """Every account, by its person."""
    rows = (_row(row) for row in connection.execute(select(ACCOUNTS)).mappings())
    return {row.person: row for row in rows if row}


def put(connection: Connection, account: AccountRow) -> None:
    """Write an account down, new or changed."""
    values = {
        "password": account.password,
        "must_change": account.must_change,
        "uniquifier": account.uniquifier,
        "totp": account.totp,
        "totp_counter": account.totp_counter,
        "recovery": json.dumps(account.recovery),
        "changed_at": account.changed_at,
    }
    mine = ACCOUNTS.c.person == account.person
    if not connection.execute(update(ACCOUNTS).where(mine).values(**values)).rowcount:
        connection.execute(insert(ACCOUNTS).values(person=account.person, **values))


def close(connection: Connection, person: str) -> None:
    """Forget everything by which somebody could sign in."""
    nothing = {"password": "", "totp": "", "recovery": "[]"}
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.person == person).values(**nothing))


def _row(found: RowMapping | None) -> AccountRow | None:
    if found is None:
        return None
    kept = {name: found[name] for name in ("person", "password", "must_change", "uniquifier", "totp", "totp_counter")}
    return AccountRow(**kept, recovery=tuple(json.loads(found["recovery"])), changed_at=found["changed_at"])

"""Accounts for the desk in the browser: who has one, and how it is kept; what each may do stands on the staff list."""

from __future__ import annotations

import secrets

from ivr.desk.desk import Desk
from ivr.store import accounts, people
from ivr.store.accounts import AccountRow
from ivr.store.people import Person
from ivr.store.turns import alone

Found = tuple[Person, AccountRow]


def of_person(desk: Desk, person: str) -> Found | None:
    """Somebody on the staff who has an account, by their id; raises StoreError."""
    with desk.database.reading() as connection:
        found = people.find(connection, person)
        row = accounts.of_person(connection, person)
    return (found, row) if found and not found.ended and row else None


def of_session(desk: Desk, uniquifier: str) -> Found | None:
    """The same by what stands in a session cookie."""
    with desk.database.reading() as connection:
        row = accounts.of_session(connection, uniquifier)
        found = people.find(connection, row.person) if row else None
    return (found, row) if found and not found.ended and row else None


def keep(desk: Desk, account: AccountRow) -> None:
    """Write an account down as it is now; raises StoreError."""
    with alone(desk.database) as connection:
        accounts.put(connection, account)


def new_session() -> str:
    """A name for an account's sessions that nobody guesses."""
    return secrets.token_hex(32)

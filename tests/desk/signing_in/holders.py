"""Accounts for the tests: whose they are, and a password that somebody has chosen."""

from __future__ import annotations

from datetime import datetime

from ivr.desk.desk import Desk
from ivr.desk.signing_in.accounts import choose_password, give_password, of_person
from ivr.desk.signing_in.locking import LockedError, Way, attempt, locks_of, missed
from ivr.store import accounts
from ivr.store.accounts import AccountRow
from ivr.store.turns import alone

OWN = "violet kettle runs north"


def row(desk: Desk, person: str) -> AccountRow:
    """Somebody's account."""
    found = of_person(desk, person)
    assert found is not None
    return found[1]


def keep(desk: Desk, account: AccountRow) -> None:
    """Write a whole account down."""
    with alone(desk.database) as connection:
        accounts.put(connection, account)


def failed(desk: Desk, who: str, way: Way) -> datetime | None:
    """One more wrong try; until when it is locked, if it is."""
    try:
        return missed(desk, attempt(desk, who, way))
    except LockedError as locked:
        return locked.until


def locked_until(desk: Desk, who: str, way: Way) -> datetime | None:
    """Until when nobody gets in as this person by this way; None where they may try."""
    return locks_of(desk, [who]).get((who, way))


def settled(desk: Desk, person: str = "ed") -> None:
    """Somebody who has chosen a password."""
    give_password(desk, "ada", person)
    choose_password(desk, person, OWN)

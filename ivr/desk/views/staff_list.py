"""The staff list to be looked at: who may do what, how each signs in, and what was changed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ivr.desk.desk import Desk
from ivr.desk.people import MADE_UP, staff
from ivr.desk.signing_in.accounts import everybodys
from ivr.desk.signing_in.locking import Way, locked_until
from ivr.store.accounts import AccountRow
from ivr.store.audit import Audit, Entry
from ivr.store.people import Person

_BROWSER = (Way.PASSWORD, Way.CODE, Way.RECOVERY, Way.CONFIRMING)


class Door(StrEnum):
    """How somebody stands with the desk in the browser."""

    NONE = "none"  # nobody has given them a password
    ONCE = "once"  # a one-time password waits for them
    DEVICE = "device"  # they have a password and no authenticator
    OPEN = "open"


@dataclass(frozen=True)
class Member:
    """One of the staff, as the list shows them.

    Attributes:
        person: who.
        door: whether they can sign in in the browser.
        given_at: when their password was last set; None where they have none.
        locked_until: until when they do not get in in the browser; None where they do.
        recovery_codes: how many they have left.
        made_up: whether they were made for a demo and have never signed in.
        last: the newest entry of the audit log about them.
    """

    person: Person
    door: Door
    given_at: datetime | None
    locked_until: datetime | None
    recovery_codes: int
    made_up: bool
    last: Entry | None


def members(desk: Desk) -> tuple[Member, ...]:
    """Everybody, those who have left too, by their names; raises StoreError."""
    accounts = everybodys(desk)
    found = [_member(desk, person, accounts.get(person.id)) for person in staff(desk)]
    return tuple(sorted(found, key=lambda each: (each.person.ended, each.person.name.lower(), each.person.id)))


def member(desk: Desk, person: str) -> Member | None:
    """One of them; raises StoreError."""
    for each in staff(desk):
        if each.id == person:
            return _member(desk, each, everybodys(desk).get(person))
    return None


def _member(desk: Desk, person: Person, account: AccountRow | None) -> Member:
    entries = Audit(desk.database).listed(1, item=f"person {person.id}")
    locks = [until for way in _BROWSER if (until := locked_until(desk, person.id, way))]
    return Member(
        person,
        _door(account),
        account.changed_at if account and account.password else None,
        max(locks, default=None),
        len(account.recovery) if account else 0,
        account is not None and account.uniquifier.startswith(MADE_UP),
        entries[0] if entries else None,
    )


def _door(account: AccountRow | None) -> Door:
    if account is None or not account.password:
        return Door.NONE
    if account.must_change:
        return Door.ONCE
    return Door.OPEN if account.totp else Door.DEVICE

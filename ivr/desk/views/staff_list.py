"""The staff list to be looked at: who may do what, how each signs in, and what was changed last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ivr.desk.desk import Desk
from ivr.desk.people import MADE_UP, staff
from ivr.desk.signing_in.accounts import everybodys
from ivr.desk.signing_in.locking import Way, locks_of
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
        door: how they stand with the desk in the browser.
        given_at: when their password was last set; None where they have none.
        locked_until: until when they do not get in in the browser; None where they do.
        phone_locked_until: the same by telephone.
        recovery_codes: how many they have left.
        made_up: whether they were made for a demo and have never signed in.
        last: the newest entry of the audit log about them.
    """

    person: Person
    door: Door
    given_at: datetime | None
    locked_until: datetime | None
    phone_locked_until: datetime | None
    recovery_codes: int
    made_up: bool
    last: Entry | None


def members(desk: Desk) -> tuple[Member, ...]:
    """Everybody, those who have left too, by their names; raises StoreError."""
    found = _members(desk, staff(desk))
    return tuple(sorted(found, key=lambda each: (each.person.ended, each.person.name.lower(), each.person.id)))


def member(desk: Desk, person: str) -> Member | None:
    """One of them; raises StoreError."""
    return next(iter(_members(desk, [each for each in staff(desk) if each.id == person])), None)


def _members(desk: Desk, people: Sequence[Person]) -> list[Member]:
    """One question each for the accounts, locks and last changes of all of them."""
    accounts, locks = everybodys(desk), locks_of(desk, [each.id for each in people])
    last = Audit(desk.database).newest_of([f"person {each.id}" for each in people])
    found = []
    for each in people:
        account = accounts.get(each.id)
        until = [until for way in _BROWSER if (until := locks.get((each.id, way)))]
        found.append(
            Member(
                each,
                _door(account),
                account.changed_at if account and account.password else None,
                max(until, default=None),
                locks.get((each.id, Way.PHONE)),
                len(account.recovery) if account else 0,
                account is not None and account.uniquifier.startswith(MADE_UP),
                last.get(f"person {each.id}"),
            )
        )
    return found


def _door(account: AccountRow | None) -> Door:
    if account is None or not account.password:
        return Door.NONE
    if account.must_change:
        return Door.ONCE
    return Door.OPEN if account.totp else Door.DEVICE

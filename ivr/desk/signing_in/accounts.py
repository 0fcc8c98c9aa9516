"""Accounts for the desk in the browser: who has one, and how it is kept; what each may do stands on the staff list."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import fields, replace
from datetime import timedelta

from ivr.desk.desk import Desk
from ivr.desk.people import MADE_UP, Role, may
from ivr.desk.signing_in.locking import LockedError, Way, attempt, give_back, got_in, missed, told_left, unlock
from ivr.desk.signing_in.passwords import BusyError, as_typed, hashed, matches, one_time, refuse_password
from ivr.errors import DeskError
from ivr.store import accounts, audit, people
from ivr.store.accounts import AccountRow
from ivr.store.audit import Entry
from ivr.store.people import Person
from ivr.store.turns import Connection, alone

Found = tuple[Person, AccountRow]
ONE_TIME_FOR = timedelta(days=7)  # a password that somebody else knows


def of_person(desk: Desk, person: str) -> Found | None:
    """Somebody on the staff who has an account, by their id; raises StoreError."""
    with desk.database.reading() as connection:
        found = people.find(connection, person)
        row = accounts.of_person(connection, person)
    return _open(desk, found, row)


def of_session(desk: Desk, uniquifier: str) -> Found | None:
    """The same by what stands in a session cookie."""
    with desk.database.reading() as connection:
        row = accounts.of_session(connection, uniquifier)
        found = people.find(connection, row.person) if row else None
    return _open(desk, found, row)


def _open(desk: Desk, person: Person | None, row: AccountRow | None) -> Found | None:
    if person is None or row is None or person.ended:
        return None
    return None if desk.production and row.uniquifier.startswith(MADE_UP) else (person, row)


def everybodys(desk: Desk) -> dict[str, AccountRow]:
    """Every account, by the id of its person; raises StoreError."""
    with desk.database.reading() as connection:
        return accounts.everybodys(connection)


def change(desk: Desk, before: AccountRow, after: AccountRow) -> None:
    """Write down what is different in an account, and leave alone what others have changed in it meanwhile.

    Raises:
        DeskError: there is no such account any more, or somebody else has set up the second factor meanwhile.
    """
    names = [each.name for each in fields(AccountRow)]
    changed = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if not changed:
        return
    with alone(desk.database) as connection:
        now = accounts.of_person(connection, before.person)
        if now is None:
            raise DeskError("This account is not there any more. Ask an admin.")
        if "totp" in changed and now.totp != before.totp:
            raise DeskError("An authenticator was set up for you meanwhile. Sign in from the start, with its code.")
        accounts.put(connection, replace(now, **changed))
        if "totp" in changed:
            old, new = ("an authenticator app" if each else "" for each in (before.totp, after.totp))
            _note(connection, Entry(desk.clock(), now.person, "staff second factor", before=old, after=new), now.person)


def knows_password(desk: Desk, typed: str, password: str, way: Way = Way.PASSWORD) -> Found | None:
    """Whoever has this staff id, if this is their password; None where either is wrong, and nobody is told which.

    Nothing here shows from outside whether an id is somebody's: what nobody has takes as long and locks as well.

    Args:
        desk: the line's.
        typed: what was given as a staff id.
        password: what was given as its password.
        way: what tries are counted under, each way by itself.

    Raises:
        LockedError: five wrong ones in a row, this one or earlier; right or wrong, nobody gets in.
        BusyError: too many people sign in at this moment; that is no failure.
        DeskError: the one-time password is too old.
        StoreError: the database is away.
    """
    found = _typed_of(desk, typed)
    given = attempt(desk, typed if found else nobody(typed), way)
    once = found is not None and found[1].must_change
    try:
        right = matches(found[1].password if found else "", as_typed(password) if once else password)
    except BusyError:
        give_back(desk, given)
        raise
    if found is None or not right:
        until = missed(desk, given)
        if until is not None:
            raise LockedError(until)
        return None
    got_in(desk, given.who, way)
    if once and desk.clock() - found[1].changed_at > ONE_TIME_FOR:
        raise DeskError(f"This one-time password is older than {ONE_TIME_FOR.days} days. Ask an admin for another.")
    return found


def last_tries(desk: Desk, typed: str, way: Way = Way.PASSWORD) -> str:
    """What somebody who gave a wrong password is told of the tries that are left; nobody's id is told the same."""
    return told_left(desk, typed if _typed_of(desk, typed) else nobody(typed), way)


def _typed_of(desk: Desk, typed: str) -> Found | None:
    return of_person(desk, typed) if typed.isprintable() else None  # PostgreSQL refuses some of what is not


def nobody(typed: str) -> str:
    """What tries with an id that nobody has are counted under: it may be a password typed into the wrong field."""
    return f"?{hashlib.sha256(typed.encode()).hexdigest()[:40]}"


def give_password(desk: Desk, by: str, person: str, *, new_device: bool = False) -> str:
    """A new one-time password for somebody, who chooses their own with it; it ends their sessions and browser locks.

    Args:
        desk: the line's.
        by: an admin.
        person: whose.
        new_device: whether their authenticator and recovery codes are forgotten, too.

    Raises:
        DeskError: a rule is against it.
    """
    made = one_time()
    kept = hashed(made)  # slow on purpose, so before the transaction
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, Role.ADMIN)
        may(people.find(connection, person), person)
        before = accounts.of_person(connection, person)
        row = before or AccountRow(person, new_session(), desk.clock())
        row = replace(row, password=kept, must_change=True, uniquifier=new_session(), changed_at=desk.clock())
        told = "a one-time password"
        # The PIN's lock stays: a new PIN ends that one.
        unlock(connection, person, Way.PASSWORD, Way.CONFIRMING, Way.CODE, Way.RECOVERY)
        if new_device:
            row = replace(row, totp="", totp_counter=0, recovery=())
            told += "; their authenticator is forgotten"
        accounts.put(connection, row)
        old = "a password" if before and before.password else ""
        _note(connection, Entry(desk.clock(), by, "staff password", before=old, after=told), person)
    return made


def choose_password(desk: Desk, person: str, password: str) -> Found:
    """Somebody's own password, chosen by themselves; ends all their sessions.

    Raises:
        DeskError: a rule is against it, or it is guessed too easily.
    """
    found = of_person(desk, person)
    if found is None:
        raise DeskError("You have no account at the desk. Ask an admin for a one-time password.")
    refuse_password(password, found[0])
    if matches(found[1].password, password) or (
        found[1].must_change and matches(found[1].password, as_typed(password))
    ):
        raise DeskError("That is the password that you have now. Choose another.")
    kept = hashed(password)
    with alone(desk.database) as connection:
        may(people.find(connection, person), person)
        before = accounts.of_person(connection, person) or found[1]
        if before.password != found[1].password:
            raise DeskError("Your password was changed meanwhile. Sign in from the start.")
        after = replace(before, password=kept, must_change=False, uniquifier=new_session(), changed_at=desk.clock())
        accounts.put(connection, after)
        told = Entry(desk.clock(), person, "staff password", before="a password", after="a password of their own")
        _note(connection, told, person)
    return found[0], after


def sign_out(desk: Desk, person: str) -> None:
    """End every session of somebody, on whatever device."""
    with alone(desk.database) as connection:
        row = accounts.of_person(connection, person)
        if row is not None:
            accounts.put(connection, replace(row, uniquifier=new_session()))


def new_session() -> str:
    """A name for an account's sessions that nobody guesses."""
    return secrets.token_hex(32)


def _note(connection: Connection, entry: Entry, person: str) -> None:
    audit.add(connection, [replace(entry, item=f"person {person}")])

"""The staff: who may do what, and PINs for the desk by phone; whoever has left stays in every history."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from ivr.desk.desk import THE_LINE, Desk
from ivr.desk.signing_in.locking import Way, unlock
from ivr.desk.signing_in.passwords import hashed, matches
from ivr.desk.signing_in.pins import refuse_pin
from ivr.errors import DeskError
from ivr.store import accounts, audit, people
from ivr.store.audit import Entry
from ivr.store.people import Person
from ivr.store.turns import Connection, alone

LONGEST_NAME = 120  # the column's
LONGEST_RELEASE = 200  # the same
# How the sessions of people begin who were made up for a demo and have never signed in. Nobody gets in as them in
# production, and they are nobody when the first person is put on the staff list.
MADE_UP = "demo-"
_VOICE = "staff voice"
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
# Names of what is no person, in histories and signatures, and what could be taken for them.
_RESERVED = frozenset({THE_LINE, "the-line", "the.line", "theline", "import"})


class ChangedError(DeskError):
    """What somebody was shown or asked is not so any more, and nothing was done."""


class Role(StrEnum):
    """What somebody may do."""

    RECORDER = "recorder"  # hands in recordings
    EDITOR = "editor"  # writes words
    APPROVER = "approver"  # agrees to what somebody else has written or recorded
    ADMIN = "admin"  # keeps the staff list, and alone writes emergency words


def staff(desk: Desk) -> tuple[Person, ...]:
    """Everybody, those who have left too."""
    with desk.database.reading() as connection:
        return people.everyone(connection)


def require(desk: Desk, by: str, *roles: Role) -> Person:
    """Whoever has this id, if they are on the staff and have one of these roles (any, where none is named).

    Raises:
        DeskError: they may not; says why.
    """
    with desk.database.reading() as connection:
        if not people.everyone(connection):
            raise DeskError("Nobody is on the staff list yet. `ivr staff add` makes the first person an admin.")
        return may(people.find(connection, by), by, *roles)


def may(person: Person | None, by: str, *roles: Role) -> Person:
    """The same for somebody who was looked up already, as in a transaction that writes what they do."""
    if person is None and not by:
        raise DeskError("Say who you are: --by and your staff id. `ivr staff list` shows the ids.")
    if person is None:
        raise DeskError(f"There is nobody called {by!r} on the staff list; `ivr staff list` shows it.")
    if person.ended:
        raise DeskError(f"{person.name} ({by}) has left the staff and can do nothing here.")
    if roles and not is_any(person, *roles):
        wanted = " or ".join("a recorder" if role is Role.RECORDER else f"an {role}" for role in roles)
        raise DeskError(f"That is for {wanted}; {person.name} ({by}) is {_told(person)}.")
    return person


def is_any(person: Person, *roles: Role) -> bool:
    """Whether they have one of these roles."""
    return not person.roles.isdisjoint(role.value for role in roles)


def add(desk: Desk, by: str, person: str, name: str, roles: Collection[Role]) -> Person:
    """Put somebody on the staff list; the first one becomes an admin besides, and nobody is asked.

    People whom a demo made up and who have never signed in count as nobody.

    Args:
        desk: the line's.
        by: the id of an admin; anything where the list is empty.
        person: their id: lower-case letters, digits, dots and hyphens. It is theirs for ever.
        name: as people say it.
        roles: what they may do.

    Raises:
        DeskError: a rule is against it.
    """
    if not _ID.fullmatch(person) or person in _RESERVED:
        raise DeskError(
            f"{person!r} cannot be an id: 1 to 64 of a-z, 0-9, dot and hyphen, and no name of the line's own."
        )
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise DeskError(f"A name has 1 to {LONGEST_NAME} letters in one line.")
    with alone(desk.database) as connection:
        others = [each for each in people.everyone(connection) if each.id == by or not _is_made_up(connection, each.id)]
        first = not others
        if not first:
            may(people.find(connection, by), by, Role.ADMIN)
        known = people.find(connection, person)
        if known is not None:
            raise DeskError(f"{person} is {known.name}{', who has left' if known.ended else ''}. Choose another id.")
        given = frozenset(role.value for role in ({*roles, Role.ADMIN} if first else roles))
        added = people.add(connection, Person(person, name.strip(), given, desk.clock()))
        who = person if first else by
        audit.add(connection, [Entry(added.made_at, who, "staff add", _item(person), "", _told(added))])
    return added


def change_roles(
    desk: Desk, by: str, person: str, roles: Collection[Role], base: Collection[str] | None = None
) -> Person:
    """Let somebody have just these roles.

    Args:
        desk: the line's.
        by: the id of an admin.
        person: whose.
        roles: these.
        base: the roles that were shown where these were chosen; None where none were.

    Raises:
        ChangedError: they have others by now than were shown; says which.
        DeskError: a rule is against it.
    """
    given = frozenset(role.value for role in roles)

    def how(before: Person) -> Person:
        if base is not None and before.roles not in {frozenset(base), given}:
            raise _changed(_told(before))
        return replace(before, roles=given)

    return _change(desk, by, person, "staff roles", how)


def end(desk: Desk, by: str, person: str) -> Person:
    """Note that somebody has left: they can do nothing any more, and what they alone agreed to waits for another."""
    return _change(desk, by, person, "staff end", lambda before: replace(before, ended=True, pin=""))


def release(desk: Desk, by: str, person: str, words: str, base: str | None = None) -> Person:
    """Note when and with whom somebody agreed that callers hear their voice; "" where they do not agree any more.

    Without it no recording of theirs is agreed to (`approving.consent`). What is published stays: it is taken from
    callers as everything is, by another recording or an edition before. An admin notes "" for whoever has left, too.
    `base` is what was noted where it was shown; None where it was not.

    Raises:
        ChangedError: something else is noted by now than was shown; says what.
        DeskError: it is neither their own doing nor an admin's, they have left, or it is longer than a line.
    """
    words = words.strip()
    if not words.isprintable() or len(words) > LONGEST_RELEASE:
        raise DeskError(f"When and with whom they agreed is one line of at most {LONGEST_RELEASE} letters.")
    with alone(desk.database) as connection:
        before = _open_to(connection, by, person) if words or by == person else _anybody(connection, by, person)
        if base is not None and before.released not in {base, words}:
            raise _changed(before.released or "not agreed")
        return note_release(connection, desk.clock(), by, before, words)


def note_release(connection: Connection, at: datetime, by: str, before: Person, words: str) -> Person:
    """The same in a transaction, for words that fit, by whoever may, of somebody as they are on the list now."""
    after = replace(before, released=words)
    if after != before:
        people.change(connection, after)
        entry = Entry(at, by, _VOICE, _item(before.id), before.released, words or "not released")
        audit.add(connection, [entry])
    return after


def voice_turn(connection: Connection, person: str) -> int:
    """A number that grows whenever it is noted whether callers may hear somebody: what was asked before is old then."""
    return audit.newest(connection, _item(person), _VOICE)


def is_last(desk: Desk, person: str, role: Role) -> bool:
    """Whether nobody else on the staff has this role of somebody's."""
    having = [each.id for each in staff(desk) if not each.ended and is_any(each, role)]
    return having == [person]


def set_pin(desk: Desk, by: str, person: str, pin: str) -> None:
    """Give somebody a PIN for the desk by phone, which ends a lock there: they themselves or an admin may.

    Raises:
        BusyError: too many people sign in at this moment.
        DeskError: a rule is against it, or the PIN is guessed too easily.
    """
    refuse_pin(pin)
    kept = hashed(pin)  # slow on purpose, so before the transaction
    with alone(desk.database) as connection:
        before = _open_to(connection, by, person)
        people.change(connection, replace(before, pin=kept))
        unlock(connection, person, Way.PHONE)
        told = "a PIN" if before.pin else ""
        audit.add(connection, [Entry(desk.clock(), by, "staff pin", _item(person), told, "a new PIN")])


def with_number(desk: Desk, number: int) -> Person | None:
    """Whoever has this number for the desk by phone, if they are on the staff; raises StoreError."""
    with desk.database.reading() as connection:
        found = people.by_number(connection, number)
    return found if found and not found.ended else None


def knows_pin(desk: Desk, person: str, pin: str) -> bool:
    """Whether this is the PIN of somebody who is on the staff; takes as long where it is not. Raises BusyError."""
    with desk.database.reading() as connection:
        found = people.find(connection, person)
    return matches(found.pin if found and not found.ended else "", pin)


def _change(desk: Desk, by: str, person: str, what: str, how: Callable[[Person], Person]) -> Person:
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, Role.ADMIN)
        before = may(people.find(connection, person), person)
        after = how(before)
        people.change(connection, after)
        _refuse_without_admin(connection, before)
        if after.ended:
            accounts.close(connection, person)
        audit.add(connection, [Entry(desk.clock(), by, what, _item(person), _told(before), _told(after))])
    return after


def _refuse_without_admin(connection: Connection, changed: Person) -> None:
    """Raise DeskError where the last admin is none any more; somebody made up does not stand in for a real one."""
    staying = [each for each in people.everyone(connection) if not each.ended and is_any(each, Role.ADMIN)]
    if not is_any(changed, Role.ADMIN) or changed.id in {each.id for each in staying}:
        return
    if _is_made_up(connection, changed.id) or any(not _is_made_up(connection, each.id) for each in staying):
        return
    raise DeskError(f"{changed.name} ({changed.id}) is the last admin. Make somebody else an admin first.")


def _open_to(connection: Connection, by: str, person: str) -> Person:
    """Somebody, for whoever may change what is their own: they themselves, or an admin; raises DeskError."""
    if by == person:
        return may(people.find(connection, by), by)
    may(people.find(connection, by), by, Role.ADMIN)
    return may(people.find(connection, person), person)


def _anybody(connection: Connection, by: str, person: str) -> Person:
    """Somebody, for an admin, whether or not they have left; raises DeskError."""
    may(people.find(connection, by), by, Role.ADMIN)
    found = people.find(connection, person)
    return found if found is not None else may(found, person)


def _is_made_up(connection: Connection, person: str) -> bool:
    found = accounts.of_person(connection, person)
    return found is not None and found.uniquifier.startswith(MADE_UP)


def _changed(now: str) -> ChangedError:
    return ChangedError(f"Somebody has changed this meanwhile; now: {now}. Nothing was done.")


def _item(person: str) -> str:
    return f"person {person}"


def _told(person: Person) -> str:
    """What they may do, for people."""
    return "somebody who has left" if person.ended else ", ".join(sorted(person.roles)) or "without a role"

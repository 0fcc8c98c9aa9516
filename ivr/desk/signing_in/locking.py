"""Guessing: after five failures in a row nobody gets in by that way for a quarter of an hour, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from ivr.desk.desk import THE_LINE, Desk
from ivr.errors import DeskError
from ivr.store import audit, locks, people
from ivr.store.audit import Entry
from ivr.store.turns import Connection, alone

# Design section 8.
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_NAME = 64  # the column's

log = structlog.get_logger()


class Way(StrEnum):
    """How somebody signs in; each way locks by itself, so that guessing by one keeps nobody from another."""

    PHONE = "phone"
    PASSWORD = "password"  # noqa: S105 - the name of a way
    CODE = "code"
    RECOVERY = "recovery"  # whoever guesses at the six digits keeps nobody from the codes on their paper
    # The password once more, by who is signed in: whoever guesses at the sign-in keeps nobody from their own account.
    CONFIRMING = "confirming"


# What is tried by each way, for people.
_TRIED = {
    Way.PHONE: "PIN on the phone",
    Way.PASSWORD: "password",
    Way.CODE: "code of an authenticator",
    Way.RECOVERY: "recovery code",
    Way.CONFIRMING: "password, typed once more by who was signed in",
}


class LockedError(DeskError):
    """Nobody gets in as this person by this way until then (aware), right or wrong."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"There were {MOST_TRIES} wrong tries. Nobody gets in like this until {until:%H:%M} UTC.")
        self.until = until


@dataclass(frozen=True)
class Try:
    """One try to get in, counted before anybody has looked whether it is right.

    Attributes:
        who: what was given as an id.
        way: how.
        number: the how many-th in a row.
        at: when; aware.
    """

    who: str
    way: Way
    number: int
    at: datetime


def locked_until(desk: Desk, who: str, way: Way) -> datetime | None:
    """Until when nobody gets in as this person by this way; None where they may try.

    Args:
        desk: the line's.
        who: what was given as an id; it need be nobody's.
        way: how.

    Raises:
        StoreError: the database is away; then nobody may be let in.
    """
    with desk.database.reading() as connection:
        found = locks.failures(connection, who[:LONGEST_NAME], way)
    return _end(found, desk.clock())


def locks_of(desk: Desk) -> dict[tuple[str, Way], datetime]:
    """Every lock that holds now: until when, by what was given as an id and the way; raises StoreError."""
    with desk.database.reading() as connection:
        found = locks.everybodys(connection)
    now = desk.clock()
    ended = {(who, way): _end(failures, now) for (who, way), failures in found.items()}
    return {(who, Way(way)): until for (who, way), until in ended.items() if until}


def attempt(desk: Desk, who: str, way: Way) -> Try:
    """Count a try before anybody looks whether it is right, so that many at once are no more than five either.

    Say afterwards how it ended: `got_in` or `missed`; `give_back` where nobody could look.

    Raises:
        LockedError: nobody gets in as this person by this way, right or wrong: do not even look.
        StoreError: the database is away; then nobody may be let in.
    """
    who, now = who[:LONGEST_NAME], desk.clock()
    with alone(desk.database) as connection:
        locks.sweep(connection, now - FORGOTTEN_AFTER)
        before = locks.failures(connection, who, way)
        until = _end(before, now)
        if until is not None:
            raise LockedError(until)  # trying while it is locked does not lock it for longer
        number = before[0] + 1 if before and before[0] < MOST_TRIES else 1
        locks.write(connection, who, way, number, now)
    return Try(who, way, number, now)


def missed(desk: Desk, wrong: Try) -> datetime | None:
    """Note that a try was wrong; the fifth in a row locks, which the audit log says. Until when, if it does."""
    if wrong.number < MOST_TRIES:
        return None
    told = f"five wrong tries by {_TRIED[wrong.way]}; locked for {LOCKED_FOR.seconds // 60} minutes"
    with alone(desk.database) as connection:
        # What was given as an id may be a password typed into the wrong field, or a stranger's who fills the log.
        known = people.find(connection, wrong.who) is not None
        if known:
            # Who guesses is not known: it is hardly ever the one whose name was given.
            audit.add(connection, [Entry(wrong.at, THE_LINE, "locked", f"person {wrong.who}", "", told)])
    log.warning("signing-in.locked", who=wrong.who if known else "nobody on the staff", way=str(wrong.way))
    return wrong.at + LOCKED_FOR


def give_back(desk: Desk, unseen: Try) -> None:
    """Take a try back that nobody has looked at, as where too many sign in at once: it was no failure."""
    with alone(desk.database) as connection:
        now = locks.failures(connection, unseen.who, unseen.way)
        if now is None or (now[0] >= MOST_TRIES and unseen.number < MOST_TRIES):
            return  # forgotten meanwhile; or others were wrong meanwhile, and were told that it is locked
        if now[0] <= 1:
            locks.clear(connection, unseen.who, unseen.way)
        else:
            locks.write(connection, unseen.who, unseen.way, now[0] - 1, now[1])


def failed(desk: Desk, who: str, way: Way) -> datetime | None:
    """Count one more failure; the fifth in a row locks. Until when it is locked, if it is."""
    try:
        return missed(desk, attempt(desk, who, way))
    except LockedError as locked:
        return locked.until


def got_in(desk: Desk, who: str, way: Way) -> None:
    """Forget the failures of somebody who got in."""
    with alone(desk.database) as connection:
        locks.clear(connection, who[:LONGEST_NAME], way)


def unlock(connection: Connection, who: str, *ways: Way) -> None:
    """End somebody's locks by these ways within a transaction, as what they were guarding has just been replaced."""
    for way in ways:
        locks.clear(connection, who[:LONGEST_NAME], way)


def _end(failures: tuple[int, datetime] | None, now: datetime) -> datetime | None:
    """When a lock ends that holds now."""
    if failures is None or failures[0] < MOST_TRIES:
        return None
    until = failures[1] + LOCKED_FOR
    return until if now < until else None

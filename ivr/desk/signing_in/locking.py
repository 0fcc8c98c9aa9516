"""Guessing: after five failures in a row nobody gets in by that way for a while, right or wrong; then for longer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from ivr.desk.desk import THE_LINE, Desk
from ivr.errors import DeskError
from ivr.store import audit, locks, people
from ivr.store.audit import Entry
from ivr.store.turns import Connection, alone

# Design section 8: five tries, then 15 minutes. Whoever goes on guessing waits longer each time, which makes 30 guesses
# a day in the end, of a million PINs of six digits. A success, an admin, or a day without a failure ends it.
MOST_TRIES = 5
LOCKS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
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

_LAST = {2: "Two more wrong tries", 1: "One more wrong try"}


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
        number: the how many-th in a row, through all the locks that came of it.
        at: when; aware.
        before: how many there were before it, and when the last one was; None where there were none.
    """

    who: str
    way: Way
    number: int
    at: datetime
    before: tuple[int, datetime] | None = None


def locks_of(desk: Desk, who: Collection[str]) -> dict[tuple[str, Way], datetime]:
    """The locks of these ids that hold now: until when, by id and way; raises StoreError."""
    with desk.database.reading() as connection:
        found = locks.failures_of(connection, who)
    now = desk.clock()
    ended = {(each, way): _end(failures, now) for (each, way), failures in found.items()}
    return {(each, Way(way)): until for (each, way), until in ended.items() if until}


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
        number = before[0] + 1 if before else 1
        locks.write(connection, who, way, number, now)
    return Try(who, way, number, now, before)


def missed(desk: Desk, wrong: Try) -> datetime | None:
    """Note that a try was wrong; every fifth in a row locks, which the audit log says. Until when, if it does."""
    if wrong.number % MOST_TRIES:
        return None
    told = f"five wrong tries by {_TRIED[wrong.way]}; locked for {_told(_span(wrong.number))}"
    with alone(desk.database) as connection:
        # What was given as an id may be a password typed into the wrong field, or a stranger's who fills the log.
        known = people.find(connection, wrong.who) is not None
        if known:
            # Who guesses is not known: it is hardly ever the one whose name was given.
            audit.add(connection, [Entry(wrong.at, THE_LINE, "locked", f"person {wrong.who}", "", told)])
    log.warning("signing-in.locked", who=wrong.who if known else "nobody on the staff", way=str(wrong.way))
    return _until(wrong.number, wrong.at)


def told_left(desk: Desk, who: str, way: Way) -> str:
    """What the last tries before a lock are told, the same whoever it is; "" while there are more than two left."""
    with desk.database.reading() as connection:
        found = locks.failures(connection, who[:LONGEST_NAME], way)
    number = found[0] if found else 0
    left = MOST_TRIES - number % MOST_TRIES
    if left not in _LAST:
        return ""
    return f"{_LAST[left]}, and this staff id is closed here for {_told(_span(number + left))}."


def give_back(desk: Desk, unseen: Try) -> None:
    """Take a try back that nobody has looked at, as where too many sign in at once: it was no failure."""
    with alone(desk.database) as connection:
        now = locks.failures(connection, unseen.who, unseen.way)
        if now is None:
            return  # forgotten meanwhile
        # Where others have tried since, theirs stay; a lock that they were told of does, too, and none comes of this.
        left = unseen.before if now[0] == unseen.number else (now[0] - 1, now[1])
        if left is None or not left[0]:
            locks.clear(connection, unseen.who, unseen.way)
        elif now[0] == unseen.number or (now[0] % MOST_TRIES and left[0] % MOST_TRIES):
            locks.write(connection, unseen.who, unseen.way, *left)


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
    if failures is None or failures[0] % MOST_TRIES:
        return None
    until = _until(*failures)
    return until if now < until else None


def _until(number: int, at: datetime) -> datetime:
    """When the lock of a try ends: at a whole minute, as it is told."""
    end = at + _span(number)
    return end if end == _minute(end) else _minute(end) + timedelta(minutes=1)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _span(number: int) -> timedelta:
    """How long the lock of so many failures lasts, five of them the first."""
    return LOCKS[min(number // MOST_TRIES, len(LOCKS)) - 1]


def _told(span: timedelta) -> str:
    hours, minutes = divmod(span.seconds // 60, 60)
    return f"{minutes} minutes" if minutes else f"{hours} hour{'' if hours == 1 else 's'}"

"""Guessing: after five failures in a row nobody gets in by that way for a quarter of an hour, right or wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ivr.desk.desk import Desk
from ivr.store import audit, locks
from ivr.store.audit import Entry
from ivr.store.turns import alone

# Design section 8.
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)
LONGEST_NAME = 64  # the column's


class Way(StrEnum):
    """How somebody signs in; each way locks by itself, so that guessing by one keeps nobody from another."""

    PHONE = "phone"
    PASSWORD = "password"  # noqa: S105 - the name of a way
    CODE = "code"


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
    if found is None or found[0] < MOST_TRIES:
        return None
    until = found[1] + LOCKED_FOR
    return until if desk.clock() < until else None


def failed(desk: Desk, who: str, way: Way) -> datetime | None:
    """Count one more failure; the fifth in a row locks, which the audit log says. Until when it is locked, if it is."""
    who, now = who[:LONGEST_NAME], desk.clock()
    with alone(desk.database) as connection:
        locks.sweep(connection, now - FORGOTTEN_AFTER)
        before = locks.failures(connection, who, way)
        fresh = before is None or (before[0] >= MOST_TRIES and now >= before[1] + LOCKED_FOR)
        if before is not None and before[0] >= MOST_TRIES and not fresh:
            return before[1] + LOCKED_FOR  # trying while it is locked does not lock it for longer
        count = 1 if fresh or before is None else before[0] + 1
        locks.write(connection, who, way, count, now)
        if count < MOST_TRIES:
            return None
        told = f"{MOST_TRIES} failures by {way}, locked for {LOCKED_FOR.seconds // 60} minutes"
        audit.add(connection, [Entry(now, who or "nobody", "locked", f"person {who}"[:200], "", told)])
    return now + LOCKED_FOR


def got_in(desk: Desk, who: str, way: Way) -> None:
    """Forget the failures of somebody who got in."""
    with alone(desk.database) as connection:
        locks.clear(connection, who[:LONGEST_NAME], way)

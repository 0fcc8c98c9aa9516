"""Counts over the outbox: for the limits, the breaker, and what is known of a number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from ivr.store.reasons import LANDLINE_KNOWN, PAUSE_OF_LAST, PAUSE_WITHIN, PAUSING, Why
from ivr.store.rows import FINAL, State
from ivr.store.tables import OUTBOX


def sent_today(connection: Connection, number_hash: bytes, now: datetime) -> int:
    """How many texts were promised to a number on the day (UTC) of `now`."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _count(
        connection,
        select(func.count()).where(
            OUTBOX.c.number_hash == number_hash, OUTBOX.c.created >= day, OUTBOX.c.created < day + timedelta(days=1)
        ),
    )


def sent_this_hour(connection: Connection, now: datetime) -> int:
    """How many texts were promised to anybody in the 60 minutes before `now`."""
    return _count(connection, select(func.count()).where(OUTBOX.c.created > now - timedelta(hours=1)))


def failed_lately(connection: Connection, now: datetime) -> int:
    """How many of the last 20 texts that ended, of 15 minutes, failed for a reason that will fail the next ones too."""
    last = (
        select(OUTBOX.c.state, OUTBOX.c.why)
        .where(OUTBOX.c.created > now - PAUSE_WITHIN, OUTBOX.c.state.in_(sorted(FINAL)))
        .order_by(OUTBOX.c.created.desc(), OUTBOX.c.id)
        .limit(PAUSE_OF_LAST)
        .subquery()
    )
    failed = last.c.state == State.FAILED.value, last.c.why.in_(sorted(PAUSING))
    return _count(connection, select(func.count()).select_from(last).where(*failed))


def landline(connection: Connection, number_hash: bytes, now: datetime) -> bool:
    """Whether a text to this number failed as a landline's within 90 days."""
    failed = OUTBOX.c.state == State.FAILED.value, OUTBOX.c.why == Why.LANDLINE.value
    since = OUTBOX.c.created > now - LANDLINE_KNOWN
    return _count(connection, select(func.count()).where(OUTBOX.c.number_hash == number_hash, since, *failed)) > 0


def _count(connection: Connection, asked: Select[int]) -> int:
    return connection.execute(asked).scalar_one()

"""What is thrown away and when: numbers after a day, texts after 90 days, consents after 5 years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, update
from sqlalchemy.sql.dml import Delete, Update

from ivr.store.reasons import LANDLINE_KNOWN, Why
from ivr.store.rows import FINAL, State
from ivr.store.tables import CONSENTS, DAYS, OUTBOX

NUMBER_KEPT = timedelta(hours=24)  # design section 6, as the next
CONSENT_KEPT = timedelta(days=5 * 365 + 2)  # five years with two leap days at most
TEXT_KEPT = LANDLINE_KNOWN  # so long it is asked whether a number was a landline
DAYS_KEPT = timedelta(days=2)


def sweep(connection: Connection, now: datetime) -> int:
    """Close what is too old, erase, and delete; how many rows that changed. Twice is as good as once."""
    old = OUTBOX.c.created <= now - NUMBER_KEPT
    taken = OUTBOX.c.state.in_([State.ACCEPTED.value, State.SENDING.value])
    unknown = {"state": State.UNKNOWN.value, "why": Why.NO_WORD.value, "number": ""}
    expired = {"state": State.FAILED.value, "why": Why.TOO_OLD.value, "number": ""}
    today = now.astimezone(UTC).date()
    final = OUTBOX.c.state.in_(sorted(FINAL))
    steps: tuple[Update | Delete, ...] = (
        update(OUTBOX).where(old, taken).values(unknown),
        update(OUTBOX).where(old, OUTBOX.c.state == State.WAITING.value).values(expired),
        delete(OUTBOX).where(OUTBOX.c.created <= now - TEXT_KEPT, final),
        delete(CONSENTS).where(CONSENTS.c.agreed_at <= now - CONSENT_KEPT),
        delete(DAYS).where(DAYS.c.day <= today - DAYS_KEPT),
    )
    return sum(connection.execute(step).rowcount for step in steps)

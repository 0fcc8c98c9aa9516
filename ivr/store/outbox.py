"""The outbox: a text is written here before it is promised, and closed here by whoever knows what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from ivr.errors import LimitError
from ivr.store import leases, tally
from ivr.store.database import Database
from ivr.store.engine import only_one
from ivr.store.moments import clock_plus
from ivr.store.rows import FINAL, Consent, Limits, Listed, Order, Outcome, Row, State, is_id, listed, row, word
from ivr.store.sweep import sweep
from ivr.store.tables import CONSENTS, OUTBOX

__all__ = ["Consent", "Limits", "Listed", "Order", "Outbox", "Outcome", "Row", "State"]

_PROMISING = 0x69767202  # PostgreSQL's advisory lock: limits are exact only where one promise is made at a time
_NAMING = 0x69767203  # the same for the provider's names: each belongs to one row
_OPEN = sorted(state.value for state in State if state not in FINAL)
# A worker looks twice a second; a provider that is slow for minutes is no reason to stop promising.
UNSENT_SECONDS = 600.0


class Outbox:
    """The texts of one database; every method raises StoreError where that fails."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def promise(self, order: Order, consent: Consent, now: datetime, limits: Limits | None = None) -> Row:
        """Write a text and the consent to it in one transaction; the row that is there where the key is known.

        Raises:
            LimitError: the number's day or everybody's hour is used up.
        """
        with self.database.writing() as connection:
            only_one(connection, _PROMISING)
            found = _one(connection, OUTBOX.c.key == order.key)
            if found is not None:
                return found
            _room(connection, order.number_hash, now, limits)
            agreed = {
                "number_hash": consent.number_hash,
                "call": consent.call,
                "prompt": consent.prompt,
                "agreed_at": consent.agreed_at,
            }
            connection.execute(insert(CONSENTS).values(agreed))
            written = connection.execute(insert(OUTBOX).values(_new(order, now)).returning(*OUTBOX.c))
            return row(written.mappings().one())

    def find(self, key: str) -> Row | None:
        """The row of a call's item."""
        with self.database.reading() as connection:
            return _one(connection, OUTBOX.c.key == key)

    def by_id(self, row_id: str) -> Row | None:
        """The row with this id, None also for what can be no id."""
        if not is_id(row_id):
            return None
        with self.database.reading() as connection:
            return _one(connection, OUTBOX.c.id == row_id)

    def others(self, taken: Row, sids: Collection[str]) -> frozenset[str]:
        """Which of these names of the provider's belong to other rows: each message answers one promise only."""
        asked = select(OUTBOX.c.sid).where(OUTBOX.c.id != taken.id, OUTBOX.c.sid.in_(sids))
        with self.database.reading() as connection:
            return frozenset(connection.execute(asked).scalars())

    def claim(self, owner: str, lease_seconds: float) -> Row | None:
        """Take a text that is due, or one whose worker has not finished within its lease; nobody else gets it then."""
        due = and_(OUTBOX.c.state.in_([State.WAITING.value, State.SENDING.value]), OUTBOX.c.due <= clock_plus())
        values: dict[str, Any] = {
            "state": State.SENDING.value,
            "owner": owner,
            "due": clock_plus(lease_seconds),
            "tries": OUTBOX.c.tries + 1,
        }
        found = leases.taken(self.database, leases.Due(OUTBOX, OUTBOX.c.id, due, (OUTBOX.c.due,)), values)
        return None if found is None else row(found)

    def accepted(self, taken: Row, sid: str) -> bool:
        """Note that the provider has it; False where another worker has taken the row since.

        False too where the message is another row's: then this one goes back at once and is looked for again.
        """
        with self.database.writing() as connection:
            only_one(connection, _NAMING)
            known = word(sid, 64)
            if _named(connection, taken.id, known):
                _change(connection, _mine(taken), {"state": State.WAITING.value, "due": clock_plus()})
                return False
            # The provider's own word may have come first; then only its name for the message is new.
            changed = _change(connection, _mine(taken), {"state": State.ACCEPTED.value, "sid": known})
            if changed:
                return True
            ours = and_(OUTBOX.c.id == taken.id, OUTBOX.c.owner == taken.owner, OUTBOX.c.tries == taken.tries)
            nameless = and_(ours, OUTBOX.c.sid == "")
            told = and_(ours, OUTBOX.c.state != State.WAITING.value)
            _change(connection, nameless, {"sid": known})
            return _one(connection, told) is not None

    def again(self, taken: Row, after_seconds: float, why: str, code: str = "") -> bool:
        """Put it back, to be taken after some seconds; False where it is no longer this worker's."""
        back = {"state": State.WAITING.value, "due": clock_plus(after_seconds), **_because(why, code)}
        with self.database.writing() as connection:
            return _change(connection, _mine(taken), back)

    def closed(self, taken: Row, state: State, why: str, code: str = "") -> bool:
        """Close it for good and erase its number; False where it is no longer this worker's."""
        if state not in FINAL:
            raise ValueError(f"A text cannot be closed as {state}.")
        end = {"state": state.value, **_because(why, code), "number": ""}
        with self.database.writing() as connection:
            return _change(connection, _mine(taken), end)

    def status(self, row_id: str, sid: str, outcome: Outcome, why: str = "", code: str = "") -> bool:
        """Note what the provider reports, in any order and any number of times; False where there is no such row.

        What is delivered or failed never goes back. A failure of another message than the row's (an earlier try's)
        closes nothing. The provider's web server waits for the answer, so the database has as long as for a caller.
        """
        if not is_id(row_id):
            return False
        return self.database.soon(lambda: self._reported(row_id, word(sid, 64), outcome, _because(why, code)))

    def _reported(self, row_id: str, sid: str, outcome: Outcome, because: dict[str, str]) -> bool:
        here = OUTBOX.c.id == row_id
        still = and_(here, OUTBOX.c.state.in_(_OPEN))
        with self.database.writing() as connection:
            only_one(connection, _NAMING)
            # A row that was closed without a word still takes the provider's.
            open_yet = and_(here, OUTBOX.c.state.in_([*_OPEN, State.UNKNOWN.value]))
            if outcome is Outcome.DELIVERED:
                _change(connection, open_yet, {"state": State.DELIVERED.value, **_because("", ""), "number": ""})
            elif outcome is Outcome.FAILED:
                lost = {"state": State.FAILED.value, **because, "number": ""}
                _change(connection, and_(open_yet, OUTBOX.c.sid.in_(["", sid])), lost)
            else:
                _change(connection, still, {"state": State.ACCEPTED.value})
            if _one(connection, and_(here, OUTBOX.c.sid == "")) is not None:
                _release(connection, row_id, sid)
                _change(connection, here, {"sid": sid})
            return _one(connection, here) is not None

    def sweep(self, now: datetime) -> int:
        """Erase and delete what is too old, and close what nobody will hear of; how many rows that changed."""
        with self.database.writing() as connection:
            changed = sweep(connection, now)
        self.database.forget()
        return changed

    def sent_today(self, number_hash: bytes, now: datetime) -> int:
        """How many texts were promised to a number on the day (UTC) of `now`."""
        with self.database.reading() as connection:
            return tally.sent_today(connection, number_hash, now)

    def sent_this_hour(self, now: datetime) -> int:
        """How many texts were promised to anybody in the 60 minutes before `now`."""
        with self.database.reading() as connection:
            return tally.sent_this_hour(connection, now)

    def failed_lately(self, now: datetime) -> int:
        """How many of the last 20 texts of the last 15 minutes failed for a reason that will fail the next ones."""
        with self.database.reading() as connection:
            return tally.failed_lately(connection, now)

    def unsent(self) -> bool:
        """Whether a text has been due for ten minutes and nobody has taken it."""
        late = and_(OUTBOX.c.state == State.WAITING.value, OUTBOX.c.due <= clock_plus(-UNSENT_SECONDS))
        with self.database.reading() as connection:
            return connection.execute(select(OUTBOX.c.id).where(late).limit(1)).first() is not None

    def landline(self, number_hash: bytes, now: datetime) -> bool:
        """Whether a text to this number failed as a landline's within 90 days."""
        with self.database.reading() as connection:
            return tally.landline(connection, number_hash, now)

    def listing(self, *, everything: bool = False, most: int = 1000) -> tuple[Listed, ...]:
        """What did not arrive or has not yet (or everything), the newest first, with masked numbers."""
        asked = select(OUTBOX).order_by(OUTBOX.c.created.desc(), OUTBOX.c.id).limit(most)
        if not everything:
            asked = asked.where(OUTBOX.c.state != State.DELIVERED.value)
        with self.database.reading() as connection:
            return tuple(listed(found) for found in connection.execute(asked).mappings())

    def totals(self) -> dict[State, int]:
        """How many texts there are in each state."""
        asked = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
        with self.database.reading() as connection:
            counted = {State(state): count for state, count in connection.execute(asked)}
        return {state: counted.get(state, 0) for state in State}


def _new(order: Order, now: datetime) -> dict[str, Any]:
    return {
        "id": secrets.token_urlsafe(16),
        "key": order.key,
        "number": order.number,
        "number_hash": order.number_hash,
        "text": order.text,
        "item": order.item,
        "language": order.language,
        "edition": order.edition,
        "state": State.WAITING.value,
        "created": now,
        "due": clock_plus(),
        "tries": 0,
        **dict.fromkeys(("owner", "sid", "why", "code"), ""),
    }


def _room(connection: Connection, number_hash: bytes, now: datetime, limits: Limits | None) -> None:
    if limits is None:
        return
    if tally.sent_today(connection, number_hash, now) >= limits.per_day:
        raise LimitError("This number has had its texts of today.")
    if tally.sent_this_hour(connection, now) >= limits.per_hour:
        raise LimitError("The texts of this hour are used up.", "busy")


def _because(why: str, code: str) -> dict[str, str]:
    return {"why": word(why, 64), "code": word(code, 16)}


def _mine(taken: Row) -> ColumnElement[bool]:
    """The row, if the worker that took it still has it: a lease may have ended meanwhile."""
    return and_(
        OUTBOX.c.id == taken.id,
        OUTBOX.c.owner == taken.owner,
        OUTBOX.c.tries == taken.tries,
        OUTBOX.c.state == State.SENDING.value,
    )


def _named(connection: Connection, row_id: str, sid: str) -> str | None:
    """The other row that has this name of the provider's."""
    asked = select(OUTBOX.c.id).where(OUTBOX.c.sid == sid, OUTBOX.c.sid != "", OUTBOX.c.id != row_id)
    return connection.execute(asked).scalar()


def _release(connection: Connection, row_id: str, sid: str) -> None:
    """Take a name from the row that found the message in the provider's list: its report tells whose it really is.

    That row is looked for again; it was promised, and has no message of its own yet.
    """
    other = _named(connection, row_id, sid)
    if other is None:
        return
    mistaken = OUTBOX.c.id == other
    back = {"state": State.WAITING.value, "due": clock_plus()}
    _change(connection, and_(mistaken, OUTBOX.c.state == State.ACCEPTED.value), back)
    _change(connection, mistaken, {"sid": ""})


def _change(connection: Connection, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return connection.execute(update(OUTBOX).where(which).values(values)).rowcount > 0


def _one(connection: Connection, which: ColumnElement[bool]) -> Row | None:
    found = connection.execute(select(OUTBOX).where(which)).mappings().first()
    return None if found is None else row(found)

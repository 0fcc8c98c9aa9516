"""What was recorded by telephone and is on its way: to be fetched, kept or refused, and deleted at the provider."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, delete, select, update

from ivr.store import leases
from ivr.store.database import Database
from ivr.store.desk_tables import RECORDINGS, TAKES
from ivr.store.moments import clock_plus
from ivr.store.takings import KEPT
from ivr.store.upsert import put

# A row that is done is asked for while its call lasts, an hour at most; why it was refused is shown for a month.
REMEMBERED = timedelta(days=30)


class State(StrEnum):
    """How far a recording has come; the last two are final."""

    WAITING = "waiting"  # to be fetched
    WORKING = "working"  # somebody is at it
    KEPT = "kept"  # it is a take; the provider still has it, too
    REFUSED = "refused"  # it is no take, and will be none; the provider still has it
    FAILED = "failed"  # the provider never gave it out, or nobody could read it
    DELETED = "deleted"  # kept or refused, and gone at the provider


_WANTED = [State.WAITING.value, State.WORKING.value]
_JUDGED = [State.KEPT.value, State.REFUSED.value]
_FINAL = [State.FAILED.value, State.DELETED.value]


@dataclass(frozen=True)
class Row:
    """One recording.

    Attributes:
        id: the provider's.
        call: the pseudonym of the call.
        person: the id of whoever spoke.
        prompt, language: what was read.
        script: which words were read out before it (`ivr.desk.takes.mark_of`); "" where nobody knows.
        asked_at: when the line first heard of it; aware.
        state: how far it has come.
        owner: who has taken the row last.
        tries: how often it was taken since it came into this state.
        says: what was wrong with it or doubted, in sentences.
        take: which take it became; 0 where it became none.
        told_in: when the call began in which its speaker heard that it is none, in seconds since 1970; 0 for none.
    """

    id: str
    call: str
    person: str
    prompt: str
    language: str
    script: str
    asked_at: datetime
    state: State
    owner: str
    tries: int
    says: tuple[str, ...]
    take: int
    told_in: int


_PLAIN = tuple(each.name for each in fields(Row) if each.name not in {"state", "says"})


def kept(connection: Connection, taken: Row, take: int, says: Sequence[str]) -> bool:
    """Note which take it became, in the transaction that writes the take; False where it is no longer theirs."""
    values = {**_judged(State.KEPT, says), "take": take}
    return connection.execute(update(RECORDINGS).where(_theirs(taken)).values(values)).rowcount > 0


def overtaken(connection: Connection, taken: Row) -> bool:
    """Whether the same person has heard and kept a later recording of the same prompt already."""
    later = and_(*_same(taken), RECORDINGS.c.asked_at > taken.asked_at, RECORDINGS.c.take > 0)
    heard = select(RECORDINGS.c.id).join(TAKES, TAKES.c.id == RECORDINGS.c.take).where(later, TAKES.c.phone == KEPT)
    return connection.execute(heard.limit(1)).first() is not None


def later_takes(connection: Connection, row: Row) -> frozenset[int]:
    """The takes that the same person's later recordings of the same prompt became."""
    later = and_(*_same(row), RECORDINGS.c.asked_at > row.asked_at, RECORDINGS.c.take > 0)
    return frozenset(connection.execute(select(RECORDINGS.c.take).where(later)).scalars())


def of_takes(connection: Connection, takes: Collection[int]) -> tuple[Row, ...]:
    """The rows of the recordings by telephone that became these takes."""
    found = connection.execute(select(RECORDINGS).where(RECORDINGS.c.take.in_(takes), RECORDINGS.c.take > 0)).mappings()
    return tuple(map(_row, found))


class Recordings:
    """The recordings on their way in one database; every method raises StoreError where that fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def told(self, row: dict[str, str], now: datetime) -> None:
        """Write down that there is a recording, however often and from wherever that is told.

        One that waits is fetched at once: whoever tells again knows more. One that the provider never gave out is
        looked for again. What is long done is forgotten.

        Args:
            row: id, call, person, prompt, language and, where it is known, script.
            now: aware.
        """
        nothing = {"owner": "", "says": "[]", "take": 0, "tries": 0, "told_in": 0}
        new = {"script": "", **row, "asked_at": now, "state": State.WAITING.value, "due": clock_plus(), **nothing}
        here = RECORDINGS.c.id == row["id"]
        lost = and_(here, RECORDINGS.c.state == State.FAILED.value)
        afresh = {"state": State.WAITING.value, "due": clock_plus(), "tries": 0, "says": "[]", "told_in": 0}
        with self._database.writing() as connection:
            old = and_(RECORDINGS.c.state.in_(_FINAL), RECORDINGS.c.asked_at < now - REMEMBERED)
            connection.execute(delete(RECORDINGS).where(old, RECORDINGS.c.id != row["id"]))
            connection.execute(put(self._database, RECORDINGS).values(new).on_conflict_do_nothing())
            connection.execute(update(RECORDINGS).where(lost).values(afresh))
            waits = and_(here, RECORDINGS.c.state == State.WAITING.value)
            connection.execute(update(RECORDINGS).where(waits).values(due=clock_plus()))

    def find(self, recording: str) -> Row | None:
        """The row of a recording."""
        with self._database.reading() as connection:
            found = connection.execute(select(RECORDINGS).where(RECORDINGS.c.id == recording)).mappings().first()
            return None if found is None else _row(found)

    def claim(self, owner: str, lease_seconds: float) -> Row | None:
        """Take one that is due: to be fetched (then it is WORKING), or, where none is, to be deleted at the provider.

        Args:
            owner: whoever takes it.
            lease_seconds: how long it is theirs, unless they ask for more time with `going_on`.
        """
        state = RECORDINGS.c.state
        which = and_(state.in_([*_WANTED, *_JUDGED]), RECORDINGS.c.due <= clock_plus())
        # People wait for the first kind.
        first = (state.in_(_JUDGED), RECORDINGS.c.due, RECORDINGS.c.asked_at, RECORDINGS.c.id)
        values: dict[str, Any] = {
            "state": case((state.in_(_WANTED), State.WORKING.value), else_=state),
            "owner": owner,
            "due": clock_plus(lease_seconds),
            "tries": RECORDINGS.c.tries + 1,
        }
        found = leases.taken(self._database, leases.Due(RECORDINGS, RECORDINGS.c.id, which, first), values)
        return None if found is None else _row(found)

    def going_on(self, taken: Row, lease_seconds: float) -> bool:
        """Keep a row for longer; False where somebody else has taken it since."""
        return self._change(taken, {"due": clock_plus(lease_seconds)})

    def again(self, taken: Row, after_seconds: float) -> bool:
        """Put it back, to be taken after some seconds; False where it is no longer theirs."""
        state = State.WAITING if taken.state is State.WORKING else taken.state
        return self._change(taken, {"state": state.value, "due": clock_plus(after_seconds)})

    def refused(self, taken: Row, says: Sequence[str]) -> bool:
        """Note why it becomes no take; False where it is no longer theirs."""
        return self._change(taken, _judged(State.REFUSED, says))

    def failed(self, taken: Row, says: Sequence[str] = ()) -> bool:
        """Give it up, with a sentence or, where there is nothing to fetch, without; False where it is not theirs."""
        return self._change(taken, _judged(State.FAILED, says))

    def deleted(self, taken: Row) -> bool:
        """Note that the provider has it no more; False where it is no longer theirs."""
        return self._change(taken, {"state": State.DELETED.value})

    def drop(self, recording: str, says: str) -> bool:
        """Refuse one that is not fetched yet, whoever is at it; False where it is too late for that."""
        which = and_(RECORDINGS.c.id == recording, RECORDINGS.c.state.in_(_WANTED))
        with self._database.writing() as connection:
            changed = connection.execute(update(RECORDINGS).where(which).values(_judged(State.REFUSED, [says])))
            return changed.rowcount > 0

    def heard_why(self, recordings: Collection[str], call_began: int) -> None:
        """Note that whoever spoke was told, in the call that began then (seconds since 1970), why they are no takes."""
        which = and_(RECORDINGS.c.id.in_(recordings), RECORDINGS.c.told_in == 0)
        with self._database.writing() as connection:
            connection.execute(update(RECORDINGS).where(which).values(told_in=call_began))

    def _change(self, taken: Row, values: dict[str, Any]) -> bool:
        with self._database.writing() as connection:
            return connection.execute(update(RECORDINGS).where(_theirs(taken)).values(values)).rowcount > 0


def _same(row: Row) -> list[ColumnElement[bool]]:
    return [RECORDINGS.c[name] == getattr(row, name) for name in ("person", "prompt", "language")]


def _judged(state: State, says: Sequence[str]) -> dict[str, Any]:
    return {"state": state.value, "says": json.dumps(list(says)), "due": clock_plus(), "tries": 0}


def _theirs(taken: Row) -> ColumnElement[bool]:
    """The row, if whoever took it still has it: a lease may have ended meanwhile."""
    return and_(
        RECORDINGS.c.id == taken.id,
        RECORDINGS.c.owner == taken.owner,
        RECORDINGS.c.tries == taken.tries,
        RECORDINGS.c.state == taken.state.value,
    )


def _row(found: RowMapping) -> Row:
    plain = {name: found[name] for name in _PLAIN}
    return Row(state=State(found["state"]), says=tuple(json.loads(found["says"])), **plain)

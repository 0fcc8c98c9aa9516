"""Renders: which drafts still need their sounds, who is making them, and what came of it; one row a draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, select, update

from ivr.store import leases
from ivr.store.database import Database
from ivr.store.desk_tables import DRAFTS, RENDERS
from ivr.store.drafts import OPEN
from ivr.store.moments import clock_plus


class RenderState(StrEnum):
    """How far the sounds of a draft have come; the last two are final."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


_WANTED = [RenderState.WAITING.value, RenderState.WORKING.value]


@dataclass(frozen=True)
class Render:
    """The sounds of one draft.

    Attributes:
        draft: its number.
        state: how far they have come.
        owner: who has taken the row last.
        tries: how often it was taken.
        says: what went wrong, in a sentence; "" where nothing did.
        sounds: what was made, as the table of an edition; "" before that.
    """

    draft: int
    state: RenderState
    owner: str
    tries: int
    says: str
    sounds: str


_KEPT = tuple(each.name for each in fields(Render) if each.name != "state")


def ask(connection: Connection, draft: int) -> None:
    """Ask for the sounds of a draft, in the transaction that writes it: neither is there without the other."""
    nothing = dict.fromkeys(("owner", "says", "sounds"), "")
    asked = {"draft": draft, "state": RenderState.WAITING.value, "due": clock_plus(), "tries": 0, **nothing}
    connection.execute(insert(RENDERS).values(asked))


class Renders:
    """The renders of one database; every method raises StoreError where that fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, draft: int) -> Render | None:
        """What became of the sounds of a draft; None where nobody asked for any."""
        with self._database.reading() as connection:
            found = connection.execute(select(RENDERS).where(RENDERS.c.draft == draft)).mappings().first()
            return None if found is None else _render(found)

    def among(self, drafts: Collection[int]) -> dict[int, Render]:
        """What became of the sounds of several drafts, by draft; those that nobody asked for are left out."""
        with self._database.reading() as connection:
            rows = connection.execute(select(RENDERS).where(RENDERS.c.draft.in_(drafts))).mappings()
            return {row["draft"]: _render(row) for row in rows}

    def claim(self, owner: str, lease_seconds: float, draft: int | None = None) -> Render | None:
        """Take an open draft whose sounds are due, or whose maker's lease is over; nobody else gets it then.

        Args:
            owner: whoever takes it.
            lease_seconds: how long it is theirs, unless they ask for more time with `going_on`.
            draft: this one alone, where it is given.
        """
        waits = select(DRAFTS.c.id).where(DRAFTS.c.id == RENDERS.c.draft, DRAFTS.c.state == OPEN).exists()
        due = and_(RENDERS.c.state.in_(_WANTED), RENDERS.c.due <= clock_plus(), waits)
        if draft is not None:
            due = and_(due, RENDERS.c.draft == draft)
        values: dict[str, Any] = {
            "state": RenderState.WORKING.value,
            "owner": owner,
            "due": clock_plus(lease_seconds),
            "tries": RENDERS.c.tries + 1,
        }
        first = (RENDERS.c.due, RENDERS.c.draft)
        found = leases.taken(self._database, leases.Due(RENDERS, RENDERS.c.draft, due, first), values)
        return None if found is None else _render(found)

    def going_on(self, taken: Render, lease_seconds: float) -> bool:
        """Keep a row for longer; False where somebody else has taken it since."""
        return self._change(taken, {"due": clock_plus(lease_seconds)})

    def done(self, taken: Render, sounds: str) -> bool:
        """Write down what was made; False where it is no longer theirs."""
        return self._change(taken, {"state": RenderState.DONE.value, "sounds": sounds, "says": ""})

    def failed(self, taken: Render, says: str) -> bool:
        """Close it with what went wrong; False where it is no longer theirs."""
        return self._change(taken, {"state": RenderState.FAILED.value, "says": says})

    def again(self, taken: Render, after_seconds: float, says: str) -> bool:
        """Put it back, to be taken after some seconds; False where it is no longer theirs."""
        back = {"state": RenderState.WAITING.value, "due": clock_plus(after_seconds), "says": says}
        return self._change(taken, back)

    def afresh(self, draft: int) -> bool:
        """Have the sounds of an open draft made once more after a failure; whether there was one to mend."""
        which = and_(RENDERS.c.draft == draft, RENDERS.c.state == RenderState.FAILED.value)
        back = {"state": RenderState.WAITING.value, "due": clock_plus(), "tries": 0}
        with self._database.writing() as connection:
            return connection.execute(update(RENDERS).where(which).values(back)).rowcount > 0

    def _change(self, taken: Render, values: dict[str, Any]) -> bool:
        with self._database.writing() as connection:
            return connection.execute(update(RENDERS).where(_theirs(taken)).values(values)).rowcount > 0


def _theirs(taken: Render) -> ColumnElement[bool]:
    """The row, if whoever took it still has it: a lease may have ended meanwhile."""
    return and_(
        RENDERS.c.draft == taken.draft,
        RENDERS.c.owner == taken.owner,
        RENDERS.c.tries == taken.tries,
        RENDERS.c.state == RenderState.WORKING.value,
    )


def _render(found: RowMapping) -> Render:
    return Render(state=RenderState(found["state"]), **{name: found[name] for name in _KEPT})

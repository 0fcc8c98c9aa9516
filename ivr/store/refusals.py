"""What somebody recorded by telephone and was not kept, with the reasons, for as long as that is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ivr.store.desk_tables import RECORDINGS
from ivr.store.recordings import State

_ON_THE_WAY = [State.WAITING.value, State.WORKING.value]
_NOT_KEPT = [State.REFUSED.value, State.FAILED.value, State.DELETED.value]


@dataclass(frozen=True)
class Refusal:
    """A recording that was not kept.

    Attributes:
        id: the provider's.
        prompt, language: what was read.
        at: when the line first heard of it; aware.
        says: a sentence for each fault; none where the provider never gave anything out.
        told_in: when the call began in which they were told, in seconds since 1970; 0 for none.
    """

    id: str
    prompt: str
    language: str
    at: datetime
    says: tuple[str, ...]
    told_in: int = 0


@dataclass(frozen=True)
class Coming:
    """A recording that is not here yet: since when the line knows of it (aware), and how often it was asked for."""

    prompt: str
    language: str
    at: datetime
    tries: int


def of_person(connection: Connection, person: str, since: datetime) -> tuple[Refusal, ...]:
    """What one person recorded since then and was refused or never came, the newest first."""
    columns = RECORDINGS.c
    asked = select(RECORDINGS).where(columns.person == person, columns.take == 0, columns.asked_at >= since)
    asked = asked.where(columns.state.in_(_NOT_KEPT)).order_by(columns.asked_at.desc(), columns.id)
    return tuple(
        Refusal(
            row["id"], row["prompt"], row["language"], row["asked_at"], tuple(json.loads(row["says"])), row["told_in"]
        )
        for row in connection.execute(asked).mappings()
    )


def coming_of(connection: Connection, person: str) -> tuple[Coming, ...]:
    """What one person recorded that is still to be fetched and checked, the oldest first."""
    columns = RECORDINGS.c
    asked = select(RECORDINGS).where(columns.person == person, columns.state.in_(_ON_THE_WAY))
    asked = asked.order_by(columns.asked_at, columns.id)
    rows = connection.execute(asked).mappings()
    return tuple(Coming(row["prompt"], row["language"], row["asked_at"], row["tries"]) for row in rows)

"""What somebody recorded by telephone and was not kept, with the reasons, for as long as that is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ivr.store.desk_tables import RECORDINGS
from ivr.store.recordings import State

_NOT_KEPT = [State.REFUSED.value, State.FAILED.value, State.DELETED.value]


@dataclass(frozen=True)
class Refusal:
    """A recording that was not kept: when the line first heard of it (aware), and a sentence for each fault."""

    prompt: str
    language: str
    at: datetime
    says: tuple[str, ...]


def of_person(connection: Connection, person: str, since: datetime) -> tuple[Refusal, ...]:
    """What one person recorded since then and was refused, the newest first."""
    columns = RECORDINGS.c
    asked = select(RECORDINGS).where(columns.person == person, columns.take == 0, columns.asked_at >= since)
    asked = asked.where(columns.state.in_(_NOT_KEPT)).order_by(columns.asked_at.desc(), columns.id)
    found = (
        Refusal(row["prompt"], row["language"], row["asked_at"], tuple(json.loads(row["says"])))
        for row in connection.execute(asked).mappings()
    )
    return tuple(each for each in found if each.says)

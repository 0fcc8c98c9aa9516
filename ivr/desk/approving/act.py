"""An approver at work: one transaction in which they agree to all that they named, or to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from ivr.desk.desk import Desk, current
from ivr.desk.people import Role, may
from ivr.store import people
from ivr.store.people import Person
from ivr.store.turns import Connection, alone


@dataclass(frozen=True)
class Act:
    """What an approver does at one moment.

    Attributes:
        connection: of the transaction.
        approver: who may approve still, as this transaction sees it.
        files: the published words.
        at: the time, aware.
    """

    connection: Connection
    approver: Person
    files: Mapping[str, bytes]
    at: datetime


@contextmanager
def acting(desk: Desk, by: str) -> Iterator[Act]:
    """Write as an approver while nobody else writes for the desk; whatever is raised in the block undoes all of it.

    Raises:
        DeskError: this person may not, or nothing is published.
    """
    files = current(desk).content
    with alone(desk.database) as connection:
        approver = may(people.find(connection, by), by, Role.APPROVER)
        yield Act(connection, approver, files, desk.clock())

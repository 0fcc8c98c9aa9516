"""Approvals: who agreed to which exact bytes, and when; rows are added and never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from ivr.store.desk_tables import APPROVALS
from ivr.store.edition_tables import EDITIONS


class Subject(StrEnum):
    """What an approval is of."""

    DRAFT = "draft"
    TAKE = "take"
    WORDS = "words"  # published ones, signed as they are


@dataclass(frozen=True)
class Approval:
    """One person's agreement.

    Attributes:
        subject: the kind of thing.
        subject_id: its number, or its name.
        of_hash: of the exact bytes.
        author: who made these; never the approver.
        approver: the id of a person.
        at: aware.
    """

    subject: Subject
    subject_id: str
    of_hash: str
    author: str
    approver: str
    at: datetime


def add(connection: Connection, given: Iterable[Approval]) -> tuple[Approval, ...]:
    """Write approvals down, but for those that are there: to agree twice is to agree. Those that were not there."""
    new: list[Approval] = []
    for each in given:
        which = (
            (APPROVALS.c.subject == each.subject.value)
            & (APPROVALS.c.subject_id == each.subject_id)
            & (APPROVALS.c.of_hash == each.of_hash)
            & (APPROVALS.c.approver == each.approver)
        )
        if connection.execute(select(APPROVALS.c.id).where(which)).first() is None:
            values = {
                "subject": each.subject.value,
                "subject_id": each.subject_id,
                "of_hash": each.of_hash,
                "author": each.author,
                "approver": each.approver,
                "approved_at": each.at,
            }
            connection.execute(insert(APPROVALS).values(values))
            new.append(each)
    return tuple(new)


def all_of(
    connection: Connection, subject: Subject, among: Collection[str] | None = None
) -> Mapping[str, list[Approval]]:
    """Every approval of one kind by what it is of (one of `among`, where that is given), the oldest first."""
    found: dict[str, list[Approval]] = {}
    asked = select(APPROVALS).where(APPROVALS.c.subject == subject.value).order_by(APPROVALS.c.id)
    if among is not None:
        asked = asked.where(APPROVALS.c.subject_id.in_(among))
    for row in connection.execute(asked).mappings():
        approval = Approval(
            subject, row["subject_id"], row["of_hash"], row["author"], row["approver"], row["approved_at"]
        )
        found.setdefault(approval.subject_id, []).append(approval)
    return found


def first_publisher(connection: Connection) -> str:
    """Who brought in the words that the line began with; "" where nothing is published."""
    asked = select(EDITIONS.c.made_by).where(EDITIONS.c.base == 0).order_by(EDITIONS.c.number).limit(1)
    return connection.execute(asked).scalar() or ""

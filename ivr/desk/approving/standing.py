"""How the open drafts stand: which of them two people answer for, and what is in the way of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.content.items import slot, words_hash
from ivr.content.writing.names import WHOLE, where
from ivr.desk.desk import Desk, current
from ivr.desk.people import Role, is_any
from ivr.store import approvals, drafts, people
from ivr.store.approvals import Approval, Subject
from ivr.store.drafts import Draft
from ivr.store.people import Person
from ivr.store.turns import Connection

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Approved:
    """A draft that two people answer for, and so may be published."""

    draft: Draft
    author: str
    approver: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """An open draft and how it stands.

    Attributes:
        draft: the words.
        live: what callers hear now; "" where there is nothing.
        approved: by whom, where nothing is in the way of publishing it.
        says: what is in the way, a sentence; "" where nothing is.
        waits: whether an approver is all that it lacks.
    """

    draft: Draft
    live: str
    approved: Approved | None
    says: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Table:
    """What the desk has in its books at one moment: open drafts, what was said to them, and the staff."""

    waiting: Sequence[Draft]
    given: Mapping[str, Sequence[Approval]]
    staff: Mapping[str, Person]


def standings(desk: Desk) -> tuple[Standing, ...]:
    """Every open draft and how it stands, the oldest first."""
    files = current(desk).content
    with desk.database.reading() as connection:
        table = table_of(connection)
    return standings_of(files, table)


def table_of(connection: Connection) -> Table:
    """The books as one transaction sees them."""
    waiting = drafts.all_open(connection)
    given = approvals.all_of(connection, Subject.DRAFT, [str(draft.id) for draft in waiting])
    return Table(waiting, given, {person.id: person for person in people.everyone(connection)})


def approved(desk: Desk) -> tuple[Approved, ...]:
    """The open drafts that two people answer for, in the order in which they are written into the published words.

    Everything is looked at once more here: an approval counts only of these very bytes, by somebody else than the
    author who is still on the staff and may still approve; and only while the words are published that it changes.
    """
    return tuple(each.approved for each in standings(desk) if each.approved is not None)


def standings_of(files: Files, table: Table) -> tuple[Standing, ...]:
    """The same for published words and books that were read already."""
    found: list[Standing] = []
    for draft in table.waiting:
        there = slot(files, draft.item, draft.language)
        live = there.words if there else ""
        agreed, says = _agreed(draft, table)
        waits = agreed is None
        clash = clashing(draft, (each.draft for each in found if each.approved))
        if (words_hash(live) if there else "") != draft.base:
            agreed, says = None, "The words that it changes have changed since it was written. Write it again."
            waits = False
        elif agreed and clash:
            agreed, says = None, f"Draft {clash.id} of the same words is approved too. Send one of them back."
        found.append(Standing(draft, live, agreed, says, waits))
    return tuple(found)


def counts(approval: Approval, of_hash: str, author: str, staff: Mapping[str, Person]) -> bool:
    """Whether an approval is of these bytes, and by somebody else who is on the staff and may approve, now as then."""
    approver = staff.get(approval.approver)
    return (
        approval.of_hash == of_hash
        and approval.author == author != approval.approver
        and approver is not None
        and not approver.ended
        and is_any(approver, Role.APPROVER)
    )


def clashing(draft: Draft, others: Iterable[Draft]) -> Draft | None:
    """One of the others that changes the same words: published together, one would be lost."""
    return next((other for other in others if other.id != draft.id and _same_words(draft, other)), None)


def _same_words(one: Draft, other: Draft) -> bool:
    if (one.item, one.language) == (other.item, other.language):
        return True
    whole = one.item.startswith(WHOLE) or other.item.startswith(WHOLE)
    return whole and _file(one) == _file(other)


def _file(draft: Draft) -> str:
    if draft.item.startswith(WHOLE):
        return draft.item.removeprefix(WHOLE)
    place = where(draft.item, draft.language)
    return place.file if place else ""


def _agreed(draft: Draft, table: Table) -> tuple[Approved | None, str]:
    given = table.given.get(str(draft.id), ())
    for each in given:
        if counts(each, draft.hash, draft.author, table.staff):
            return Approved(draft, draft.author, each.approver, each.at), ""
    if given:
        return None, f"{given[-1].approver} agreed to it and may not any more; it waits for another approver."
    return None, "It waits for an approver."

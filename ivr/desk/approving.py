"""Agreeing: a second person answers for the exact words of a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ivr.content.items import slot, words_hash
from ivr.content.writing.names import WHOLE
from ivr.desk.desk import Desk, current
from ivr.desk.editing import named
from ivr.desk.people import Role, may, require
from ivr.desk.signing import sign, signatures
from ivr.desk.standing import Approved, Standing, Table, approved, clashing, standings, standings_of
from ivr.errors import DeskError
from ivr.store import approvals, audit, drafts, people
from ivr.store.approvals import Approval, Subject
from ivr.store.audit import Entry
from ivr.store.drafts import OPEN, Draft
from ivr.store.turns import alone

__all__ = ["Approved", "Standing", "approve", "approved", "sign", "signatures", "standings"]

Files = Mapping[str, bytes]


def approve(desk: Desk, by: str, numbers: Collection[int]) -> tuple[Approved, ...]:
    """Agree to drafts: to all of them, or to none.

    Args:
        desk: the line's.
        by: the id of an approver, who has written none of them.
        numbers: the drafts'.

    Raises:
        DeskError: one may not be approved, or not by this person; says which and why, with both texts where the words
            that it changes have changed since.
    """
    require(desk, by, Role.APPROVER)
    files = current(desk).content
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, Role.APPROVER)
        waiting = drafts.all_open(connection)
        given = approvals.all_of(connection, Subject.DRAFT, [str(draft.id) for draft in waiting])
        table = Table(waiting, given, {person.id: person for person in people.everyone(connection)})
        agreed = [each.approved.draft for each in standings_of(files, table) if each.approved]
        found = drafts.find(connection, numbers)
        wanted = [found[number] for number in sorted(found)]
        wrong = [f"There is no draft {number}." for number in sorted(set(numbers) - set(found))]
        wrong += _against(wanted, by, files, agreed)
        if wrong:
            raise DeskError("\n".join(["Nothing was approved.", *wrong]))
        now = desk.clock()
        approvals.add(connection, [Approval(Subject.DRAFT, str(d.id), d.hash, d.author, by, now) for d in wanted])
        told = [
            Entry(now, by, "approve", named(d.item, d.language), f"draft {d.id} by {d.author}", _brief(d))
            for d in wanted
        ]
        audit.add(connection, told)
    return tuple(Approved(draft, draft.author, by, now) for draft in wanted)


def _against(wanted: Sequence[Draft], by: str, files: Files, agreed: Sequence[Draft]) -> list[str]:
    """What is in the way of approving these, a sentence each."""
    wrong = []
    for draft in wanted:
        other = clashing(draft, (*agreed, *wanted))
        if draft.state != OPEN:
            wrong.append(f"Draft {draft.id} is not open: it was {draft.state}.")
        elif draft.author == by:
            wrong.append(f"Draft {draft.id} is {by}'s own. Somebody else must approve it.")
        elif stale := _stale(draft, files):
            wrong.append(stale)
        elif other:
            wrong.append(
                f"Drafts {draft.id} and {other.id} change the same words. Withdraw one, then approve the other."
            )
    return wrong


def _stale(draft: Draft, files: Files) -> str:
    there = slot(files, draft.item, draft.language)
    live = there.words if there else ""
    if (words_hash(live) if there else "") == draft.base:
        return ""
    now, new = (live, draft.words) if not draft.item.startswith(WHOLE) else ("(a whole file)", "(a whole file)")
    return (
        f"Draft {draft.id} changes words of {named(draft.item, draft.language)} that have changed since. "
        f"It must be written again.\nNow:   {now}\nDraft: {new}"
    )


def _brief(draft: Draft) -> str:
    return f"a whole file, {draft.hash}" if draft.item.startswith(WHOLE) else draft.words

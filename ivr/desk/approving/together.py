"""Agreeing: a second person answers for exactly these words and recordings, for all of them or for none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ivr.content.items import Slot, slot, words_hash
from ivr.content.writing.names import WHOLE
from ivr.desk.approving.act import Act, acting
from ivr.desk.approving.signatures import agree_to_words
from ivr.desk.approving.standing import clashing, standings_of, table_of
from ivr.desk.approving.takes import agree_to_takes
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.people import Role, require
from ivr.errors import DeskError
from ivr.store import approvals, audit, drafts
from ivr.store.approvals import Approval, Subject
from ivr.store.audit import Entry
from ivr.store.drafts import OPEN, Draft

Files = Mapping[str, bytes]


def approve_together(
    desk: Desk, by: str, drafts: Collection[int], takes: Collection[int], words: Collection[Slot]
) -> None:
    """Agree to drafts, to recordings and to published words in one: to all of these, or to none.

    Args:
        desk: the line's.
        by: the id of an approver, who has written none of them and is heard in none.
        drafts: their numbers.
        takes: the recordings' numbers; one may be of the words of one of these drafts.
        words: items that are published as they are, each with the words that the approver has read; the next edition
            holds their signatures.

    Raises:
        DeskError: one may not be approved, or not by this person, or has other words by now; says which and why, with
            both texts where the words that a draft changes have changed since.
    """
    require(desk, by, Role.APPROVER)
    with acting(desk, by) as act:
        if drafts:
            _agree_to_drafts(act, drafts)
        if takes:
            agree_to_takes(act, takes)
        if words:
            agree_to_words(act, words)


def _agree_to_drafts(act: Act, numbers: Collection[int]) -> None:
    connection, by, now = act.connection, act.approver.id, act.at
    agreed = [each.approved.draft for each in standings_of(act.files, table_of(connection)) if each.approved]
    found = drafts.find(connection, numbers)
    wanted = [found[number] for number in sorted(found)]
    wrong = [f"There is no draft {number}." for number in sorted(set(numbers) - set(found))]
    wrong += _against(wanted, by, act.files, agreed)
    if wrong:
        raise DeskError("\n".join(["Nothing was approved.", *wrong]))
    given = [Approval(Subject.DRAFT, str(d.id), d.hash, d.author, by, now) for d in wanted]
    new = {each.subject_id for each in approvals.add(connection, given)}
    told = [
        Entry(now, by, "approve", named(d.item, d.language), f"draft {d.id} by {d.author}", _brief(d))
        for d in wanted
        if str(d.id) in new
    ]
    audit.add(connection, told)


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
                f"Drafts {draft.id} and {other.id} change the same words. "
                f"Approve only one of {draft.id} and {other.id}, or send one back."
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

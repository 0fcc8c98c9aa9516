"""Agreeing to recordings: a second person has heard them, and whoever is heard has agreed to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ivr.desk.approving.act import Act
from ivr.desk.approving.consent import first_agrees, is_voice_of, not_consented
from ivr.desk.approving.standing import standings_of, table_of
from ivr.desk.beside import agreed, key, take_entry
from ivr.desk.editing import named
from ivr.desk.read_once import content_of
from ivr.desk.takes import scripts_of, with_drafts
from ivr.errors import DeskError
from ivr.store import approvals, audit, takings
from ivr.store.approvals import Approval, Subject
from ivr.store.drafts import OPEN
from ivr.store.people import Person
from ivr.store.takings import Taking


def agree_to_takes(act: Act, numbers: Collection[int]) -> None:
    """Agree to recordings after hearing them, as a part of what an approver does at one moment; raises DeskError."""
    connection, by, now = act.connection, act.approver.id, act.at
    table = table_of(connection)
    ready = [each.approved for each in standings_of(act.files, table) if each.approved]
    published, next_ones = scripts_of(content_of(act.files)), scripts_of(with_drafts(act.files, ready))
    found = takings.find(connection, numbers)
    waiting = takings.all_open(connection)
    given = approvals.all_of(connection, Subject.TAKE, [str(take.id) for take in waiting])
    fresh = [take for take in waiting if take.script in {published.get(key(take)), next_ones.get(key(take))}]
    others = [*(take for take in fresh if agreed(take, given, table.staff)), *found.values()]
    wrong = [f"There is no recording {number}." for number in sorted(set(numbers) - set(found))]
    wanted = [found[number] for number in sorted(found)]
    for take in wanted:
        hashes = {published.get(key(take)), next_ones.get(key(take))}
        says = _against(take, act.approver, hashes) or _silent(take, table.staff) or _beside(take, others)
        wrong += [says] if says else []
    if wrong:
        raise DeskError("\n".join(["Nothing was approved.", *wrong]))
    agreed_now = [Approval(Subject.TAKE, str(t.id), t.hash, t.author, by, now) for t in wanted]
    new = {each.subject_id for each in approvals.add(connection, agreed_now)}
    audit.add(connection, [take_entry(take, by, now, "approve") for take in wanted if str(take.id) in new])


def _against(take: Taking, approver: Person, scripts: Collection[str | None]) -> str:
    """What is in the way of approving a recording, whatever others there are; "" where nothing is."""
    if take.state != OPEN:
        return f"Recording {take.id} is not open: it was {take.state}."
    if take.author == approver.id:
        return f"Recording {take.id} was handed in by {approver.id}. Somebody else must approve it."
    if is_voice_of(take, approver):
        return f"Recording {take.id} is {take.speaker}'s own voice. Somebody else must approve it."
    if take.script not in scripts:
        return f"Recording {take.id} is of words that have changed since. Record {named(*key(take))} again."
    return ""


def _silent(take: Taking, staff: Mapping[str, Person]) -> str:
    """Who must agree first that callers hear it; "" where they have."""
    person = not_consented(take, staff)
    return f"Recording {take.id}: {first_agrees(person)}" if person else ""


def _beside(take: Taking, others: Sequence[Taking]) -> str:
    """The other recording of the same prompt that is approved, or shall be now; "" where there is none."""
    clash = next((other for other in others if other.id != take.id and key(other) == key(take)), None)
    if clash is None:
        return ""
    one = f"{take.id} and {clash.id}"
    return f"Recordings {one} are of the same words. Approve only one of {one}, or send one back."

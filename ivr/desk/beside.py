"""Open recordings of one prompt beside each other: which gives way to which, and what an approver should know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ivr.audio.take_table import script_hash
from ivr.content.model import Language, PromptId
from ivr.desk.approving.consent import not_consented
from ivr.desk.approving.standing import counts
from ivr.desk.editing import named
from ivr.store import approvals, audit, people, recordings, takings
from ivr.store.approvals import Approval, Subject
from ivr.store.audit import Entry
from ivr.store.people import Person
from ivr.store.recordings import Row
from ivr.store.takings import KEPT, UNHEARD, Taking
from ivr.store.turns import Connection

Key = tuple[PromptId, Language]
CHANGED = "The words of this prompt have changed since you heard them. Please record it again."
CHANGED_ON_PAGE = "The words of this prompt have changed since you saw them. Load the page again, then record it."
REPLACED = "withdraw, replaced by"  # what the log says, with the number of the one in its place
_MARK = 16  # hexadecimal digits: enough to tell a prompt's words of today from any that it ever had
_HEARD = {
    KEPT: "Its speaker heard it back on the telephone and kept it.",
    UNHEARD: "It was recorded by telephone, and its speaker has not said to keep it.",
}


def mark_of(script: str) -> str:
    """Tells the words of a prompt from others that it had before or has later; short, for an address."""
    return script_hash(script)[:_MARK]


def key(take: Taking) -> Key:
    """Which prompt it is of."""
    return take.prompt, take.language


def agreed(take: Taking, given: Mapping[str, Sequence[Approval]], staff: Mapping[str, Person]) -> Approval | None:
    """The approval that counts, where somebody has agreed to it, and whoever is heard to be heard."""
    if not_consented(take, staff):
        return None
    return next((each for each in given.get(str(take.id), ()) if counts(each, take.hash, take.author, staff)), None)


def agreed_of(connection: Connection, author: str) -> tuple[Taking, ...]:
    """Somebody's open recordings that an approver has agreed to."""
    mine = [take for take in takings.all_open(connection) if take.author == author]
    if not mine:
        return ()
    given = approvals.all_of(connection, Subject.TAKE, [str(take.id) for take in mine])
    staff = {person.id: person for person in people.everyone(connection)}
    return tuple(take for take in mine if agreed(take, given, staff))


def the_same(connection: Connection, new: Taking) -> Taking | None:
    """The very same recording, where its author has brought it before and it is open: sent twice, it is meant once."""
    alike = (each for each in takings.all_open(connection) if replace(each, id=new.id, made_at=new.made_at) == new)
    return next(alike, None)


def make_way(connection: Connection, new: Taking) -> tuple[Taking, ...]:
    """Withdraw its author's other open recordings of the same prompt, but no approved one of the same words.

    Each that goes has its entry in the log, with the number of the new one, which is kept already.

    Returns:
        Those that stay: an approver has agreed to them, and will choose.
    """
    others = _others(connection, new)
    given = approvals.all_of(connection, Subject.TAKE, [str(take.id) for take in others])
    staff = {person.id: person for person in people.everyone(connection)}
    stay = [each for each in others if each.script == new.script and agreed(each, given, staff)]
    for each in others:
        if each not in stay and takings.withdraw(connection, each.id):
            audit.add(connection, [take_entry(each, new.author, new.made_at, f"{REPLACED} {new.id}")])
    return tuple(stay)


def prefer(connection: Connection, kept: Taking, row: Row, at: datetime) -> None:
    """Note that its speaker has heard a recording back and kept it: what they recorded before it gives way.

    Args:
        connection: of the transaction.
        kept: the recording.
        row: the same as it was told by telephone.
        at: now; aware.
    """
    takings.keep(connection, kept.id)
    later = recordings.later_takes(connection, row)
    for each in _others(connection, kept):
        if each.id not in later and takings.withdraw(connection, each.id):
            audit.add(connection, [take_entry(each, kept.author, at, f"{REPLACED} {kept.id}")])


def notes(take: Taking, others: Collection[Taking], approved: Taking | None) -> str:
    """What an approver should know of a recording that waits, in sentences; "" where nothing.

    Args:
        take: the recording.
        others: all that are open and of the words that the next edition has.
        approved: the one of the same prompt that is approved.
    """
    beside = [each.id for each in others if key(each) == key(take) and each.id not in {take.id, _number(approved)}]
    said = [_HEARD.get(take.phone, "")]
    if approved is not None:
        said.append(f"Recording {approved.id} of the same words is approved already, and callers can hear only one.")
    elif beside:
        said.append(f"Recording {beside[0]} of the same words waits too, and callers can hear only one.")
    return " ".join(filter(None, said))


def take_entry(take: Taking, by: str, at: datetime, what: str) -> Entry:
    """The log's entry of what was done to a recording."""
    told = f"recording {take.id} by {take.speaker}, {take.file[:12]}"
    return Entry(at, by, what, named(*key(take)), "" if what == "record" else f"handed in by {take.author}", told)


def _others(connection: Connection, take: Taking) -> list[Taking]:
    """Its author's other open recordings of the same prompt."""
    waiting = takings.all_open(connection)
    return [each for each in waiting if key(each) == key(take) and each.author == take.author and each.id != take.id]


def _number(take: Taking | None) -> int:
    return take.id if take else 0

"""The desk by phone: who signs in with number and PIN, what became of a recording, and whether it shall stay."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.desk.beside import prefer
from ivr.desk.desk import Desk
from ivr.desk.editing import named
from ivr.desk.people import knows_pin, may, with_number
from ivr.desk.phone.replaced import closed_by
from ivr.desk.signing_in.locking import LockedError, Way, attempt, give_back, got_in, missed
from ivr.desk.signing_in.passwords import BusyError
from ivr.desk.takes import RECORDERS, withdraw_take
from ivr.errors import DeskError
from ivr.store import audit, people, takings
from ivr.store.audit import Entry
from ivr.store.drafts import OPEN
from ivr.store.people import Person
from ivr.store.recordings import Recordings, Row, State
from ivr.store.takings import KEPT, Taking
from ivr.store.turns import alone

HIGHEST_NUMBER = 999_999  # far above anybody's; what is typed beyond it is nobody's
LONGEST_PIN = 64
HEARD_BACK = "heard back"
TAKEN_BACK = "You took it back."
REPLACED = "Your later recording took its place."
NOT_OPEN = "That recording is not open any more."
_ID = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)
_WORD = re.compile(r"[!-~]+", re.ASCII)
_SCRIPT = re.compile(r"[0-9a-f]{16}", re.ASCII)
_LONGEST = {"id": 64, "call": 64, "person": 64, "prompt": 160, "language": 20}  # the columns'


@dataclass(frozen=True)
class Locked:
    """Nobody gets in as this person until then (aware), right or wrong."""

    until: datetime


@dataclass(frozen=True)
class Recording:
    """Something that was recorded in a call.

    Attributes:
        id: the provider's.
        call: the pseudonym of the call.
        person: the id of whoever spoke.
        prompt, language: what was read.
        script: which words were read out before (`ivr.desk.beside.mark_of`); "" where nobody knows.
    """

    id: str
    call: str
    person: str
    prompt: str
    language: str
    script: str = ""


@dataclass(frozen=True)
class Waiting:
    """It is on its way: ask again in a moment."""


@dataclass(frozen=True)
class NotTaken:
    """It was not kept, or was taken back; `says` has a sentence for each thing that was wrong."""

    says: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """It is kept as this take; `says` has a sentence for each thing that could be better."""

    take: int
    says: tuple[str, ...]


@dataclass(frozen=True)
class Gone:
    """There is no recording: it was too short, or nothing was said."""


Standing = Waiting | NotTaken | Taken | Gone


def sign_in(desk: Desk, number: int, pin: str) -> Person | Locked | None:
    """Let somebody in by phone; None where number or PIN is wrong, and nobody is told which.

    Every fifth failure in a row locks the person, or a number that nobody has, for a while (`ivr.desk.signing_in`,
    design section 8). It takes as long for a number that nobody has.

    Raises:
        BusyError: too many people sign in at this moment; that is no failure.
        StoreError: the database is away; then nobody may be let in.
    """
    person = with_number(desk, number) if 0 < number <= HIGHEST_NUMBER else None
    who = person.id if person else f"number {min(number, HIGHEST_NUMBER + 1)}"
    try:
        this = attempt(desk, who, Way.PHONE)  # counted before it is looked at: others may guess at the same time
    except LockedError as locked:
        return Locked(locked.until)
    try:
        right = knows_pin(desk, person.id if person else "", pin[:LONGEST_PIN])
    except BusyError:
        give_back(desk, this)
        raise
    if not right or person is None:
        until = missed(desk, this)
        return Locked(until) if until else None
    got_in(desk, who, Way.PHONE)
    return person


def note_recorded(desk: Desk, recording: Recording) -> None:
    """Note that something was recorded, so that it is fetched whatever becomes of the call.

    It may be told twice and from two sides, in any order: nothing is taken in twice. Told again, it is fetched at
    once.

    Raises:
        DeskError: that cannot be a recording of ours.
        StoreError: it could not be noted; whoever told should tell again.
    """
    row = {name: getattr(recording, name) for name in _LONGEST}
    if not _ID.fullmatch(recording.id) or any(
        not _WORD.fullmatch(word) or len(word) > _LONGEST[name] for name, word in row.items()
    ):
        raise DeskError("That is no recording of a staff call.")
    script = recording.script if _SCRIPT.fullmatch(recording.script) else ""
    Recordings(desk.database).told({**row, "script": script}, desk.clock())


def state_of(desk: Desk, recording: str) -> Standing:
    """What became of a recording; raises StoreError."""
    row = Recordings(desk.database).find(recording)
    if row is None:
        return Gone()
    if row.state in {State.WAITING, State.WORKING}:
        return Waiting()
    if row.take:
        return Taken(row.take, row.says)
    return NotTaken(row.says) if row.says else Gone()


def became(desk: Desk, recording: Recording) -> Standing:
    """What became of a recording of this person and this prompt: `Gone` where it is another's; raises StoreError.

    A take that is not open any more is `NotTaken`, and says so.
    """
    row = Recordings(desk.database).find(recording.id)
    if row is None or any(getattr(row, name) != getattr(recording, name) for name in ("person", "prompt", "language")):
        return Gone()
    if why := closed_by(desk, recording.id):
        return NotTaken((REPLACED if why == "replaced" else NOT_OPEN,))
    return state_of(desk, recording.id)


def keep(desk: Desk, by: str, recording: str) -> Taking:
    """Note that whoever recorded it has heard it and wants it kept; it waits for an approver as before.

    Until now it stood beside what the same person brought of the same prompt before; that gives way to it.

    Raises:
        DeskError: it is not theirs, or not kept any more; says why.
        StoreError: the database is away.
    """
    row, theirs = _theirs(desk, by, recording)
    with alone(desk.database) as connection:
        may(people.find(connection, by), by, *RECORDERS)
        take = takings.find(connection, [theirs.id])[theirs.id]
        _refuse_closed(take)
        if take.phone == KEPT:
            return take  # the provider told it twice
        prefer(connection, take, row, desk.clock())
        told = f"recording {take.id} was heard back by telephone"
        audit.add(connection, [Entry(desk.clock(), by, HEARD_BACK, named(take.prompt, take.language), "", told)])
    return replace(take, phone=KEPT)


def cancel(desk: Desk, by: str, recording: str) -> None:
    """Take a recording back, whether it has come already or not; twice is once. Raises as `keep` does."""
    rows = Recordings(desk.database)
    before = rows.find(recording)
    if before is not None and before.person == by:
        rows.drop(recording, TAKEN_BACK)
        after = rows.find(recording)
        if after is None or not after.take:
            return
    _, take = _theirs(desk, by, recording)
    if take.state == OPEN:
        withdraw_take(desk, by, take.id)


def _refuse_closed(take: Taking) -> None:
    if take.state != OPEN:
        raise DeskError(f"Recording {take.id} is not open any more: it was {take.state}.")


def _theirs(desk: Desk, by: str, recording: str) -> tuple[Row, Taking]:
    """A recording and the take that it became, if it is this person's, who may still record."""
    row = Recordings(desk.database).find(recording)
    with desk.database.reading() as connection:
        may(people.find(connection, by), by, *RECORDERS)
        take = takings.find(connection, [row.take]).get(row.take) if row and row.person == by else None
    if row is None or take is None:
        raise DeskError("There is no such recording of yours.")
    return row, take

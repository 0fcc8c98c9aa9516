"""Recordings that were handed in, to be listened to by staff: as callers would hear them, or as they were made."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.audio.take_table import script_hash
from ivr.content.model import Pace
from ivr.content.prompts import prompts
from ivr.desk.desk import Desk
from ivr.desk.people import Role, is_any
from ivr.desk.takes import coming
from ivr.editions.takes import as_heard, reading
from ivr.errors import DeskError, TakeError
from ivr.store import takings
from ivr.store.blobs import Blobs
from ivr.store.drafts import WITHDRAWN
from ivr.store.people import Person
from ivr.store.takings import Taking


@dataclass(frozen=True)
class Playable:
    """A WAV to be played, and whether it is as callers would hear it."""

    wav: bytes
    as_callers: bool


def take_of(desk: Desk, number: int) -> Taking:
    """A recording that was handed in, whatever became of it.

    Raises:
        DeskError: there is no such recording.
        StoreError: the database is away.
    """
    with desk.database.reading() as connection:
        found = takings.find(connection, [number]).get(number)
    if found is None:
        raise DeskError(f"There is no recording {number}.")
    return found


def may_hear(person: Person, author: str, state: str) -> bool:
    """Whether somebody may listen to a recording: what was taken back is for its author, approvers and admins."""
    return state != WITHDRAWN or author == person.id or is_any(person, Role.APPROVER, Role.ADMIN)


def heard_by(desk: Desk, person: Person, number: int, pace: Pace = Pace.NORMAL) -> Playable:
    """A recording for one of the staff, at the worst as it was made.

    Raises:
        DeskError: there is no such recording, or they may not hear it.
        StoreError: as `take_heard`.
    """
    take = take_of(desk, number)
    if not may_hear(person, take.author, take.state):
        raise DeskError(f"Recording {number} was taken back. Whoever made it, approvers and admins may hear it.")
    return take_heard(desk, number, pace, or_as_made=True)


def take_heard(desk: Desk, number: int, pace: Pace = Pace.NORMAL, *, or_as_made: bool = False) -> Playable:
    """A recording at a pace as callers would hear it, made once on each machine.

    Args:
        desk: the line's.
        number: the recording's.
        pace: at which it is played.
        or_as_made: play it as it was made where callers could not hear it, rather than not at all.

    Raises:
        DeskError: there is no such recording, or its words are not the line's any more.
        TakeError: it cannot be made into a sound that callers may hear.
        StoreError: the database is away, or lacks its bytes.
    """
    take = take_of(desk, number)
    ((_, wav),) = Blobs(desk.database).fetch({take.file})
    try:
        return Playable(_as_callers(desk, take, wav, pace), as_callers=True)
    except (DeskError, TakeError):  # other words; or the gates have changed since
        if not or_as_made:
            raise
    return Playable(wav, as_callers=False)


def _as_callers(desk: Desk, take: Taking, wav: bytes, pace: Pace) -> bytes:
    content = coming(desk)
    key = (take.prompt, take.language)
    prompt = next((each for each in prompts(content) if (each.id, each.language) == key), None)
    if prompt is None or script_hash(prompt.script) != take.script:
        raise DeskError("Its words have changed since it was recorded. Record it again.")
    return as_heard(wav, reading(content, prompt), desk.shelf.cache, pace)

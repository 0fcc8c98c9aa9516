"""Whose voice a recording is, and whether they have agreed that callers hear it: before, nobody agrees to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from ivr.desk.approving.whose_name import is_called
from ivr.desk.desk import Desk, current
from ivr.desk.people import ChangedError, may, note_release, voice_turn
from ivr.desk.read_once import content_of
from ivr.errors import DeskError
from ivr.store import people
from ivr.store.people import Person
from ivr.store.takings import Taking
from ivr.store.turns import Connection, alone


class Where(StrEnum):
    """Where somebody noted themselves that callers may hear their voice."""

    BROWSER = "at the desk in the browser"
    PHONE = "by telephone"


def is_voice_of(take: Taking, person: Person) -> bool:
    """Whether the speaker of a recording is called like this person, by name or by id."""
    return is_called(person, take.speaker)


def not_consented(take: Taking, staff: Mapping[str, Person]) -> Person | None:
    """Whoever has not agreed that callers hear their voice, of those whose voice it is; None where they all have.

    It is the voice of whoever handed it in. Where the speaker has the name of somebody else on the staff, it is theirs,
    and where several are called so each must agree. For a speaker who is not on the staff whoever handed it in answers.
    """
    return next((each for each in voices_of(take.speaker, take.author, staff) if not each.released), None)


def voices_of(speaker: str, author: str, staff: Mapping[str, Person]) -> Sequence[Person]:
    """Whose voice a recording is, of the staff.

    Args:
        speaker: who is heard, as a name or an id.
        author: the id of whoever handed it in; "" where nobody knows.
        staff: everybody by id, those who have left too.
    """
    named = [each for each in staff.values() if is_called(each, speaker)]
    brought = staff.get(author)
    return [brought] if brought and not named else named


def first_agrees(person: Person) -> str:
    """What must be done before a recording in this person's voice can be agreed to: a sentence."""
    if person.ended:
        return f"{person.name} has left and does not agree that callers hear their voice: somebody else must record it."
    return (
        f"{person.name} has not agreed that callers hear their voice: they do so at the desk under My account, or "
        "an admin notes it on People."
    )


def asked_now(desk: Desk, person: str) -> int:
    """The turn of a question that somebody is asked now, whether callers may hear them; raises StoreError."""
    with desk.database.reading() as connection:
        return voice_turn(connection, person)


def consent_to_be_heard(desk: Desk, by: str, where: Where, asked: int | None = None) -> None:
    """Note that somebody agrees themselves that callers hear their voice; what is noted already stays.

    Args:
        desk: the line's.
        by: who.
        where: where they say so.
        asked: the turn of the question (`asked_now`) that this answers; None where they say so unasked.

    Raises:
        ChangedError: it was taken back since they were asked: an answer that comes late, or again, undoes nothing.
        DeskError: they are not on the staff.
        StoreError: the database is away.
    """
    note = noting_consent(desk, by, where, asked)
    with alone(desk.database) as connection:
        if not note(connection):
            raise ChangedError(
                "It was taken back since you were asked whether callers may hear your voice. So nothing was noted."
            )


def noting_consent(desk: Desk, by: str, where: Where, asked: int | None = None) -> Callable[..., bool]:
    """The same within a transaction, such as that which keeps their recording: called with its connection first.

    It gives whether callers may hear them; an answer to an old question notes nothing.
    """
    day = desk.clock().astimezone(_zone(desk))
    words = f"{day.day} {day:%B %Y}, {where}"

    def note(connection: Connection, *_others: object) -> bool:
        found = may(people.find(connection, by), by)
        if not found.released and asked in {None, voice_turn(connection, by)}:
            found = note_release(connection, desk.clock(), by, found, words)
        return bool(found.released)

    return note


def _zone(desk: Desk) -> ZoneInfo:
    try:
        return ZoneInfo(content_of(current(desk).content).line.time_zone)
    except DeskError:  # nothing is published yet
        return ZoneInfo("UTC")

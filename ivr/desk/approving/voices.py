"""Whose voices callers hear in an edition, and who of them does not agree to it, or not any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr.audio.take_table import Take
from ivr.content.model import Language, PromptId
from ivr.desk.approving.consent import voices_of
from ivr.desk.desk import Desk
from ivr.desk.edition_recordings import recordings
from ivr.editions import layout
from ivr.editions.layout import Sounds
from ivr.editions.stored import Stored
from ivr.editions.takes import SOURCE
from ivr.store import people, takings
from ivr.store.blobs import Blobs
from ivr.store.people import Person

Key = tuple[PromptId, Language]


@dataclass(frozen=True)
class Played:
    """A recording that callers hear: what is written down about it, and whose voice it is of the staff."""

    take: Take
    voices: tuple[Person, ...]

    @property
    def unwilling(self) -> Person | None:
        """Whoever of them does not agree that callers hear it."""
        return next((each for each in self.voices if not each.released), None)


def played_keys(sounds: Sounds) -> set[Key]:
    """Which prompts people's recordings play, of the sounds of an edition."""
    return {(prompt, language) for (prompt, language, _), sound in sounds.items() if sound.source == SOURCE}


def played(desk: Desk, edition: Stored) -> dict[Key, Played]:
    """The recordings that callers of an edition hear, and whose voice each is today.

    Raises:
        StoreError: the database is away.
        EditionError: the edition's table of sounds cannot be read.
    """
    ((_, table),) = Blobs(desk.database).fetch({edition.hashes[layout.TABLE]})
    keys = played_keys(layout.read_table(table))
    return with_voices(desk, {key: take for key, take in recordings(desk, edition).items() if key in keys})


def with_voices(desk: Desk, takes: Mapping[Key, Take]) -> dict[Key, Played]:
    """Recordings and whose voice each is; for one that nobody handed in at the desk the speaker's name tells.

    Raises:
        StoreError: the database is away.
    """
    with desk.database.reading() as connection:
        staff = {person.id: person for person in people.everyone(connection)}
        authors = takings.authors(connection) if takes else {}
    return {
        key: Played(take, tuple(voices_of(take.by, authors.get((*key, take.file), ""), staff)))
        for key, take in takes.items()
    }


def coming_back(desk: Desk, now: Stored, then: Stored) -> dict[Key, Played]:
    """What callers would hear after `then` took the place of `now`, in the voice of somebody who does not agree.

    Raises:
        StoreError, EditionError: as `played`.
    """
    heard = {(key, each.take.file) for key, each in played(desk, now).items()}
    return {
        key: each for key, each in played(desk, then).items() if each.unwilling and (key, each.take.file) not in heard
    }

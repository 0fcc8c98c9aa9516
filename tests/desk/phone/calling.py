"""Staff calls for the tests: what was recorded on them, and a provider that keeps it in a folder."""

from __future__ import annotations

import functools
from pathlib import Path

from ivr.desk.desk import Desk
from ivr.desk.phone.by_phone import Recording, Standing, note_recorded, state_of
from ivr.desk.phone.fetching import Fetcher, Recordings
from ivr.phones.recordings import FolderRecordings, spoken_in
from ivr.store import recordings
from tests.audio.intake.speech import EMERGENCY, said, wav
from tests.audio.intake.speech import recorded as in_a_room

PROMPT = "greeting.emergency"


@functools.cache
def spoken(loud: float = 1.0) -> bytes:
    """The emergency words as a telephone brings them."""
    return spoken_in(wav(in_a_room(said(EMERGENCY.spoken) * loud)), 120)[0]


def told(desk: Desk, recording: str, prompt: str = PROMPT, by: str = "rec") -> str:
    """The line hears that something was recorded."""
    note_recorded(desk, Recording(recording, "abcdefghijkl", by, prompt, "en"))
    return recording


def said_on_a_call(desk: Desk, provider: FolderRecordings, loud: float = 1.0, by: str = "rec") -> str:
    """Somebody has read the emergency words, and the line was told."""
    return told(desk, provider.keep(spoken(loud)), by=by)


def brought(desk: Desk, provider: Recordings, recording: str) -> Standing:
    """What became of a recording once everything that is due was done."""
    fetcher = Fetcher(desk, provider)
    while fetcher.one():
        pass
    return state_of(desk, recording)


def done(desk: Desk, recording: str) -> bool:
    """Whether nothing is left to do about a recording: the provider has it no more."""
    row = recordings.Recordings(desk.database).find(recording)
    return row is not None and row.state is recordings.State.DELETED


def provider_in(folder: Path) -> FolderRecordings:
    """A provider whose recordings lie in a folder."""
    return FolderRecordings(folder / "recordings")


def file_of(folder: Path, recording: str) -> Path:
    """Where the provider keeps a recording."""
    return folder / "recordings" / f"{recording}.wav"

"""What every rule of the desk works with: the database, this machine's shelf, the voice, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.audio.voice import Voice
from ivr.content.voice_names import VoiceName
from ivr.editions.shelf import Shelf
from ivr.editions.stored import Stored, stored
from ivr.errors import DeskError
from ivr.store.database import Database

THE_LINE = "the line"  # who did what the program does by itself


@dataclass(frozen=True)
class Desk:
    """The desk of one line.

    Attributes:
        database: where everything lies.
        shelf: this machine's; its cache holds the sounds.
        voice: speaks what nobody has recorded.
        production: whether unsigned words are refused.
        clock: the time, aware.
    """

    database: Database
    shelf: Shelf
    voice: Voice | VoiceName
    production: bool
    clock: Callable[[], datetime]


def current(desk: Desk) -> Stored:
    """The published edition.

    Raises:
        DeskError: nothing was published yet.
        StoreError: the database is away.
        EditionError: what is published cannot be read.
    """
    found = stored(desk.database)
    if found is None:
        raise DeskError("Nothing is published yet. `ivr serve` or `ivr render` publishes the first edition.")
    return found

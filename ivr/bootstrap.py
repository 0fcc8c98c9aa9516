"""Puts the parts of the line together from the settings; tests swap any of them by argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ivr.audio.render import Progress
from ivr.audio.takes import TakesFolder
from ivr.audio.voice import Voice
from ivr.carrier.signature import Signature, TwilioSignature
from ivr.carrier.twiml import Addresses
from ivr.editions.freeze import freeze, read_folder
from ivr.editions.shelf import Shelf
from ivr.line.answers import House, MemoryHouse
from ivr.settings import Settings

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Parts:
    """Everything that the web side needs to answer a call or a text."""

    settings: Settings
    shelf: Shelf
    house: House
    signature: Signature
    addresses: Addresses
    clock: Clock


def build(settings: Settings, house: House | None = None) -> Parts:
    """The parts for these settings."""
    return Parts(
        settings=settings,
        shelf=Shelf(settings.data),
        house=house or MemoryHouse(settings.hash_key),
        signature=TwilioSignature(settings.auth_token),
        addresses=Addresses(settings.public_url, settings.audio_url),
        clock=clock(settings),
    )


def clock(settings: Settings) -> Clock:
    """The real time, or the one that a demo fixes."""
    fixed = settings.now
    return (lambda: fixed) if fixed is not None else (lambda: datetime.now(UTC))


def prepare(settings: Settings, progress: Progress | None = None, voice: Voice | None = None) -> int:
    """Check the content, render what is missing, and put an edition on the shelf where it changed; its number.

    Raises:
        ContentError, RenderError, EditionError: in plain sentences.
    """
    shelf = Shelf(settings.data)
    takes = TakesFolder(settings.prompts)
    number = freeze(read_folder(settings.content), voice or settings.voice, shelf, progress, takes)
    shelf.prune()
    return number

"""All that a phone on this machine needs, put together by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from ivr.phones.delivered import Arrived
from ivr.phones.handset import Handset
from ivr.phones.thread import TextThread
from ivr.phones.whereabouts import Editions

# The address of a sound -> its prompt and script, None for a sound that nobody knows.
SoundLookup = Callable[[str], tuple[str, str] | None]
# A mark (negative: from now on) -> the texts that arrived on this phone since then, and the next mark.
ArrivedTexts = Callable[[int], Arrived]
Phone = TypeVar("Phone", Handset, TextThread)


def calling_from(phone: Phone, number: str) -> Phone:
    """The phone, showing another number to the line ("anonymous" for a hidden one)."""
    phone.line = replace(phone.line, caller=number)
    return phone


def nothing(mark: int) -> Arrived:
    """For a phone that texts never reach."""
    return Arrived((), mark)


def idle() -> None:
    """For a phone beside which a line works by itself."""


def to_the_desk(phone: Handset) -> Handset:
    """The phone, calling the staff's number."""
    phone.line = replace(phone.line, entry="/voice/desk")
    return phone


@dataclass(frozen=True)
class Kit:
    """Phones and what they can know about what they hear.

    Attributes:
        make_handset: a phone for one call.
        make_thread: a phone for one conversation of texts.
        sound: the address of a sound -> its prompt and script.
        service: a rung number (E.164) -> the id of its service, None where no service has it.
        edition: the number of an edition -> the edition; EditionError where there is none.
        clock: the line's time, aware.
        audio: the address of a sound -> its WAV bytes, for a sound card.
        arrived: the texts that arrived on this phone.
        meanwhile: does what a line does beside a call that records; called between two deeds.
    """

    make_handset: Callable[[], Handset]
    make_thread: Callable[[], TextThread]
    sound: SoundLookup
    service: Callable[[str], str | None]
    edition: Editions
    clock: Callable[[], datetime]
    audio: Callable[[str], bytes]
    arrived: ArrivedTexts = nothing
    meanwhile: Callable[[], None] = idle

"""What the carrier's requests mean: form fields in, events out; unknown and missing fields do no harm."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ivr.flow.session import Dialed, Event, Key, Outcome, Silence, Spoke

Form = Mapping[str, str]


class Verb(StrEnum):
    """The last word of a step's path: why the carrier asks."""

    KEY = "key"
    SILENCE = "silence"
    DIALED = "dialed"


ENDED = "completed"  # the status of an answered call that is over, whoever ended it

OUTCOMES: Mapping[str, Outcome] = {
    "completed": Outcome.COMPLETED,
    "answered": Outcome.COMPLETED,
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "canceled": Outcome.NO_ANSWER,
    "failed": Outcome.FAILED,
}


def event(verb: str, form: Form) -> Event:
    """What happened, from a step's verb and its form."""
    if verb == Verb.DIALED:
        return Dialed(OUTCOMES.get(form.get("DialCallStatus", ""), Outcome.FAILED))
    digits = form.get("Digits", "").strip()
    if digits:
        return Key(digits[0])
    return Spoke() if form.get("SpeechResult") else Silence()


def caller(form: Form) -> str:
    """The caller's number as the carrier gives it; "" where it gives none."""
    return form.get("From", "")


def media(form: Form) -> int:
    """How many pictures or other attachments a message has."""
    count = form.get("NumMedia", "0")
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 4 else 0  # noqa: PLR2004 - ten at most

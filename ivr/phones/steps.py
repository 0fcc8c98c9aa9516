"""What happens on a phone, step by step, and where a call stands between two deeds of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True)
class Step:
    """One thing that happens on the phone.

    Attributes:
        kind: `play` a sound (`url`), `say` words (`text`) in the provider's voice, `listen` for a key for `seconds`,
            `dial` a number (`text`, E.164) for up to `seconds`, `record` what is said for up to `seconds`, or the
            `end` of the call (`text`: who ended it, "line" or "caller"). Whoever shows a call may add `message` and
            `error`, with a sentence in `text`.
        interruptible: whether a key cuts this speech short.
    """

    kind: Literal["play", "say", "listen", "dial", "record", "end", "message", "error"]
    text: str = ""
    url: str = ""
    seconds: int = 0
    interruptible: bool = False


class Stage(StrEnum):
    """Where a call stands between two deeds of the caller."""

    READY = "ready"
    LISTENING = "listening"
    DIALING = "dialing"
    RECORDING = "recording"
    ENDED = "ended"
